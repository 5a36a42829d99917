"""Objects that several requests and answers hold."""

from __future__ import annotations

from typing import Annotated, Generic, Required, TypedDict, TypeVar

from reconciler.model.values import Json
from reconciler.remote.api.rule import Attempts, Followups, Off, On, Rule, Share
from reconciler.remote.api.words import (
    Language,
    NewStatus,
    NewType,
    NewVisibility,
    PdfTemplate,
    Recording,
    ResultView,
    Seniority,
    SessionRecording,
    Speed,
    Tone,
    VideoIntroduction,
)

Row = TypeVar("Row")


class Pagination(TypedDict, total=False):
    """`total` counts every row of the listing."""

    total: Required[int]
    limit: int | None
    offset: int | None
    has_more: bool | None


class Page(TypedDict, Generic[Row], total=False):
    """One page of a listing."""

    data: Required[list[Row]]
    pagination: Required[Pagination]


class Rubric(TypedDict, total=False):
    """What a candidate has to show: at least, to be solid, to stand out. Other keys are kept."""

    weak: list[str]
    moderate: list[str]
    strong: list[str]


class Question(TypedDict, total=False):
    """One question. Sent back with its `id` or `external_id` it stays the stored one."""

    question: Required[str]
    id: str
    duration: Annotated[float | None, Rule(unit="seconds")]
    mojito_language_code: Language | None
    label: str | None
    is_conditional: bool | None
    is_without_scoring: bool | None
    is_candidate_asking_recruiter: bool | None
    is_expert: bool | None
    is_multiple_choice: bool | None
    question_alternatives: list[str] | None
    conditional_question_main_id: str | None
    knowledge_base_id: str | None
    external_id: str | None
    external_data: dict[str, Json] | None
    candidate_expectations_json: Annotated[Rubric | None, Rule(open=True)]


class Employer(TypedDict, total=False):
    """Whom the hiring is for: no name, yourself; `undisclosed`, a client who stays unnamed."""

    name: str | None
    description: str | None
    location: str | None
    sector: str | None
    company_size: str | None


class AutomaticReport(TypedDict, total=False):
    """What the PDF holds that is made when an interview completes."""

    mojito_language_code: str
    contact_details: bool
    ai_recruiter_assessment: bool
    ai_scoring_rubric: bool
    analytics: bool
    files: bool
    transcript: bool
    answer_recording: bool
    session_recording: bool
    group_by_question: bool
    template: PdfTemplate


class EmbedPair(TypedDict, total=False):
    """There only when `is_embedded` was true. The signing key is a secret."""

    embed_id: str | None
    embed_signing_key: str | None


class Session(TypedDict, total=False):
    """What every call that makes an interview for candidates takes."""

    candidate_video_introduction: VideoIntroduction | None
    custom_scoring: dict[str, Json] | None
    hiring_for_company: Employer | None
    instructional_video: Off | None
    instructional_video_custom_text: str | None
    interview_attempts: Attempts | None
    interview_available_till: str | None
    interview_conversation_speed: Speed | None
    interview_department: str | None
    interview_salary: str | None
    is_embedded: bool | None
    max_followups: Followups | None
    merchant_id: str | None
    pdf_export_auto_config: AutomaticReport | None
    questions_random_subset: Share | None
    recruiter_profile_id: str | None
    required_pronunciation: Off | None
    result_enable_edit_transcript: On | None
    result_view: ResultView | None
    seniority_level: Seniority | None
    tags: list[str] | None
    thank_you_message: str | None
    welcome_message: str | None


class NewInterview(Session, total=False):
    """What both ways to make an interview take."""

    location: Required[Annotated[str, Rule(shortest=1)]]
    mojito_language_code: Required[Language]
    name: Required[Annotated[str, Rule(shortest=1)]]
    status: Required[NewStatus]
    type: Required[NewType]
    visibility: Required[NewVisibility]
    additional_context: dict[str, Json] | None
    candidate_expectations: str | None
    code: str | None
    cover_image_url: str | None
    description_long: str | None
    interview_tone: Tone | None
    knowledge_base_store_id: str | None
    recording: Recording | None
    recording_full_session: SessionRecording | None
