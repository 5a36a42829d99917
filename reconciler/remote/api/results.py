"""Results, their reports and numbers: requests and answers."""

from __future__ import annotations

from typing import Annotated, Literal, Required, TypedDict

from reconciler.model.values import Json
from reconciler.remote.api.rule import Day, Limit, Off, Offset, On, Rule, Uuid
from reconciler.remote.api.words import Language, ListedType, PdfTemplate


class JobInterviewDetailsRequest(TypedDict, total=False):
    interview_result_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    get_signed_recordings: Off


class Spoken(TypedDict, total=False):
    """One turn of a transcript. `duration` in tenths of a second; `question_original_id` is null for a
    follow-up."""

    id: str | None
    ai_analysis: str | None
    ai_analysis_recruiter: str | None
    answer: str | None
    answer_assessment_raw_data: Json
    duration: float | None
    external_data: Json
    external_id: str | None
    is_answer: bool | None
    mojito_language_code: str | None
    question_asked: str | None
    question_original: str | None
    question_original_id: str | None
    recording_is_video: bool | None
    recording_local_path: str | None
    recording_url: str | None
    score: float | None
    score_answer_ai: float | None
    score_answer_ai_simulation: float | None
    score_simulation: float | None
    view: str | None


class JobInterviewDetailsResponse(TypedDict, total=False):
    """`duration` in tenths of a second. The two recording URLs come only when they were asked for, are
    credentials and soon end."""

    ai_analysis: str | None
    ai_analysis_other: Json
    ai_analysis_recruiter: str | None
    ai_analysis_recruiter_why_hire: Json
    ai_analysis_recruiter_why_not_hire: Json
    ai_completion_reason: str | None
    ai_interview_coverage_percentage: float | None
    duration: float | None
    end: str | None
    recording_is_video: bool | None
    recording_local_path: str | None
    recording_url: str | None
    recruiter_risks: Json
    score: float | None
    score_answer: float | None
    score_pronunciation: float | None
    score_sentiment: float | None
    score_simulation: float | None
    score_text: str | None
    score_words_per_minute: float | None
    start: str | None
    status: str | None
    transcript: list[Spoken] | None
    user_feedback_recruiter: str | None
    video_introduction_local_path: str | None
    video_introduction_url: str | None


class ReportParts(TypedDict, total=False):
    """What a report shows. `ai_scoring_rubric` needs `ai_recruiter_assessment`; a language that is not the
    result's own is translated at 0.1 credits a result."""

    ai_recruiter_assessment: On
    ai_scoring_rubric: Off
    analytics: On
    answer_recording: Off
    contact_details: On
    files: On
    group_by_question: Off
    mojito_language_code: Language
    session_recording: Off
    template: PdfTemplate
    transcript: On


class JobInterviewPdfRequest(TypedDict, total=False):
    """One result by `interview_result_id`, or several in one report by `interview_result_ids`."""

    export_type: Required[Literal["pdf", "html", "json"]]
    export_features_result: ReportParts
    interview_result_id: Uuid
    interview_result_ids: list[Uuid]
    store_file: bool
    template: PdfTemplate


class JobInterviewPdfResponse(TypedDict, total=False):
    """By `export_type`: pdf gives the URL (a credential) and until when it works, as ISO text; html and
    json give the report itself."""

    html_export: str | None
    json_export: dict[str, Json] | None
    pdf_export_url: str | None
    pdf_export_valid_until: str | None


class JobInterviewResultRequestAnotherAttemptRequest(TypedDict, total=False):
    interview_result_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]


class JobInterviewResultRequestAnotherAttemptResponse(TypedDict, total=False):
    """Nothing is documented in it."""


class MerchantResultListRequest(TypedDict, total=False):
    """`risks`: keys with commas between them, any of which matches."""

    filter_emoji: str
    filter_text: str
    interview_id: Uuid
    limit: Limit
    merchant_id: Uuid
    offset: Offset
    order_by: Annotated[
        Literal["score", "created_at_newest", "created_at_oldest", "updated_at_newest"],
        Rule(default="created_at_newest"),
    ]
    profile_interview_id: Uuid
    risks: str
    step: Literal["pre-screening", "interview"]
    tab: Literal[
        "decided-rejected", "undecided", "shortlist", "decided-selected", "completed", "incomplete",
        "archived-interview", "public_avatar", "archived-public_avatar", "",
    ]  # fmt: skip
    type: Annotated[ListedType, Rule(default="interview")]


class ResultRow(TypedDict, total=False):
    """Detail calls take `interview_result_id`, not `id`. `duration_ds` in tenths of a second."""

    id: Required[str]
    candidate_email: str | None
    candidate_name: str | None
    coach_status: str | None
    created_at: str | None
    decision_status: str | None
    definition_id: str | None
    duration_ds: float | None
    emoji: str | None
    external_id: str | None
    interview_result_id: str | None
    interview_result_pre_screening_id: str | None
    interview_started: bool | None
    is_multi_stage: bool | None
    is_test: bool | None
    kyc_processing_status: str | None
    merchant_id: str | None
    mojito_language_code: str | None
    position_name: str | None
    position_result_step_id: str | None
    position_step: str | None
    processing_error: str | None
    processing_status: str | None
    profile_id: str | None
    profile_interview_id: str | None
    recruiter_risks: Json
    recruiter_shortlist: bool | None
    score: float | None
    score_answer_ai: float | None
    score_interview_ai: float | None
    score_pronunciation: float | None
    score_sentiment: float | None
    score_simulation: float | None
    score_words_per_minute: float | None
    status: str | None
    type: str | None
    updated_at: str | None


class MerchantAnalyticsRequest(TypedDict, total=False):
    """`interview_id` may be an interview or a position."""

    date_from: Required[Day]
    date_to: Required[Day]
    interview_id: Uuid
    limit: Limit
    merchant_id: Uuid
    offset: Offset


class EventCount(TypedDict, total=False):
    """How often an event happened on a day; days without it are left out."""

    day: Required[str]
    event: Required[str]
    event_number: float | None


class MerchantAnalyticsCreditsUsedRequest(TypedDict, total=False):
    interview_id: Uuid
    limit: Limit
    merchant_id: Uuid
    offset: Offset


class CreditEvent(TypedDict, total=False):
    id: Required[str]
    candidate_name: str | None
    credit_amount: float | None
    event: str | None
    event_date: str | None
    object_uuid: str | None
    parent_object_uuid: str | None
    profile_id: str | None
    profile_interview_id: str | None
    stats: Json
