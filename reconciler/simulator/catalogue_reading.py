"""catalogue-tag-get and catalogue-tag-list."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import catalogue, records, rows, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.reading import paged
from reconciler.simulator.records import DIRECTORY, Record

MOST_SESSIONS = 200
_LISTS = ("tags_sub", "tags_interview_set_filter")
_SHOWN = (*catalogue.FIELDS, "merchant_id", "is_start_directory", "created_at", "updated_at")
_CHILD = ("name", "description", "status", "visibility", "mojito_language_code")
_SESSION = ("id", "name", "type", "status", "visibility", "type_credit", "tags")


def get(call: Call) -> Answer:
    """A directory with its children in its own order, those that are not there left out, and with at most 200
    sessions that its filter finds. 404 for an unknown, foreign or deleted one."""
    record = catalogue.find(call, call.query["id"], call.merchant())
    if record is None:
        raise ApiError(404, "No directory has this id.", "id")
    children = [catalogue.find(call, slug, call.merchant()) for slug in record["tags_sub"] or ()]
    sessions = _sessions(call, record)
    document = {
        **_document(call, record),
        "catalogue_url": catalogue.url(record),
        "sub_directories": [
            {"id": child["slug"], **{name: child[name] for name in _CHILD}}
            for child in children
            if child is not None
        ],
        "matched_sessions": sessions[:MOST_SESSIONS],
        "matched_sessions_truncated": len(sessions) > MOST_SESSIONS,
    }
    return Answer(200, document)


def list_directories(call: Call) -> Answer:
    """One page by id, or with parent_tag the direct children in the parent's order; never a deleted one."""
    query = call.query
    if query["parent_tag"]:
        parent = catalogue.find(call, query["parent_tag"], call.merchant())
        found = [
            child
            for slug in (parent or {}).get("tags_sub") or ()
            if (child := catalogue.find(call, slug, call.merchant())) is not None
        ]
    else:
        own = records.everything(call.storage, DIRECTORY, call.merchant())
        found = sorted([*own, *seed.DIRECTORIES], key=lambda record: str(record["slug"]))
    found = [record for record in found if _is_wanted(record, query)]
    limit, offset = query["limit"], query["offset"]
    page = [_row(call, record) for record in found[offset : offset + limit]]
    return Answer(200, paged(page, len(found), limit, offset))


def _is_wanted(record: Record, query: Any) -> bool:
    if record["status"] == "deleted":
        return False
    if record["merchant_id"] is None and query["include_public"] != "true":
        return False
    if any(
        query[name] and record[name] != query[name]
        for name in ("status", "visibility", "mojito_language_code")
    ):
        return False
    text = "\n".join(str(record[name] or "") for name in ("slug", "name", "description"))
    return not query["filter_text"] or query["filter_text"].casefold() in text.casefold()


def _document(call: Call, record: Record) -> dict[str, Any]:
    document = {"id": record["slug"], **{name: record[name] for name in _SHOWN}}
    if call.switches.directory_unset == "empty":
        document.update({name: document[name] or [] for name in _LISTS})
    return document


def _row(call: Call, record: Record) -> dict[str, Any]:
    row = _document(call, record)
    row["has_content_page"] = row.pop("content_md") is not None
    return row


def _sessions(call: Call, record: Record) -> list[dict[str, Any]]:
    """Active sessions of type coaching or persona, for everybody to find, that have all tags of the filter;
    none without a filter (contract: matched_sessions)."""
    wanted = record["tags_interview_set_filter"]
    if wanted is None or (not wanted and not call.switches.empty_filter_matches_all):
        return []
    conditions: dict[str, Any] = {"merchant_id = ?": call.merchant(), "status = ?": "active"}
    if call.switches.environment_scopes_rows:
        conditions["environment = ?"] = call.account.environment
    found: list[dict[str, Any]] = []
    for kind in ("coaching", "persona"):
        sessions, _ = rows.page(call.storage, {**conditions, "type = ?": kind}, -1, 0)
        found += [
            _session(row)
            for row in sessions
            if row["visibility"] in {"public", "merchant_public"} and set(wanted) <= set(row["tags"] or ())
        ]
    return found


def _session(row: rows.Row) -> dict[str, Any]:
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    return {**{name: row[name] for name in _SESSION}, "type_avatar": template.type if template else None}
