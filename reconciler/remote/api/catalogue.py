"""The coaching catalogue, whose directories carry an id that the caller chooses: requests and answers."""

from __future__ import annotations

from typing import Annotated, Required, TypedDict

from reconciler.remote.api.rule import Filled, Limit, Offset, On, Rule, Slug, Uuid
from reconciler.remote.api.words import CoachPlan, DirectoryStatus, DirectoryVisibility, Language


class CatalogueTagCreateRequest(TypedDict, total=False):
    """`content_md`: null keeps the grid of children, any text, an empty one too, takes its place."""

    id: Required[Slug]
    name: Required[Filled]
    coach_plan: CoachPlan | None
    content_md: str | None
    cover_image_url: str | None
    description: str | None
    merchant_id: str | None
    mojito_language_code: Annotated[Language | None, Rule(default="en")]
    parent_tag: str | None
    status: DirectoryStatus | None
    tags_interview_set_filter: list[str] | None
    tags_sub: list[str] | None
    visibility: DirectoryVisibility | None


class CatalogueTagCreateResponse(TypedDict, total=False):
    id: Required[str]
    catalogue_url: str | None
    merchant_id: str | None
    parent_tag: str | None


class CatalogueTagUpdateRequest(TypedDict, total=False):
    """Only what is sent is written; lists are replaced whole. The id cannot change."""

    id: Required[Slug]
    coach_plan: CoachPlan | None
    content_md: str | None
    cover_image_url: str | None
    description: str | None
    mojito_language_code: Language | None
    name: Filled
    status: DirectoryStatus
    tags_interview_set_filter: list[str] | None
    tags_sub: list[str] | None
    visibility: DirectoryVisibility


class CatalogueTagUpdateResponse(TypedDict, total=False):
    id: Required[str]
    catalogue_url: str | None
    updated_fields: list[str] | None


class CatalogueTagGetRequest(TypedDict, total=False):
    id: Required[Filled]
    merchant_id: Uuid


class SubDirectory(TypedDict, total=False):
    id: Required[str]
    description: str | None
    mojito_language_code: str | None
    name: str | None
    status: str | None
    visibility: str | None


class MatchedSession(TypedDict, total=False):
    id: Required[str]
    name: str | None
    status: str | None
    tags: list[str] | None
    type: str | None
    type_avatar: str | None
    type_credit: str | None
    visibility: str | None


class _Directory(TypedDict, total=False):
    id: Required[str]
    coach_plan: str | None
    cover_image_url: str | None
    created_at: str | None
    description: str | None
    is_start_directory: bool | None
    merchant_id: str | None
    mojito_language_code: str | None
    name: str | None
    status: str | None
    tags_interview_set_filter: list[str] | None
    tags_sub: list[str] | None
    updated_at: str | None
    visibility: str | None


class CatalogueTagGetResponse(_Directory, total=False):
    """At most 200 `matched_sessions`; `matched_sessions_truncated` says that there are more. `merchant_id`
    is null for a directory of the whole platform."""

    catalogue_url: str | None
    content_md: str | None
    matched_sessions: list[MatchedSession] | None
    matched_sessions_truncated: bool | None
    sub_directories: list[SubDirectory] | None


class CatalogueTagListRequest(TypedDict, total=False):
    filter_text: str
    include_public: On
    limit: Limit
    merchant_id: Uuid
    mojito_language_code: str
    offset: Offset
    parent_tag: str
    status: DirectoryStatus
    visibility: DirectoryVisibility


class DirectoryRow(_Directory, total=False):
    has_content_page: bool | None
