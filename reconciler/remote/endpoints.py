"""Every endpoint of the API, one row each: how it is called, what it does to the account, what it answers.

The parameters of a row are the annotations of its request; nothing of them is said again here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reconciler.errors import UsageError
from reconciler.remote.api import catalogue, interviews, links, merchant, results, screening
from reconciler.remote.api.parts import Page
from reconciler.remote.parameters import Kind, Parameter, parameters


class Effect(StrEnum):
    """What a call does to the account. Only READ is ever sent again by itself."""

    READ = "reads"
    CHANGE = "changes"
    CREATE = "makes"


@dataclass(frozen=True, slots=True)
class Need:
    """Parameters that are needed beside the required ones: all of `names`, or one of them (`one`).

    `unless`: not when this one is given. `when`: only when this one has one of these values.
    """

    names: tuple[str, ...]
    one: bool = False
    unless: str = ""
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint. `answer`: a TypedDict, `Page[row]`, `list[row]` or str. `keys`: what tells two rows of
    a listing apart; empty when it does not page. `costs`: what may be charged."""

    name: str
    method: str
    group: str
    summary: str
    request: type
    answer: object
    effect: Effect = Effect.READ
    keys: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    costs: str = ""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return parameters(self.request)

    @property
    def known(self) -> Mapping[str, Parameter]:
        return {one.name: one for one in self.parameters}

    @property
    def writes(self) -> bool:
        return self.effect is not Effect.READ

    @property
    def pages(self) -> bool:
        return bool(self.keys)

    @property
    def files(self) -> tuple[str, ...]:
        """Parameters that are files; with one the request is multipart."""
        return tuple(one.name for one in self.parameters if one.kind is Kind.FILE)


_POSITION = ("position_name", "position_location", "position_country_code", "mojito_language_code")
_PERSON, _RESULT = ("interview_profile_id",), ("interview_result_id",)
_MAYBE = "a create may be charged; the service's own documents disagree"
_ID = ("id",)


def _made() -> tuple[Operation, ...]:
    here, group = interviews, "Interviews"
    return (
        Operation(
            "job-interview-create", "POST", group, "Make an interview; the service writes its questions.",
            here.JobInterviewCreateRequest, here.JobInterviewCreateResponse, Effect.CREATE, costs=_MAYBE,
        ),
        Operation(
            "job-interview-create-from-array", "POST", group, "Make an interview out of your own questions.",
            here.JobInterviewCreateFromArrayRequest, here.JobInterviewCreateFromArrayResponse, Effect.CREATE,
            costs=_MAYBE,
        ),
        Operation(
            "job-interview-create-for-candidate-with-token", "POST", group,
            "Enrol one candidate, on a position that exists or on a new one, and get a personal URL.",
            here.JobInterviewCreateForCandidateWithTokenRequest,
            here.JobInterviewCreateForCandidateWithTokenResponse, Effect.CREATE,
            needs=(Need(_POSITION, unless="position_def_set_id"),),
            costs="a pre-screening of a candidate costs 0.25 credits, a new position may be charged too",
        ),
        Operation(
            "persona-create", "POST", group, "Make a persona for role play.",
            here.PersonaCreateRequest, here.PersonaCreateResponse, Effect.CREATE, costs=_MAYBE,
        ),
        Operation(
            "job-interview-get", "GET", group, "Read all of one interview or position, with its questions.",
            here.JobInterviewGetRequest, here.JobInterviewGetResponse,
        ),
        Operation(
            "job-interview-update", "POST", group, "Change an interview in place; only what is sent.",
            here.JobInterviewUpdateRequest, links.JobInterviewUpdateResponse, Effect.CHANGE,
        ),
    )  # fmt: skip


def _linked() -> tuple[Operation, ...]:
    here, group = links, "Interviews"
    return (
        Operation(
            "job-interview-set-state", "POST", group, "Set the status, or give and take the embed key.",
            here.JobInterviewSetStateRequest, here.JobInterviewSetStateResponse, Effect.CHANGE,
            needs=(Need(("status", "is_embedded"), one=True),),
        ),
        Operation(
            "job-interview-token", "POST", group, "Sign a URL to an interview or to results.",
            here.JobInterviewTokenRequest, str,
            needs=(
                Need(_PERSON, when=("type", ("interview-for-profile", "results-for-profile"))),
                Need(
                    ("interview_id",),
                    when=("type", ("interview-for-profile", "interview-results-for-position")),
                ),
                Need(
                    _RESULT,
                    when=("type", ("interview-result-candidate", "interview-result-talent-seeker")),
                ),
            ),
        ),
        Operation(
            "job-interview-register-users", "POST", group, "Enrol candidates and get a link for each.",
            here.JobInterviewRegisterUsersRequest, list[here.RegisteredUser], Effect.CREATE,
            costs="invitations are limited by the credits that are left",
        ),
        Operation(
            "merchant-interview-list", "GET", group, "List interviews, the newest change first.",
            here.MerchantInterviewListRequest, Page[here.InterviewRow], keys=_ID,
        ),
        Operation(
            "invite-users", "POST", "Merchant", "Invite team members, learners or candidates.",
            here.InviteUsersRequest, list[here.InvitedUser], Effect.CREATE,
            costs="invitations of candidates are limited by the credits that are left",
        ),
    )  # fmt: skip


