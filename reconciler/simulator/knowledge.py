"""knowledge-base-document-upload, as a form or as base64 in JSON."""

from __future__ import annotations

import base64
import binascii

from reconciler.simulator import billing, records, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.multipart import Upload
from reconciler.simulator.records import DOCUMENT, Record


def upload(call: Call) -> Answer:
    """Stores one document and answers with its id; a second upload of the same bytes is another document.

    A knowledge base that does not exist, and a file that is empty or not base64, is a 500 (contract:
    statuses). Processing ends at once, since nothing reports on it.
    """
    body, merchant_id = call.body, call.merchant()
    store = body["knowledge_base_store_id"]
    if store.lower() not in seed.KNOWLEDGE_BASES:
        raise ApiError(500, "There is no such knowledge base.", "knowledge_base_store_id")
    file = _file(body["file"])
    if not file.content:
        raise ApiError(500, "The file is empty.", "file")
    key = f"{merchant_id}:{store.lower()}:{file.sha256}"
    if call.switches.uploads_deduplicated and (known := records.keyed(call.storage, DOCUMENT, key)):
        return Answer(200, {"knowledge_base_id": known[0]["id"]})
    record: Record = {
        "id": call.new_id("document"),
        "merchant_id": merchant_id,
        "environment": call.account.environment,
        "knowledge_base_store_id": store.lower(),
        "name": body.get("name") or file.filename or "document",
        "bytes": len(file.content),
        "sha256": file.sha256,
        "created_at": call.stamp(),
    }
    records.insert(call.storage, DOCUMENT, record, key=key)
    if call.switches.uploads_charged:
        billing.charge(call, record, "knowledge_base_document", billing.UPLOAD)
    return Answer(200, {"knowledge_base_id": record["id"]}, committed=True)


def _file(value: str | Upload) -> Upload:
    if isinstance(value, Upload):
        return value
    try:
        return Upload("", base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        raise ApiError(500, "The file is not base64.", "file") from None
