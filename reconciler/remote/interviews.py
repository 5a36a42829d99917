"""Interviews as the account shows them, under the names that requests use. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.model.interview import FIELDS, READ_STATUSES, RECORDINGS, TYPES, VISIBILITIES
from reconciler.model.observed import Observation, Page, Row
from reconciler.model.values import Json
from reconciler.remote.shown import roots, shown, unusable
from reconciler.remote.shown import text_of as _text

_READ_VALUES: Mapping[str, tuple[str, ...]] = {
    "status": READ_STATUSES,
    "type": (*TYPES, "persona", "persona_interview", "public_avatar"),
    "visibility": (*VISIBILITIES, "public", "sub_item"),
    "recording_full_session": RECORDINGS,
}
"""Where an answer may hold more than a request."""

_READ_ONLY = frozenset(
    {
        "created_at",
        "updated_at",
        "calc_definition_json",
        "is_multistage",
        "stage",
        "interview_template_type",
        "is_voice_only",
        "speech_language_code",
        "speech_language_name",
        "slug",
    }
)
_KNOWN = _READ_ONLY | roots(FIELDS)


def observation(remote_id: str, body: Json) -> Observation:
    """What job-interview-get answered.

    A field that is absent in the answer, or whose parent is null there, is absent in `fields`; null stays
    null. Raises CallFailed naming the field when the answer lacks what every later step rests on.
    """
    what = f"interview {remote_id}"
    if not isinstance(body, dict):
        raise unusable(what, "it is no object")
    if not isinstance(body.get("status"), str):
        raise unusable(what, "`status` is missing")
    fields, warnings = shown(FIELDS, body, _READ_VALUES)
    if "questions" in fields:
        fields["questions"] = _questions(what, fields["questions"])
    return Observation(
        remote_id=remote_id,
        fields=fields,
        template_type=_text(body.get("interview_template_type")),
        multistage=body.get("is_multistage") is True,
        created_at=_text(body.get("created_at")),
        updated_at=_text(body.get("updated_at")),
        warnings=warnings,
    )


def unknown_keys(body: Json) -> frozenset[str]:
    """Keys of the answer of job-interview-get that no document names."""
    return frozenset(body) - _KNOWN if isinstance(body, dict) else frozenset()


def page(kind: str, body: Json) -> Page:
    """One page of merchant-interview-list. Unknown keys are passed over and null may stand anywhere;
    raises CallFailed naming the field when an id or the total is missing."""
    rows, total = listed("the list of interviews", body)
    return Page(tuple(_row(kind, remote_id, row) for remote_id, row in rows), total)


def listed(what: str, body: Json) -> tuple[list[tuple[str, dict[str, Json]]], int]:
    """The rows of any listing with their ids, and how many there are in all."""
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise unusable(what, "`data` is missing")
    pagination = body.get("pagination")
    total = pagination.get("total") if isinstance(pagination, dict) else None
    if not _is_count(total):
        raise unusable(what, "`pagination.total` is missing")
    rows: list[tuple[str, dict[str, Json]]] = []
    data = body["data"]
    assert isinstance(data, list)
    for number, row in enumerate(data):
        remote_id = row.get("id") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(remote_id, str) or not remote_id:
            raise unusable(what, f"`data[{number}].id` is missing")
        rows.append((remote_id, row))
    return rows, _count(total)


def _row(kind: str, remote_id: str, row: Mapping[str, Json]) -> Row:
    return Row(
        id=remote_id,
        name=_text(row.get("name")) or "",
        type=_text(row.get("type")) or kind,
        status=_text(row.get("status")) or "",
        language=_text(row.get("mojito_language_code")),
        environment=_text(row.get("environment")),
        created_at=_text(row.get("created_at")),
        updated_at=_text(row.get("updated_at")),
        taken=_count(row.get("interview_count")),
        last_taken=_text(row.get("interview_last")),
        code=_text(row.get("code")),
    )


def _questions(what: str, value: Json) -> Json:
    """The questions as they are, once every entry is an object; the differ relies on that."""
    if value is None:
        return None
    if not isinstance(value, list):
        raise unusable(what, "`questions` is no list")
    for number, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise unusable(what, f"`questions[{number}]` is no object")
    return value


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _count(value: Json) -> int:
    return int(value) if _is_count(value) and isinstance(value, int | float) else 0
