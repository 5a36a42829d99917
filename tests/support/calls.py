"""Any endpoint over a scripted wire: values that fit each of them, and replies in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.model.values import Json
from reconciler.remote.endpoints import OPERATIONS
from reconciler.remote.wire import Broken, Raw, Upload
from reconciler.simulator import KNOWLEDGE_BASES

ID = "0b5c6c1e-0000-4000-8000-000000000001"
CREATE: dict[str, Any] = {
    "name": "Baker",
    "location": "Berlin",
    "interview_template_id": ID,
    "mojito_language_code": "en",
    "status": "draft",
    "type": "interview",
    "visibility": "merchant_invite",
}
VALUES: dict[str, dict[str, Any]] = {
    "job-interview-create": CREATE,
    "job-interview-create-from-array": {**CREATE, "description": "x", "questions": [{"question": "Why?"}]},
    "job-interview-create-for-candidate-with-token": {
        "candidate_name": "A", "candidate_email": "a@example.com", "candidate_country_code": "DE",
        "candidate_resume": "x", "position_def_set_id": ID,
    },
    "persona-create": {
        "name": "P", "interview_template_id": ID, "mojito_language_code": "en", "status": "draft",
        "visibility": "merchant_invite", "persona_role_avatar": "A buyer.", "persona_role_user": "A seller.",
    },
    "job-interview-update": {"position_id": ID, "name": "New"},
    "job-interview-set-state": {"position_id": ID, "status": "active"},
    "job-interview-register-users": {"interview_id": ID, "users": [{"email": "a@example.com"}]},
    "invite-users": {"users": [{"email": "a@example.com"}]},
    "catalogue-tag-create": {"id": "sales-en", "name": "Sales"},
    "catalogue-tag-update": {"id": "sales-en", "name": "Sales"},
    "job-interview-pdf": {"interview_result_id": ID, "export_type": "pdf"},
    "job-interview-result-request-another-attempt": {"interview_result_id": ID},
    "pre-screening-create": {"update_position_def_set_id": ID},
    "job-interview-pre-screening-api-resume-text": {
        "position_id": ID, "candidate_name": "A", "candidate_email": "a@example.com", "candidate_resume": "x",
    },
}  # fmt: skip
"""For every endpoint that writes and takes no file: what it needs."""


_PLAIN: dict[str, Mapping[str, Any]] = {
    "job-interview-get": {"position_id": "{interview}"},
    "job-interview-token": {"type": "interview-results-for-position", "interview_id": "{interview}"},
    "job-interview-details": {"interview_result_id": "{result}"},
    "catalogue-tag-get": {"id": "platform-start-en"},
    "merchant-analytics": {"date_from": "2000-01-01", "date_to": "2999-01-01"},
    "knowledge-base-document-upload": {"knowledge_base_store_id": KNOWLEDGE_BASES[0]},
    "job-interview-pre-screening-api-resume-binary": {
        "position_id": ID,
        "candidate_name": "Ann",
        "candidate_email": "ann@example.com",
    },
}
CALLED: dict[str, Mapping[str, Any]] = {name: _PLAIN.get(name, VALUES.get(name, {})) for name in OPERATIONS}
"""What `reconciler call` is tried with, for each endpoint; braces stand for ids of the test's own."""


class Clock:
    """Stands still but for what is slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return sum(self.slept)

    monotonic = now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Scripted:
    """Hands out replies in order and keeps what was asked."""

    def __init__(self, *replies: Raw | Broken) -> None:
        self.left = list(replies)
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | Upload | None = None,
    ) -> Raw | Broken:
        sent = None if body is None else json.loads(body) if isinstance(body, bytes) else b"".join(body)
        self.asked.append((method, endpoint, dict(query or {}), sent))
        return self.left.pop(0)


def ok(body: Json) -> Raw:
    return Raw(200, {}, json.dumps(body).encode())


def no(status: int, error: str = "no", name: str | None = None) -> Raw:
    return Raw(status, {}, json.dumps({"error": error} | ({"name": name} if name else {})).encode())
