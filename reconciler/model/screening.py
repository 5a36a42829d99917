"""The tables of `pre-screening` and `knowledge-document`: what the account takes and never shows again.

Source: the newer contract of pre-screening-create and knowledge-base-document-upload.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import Compare, Endpoint, Field, Null, Shape, Way
from reconciler.model.interview import LANGUAGES, VISIBILITIES

SCREENING_TYPES = ("resume", "form", "resume_with_form")
_CLEARS = MappingProxyType({Endpoint.SCREENING: Null.CLEAR})
_T, _L, _E = Shape.TEXT, Shape.LONG_TEXT, Shape.ENUM

_PRE_SCREENING = (
    Field("position_name", _T, "W", "W", min_length=1, visible=True),
    Field("position_location", _T, "W", "W", min_length=1, visible=True),
    Field("position_country_code", Shape.COUNTRY, "W", "W", compare=Compare.CASELESS, visible=True),
    Field("mojito_language_code", _E, "W", "W", values=LANGUAGES, visible=True),
    Field("status", _E, "W", values=("draft", "active"), visible=True),
    Field("type", _E, "W", values=SCREENING_TYPES, visible=True),
    Field("position_description", _L, "W", compare=Compare.TEXT, null=_CLEARS, visible=True),
    Field("position_description_long", _L, "W", compare=Compare.TEXT, null=_CLEARS, visible=True),
    Field("assessment_rules", Shape.OBJECTS, "W", null=_CLEARS),
    Field("form_fields", Shape.OBJECTS, "W", null=_CLEARS, visible=True),
    Field("candidate_expectations", _L, "W", compare=Compare.TEXT, null=_CLEARS),
    Field(
        "visibility", Shape.OPEN_ENUM, "W", values=VISIBILITIES, visible=True
    ),  # the contract states no enum
    Field("interview_available_till", Shape.MOMENT, "W", compare=Compare.INSTANT, null=_CLEARS, visible=True),
    Field("kombo_parameters", Shape.OBJECT, "W", null=_CLEARS),
    Field("creation_parameters", Shape.OBJECT, "W", way=Way.WRITE_ONCE),
    Field("merchant_id", Shape.ID, "W", way=Way.WRITE_ONCE),
)

_DOCUMENT = (
    Field("knowledge_base_store_id", Shape.ID, "K", "K", way=Way.IMMUTABLE, ref="knowledge_base"),
    Field("file", Shape.FILE, "K", "K", way=Way.IMMUTABLE, costs=True),
    Field("name", _T, "K", min_length=1),
    Field("merchant_id", Shape.ID, "K", way=Way.WRITE_ONCE),
)

PRE_SCREENING: Mapping[str, Field] = MappingProxyType({row.name: row for row in _PRE_SCREENING})
DOCUMENT: Mapping[str, Field] = MappingProxyType({row.name: row for row in _DOCUMENT})
