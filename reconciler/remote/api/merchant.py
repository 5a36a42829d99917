"""The merchant, its candidates, templates and sub-merchants, and the platform's languages."""

from __future__ import annotations

from typing import Annotated, Literal, Required, TypedDict

from reconciler.model.values import Json
from reconciler.remote.api.rule import Limit, Off, Offset, Rule, Uuid
from reconciler.remote.api.words import TemplateStatus, TemplateType


class MerchantCandidateListRequest(TypedDict, total=False):
    """The two spellings of the sort by name are the service's own."""

    filter_emoji: str
    filter_text: str
    limit: Limit
    merchant_id: Uuid
    offset: Offset
    order_by: Annotated[
        Literal["name_accending", "name_decending", "created_at_newest", "created_at_oldest"],
        Rule(default="created_at_newest"),
    ]
    source: Literal["invited", "registered"]
    tab: Literal["interview", "pre-screening", "no-action", "leads", ""]


class CandidateRow(TypedDict, total=False):
    """`id` is what other calls name `profile_interview_id` or `interview_profile_id`."""

    id: Required[str]
    avatar_local_path: str | None
    avatar_url: str | None
    created_at: str | None
    deleted_at: str | None
    email: str | None
    email_auth: str | None
    emoji: str | None
    external_id: str | None
    interview_count: float | None
    interview_last: str | None
    kyc_image_local_path: str | None
    kyc_processing_status: str | None
    last_login_at: str | None
    linked_in: str | None
    merchant_id: str | None
    mojito_language_code: str | None
    name: str | None
    phone_number: str | None
    physical_address: str | None
    pre_screening_count: float | None
    profile_id: str | None
    public_avatar_count: float | None
    status: str | None
    updated_at: str | None


class MerchantSubMerchantListRequest(TypedDict, total=False):
    filter_text: str
    limit: Limit
    merchant_id: Uuid
    offset: Offset
    order_by: Annotated[
        Literal["name", "created_at_newest", "created_at_oldest"], Rule(default="created_at_newest")
    ]


class SubMerchantRow(TypedDict, total=False):
    id: Required[str]
    admin_profiles: Json
    billing_country: str | None
    business_type: str | None
    consumer_webanalytics: str | None
    contact_email: str | None
    contact_person: str | None
    created_at: str | None
    credits_used_30d: float | None
    credits_used_total: float | None
    frontend_domain: str | None
    image_logo_url: str | None
    info_notes: str | None
    interview_count: float | None
    interview_frontend_domain: str | None
    interview_latest: str | None
    interview_subscription_status: str | None
    interview_subscription_type: str | None
    interview_webanalytics: str | None
    merchant_features: Json
    name: str | None
    register_domain: str | None
    status: str | None
    stripe_interview_subscription_start: str | None
    users: Json


class MerchantAvatarListRequest(TypedDict, total=False):
    """Archived templates come only when asked for, shared ones too."""

    filter_text: str
    include_archived: Off
    include_public: Off
    limit: Limit
    merchant_id: Uuid
    mojito_language_code: str
    offset: Offset
    status: TemplateStatus
    type: TemplateType


class TemplateRow(TypedDict, total=False):
    """`id` is what a create takes as `interview_template_id`. `background_blur` goes from 0 to 1."""

    id: Required[str]
    background_blur: float | None
    background_url: str | None
    created_at: str | None
    media_url: str | None
    merchant_id: str | None
    mojito_language_code: str | None
    name: str | None
    status: str | None
    type: str | None
    updated_at: str | None
    video_avatar_aspect_ratio: str | None
    video_avatar_image_url: str | None
    video_background_remove: bool | None
    video_voice_language_name: str | None
    visibility: str | None


class MerchantStatusRequest(TypedDict, total=False):
    merchant_id: Uuid


class MerchantStatusResponse(TypedDict, total=False):
    """`merchant_id` is the merchant of this answer. Histories hold 14 days, the newest first; a limit that
    is null does not exist."""

    merchant_id: Required[str]
    candidates: float | None
    candidates_history: list[float] | None
    credits_interview_extra: float | None
    credits_interview_monthly: float | None
    credits_interview_monthly_limit: float | None
    credits_interview_single: float | None
    default_merchant_id: str | None
    definitions_active: float | None
    interview_result_history: list[float] | None
    interview_results: float | None
    interviews_ongoing: float | None
    interviews_undecided: float | None
    interviews_without_credits: float | None
    invitations_available: float | None
    invitations_limit: float | None
    invitations_sent: float | None
    profile_id: str | None
    subscription_status: str | None
    subscription_type: str | None


class PlatformLanguagesListRequest(TypedDict, total=False):
    """It takes nothing."""


class Accent(TypedDict, total=False):
    code: str | None
    name: str | None


class PlatformLanguage(TypedDict, total=False):
    """`code` is what other calls name `mojito_language_code`."""

    code: Required[str]
    accents: list[Accent] | None
    admin_interface: bool | None
    coaching_interface: bool | None
    flag_emoji: str | None
    flag_image: str | None
    flag_unicode: str | None
    interview_interface: bool | None
    name_english: str | None
    name_local: str | None


class PlatformLanguagesListResponse(TypedDict, total=False):
    languages: Required[list[PlatformLanguage]]
