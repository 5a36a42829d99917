"""Whether this is the account that is meant, before anything else is asked of it."""

from __future__ import annotations

from reconciler.errors import WrongAccount
from reconciler.model.environment import Environment
from reconciler.model.observed import Merchant, Row
from reconciler.model.record import Fingerprint, Snapshot


def check(environment: Environment, merchant: Merchant, snapshot: Snapshot) -> Fingerprint:
    """The fingerprint of the account, or WrongAccount before a single write."""
    stated = environment.merchant_id
    if stated is not None and merchant.effective != stated:
        raise WrongAccount(
            f"The token reaches merchant {merchant.effective}, but environment {environment.name!r} "
            f"is merchant {stated}.",
            hint=f"Put a token of that merchant into ${environment.token_env}, or correct merchant_id",
        )
    known = snapshot.account
    if known is not None and (known.merchant_id, known.origin) != (merchant.effective, environment.server):
        raise WrongAccount(
            f"The state {environment.state} belongs to merchant {known.merchant_id} at {known.origin}, "
            f"but this is merchant {merchant.effective} at {environment.server}.",
            hint="Give this account an environment and a state of its own in reconciler.yaml",
        )
    return Fingerprint(environment.server, merchant.effective, known.environment if known else None)


def with_environment(fingerprint: Fingerprint, rows: list[Row]) -> Fingerprint:
    """The fingerprint with the account's own word for its environment (production, test), from the rows."""
    shown = {row.environment for row in rows if row.environment}
    if fingerprint.environment is None:
        word = shown.pop() if len(shown) == 1 else None
        return Fingerprint(fingerprint.origin, fingerprint.merchant_id, word)
    if shown and fingerprint.environment not in shown:
        raise WrongAccount(
            f"The state was made in the account's {fingerprint.environment!r} environment, but the token "
            f"reads {', '.join(sorted(shown))!r}.",
            hint="Use a token of the right environment: a token decides which one it sees",
        )
    return fingerprint
