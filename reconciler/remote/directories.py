"""Directories of the coaching catalogue, under the names that requests use. Pure."""

from __future__ import annotations

from reconciler.model.catalogue import DIRECTORY
from reconciler.model.observed import Observation
from reconciler.model.values import Json
from reconciler.remote.shown import roots, shown, text_of, unusable

_READ_ONLY = frozenset(
    {
        "created_at",
        "updated_at",
        "catalogue_url",
        "is_start_directory",
        "sub_directories",
        "matched_sessions",
        "matched_sessions_truncated",
    }
)
_KNOWN = _READ_ONLY | roots(DIRECTORY)


def directory(slug: str, body: Json) -> Observation | None:
    """What catalogue-tag-get answered; None for a directory of the whole platform, which is not ours.

    Raises CallFailed naming the field when the answer does not say which directory it is, or whose.
    """
    what = f"directory {slug}"
    if not isinstance(body, dict):
        raise unusable(what, "it is no object")
    for name in ("id", "merchant_id"):
        if name not in body:
            raise unusable(what, f"`{name}` is missing")
    if text_of(body["id"]) is None:
        raise unusable(what, "`id` is missing")
    if body["merchant_id"] is None:
        return None
    fields, warnings = shown(DIRECTORY, body, {})
    return Observation(
        remote_id=slug,
        fields=fields,
        created_at=text_of(body.get("created_at")),
        updated_at=text_of(body.get("updated_at")),
        warnings=warnings,
    )


def unknown_keys(body: Json) -> frozenset[str]:
    """Keys of the answer of catalogue-tag-get that no document names."""
    return frozenset(body) - _KNOWN if isinstance(body, dict) else frozenset()
