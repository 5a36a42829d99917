"""Commands that change only what we remember: take in an interview made elsewhere, let one go."""

from __future__ import annotations

from dataclasses import replace

from reconciler.apply import identity
from reconciler.apply.looking import look
from reconciler.engine import fresh, questions, records, replies
from reconciler.engine.case import case_of
from reconciler.engine.refs import resolve
from reconciler.engine.view import View
from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.definition import Definition
from reconciler.model.environment import Environment
from reconciler.model.journal import Ended, Ending, Entry, Noted
from reconciler.model.kinds import Life, kind_of
from reconciler.model.observed import Observation, Observed, Template
from reconciler.model.record import Intent, Pair, Record, Snapshot
from reconciler.model.values import Json
from reconciler.ports import Owner, Reader
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.work import Work


def take_in(work: Work, reader: Reader, owner: Owner, address: Address, remote_id: str) -> Record:
    """Record `remote_id` as the one that `address` declares. Writes nothing to the account; what the account
    does not show is believed: it is what the author says that was done.

    Answers an open create of that Address too: it is this one. Raises UsageError when either side is
    taken or not there.
    """
    definition = work.desired.definitions.get(address)
    if definition is None:
        raise UsageError(
            f"No definition has the Address {address}.", hint="Write its file first, then import"
        )
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "import")
        merchant = reader.merchant()
        ledger.fingerprint = identity.check(work.environment, merchant, ledger.snapshot)
        intent = next(iter(ledger.snapshot.intents_of(address)), None)
        old = intent.replaces if intent is not None else None
        _check_free(ledger.snapshot, address, remote_id, old)
        record = _recorded(work, ledger.snapshot, reader, definition, remote_id, intent)
        before = ledger.snapshot.records.get(address)
        if before is not None:
            left = (*before.deposed, old) if old is not None and old != remote_id else before.deposed
            record = replace(record, deposed=left)
        ledger.append([Noted(address, record, intent.id if intent is not None else None)])
        ledger.close()
    return record


def _recorded(
    work: Work,
    snapshot: Snapshot,
    reader: Reader,
    definition: Definition,
    remote_id: str,
    intent: Intent | None,
) -> Record:
    kind = kind_of(definition.address.kind)
    if not kind.kept:
        if intent is not None and kind.life is Life.ONCE:
            return replies.found_again(intent, remote_id)
        if intent is not None:
            return records.made(intent, remote_id, None)
        return _believed(work, snapshot, definition, remote_id)
    seen = look(reader, kind.name, remote_id)
    if seen is None or seen.fields.get("status") == "deleted":
        raise UsageError(f"The account has no {kind.noun} {remote_id}, or it is deleted.")
    return recorded_as(work.environment, definition, seen, reader.templates())


def _believed(work: Work, snapshot: Snapshot, definition: Definition, remote_id: str) -> Record:
    """The Record of what the account never shows, as it is declared. Raises UsageError where it is on
    something that is not made."""
    view = View(work.environment, work.desired, snapshot, Observed(online=False))
    case = case_of(definition, None, view)
    if case.faults:
        raise UsageError("; ".join(case.faults))
    pairs = {name: Pair.agreed(value) for name, value in case.kept.items()}
    return Record(remote_id, pairs, manage=definition.manage, refs=case.refs)


def _check_free(snapshot: Snapshot, address: Address, remote_id: str, replaced: str | None) -> None:
    """`replaced`: the id whose place an unanswered create was to take; this may be what it made."""
    known = snapshot.records.get(address)
    if known is not None and known.remote_id not in (remote_id, replaced):
        raise UsageError(
            f"{address} is recorded as {known.remote_id} already.",
            hint=f"reconciler state forget {address}   # first, if that is wrong",
        )
    alike = snapshot.of_kinds((address.kind,)) if kind_of(address.kind).kept else {}
    holder = next((other for other, record in alike.items() if record.remote_id == remote_id), None)
    if holder is not None and holder != address:
        raise UsageError(f"{holder.kind.capitalize()} {remote_id} belongs to {holder} already.")


def recorded_as(
    environment: Environment, definition: Definition, seen: Observation, templates: tuple[Template, ...]
) -> Record:
    """The Record of an interview made elsewhere, as the one that `definition` declares."""
    resolved = resolve(definition, environment, Observed(online=True, templates=templates), None)
    fields: dict[str, Json] = dict(resolved.fields)
    if "questions" in fields:
        stored = questions.as_questions(seen.fields.get("questions"))
        asked = questions.as_questions(fields["questions"])
        fields["questions"] = list(questions.identified(asked, (), stored))
    change = Change(definition.address, Action.IMPORT, "", manage=definition.manage, refs=resolved.refs)
    record = records.taken_in(seen.remote_id, fields, seen, change)
    if fields.get("status") == "active" and seen.fields.get("status") == "preparing":
        record = record.with_fields({"status": Pair.agreed("active")})  # the account is on its way there
    mark = fresh.marker(definition, environment)
    code = seen.fields.get("code")
    ours = mark is not None and isinstance(code, str) and fresh.generation(mark, code) is not None
    return replace(record, marker=code) if ours and isinstance(code, str) else record


def forget(work: Work, owner: Owner, address: Address) -> Record | None:
    """Let go of what is recorded of `address`; it stays in the account as it is. Also the author's word that
    an unanswered create was not made. Returns the Record that was dropped."""
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "state forget")
        record = ledger.snapshot.records.get(address)
        intents = ledger.snapshot.intents_of(address)
        if record is None and not intents:
            raise UsageError(f"Nothing is recorded of {address}.", hint="`reconciler show` lists what is")
        entries: list[Entry] = [
            Ended(intent.id, Ending.FAILED, None, "forgotten by the author") for intent in intents
        ]
        if not intents:
            entries.append(Noted(address, None))
        ledger.append(entries)
        ledger.close()
    return record


def move(work: Work, owner: Owner, old: Address, new: Address) -> Record:
    """The Record of `old` is that of `new` from here on; nobody is asked, and `code` stays as it is."""
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "state mv")
        record = ledger.snapshot.records.get(old)
        if ledger.snapshot.intents_of(old):
            raise UsageError(
                f"{old} has a create without an answer.", hint="reconciler apply   # settles it first"
            )
        if record is None:
            raise UsageError(f"Nothing is recorded of {old}.", hint="`reconciler show` lists what is")
        if old == new or new in ledger.snapshot.records or ledger.snapshot.intents_of(new):
            raise UsageError(f"{new} is recorded already; nothing was moved.", hint="reconciler show")
        # In this order: a line that is lost leaves the interview recorded twice, never not at all.
        ledger.append([Noted(new, record), Noted(old, None)])
        ledger.close()
    return record
