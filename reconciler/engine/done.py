"""What was done once and is declared still, or no more.

What says who or what it is about cannot change; anything else that is edited afterwards is only remembered.
Other content of a document is another document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reconciler.engine.case import Case
from reconciler.model.change import Action, Blocked, Change, FieldChange
from reconciler.model.field import Field, Shape, Way
from reconciler.model.record import Record
from reconciler.model.values import Json, same

DOCUMENTS = "documents"
"""In the outcome of a document: the ids of everything that was uploaded for it, by store and content."""

FORGOTTEN = "forgotten"
"""The tombstone of what was done and is declared no more: kept so that it is not done a second time."""

_STAYS = {
    "candidate": "the candidate stays enrolled, since the API has no way to un-enrol",
    "invitation": "the person stays invited, since the API has no way to take that back",
    "retake": "the result stays as it is",
    "knowledge-document": "the document stays in its knowledge base, since the API has no way to take it out",
}
_REMEMBERED = "it is done: only remembered, and not sent again"


@dataclass(slots=True)
class _Found:
    shown: list[FieldChange] = field(default_factory=list)
    learns: dict[str, Json] = field(default_factory=dict)
    stuck: list[FieldChange] = field(default_factory=list)


def again(case: Case, record: Record) -> Change:
    if case.faults:
        blocked = Blocked("; ".join(case.faults))
        return case.change(Action.UPDATE, "a name cannot be resolved", blocked=blocked)
    found = _Found()
    for name, now in case.kept.items():
        _field(case, record, found, name, now)
    releases = tuple(name for name in record.fields if name not in case.fields and name in case.kind.fields)
    if found.stuck and case.definition.address.kind == "knowledge-document":
        return _uploaded_anew(case, record, found, releases)
    if found.stuck:
        return _stuck(case, record, found)
    remembers = found.learns or releases or not record.live or case.definition.manage != record.manage
    reason = "" if record.live else "declared again: it was done before, and is not done a second time"
    return case.change(
        Action.RECORD if remembers else Action.NONE,
        reason or ("nothing to send; the Record is brought up to date" if remembers else ""),
        fields=tuple(found.shown),
        learns=found.learns,
        releases=releases,
        remote_id=record.remote_id,
    )


def _field(case: Case, record: Record, found: _Found, name: str, now: Json) -> None:
    row, pair = case.kind.fields[name], record.fields.get(name)
    if name in case.bound.fills and record.refs.get(name) == case.refs[name]:
        return  # the same interview by name, whichever id it has by now
    if pair is not None and alike(row, now, pair.sent):
        return
    address = (case.definition.address, name)
    if pair is None or row.way is not Way.IMMUTABLE or address in case.view.approvals.record_only:
        found.learns[name] = now
        found.shown.append(case.shown(name, None if pair is None else pair.sent, _REMEMBERED))
    else:
        found.stuck.append(case.shown(name, pair.sent, f"cannot change: {_IS_DONE[address[0].kind]}"))


_IS_DONE = {
    "candidate": "the candidate is enrolled",
    "invitation": "the person is invited",
    "retake": "the result was reopened",
    "knowledge-document": "the document is uploaded",
}


def alike(row: Field, now: Json, sent: Json) -> bool:
    """A file is its content, wherever it lies."""
    if row.shape is Shape.FILE and isinstance(now, dict) and isinstance(sent, dict):
        return now.get("sha256") == sent.get("sha256")
    return same(now, sent)


def _stuck(case: Case, record: Record, found: _Found) -> Change:
    address = case.definition.address
    names = [change.name for change in found.stuck]
    what = ", ".join(names)
    ways = (
        f"put the old value of {what} back",
        "give it another key: that is another one, and this one is forgotten",
        "reconciler apply "
        + " ".join(f"--record-only {address}.{name}" for name in names)
        + "   # it was put right in the account by hand",
    )
    return case.change(
        Action.UPDATE,
        "",
        fields=(*found.shown, *found.stuck),
        blocked=Blocked(f"{what} cannot change: {_IS_DONE[address.kind]}", ways),
        remote_id=record.remote_id,
    )


def content_key(fields: Mapping[str, Json]) -> str:
    """What makes two uploads one: the same content in the same store."""
    file = fields.get("file")
    sha = file.get("sha256") if isinstance(file, dict) else None
    return f"{fields.get('knowledge_base_store_id')}:{sha}"


def _uploaded_anew(case: Case, record: Record, found: _Found, releases: tuple[str, ...]) -> Change:
    """Other content is another document; the one before stays. Content that was uploaded before is not
    uploaded again."""
    known = record.outcome.get(DOCUMENTS)
    before = known.get(content_key(case.fields)) if isinstance(known, dict) else None
    shown = tuple(replace(change, note="") for change in found.stuck)
    if isinstance(before, str):
        return case.change(
            Action.RECORD,
            "this content was uploaded before: nothing is sent",
            fields=(*found.shown, *shown),
            learns=dict(case.kept),
            releases=releases,
            remote_id=before,
        )
    stays = f"the one uploaded before ({record.remote_id}) stays: the API has no way to take it out"
    return case.change(
        Action.UPDATE,
        "its content changed: it is uploaded as another document",
        fields=(*found.shown, *shown),
        calls=(case.call(),),
        releases=releases,
        remote_id=record.remote_id,
        effects=frozenset({"credits"}),
        warnings=(stays,),
    )


def removed(change: Change, record: Record) -> Change:
    """`change`, the end of a Record whose definition is gone: nothing happens in the account."""
    if not record.live:
        return replace(change, action=Action.NONE, reason="forgotten")
    reason = f"its definition was removed; {_STAYS[change.address.kind]}"
    return replace(change, action=Action.FORGET, reason=reason, tombstone=FORGOTTEN)
