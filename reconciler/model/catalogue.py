"""The tables of `persona` and `directory`, the two other kinds that the account shows again.

Sources: the newer contract of persona-create, job-interview-update and get, and of the four catalogue-tag
calls. A persona is an interview once it is made: read, listed and changed by the same calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import LETTERS, Compare, Endpoint, Field, Null, Shape, Way
from reconciler.model.interview import (
    COACH_PLANS,
    LANGUAGES,
    RECORDINGS,
    RESULT_VIEWS,
    SPEEDS,
    STATUSES,
    VIDEO_INTRODUCTIONS,
    VISIBILITIES,
)

PORTALS = ("coaching", "interview")
DIRECTORY_STATUSES = ("draft", "active", "archived")
DIRECTORY_VISIBILITIES = ("public", *VISIBILITIES)

_T, _L, _E, _B = Shape.TEXT, Shape.LONG_TEXT, Shape.ENUM, Shape.BOOLEAN
_ONCE, _BLANK = Way.WRITE_ONCE, (None, "")


def _null(letters: str, meaning: Null = Null.CLEAR) -> Mapping[Endpoint, Null]:
    return MappingProxyType({LETTERS[letter]: meaning for letter in letters})


_CLEARS, _RESETS = _null("PU"), _null("PU", Null.DEFAULT)
_MADE_SO = _null("P", Null.DEFAULT)

_PERSONA = (
    Field("name", _T, "PU", "P", "name", min_length=1, visible=True),
    Field("interview_template_id", Shape.ID, "PU", "P", "interview_template_id", visible=True, costs=True, ref="template"),
    Field("mojito_language_code", _E, "P", "P", "mojito_language_code", values=LANGUAGES, way=Way.IMMUTABLE, visible=True),
    Field("status", _E, "PS", "P", "status", values=STATUSES, way=Way.SET_STATE, visible=True),
    Field("visibility", _E, "PU", "P", "visibility", values=VISIBILITIES, visible=True),
    Field("persona_role_avatar", _L, "P", "P", way=_ONCE, min_length=1, visible=True),
    Field("persona_role_user", _L, "P", "P", way=_ONCE, min_length=1, visible=True),
    Field("persona_avatar_who_is", _L, "P", way=_ONCE, null=_MADE_SO),
    Field("persona_avatar_knowledge", _L, "P", way=_ONCE, null=_MADE_SO),
    Field("persona_avatar_end_conditions", _L, "P", way=_ONCE, null=_MADE_SO),
    Field("persona_avatar_progress", _L, "P", way=_ONCE, null=_MADE_SO),
    Field("opening_line", _L, "P", way=_ONCE, null=_MADE_SO, visible=True),
    Field("portal", _E, "P", way=_ONCE, values=PORTALS, null=_MADE_SO, costs=True),
    Field("description", _L, "PU", "", "description", Compare.TEXT, _BLANK, _CLEARS, visible=True),
    Field("location", _T, "PU", "", "interview_location", alike=_BLANK, null=_CLEARS, visible=True,
          at_creation="interview_location"),
    Field("candidate_expectations", _L, "PU", "", "candidate_expectations", Compare.TEXT, null=_CLEARS, max_length=2100),
    Field("recording", _E, "PU", "", "recording", null=_CLEARS, values=RECORDINGS, visible=True, costs=True),
    Field("recording_full_session", _E, "PU", "", "recording_full_session", null=_CLEARS, values=("audio_all", "video_all"),
          visible=True, costs=True),
    Field("result_view", _E, "PU", "", "result_view", values=RESULT_VIEWS, visible=True),
    Field("interview_conversation_speed", _E, "PU", "", "interview_conversation_speed", null=_RESETS, values=SPEEDS),
    Field("candidate_video_introduction", _E, "PU", "", "candidate_video_introduction", alike=(None, "hidden"), null=_CLEARS,
          values=VIDEO_INTRODUCTIONS, visible=True),
    Field("max_duration", Shape.SECONDS, "PU", "", "max_duration", minimum=120, visible=True, costs=True),
    Field("interview_attempts", Shape.INTEGER, "PU", "", "result_scoring.max_retries", minimum=1, maximum=20, visible=True),
    Field("code", _T, "PU", "", "code", alike=_BLANK, null=_CLEARS),
    Field("cover_image_url", _T, "PU", "", "cover_image_url", null=_CLEARS, visible=True),
    Field("recruiter_profile_id", Shape.ID, "PU", "", "recruiter_profile_id", null=_CLEARS),
    Field("tags", Shape.STRINGS, "PU", "", "tags", Compare.SET, (None, []), _CLEARS),
    Field("welcome_message", _L, "P", way=_ONCE, null=_MADE_SO, visible=True),
    Field("thank_you_message", _L, "P", way=_ONCE, null=_MADE_SO, visible=True),
    Field("is_embedded", _B, "PS", "", alike=(None, False), null=_MADE_SO, way=Way.SET_STATE),
    Field("merchant_id", Shape.ID, "P", "", "merchant_id", way=Way.IMMUTABLE),
)  # fmt: skip

_KEEPS_OFF = _null("DT")

_DIRECTORY = (
    Field("id", Shape.SLUG, "D", "", "id", way=Way.IMMUTABLE, min_length=1, visible=True),
    Field("name", _T, "DT", "D", "name", min_length=1, visible=True),
    Field("description", _L, "DT", "", "description", Compare.TEXT, null=_KEEPS_OFF, visible=True),
    Field("mojito_language_code", _E, "DT", "", "mojito_language_code", values=LANGUAGES, visible=True),
    Field("visibility", _E, "DT", "", "visibility", values=DIRECTORY_VISIBILITIES, visible=True),
    Field("status", _E, "DT", "", "status", values=DIRECTORY_STATUSES, visible=True),
    Field("cover_image_url", _T, "DT", "", "cover_image_url", null=_KEEPS_OFF, visible=True),
    Field("coach_plan", _E, "DT", "", "coach_plan", null=_KEEPS_OFF, values=COACH_PLANS),
    Field("tags_sub", Shape.STRINGS, "DT", "", "tags_sub", alike=(None, []), null=_KEEPS_OFF, visible=True),
    Field("tags_interview_set_filter", Shape.STRINGS, "DT", "", "tags_interview_set_filter", Compare.SET, null=_KEEPS_OFF,
          visible=True),
    Field("content_md", _L, "DT", "", "content_md", null=_KEEPS_OFF, visible=True),  # null is not "": an empty page
    Field("merchant_id", Shape.ID, "D", "", "merchant_id", way=Way.IMMUTABLE),
)  # fmt: skip

PERSONA: Mapping[str, Field] = MappingProxyType({row.name: row for row in _PERSONA})
DIRECTORY: Mapping[str, Field] = MappingProxyType({row.name: row for row in _DIRECTORY})
