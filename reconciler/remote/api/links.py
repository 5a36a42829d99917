"""The life of an interview once it exists, and who is let in: requests and answers."""

from __future__ import annotations

from typing import Annotated, Required, TypedDict

from reconciler.remote.api.parts import EmbedPair
from reconciler.remote.api.rule import Limit, Off, Offset, Rule, Uuid
from reconciler.remote.api.words import Language, Link, ListedType, Status

Replaced = TypedDict("Replaced", {"from": str, "to": str}, total=False)


class QuestionsDiff(TypedDict, total=False):
    """What became of the stored questions: ids. `question_ids` holds the steps that are no questions too."""

    kept: list[str] | None
    added: list[str] | None
    removed: list[str] | None
    replaced: list[Replaced] | None
    question_ids: list[str] | None
    reactivated: bool | None


class JobInterviewUpdateResponse(TypedDict, total=False):
    """`updated_fields` are the names that the service stores under. `questions_diff` is there only when
    questions were sent."""

    position_id: Required[str]
    is_multistage: bool | None
    updated_fields: list[str] | None
    questions_diff: QuestionsDiff | None


class JobInterviewSetStateRequest(TypedDict, total=False):
    """`status`, `is_embedded`, or both."""

    position_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    is_embedded: bool | None
    status: Status | None


class JobInterviewSetStateResponse(EmbedPair, total=False):
    success: bool | None


class JobInterviewTokenRequest(TypedDict, total=False):
    """Which ids are needed depends on `type`; the menu shows only with `hide_menu` set to the text false."""

    type: Required[Link]
    hide_menu: str | bool
    interview_id: str
    interview_profile_id: str
    interview_result_id: str
    merchant_id: str


class NewUser(TypedDict, total=False):
    email: str | None
    external_id: str | None
    name: str | None


class JobInterviewRegisterUsersRequest(TypedDict, total=False):
    interview_id: Required[Annotated[str, Rule(shortest=1, format="uuid")]]
    users: Required[list[NewUser]]
    hide_iframe: str | bool | None
    hide_menu: str | bool | None
    is_test: str | bool | None
    merchant_id: Uuid | None
    send_email: bool | None


class RegisteredUser(TypedDict, total=False):
    """`result` is `ok`, or begins with `Error: `; then there is no `interview_url`, which is a credential."""

    email: str | None
    external_id: str | None
    interview_url: str | None
    name: str | None
    result: str | None


class Invitee(TypedDict, total=False):
    """`type` is user unless given: merchant_owner, merchant, merchant_selection, user, mentor, candidate.
    A candidate needs `interview_id`."""

    email: str | None
    interview_id: Uuid | None
    name: str | None
    type: str | None


class InviteUsersRequest(TypedDict, total=False):
    users: Required[list[Annotated[Invitee, Rule(open=True)]]]
    force_invite: bool | None
    merchant_id: Uuid | None
    message_from_recruiter: str | None
    mojito_language_code: Annotated[Language | None, Rule(default="en")]


class InvitedUser(TypedDict, total=False):
    """`result`: Invited, Activated, SubMerchantAdded, CoachingAccessAdded, Skipped, or `Error: …`."""

    email: str | None
    interview_id: str | None
    name: str | None
    profile_id: str | None
    profile_interview_id: str | None
    result: str | None
    type: str | None


class MerchantInterviewListRequest(TypedDict, total=False):
    """One `type` per call; without `status` every status comes, deleted ones too."""

    filter_emoji: str
    filter_text: str
    limit: Limit
    merchant_id: Uuid
    offset: Offset
    show_demo: Off
    show_public: Off
    status: Status
    type: Annotated[ListedType, Rule(default="interview")]


class InterviewRow(TypedDict, total=False):
    id: Required[str]
    billing_single_position: bool | None
    billing_single_position_end_at: str | None
    calc_duration: float | None
    cover_image_url: str | None
    created_at: str | None
    emoji: str | None
    environment: str | None
    interview_count: float | None
    interview_last: str | None
    is_ats: bool | None
    is_multi_stage: bool | None
    merchant_id: str | None
    mojito_language_code: str | None
    name: str | None
    recording: str | None
    recording_full_session: str | None
    speech_language_code: str | None
    status: str | None
    type: str | None
    type_avatar: str | None
    updated_at: str | None
    visibility: str | None