def _catalogue() -> tuple[Operation, ...]:
    here, group = catalogue, "Coaching catalogue"
    return (
        Operation(
            "catalogue-tag-create", "POST", group, "Make a directory under an id of your choice.",
            here.CatalogueTagCreateRequest, here.CatalogueTagCreateResponse, Effect.CREATE,
        ),
        Operation(
            "catalogue-tag-update", "POST", group, "Change a directory; only what is sent.",
            here.CatalogueTagUpdateRequest, here.CatalogueTagUpdateResponse, Effect.CHANGE,
        ),
        Operation(
            "catalogue-tag-get", "GET", group, "Read a directory, its page, children and sessions.",
            here.CatalogueTagGetRequest, here.CatalogueTagGetResponse,
        ),
        Operation(
            "catalogue-tag-list", "GET", group, "List directories by id.",
            here.CatalogueTagListRequest, Page[here.DirectoryRow], keys=_ID,
        ),
    )  # fmt: skip


def _results() -> tuple[Operation, ...]:
    here, group = results, "Results"
    return (
        Operation(
            "job-interview-details", "GET", group, "Read one result: scores, analysis, transcript.",
            here.JobInterviewDetailsRequest, here.JobInterviewDetailsResponse,
        ),
        Operation(
            "job-interview-pdf", "POST", group, "Make a report on results, as PDF, HTML or JSON.",
            here.JobInterviewPdfRequest, here.JobInterviewPdfResponse, Effect.CHANGE,
            needs=(Need(("interview_result_id", "interview_result_ids"), one=True),),
            costs="a report in another language than the result's costs 0.1 credits a result",
        ),
        Operation(
            "job-interview-result-request-another-attempt", "POST", group,
            "Reopen a submitted result; the recruiter's decision on it is cleared.",
            here.JobInterviewResultRequestAnotherAttemptRequest,
            here.JobInterviewResultRequestAnotherAttemptResponse, Effect.CHANGE,
        ),
        Operation(
            "merchant-result-list", "GET", group, "List results.",
            here.MerchantResultListRequest, Page[here.ResultRow], keys=_ID,
        ),
        Operation(
            "merchant-analytics", "GET", group, "Count events by day.",
            here.MerchantAnalyticsRequest, Page[here.EventCount], keys=("day", "event"),
        ),
        Operation(
            "merchant-analytics-credits-used", "GET", group, "List what used credits, the newest first.",
            here.MerchantAnalyticsCreditsUsedRequest, Page[here.CreditEvent], keys=_ID,
        ),
    )  # fmt: skip


def _merchant() -> tuple[Operation, ...]:
    here, group = merchant, "Merchant"
    return (
        Operation(
            "merchant-candidate-list", "GET", "Candidates", "List candidates.",
            here.MerchantCandidateListRequest, Page[here.CandidateRow], keys=_ID,
        ),
        Operation(
            "merchant-sub-merchant-list", "GET", group, "List the sub-merchants of a merchant.",
            here.MerchantSubMerchantListRequest, Page[here.SubMerchantRow], keys=_ID,
        ),
        Operation(
            "merchant-avatar-list", "GET", group, "List templates: the voices and avatars.",
            here.MerchantAvatarListRequest, Page[here.TemplateRow], keys=_ID,
        ),
        Operation(
            "merchant-status", "GET", group, "Credits, subscription and counters of a merchant.",
            here.MerchantStatusRequest, here.MerchantStatusResponse,
        ),
        Operation(
            "platform-languages-list", "GET", group, "List the languages of the platform.",
            here.PlatformLanguagesListRequest, here.PlatformLanguagesListResponse,
        ),
    )  # fmt: skip


def _screening() -> tuple[Operation, ...]:
    here, group = screening, "Pre-screening"
    text, binary = (
        "job-interview-pre-screening-api-resume-text",
        "job-interview-pre-screening-api-resume-binary",
    )
    price = "a pre-screening costs 0.25 credits"
    return (
        Operation(
            "knowledge-base-document-upload", "POST", "Knowledge base", "Add a document to a store.",
            here.KnowledgeBaseDocumentUploadRequest, here.KnowledgeBaseDocumentUploadResponse, Effect.CREATE,
            costs="the processing of a document uses credits",
        ),
        Operation(
            "pre-screening-create", "POST", group, "Make a pre-screening position, or change one by its id.",
            here.PreScreeningCreateRequest, here.PreScreeningCreateResponse, Effect.CREATE,
            needs=(Need(_POSITION, unless="update_position_def_set_id"),), costs=_MAYBE,
        ),
        Operation(
            text, "POST", group, "Screen one candidate by the text of a resume.",
            here.JobInterviewPreScreeningApiResumeTextRequest, here.ScreeningResult, Effect.CREATE,
            costs=price,
        ),
        Operation(
            binary, "POST", group, "Screen one candidate by a resume file.",
            here.JobInterviewPreScreeningApiResumeBinaryRequest, here.ScreeningResult, Effect.CREATE,
            costs=price,
        ),
    )  # fmt: skip


OPERATIONS: Mapping[str, Operation] = {
    one.name: one
    for rows in (_made(), _linked(), _catalogue(), _results(), _merchant(), _screening())
    for one in rows
}


def operation(name: str) -> Operation:
    """The row of an endpoint. Raises UsageError with a near name."""
    found = OPERATIONS.get(name)
    if found is None:
        near = difflib.get_close_matches(name, OPERATIONS, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else "`reconciler call --list` names them all"
        raise UsageError(f"There is no endpoint {name!r}.", hint=hint)
    return found
