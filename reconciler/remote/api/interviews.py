"""Interviews, personas and their links: requests and answers."""

from __future__ import annotations

from typing import Annotated, Literal, Required, TypedDict

from reconciler.model.values import Json
from reconciler.remote.api.parts import (
    AutomaticReport,
    EmbedPair,
    Employer,
    NewInterview,
    Question,
    Rubric,
    Session,
)
from reconciler.remote.api.rule import (
    Attempts,
    Filled,
    Followups,
    Off,
    On,
    Rule,
    Seconds,
    Share,
)
from reconciler.remote.api.words import (
    CoachPlan,
    CreditType,
    InterviewType,
    Language,
    NewStatus,
    NewType,
    NewVisibility,
    Recording,
    ResultView,
    Seniority,
    SessionRecording,
    Speed,
    Status,
    StoredVideoIntroduction,
    Tone,
    VideoIntroduction,
)

_Length = Annotated[float | str, Rule(least=1, most=40, note="how many questions are written")]
_Portal = Annotated[Literal["coaching", "interview"], Rule(default="coaching")]


class JobInterviewCreateRequest(NewInterview, total=False):
    interview_template_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    description: str | None
    include_closing_prompt: On | None
    include_rapport_question: Off | None
    interview_length: _Length | None
    interview_type: Annotated[InterviewType, Rule(default="pre-screening")]
    max_duration: Annotated[float | None, Rule(unit="seconds", default=1200)]
    use_enhanced_expectations: bool | None


class JobInterviewCreateResponse(EmbedPair, total=False):
    interview_def_set_id: Required[str]
    questions_generated: float | None
    max_duration: float | None


class JobInterviewCreateFromArrayRequest(NewInterview, total=False):
    interview_template_id: Required[Filled]
    description: Required[Filled]
    questions: Required[Annotated[list[Annotated[Question, Rule(open=True)]], Rule(fewest=1)]]
    candidate_expectations_json: Annotated[Rubric | None, Rule(open=True)]
    disable_deduplication: bool | None
    interview_type: InterviewType | None


class JobInterviewCreateFromArrayResponse(EmbedPair, total=False):
    interview_def_set_id: Required[str]


class JobInterviewCreateForCandidateWithTokenRequest(Session, total=False):
    """Without `position_def_set_id` the position's name, location, country and language are needed."""

    candidate_country_code: Required[Filled]
    candidate_email: Required[Filled]
    candidate_name: Required[Filled]
    candidate_resume: Required[Filled]
    candidate_external_id: str | None
    candidate_linkedin_url: str | None
    include_closing_prompt: On | None
    include_rapport_question: Off | None
    interview_template_id: str | None
    max_duration: Annotated[float | None, Rule(unit="seconds", default=1200)]
    mojito_language_code: Language | None
    position_country_code: str | None
    position_def_set_id: str | None
    position_description: str | None
    position_description_long: str | None
    position_external_id: str | None
    position_location: str | None
    position_name: str | None
    use_enhanced_expectations: bool | None


class JobInterviewCreateForCandidateWithTokenResponse(EmbedPair, total=False):
    """`status`: ai_accept, recruiter_accept, recruiter_action, ai_reject, recruiter_reject or
    already-applied; `reason` comes with the last three. `interview_url` is a credential."""

    status: Required[str]
    interview_url: Required[str]
    interview_def_set_id: str | None
    position_def_set_id: str | None
    profile_interview_id: str | None
    reason: str | None


