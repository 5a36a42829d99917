"""The closed sets of words that the API knows."""

from __future__ import annotations

from typing import Annotated, Literal

from reconciler.remote.api.rule import Rule

Language = Literal[
    "ar", "bg", "zh", "hr", "cs", "da", "nl", "en", "fil", "fi", "fr", "de", "el", "hi", "hu", "id", "it",
    "ja", "ko", "ms", "no", "pl", "pt", "br", "ro", "ru", "sk", "es", "sv", "ta", "th", "tr", "uk", "vi",
]  # fmt: skip
NewStatus = Literal["draft", "active"]
Status = Literal["draft", "active", "archived", "deleted", "preparing", "completed"]
NewType = Literal["interview", "coaching", "assessment"]
ListedType = Literal["interview", "coaching", "assessment", "public_avatar", "persona", "persona_interview"]
NewVisibility = Literal["merchant_public", "merchant_invite", "merchant_unlisted"]
Recording = Literal["audio_first_5_answers", "audio_all", "video_all", "video_first_5_answers"]
SessionRecording = Literal["audio_all", "video_all"]
InterviewType = Literal[
    "pre-screening",
    "pre-screening-with-test-questions",
    "second-interview",
    "remote-freelancer-verification",
    "strength-based-interview",
    "potential-based-interview",
    "process-verification-from-knowledge-base",
]
Seniority = Literal["entry-level", "intermediate", "senior", "managerial", "director", "executive"]
ResultView = Literal["none", "minimal", "minimal_with_score", "advanced", "full", "full_expand_scores"]
Speed = Literal["slower", "normal", "faster"]
VideoIntroduction = Literal["optional", "required"]
StoredVideoIntroduction = Literal["hidden", "optional", "required"]
Tone = Annotated[
    str,
    Rule(default="relaxed", note="relaxed, simple, professional, persuasive; any other acts as the default"),
]
TemplateType = Literal[
    "offline_elai",
    "offline_synthesia",
    "interactive_heygen",
    "offline_heygen",
    "interactive_elevenlabs",
    "interactive_spatius",
]
TemplateStatus = Literal["active", "draft", "archived", "deleted"]
PdfTemplate = Literal["classic", "modern", "one_pager"]
CreditType = Literal[
    "resume_check",
    "interview_coach_starter",
    "interview_coach_contributor",
    "interview_coach_manager",
    "cover_letter",
]
CoachPlan = Literal["demo", "screening", "2nd", "3rd", "closing", "job-specific", "other"]
DirectoryStatus = Literal["draft", "active", "archived"]
DirectoryVisibility = Literal["public", "merchant_public", "merchant_invite", "merchant_unlisted"]
Link = Literal[
    "interview-for-profile",
    "results-for-profile",
    "interview-result-candidate",
    "interview-result-talent-seeker",
    "interview-results-for-position",
]
