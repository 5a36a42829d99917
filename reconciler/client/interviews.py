"""Interviews, personas and the links to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack, cast

from reconciler.client.core import Core
from reconciler.remote.api.interviews import (
    JobInterviewCreateForCandidateWithTokenRequest,
    JobInterviewCreateForCandidateWithTokenResponse,
    JobInterviewCreateFromArrayRequest,
    JobInterviewCreateFromArrayResponse,
    JobInterviewCreateRequest,
    JobInterviewCreateResponse,
    JobInterviewGetRequest,
    JobInterviewGetResponse,
    JobInterviewUpdateRequest,
    PersonaCreateRequest,
    PersonaCreateResponse,
)
from reconciler.remote.api.links import (
    InterviewRow,
    JobInterviewRegisterUsersRequest,
    JobInterviewSetStateRequest,
    JobInterviewSetStateResponse,
    JobInterviewTokenRequest,
    JobInterviewUpdateResponse,
    MerchantInterviewListRequest,
    RegisteredUser,
)
from reconciler.remote.api.parts import Page


class Interviews(Core):
    """Interviews, personas and the links to them."""

    def job_interview_create(self, **values: Unpack[JobInterviewCreateRequest]) -> JobInterviewCreateResponse:
        """Make an interview; the service writes its questions, which may take a minute.

        Never sent again by itself. After CallFailed with `perhaps_done` look in the account before you do.
        """
        return cast("JobInterviewCreateResponse", self._call("job-interview-create", values))

    def job_interview_create_from_array(
        self, **values: Unpack[JobInterviewCreateFromArrayRequest]
    ) -> JobInterviewCreateFromArrayResponse:
        """Make an interview out of your own questions, in their order.

        It takes no `max_duration`; set that with `job_interview_update`. Sent once, as every create.
        """
        return cast(
            "JobInterviewCreateFromArrayResponse", self._call("job-interview-create-from-array", values)
        )

    def job_interview_create_for_candidate_with_token(
        self, **values: Unpack[JobInterviewCreateForCandidateWithTokenRequest]
    ) -> JobInterviewCreateForCandidateWithTokenResponse:
        """Enrol one candidate on a position that exists or on a new one, and get a personal URL.

        A rejection, and a candidate who is already there, are answers by `status`, not errors.
        """
        return cast(
            "JobInterviewCreateForCandidateWithTokenResponse",
            self._call("job-interview-create-for-candidate-with-token", values),
        )

    def persona_create(self, **values: Unpack[PersonaCreateRequest]) -> PersonaCreateResponse:
        """Make a persona for role play. Nothing is written by the service."""
        return cast("PersonaCreateResponse", self._call("persona-create", values))

    def job_interview_get(self, **values: Unpack[JobInterviewGetRequest]) -> JobInterviewGetResponse:
        """All of one interview or position. Raises CallFailed with status 404 for an unknown id."""
        return cast("JobInterviewGetResponse", self._call("job-interview-get", values))

    def job_interview_update(self, **values: Unpack[JobInterviewUpdateRequest]) -> JobInterviewUpdateResponse:
        """Change an interview in place: only what is given, and None clears.

        `questions` is the whole list that is wanted.
        """
        return cast("JobInterviewUpdateResponse", self._call("job-interview-update", values))

    def job_interview_set_state(
        self, **values: Unpack[JobInterviewSetStateRequest]
    ) -> JobInterviewSetStateResponse:
        """Set the status, or give and take the embed key; an unknown id is a status 500.

        `is_embedded=True` makes a key if there is none, so it writes even when it only asks.
        """
        return cast("JobInterviewSetStateResponse", self._call("job-interview-set-state", values))

    def job_interview_token(self, **values: Unpack[JobInterviewTokenRequest]) -> str:
        """A signed URL to an interview or to results. It is a credential: do not store it."""
        return cast("str", self._call("job-interview-token", values))

    def job_interview_register_users(
        self, **values: Unpack[JobInterviewRegisterUsersRequest]
    ) -> list[RegisteredUser]:
        """Enrol candidates; one row each, in which `result` says how it went.

        One bad row does not stop the others, so read every `result`.
        """
        return cast("list[RegisteredUser]", self._call("job-interview-register-users", values))

    def merchant_interview_list(self, **values: Unpack[MerchantInterviewListRequest]) -> Page[InterviewRow]:
        """One page of interviews, the newest change first; `interviews` reads all."""
        return cast("Page[InterviewRow]", self._call("merchant-interview-list", values))

    def interviews(self, **values: Unpack[MerchantInterviewListRequest]) -> Iterator[InterviewRow]:
        """Every interview of one `type`, deleted ones too unless `status` says otherwise.

        `limit` is the size of a page; `offset` is refused.
        """
        return cast("Iterator[InterviewRow]", self._all("merchant-interview-list", values))
