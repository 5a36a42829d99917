"""Pre-screening of resumes and forms, and the documents of a knowledge base: requests and answers."""

from __future__ import annotations

from typing import Annotated, Literal, Required, TypedDict

from reconciler.model.values import Json
from reconciler.remote.api.rule import File, Filled, Rule
from reconciler.remote.api.words import Language, NewStatus

_Asked = Literal["optional", "required", "screening"]
_Points = Annotated[int, Rule(least=0, most=10)]


class RequiredLanguage(TypedDict, total=False):
    code: Required[str]
    level: Required[Literal["beginner", "intermediate", "advanced", "fluent"]]


class AssessmentRule(TypedDict, total=False):
    """One rule, in order. Ages are inclusive; a threshold of 0 is off."""

    id: Required[str]
    action: Annotated[Literal["mark_for_review", "reject"], Rule(default="mark_for_review")]
    age_max: int
    age_min: int
    country: list[str]
    country_eu: bool
    education: str
    gender: list[str]
    languages: list[RequiredLanguage]
    resume_score_accept: _Points
    resume_score_reject: _Points
    technical_experience_years: int
    type: _Asked
    visa: list[str]


class FormField(TypedDict, total=False):
    """A standard field, or one of your own with `title` and `field_type`."""

    id: Required[str]
    description: str
    field_type: Literal["text", "file", "radio"]
    mandatory: bool
    options: list[str]
    title: str
    type: _Asked


class PreScreeningCreateRequest(TypedDict, total=False):
    """With `update_position_def_set_id` that position is changed; without it one is made, and name,
    location, country and language of the position are needed."""

    assessment_rules: list[AssessmentRule] | None
    candidate_expectations: str | None
    creation_parameters: Json
    form_fields: list[FormField] | None
    interview_available_till: str | None
    kombo_parameters: Json
    merchant_id: str | None
    mojito_language_code: Language | None
    position_country_code: str | None
    position_description: str | None
    position_description_long: str | None
    position_location: str | None
    position_name: str | None
    status: NewStatus | None
    type: Annotated[Literal["resume", "form", "resume_with_form"] | None, Rule(default="resume")]
    update_position_def_set_id: str | None
    visibility: Annotated[str | None, Rule(default="merchant_invite")]


class PreScreeningCreateResponse(TypedDict, total=False):
    created: bool | None
    interview_pre_screening_id: str | None
    position_def_set_id: str | None
    updated: bool | None


class SpokenLanguage(TypedDict, total=False):
    code: str
    level: str


class CandidateForm(TypedDict, total=False):
    age: int
    education: str
    gender: str
    languages: list[SpokenLanguage]
    nationality: str
    residency: str
    visa: str


_Form = Annotated[CandidateForm, Rule(open=True)]


class _Screened(TypedDict, total=False):
    candidate_email: Required[Filled]
    candidate_name: Required[Filled]
    position_id: Required[Filled]
    candidate_country_code: str
    candidate_external_id: str
    candidate_linkedin_url: str
    form: _Form


class JobInterviewPreScreeningApiResumeTextRequest(_Screened, total=False):
    candidate_resume: Required[Filled]


class JobInterviewPreScreeningApiResumeBinaryRequest(_Screened, total=False):
    file: Required[File]


class ScreeningResult(TypedDict, total=False):
    """`message` alone with `decision_status` when the candidate is past the screening."""

    decision_status: Required[str]
    interview_file_id: str | None
    interview_result_pre_screening_id: str | None
    message: str | None
    pre_screening_score: float | None
    processing_reason: str | None
    profile_interview_id: str | None
    recommendation: str | None
    resume_ai_analysis: str | None
    resume_ai_education: str | None
    resume_ai_is_switching_profession: bool | None
    resume_ai_technical_experience: float | None
    success: bool | None


class KnowledgeBaseDocumentUploadRequest(TypedDict, total=False):
    """`name` with its extension; the file's own name when it is left out."""

    file: Required[File]
    knowledge_base_store_id: Required[Filled]
    merchant_id: str
    name: str


class KnowledgeBaseDocumentUploadResponse(TypedDict, total=False):
    knowledge_base_id: Required[str]
