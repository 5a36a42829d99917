"""What a route is handed, and the checks of references that several routes share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reconciler.simulator import rows, seed
from reconciler.simulator.accounts import Account
from reconciler.simulator.messages import ApiError
from reconciler.simulator.rows import Row
from reconciler.simulator.storage import Storage
from reconciler.simulator.switches import Switches


@dataclass(frozen=True)
class Call:
    """One authenticated, checked request inside its transaction.

    `body` holds known keys only, a file of a form as an Upload; `query` is typed and has its defaults. `rows`
    is how many people of a batch a fault lets through, None for all; `origin` is this account's own address.
    """

    storage: Storage
    account: Account
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    switches: Switches
    now: datetime
    rows: int | None = None
    origin: str = "http://simulator"

    def new_id(self, kind: str) -> str:
        return self.storage.new_id(kind)

    def stamp(self) -> str:
        return self.storage.stamp(self.now)

    def merchant(self) -> str:
        """The merchant the call is about, from the query or the body, as far as the token may choose."""
        return self.account.effective_merchant(self.query.get("merchant_id") or self.body.get("merchant_id"))

    def sees(self, record: Mapping[str, Any]) -> bool:
        """Whether row-level security lets this token see a stored record."""
        if not self.account.sees(record["merchant_id"]):
            return False
        return not self.switches.environment_scopes_rows or record["environment"] == self.account.environment

    def row(self, identifier: str, *, missing: int, name: str = "position_id") -> Row:
        """The interview or position this token sees under an id. Raises ApiError with the status `missing`
        when there is none; `name` is the field the id came in."""
        row = rows.visible(self.storage, identifier, self.account, self.switches)
        if row is None:
            raise ApiError(missing, "No interview or position has this id.", name)
        return row


def check_template(identifier: str, merchant_id: str, *, missing: int) -> seed.Template:
    """The template an interview is to be based on.

    Raises ApiError `missing` for an unknown id and 422 for a legacy one (behaviour.md section 5).
    """
    template = seed.find_template(identifier, merchant_id)
    if template is None:
        raise ApiError(missing, "interview_template_id names no template.", "interview_template_id")
    if template.type in seed.LEGACY_TYPES:
        raise ApiError(422, f"A template of type {template.type} is legacy.", "interview_template_id")
    return template


def check_references(body: Mapping[str, Any], *, missing: int) -> None:
    """Knowledge base and recruiter exist. Raises ApiError: `missing` for the first, 422 for the second."""
    store = body.get("knowledge_base_store_id")
    if store is not None and store not in seed.KNOWLEDGE_BASES:
        raise ApiError(missing, "knowledge_base_store_id names no knowledge base.", "knowledge_base_store_id")
    recruiter = body.get("recruiter_profile_id")
    if recruiter is not None and recruiter not in seed.RECRUITERS:
        raise ApiError(
            422, "recruiter_profile_id names no recruiter of this merchant.", "recruiter_profile_id"
        )


def check_code(call: Call, merchant_id: str, code: str | None, besides: str | None = None) -> None:
    """With the switch `code_unique`, raises ApiError 422 for a code that another interview has."""
    if call.switches.code_unique and code and rows.code_taken(call.storage, merchant_id, code, besides):
        raise ApiError(422, "Another interview has this code.", "code")
