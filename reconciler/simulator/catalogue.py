"""catalogue-tag-create and catalogue-tag-update: directories of the coaching catalogue, with ids of the
caller's choice."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import records, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.records import DIRECTORY, Record

_SITE = "https://coaching.example/catalogue/"
FIELDS = (
    "name",
    "description",
    "mojito_language_code",
    "visibility",
    "status",
    "cover_image_url",
    "coach_plan",
    "tags_sub",
    "tags_interview_set_filter",
    "content_md",
)


def create(call: Call) -> Answer:
    """A directory under an id that nobody has: 409 else (contract: statuses).

    422 for a parent that is not there; 500 for visibility public, which is not for merchants.
    """
    body, merchant_id = call.body, call.merchant()
    if _is_taken(call, merchant_id, body["id"]):
        raise ApiError(409, "A directory with this id exists already; update it.", "id")
    _refuse_public(call)
    parent = find(call, body["parent_tag"]) if body.get("parent_tag") else None
    if body.get("parent_tag") and (parent is None or parent["merchant_id"] is None):
        raise ApiError(422, "parent_tag names no directory.", "parent_tag")
    record: Record = {name: body.get(name) for name in FIELDS}
    record.update(
        # Ids of directories may repeat between merchants, so the row has one of its own.
        id=call.new_id("directory"),
        slug=body["id"],
        merchant_id=merchant_id,
        environment=call.account.environment,
        mojito_language_code=record["mojito_language_code"] or "en",
        visibility=record["visibility"] or call.switches.directory_default_visibility,
        status=record["status"] or call.switches.directory_default_status,
        is_start_directory=False,
    )
    record["created_at"] = record["updated_at"] = call.stamp()
    records.insert(call.storage, DIRECTORY, record, key=body["id"])
    if parent is not None:
        parent["tags_sub"] = [*(parent["tags_sub"] or []), body["id"]]
        save(call, parent)
    answer = {
        "id": body["id"],
        "merchant_id": merchant_id,
        "parent_tag": body.get("parent_tag"),
        "catalogue_url": url(record),
    }
    return Answer(200, answer, committed=True)


def update(call: Call) -> Answer:
    """Writes what is sent; lists are replaced whole. 404 for a directory that is not this merchant's, 422
    when nothing is sent."""
    record = find(call, call.body["id"])
    if record is None or record["merchant_id"] is None:
        raise ApiError(404, "No directory has this id.", "id")
    sent = {name: call.body[name] for name in FIELDS if name in call.body}
    if not sent:
        raise ApiError(422, "There is nothing to update.")
    _refuse_public(call)
    record.update(sent)
    save(call, record)
    answer = {"id": record["slug"], "updated_fields": list(sent), "catalogue_url": url(record)}
    return Answer(200, answer, committed=True)


def find(call: Call, slug: str, merchant_id: str | None = None) -> Record | None:
    """A directory as this token finds it: its merchant's, or one of the whole platform; deleted ones never
    (contract: catalogue-tag-list)."""
    for record in records.keyed(call.storage, DIRECTORY, slug):
        wanted = merchant_id is None or record["merchant_id"] == merchant_id
        if wanted and call.account.sees(record["merchant_id"]) and record["status"] != "deleted":
            return record
    return next((dict(record) for record in seed.DIRECTORIES if record["slug"] == slug), None)


def save(call: Call, record: Record) -> None:
    record["updated_at"] = call.stamp()
    records.save(call.storage, DIRECTORY, record)


def url(record: dict[str, Any]) -> str:
    return _SITE + str(record["slug"])


def _is_taken(call: Call, merchant_id: str, slug: str) -> bool:
    if any(record["slug"] == slug for record in seed.DIRECTORIES):
        return True
    return any(
        (call.switches.directory_ids_global or record["merchant_id"] == merchant_id)
        and not (record["status"] == "deleted" and call.switches.deleted_directory_frees_id)
        for record in records.keyed(call.storage, DIRECTORY, slug)
    )


def _refuse_public(call: Call) -> None:
    if call.body.get("visibility") == "public":
        raise ApiError(500, "Only the platform makes public directories.")
