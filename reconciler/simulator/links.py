"""Signed addresses, which are bearer credentials, and job-interview-token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from reconciler.simulator import records, results
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.records import CANDIDATE

# Nobody serves this; the name is reserved, so no client can reach anybody by it.
_SITE = "https://interview.example"
_KEY = b"simulator"
_NEEDS = {
    "interview-for-profile": ("interview_profile_id", "interview_id"),
    "results-for-profile": ("interview_profile_id",),
    "interview-result-candidate": ("interview_result_id",),
    "interview-result-talent-seeker": ("interview_result_id",),
    "interview-results-for-position": ("interview_id",),
}
_PAGES = {
    "interview-for-profile": "interview",
    "results-for-profile": "results",
    "interview-result-candidate": "result",
    "interview-result-talent-seeker": "result",
    "interview-results-for-position": "results",
}


def token(call: Call) -> Answer:
    """job-interview-token: a bare JSON string.

    422 for a field that the type needs and for whatever an id does not find (contract: statuses). The menu
    is hidden unless hide_menu is the text "false".
    """
    body, kind = call.body, call.body["type"]
    for name in _NEEDS[kind]:
        if not body.get(name):
            raise ApiError(422, f"{name} is required for {kind}.", name)
    claims = {name: body[name] for name in _NEEDS[kind]}
    if "interview_id" in claims:
        call.row(claims["interview_id"], missing=422, name="interview_id")
    if "interview_profile_id" in claims and not _sees(call, CANDIDATE, claims["interview_profile_id"]):
        raise ApiError(422, "No candidate has this id.", "interview_profile_id")
    if "interview_result_id" in claims:
        results.find(call, claims["interview_result_id"], missing=422)
    return Answer(200, signed(kind, claims, call, shows_menu=body.get("hide_menu") == "false"))


def for_candidate(call: Call, interview_id: str, person_id: str, *, is_test: bool = False) -> str:
    """The address under which one person takes one interview; every call gives another one."""
    claims = {"interview_id": interview_id, "interview_profile_id": person_id, "is_test": is_test}
    return signed("interview-for-profile", claims, call, shows_menu=False)


def signed(kind: str, claims: Mapping[str, Any], call: Call, *, shows_menu: bool) -> str:
    """An address with a token in the form of a JWT, so that whoever hides tokens can be seen to do so."""
    payload = {"type": kind, **claims, "jti": call.new_id("link")}
    parts = [_encoded({"alg": "HS256", "typ": "JWT"}), _encoded(payload)]
    signature = hmac.new(_KEY, ".".join(parts).encode(), hashlib.sha256).digest()
    query = {"token": ".".join([*parts, _base64(signature)]), "hide_menu": str(not shows_menu).lower()}
    return f"{_SITE}/{_PAGES[kind]}?{urlencode(query)}"


def _sees(call: Call, kind: str, identifier: str) -> bool:
    record = records.find(call.storage, kind, identifier)
    return record is not None and call.sees(record)


def _encoded(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
