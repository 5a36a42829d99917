"""A client for the tests: every answer it sees is held against the simulator's own document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from reconciler.simulator import DEFAULT_TOKEN, Simulator, template_id
from reconciler.simulator.document import document, operations, response_schema

ANNA = template_id("Anna")
MARIA = template_id("Maria")
VIKTOR = template_id("Viktor")
ENROL = "job-interview-create-for-candidate-with-token"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
START = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **parts: float) -> None:
        self.now += timedelta(**parts)


class Api:
    """Calls of one token. `send` is a Handler, of a Simulator unless told otherwise."""

    def __init__(self, simulator: Simulator, token: str | None = DEFAULT_TOKEN) -> None:
        self.simulator = simulator
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def raw(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        return self.simulator.handle(method, target, self.headers if headers is None else headers, body)

    def call(self, endpoint: str, body: object = None, /, **query: object) -> tuple[int, Any]:
        """The status and the document of an answer, checked against openapi.json."""
        method = operations()[endpoint].method
        target = f"/functions/v1/{endpoint}"
        if query:
            target += "?" + "&".join(f"{name}={value}" for name, value in query.items())
        status, headers, answer = self.raw(method, target, b"" if body is None else json.dumps(body).encode())
        assert "Date" in headers
        parsed = json.loads(answer)
        _validator(endpoint, status).validate(parsed)
        return status, parsed

    def ok(self, endpoint: str, body: object = None, /, **query: object) -> Any:
        status, answer = self.call(endpoint, body, **query)
        assert status == 200, answer
        return answer

    def refused(self, status: int, endpoint: str, body: object = None, /, **query: object) -> str | None:
        """Asserts a refusal; the field it names, if any."""
        found, answer = self.call(endpoint, body, **query)
        assert found == status, answer
        name: str | None = answer.get("name")
        return name

    def form(
        self, endpoint: str, fields: Mapping[str, str], file: bytes | None = None, filename: str = "cv.txt"
    ) -> tuple[int, Any]:
        """A multipart request; the answer is checked as in `call`."""
        content_type, body = form_body(fields, file, filename)
        headers = {**self.headers, "Content-Type": content_type}
        status, _, answer = self.raw("POST", f"/functions/v1/{endpoint}", body, headers)
        parsed = json.loads(answer)
        _validator(endpoint, status).validate(parsed)
        return status, parsed

    def enrol(self, **fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.ok(ENROL, enrol_body(**fields))
        return answer

    def register(self, interview_id: str, *emails: str, **fields: object) -> list[dict[str, Any]]:
        users = [{"email": email} for email in emails]
        body = {"users": users, "interview_id": interview_id, **fields}
        rows: list[dict[str, Any]] = self.ok("job-interview-register-users", body)
        return rows

    def people(self, **query: object) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ok("merchant-candidate-list", **query)["data"]
        return rows

    def results(self, **query: object) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ok("merchant-result-list", **query)["data"]
        return rows

    def create(self, **fields: object) -> str:
        return str(self.ok("job-interview-create", create_body(**fields))["interview_def_set_id"])

    def create_from_array(self, *questions: object, **fields: object) -> str:
        answer = self.ok("job-interview-create-from-array", array_body(*questions, **fields))
        return str(answer["interview_def_set_id"])

    def get(self, identifier: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.ok("job-interview-get", position_id=identifier)
        return answer

    def update(self, identifier: str, **fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.ok("job-interview-update", {"position_id": identifier, **fields})
        return answer

    def set_state(self, identifier: str, **fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.ok("job-interview-set-state", {"position_id": identifier, **fields})
        return answer

    def listed(self, **query: object) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ok("merchant-interview-list", **query)["data"]
        return rows


def create_body(**fields: object) -> dict[str, object]:
    body: dict[str, object] = {
        "name": "Backend Engineer",
        "location": "Berlin",
        "interview_template_id": ANNA,
        "mojito_language_code": "en",
        "status": "draft",
        "type": "interview",
        "visibility": "merchant_invite",
    }
    return {**body, **fields}


def array_body(*questions: object, **fields: object) -> dict[str, object]:
    return create_body(description="Two sentences.", questions=list(questions), **fields)


def enrol_body(**fields: object) -> dict[str, object]:
    """A body that makes a position of its own; `position_def_set_id` in `fields` is used in its place."""
    body: dict[str, object] = {
        "position_name": "Barista",
        "position_location": "Bratislava",
        "position_country_code": "sk",
        "mojito_language_code": "sk",
        "candidate_name": "Jana Nová",
        "candidate_email": "jana@example.com",
        "candidate_country_code": "SK",
        "candidate_resume": "Ten years behind a counter.",
    }
    return {**body, **fields}


def form_body(fields: Mapping[str, str], file: bytes | None, filename: str) -> tuple[str, bytes]:
    """The Content-Type and the body of a form."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + file + b"\r\n")
    return "multipart/form-data; boundary=edge", b"".join([*parts, b"--edge--\r\n"])


def without(body: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in body.items() if name not in names}


@cache
def _validator(endpoint: str, status: int) -> Draft202012Validator:
    return Draft202012Validator({**response_schema(endpoint, status), "components": {"schemas": _schemas()}})


@cache
def _schemas() -> dict[str, Any]:
    return {name: plain(schema) for name, schema in document()["components"]["schemas"].items()}


def plain(schema: Any) -> Any:
    """A schema of the document without its quirks, as a JSON Schema validator takes it."""
    if isinstance(schema, list):
        return [plain(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    if schema and set(schema) <= {"nullable", "description"}:
        return True
    converted = {name: plain(value) for name, value in schema.items() if name != "nullable"}
    if schema.get("nullable") is True:
        converted["type"] = [schema["type"], "null"]
        if "enum" in schema:
            converted["enum"] = [*schema["enum"], None]
    return converted


Make = Callable[..., Api]