class PersonaCreateRequest(TypedDict, total=False):
    interview_template_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    mojito_language_code: Required[Language]
    name: Required[Filled]
    persona_role_avatar: Required[Filled]
    persona_role_user: Required[Filled]
    status: Required[NewStatus]
    visibility: Required[NewVisibility]
    candidate_expectations: Annotated[str | None, Rule(longest=2100)]
    candidate_video_introduction: VideoIntroduction | None
    code: str | None
    cover_image_url: str | None
    description: str | None
    interview_attempts: Annotated[float | None, Rule(least=1, most=20, default=3)]
    interview_conversation_speed: Speed | None
    interview_location: str | None
    is_embedded: bool | None
    max_duration: Annotated[float | None, Rule(unit="seconds", default=1200)]
    merchant_id: str | None
    opening_line: Annotated[str | None, Rule(default="Hello")]
    persona_avatar_end_conditions: str | None
    persona_avatar_knowledge: str | None
    persona_avatar_progress: str | None
    persona_avatar_who_is: str | None
    portal: _Portal | None
    recording: Recording | None
    recording_full_session: SessionRecording | None
    recruiter_profile_id: str | None
    result_view: ResultView | None
    tags: list[str] | None
    thank_you_message: str | None
    welcome_message: str | None


class PersonaCreateResponse(EmbedPair, total=False):
    interview_def_set_id: Required[str]


class JobInterviewGetRequest(TypedDict, total=False):
    position_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]


class JobInterviewGetResponse(TypedDict, total=False):
    """Most is null for a position of several stages. `max_duration` in seconds, times as ISO texts."""

    status: Required[str]
    calc_definition_json: Json
    candidate_expectations: str | None
    candidate_expectations_json: Json
    candidate_video_introduction: str | None
    coach_plan: str | None
    code: str | None
    cover_image_url: str | None
    created_at: str | None
    creation_parameters: Json
    description: str | None
    interview_available_till: str | None
    interview_conversation_speed: str | None
    interview_department: str | None
    interview_description_long: str | None
    interview_location: str | None
    interview_salary: str | None
    interview_template_id: str | None
    interview_template_type: str | None
    is_multistage: bool | None
    is_voice_only: bool | None
    knowledge_base_store_id: str | None
    max_duration: float | None
    max_followups: float | None
    merchant_id: str | None
    mojito_language_code: str | None
    name: str | None
    pdf_export_auto_config: Json
    questions: list[Question] | None
    questions_random_subset: float | None
    recording: str | None
    recording_full_session: str | None
    recruiter_profile_id: str | None
    required_pronunciation: bool | None
    result_enable_edit_transcript: bool | None
    result_scoring: Json
    result_view: str | None
    slug: str | None
    speech_language_code: str | None
    speech_language_name: str | None
    stage: str | None
    tags: list[str] | None
    type: str | None
    type_credit: str | None
    updated_at: str | None
    visibility: str | None


class JobInterviewUpdateRequest(TypedDict, total=False):
    """Only what is sent is written; null clears. `questions` is the whole list that is wanted."""

    position_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    candidate_expectations: str | None
    candidate_expectations_json: Annotated[Rubric | None, Rule(open=True)]
    candidate_video_introduction: StoredVideoIntroduction | None
    coach_plan: CoachPlan | None
    code: str | None
    cover_image_url: str | None
    custom_scoring: dict[str, Json] | None
    description: str | None
    description_long: str | None
    hiring_for_company: Employer | None
    interview_attempts: Attempts
    interview_available_till: str | None
    interview_conversation_speed: Speed | None
    interview_department: str | None
    interview_salary: str | None
    interview_template_id: Filled
    interview_tone: Tone | None
    interview_type: InterviewType | None
    knowledge_base_store_id: str | None
    location: str | None
    max_duration: Seconds | None
    max_followups: Followups | None
    name: str | None
    pdf_export_auto_config: AutomaticReport | None
    questions: Annotated[list[Annotated[Question, Rule(open=True)]], Rule(fewest=1)]
    questions_random_subset: Share | None
    recording: Recording | None
    recording_full_session: SessionRecording | None
    recruiter_profile_id: str | None
    regenerate_candidate_expectations: bool
    required_pronunciation: bool | None
    result_enable_edit_transcript: bool | None
    result_view: ResultView
    seniority_level: Seniority | None
    status: Status
    tags: list[str] | None
    type: NewType
    type_credit: CreditType | None
    visibility: NewVisibility
