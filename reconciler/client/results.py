"""Results, their reports and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack, cast

from reconciler.client.core import Core
from reconciler.remote.api.parts import Page
from reconciler.remote.api.results import (
    CreditEvent,
    EventCount,
    JobInterviewDetailsRequest,
    JobInterviewDetailsResponse,
    JobInterviewPdfRequest,
    JobInterviewPdfResponse,
    JobInterviewResultRequestAnotherAttemptRequest,
    JobInterviewResultRequestAnotherAttemptResponse,
    MerchantAnalyticsCreditsUsedRequest,
    MerchantAnalyticsRequest,
    MerchantResultListRequest,
    ResultRow,
)


class Results(Core):
    """Results, their reports and numbers."""

    def job_interview_details(
        self, **values: Unpack[JobInterviewDetailsRequest]
    ) -> JobInterviewDetailsResponse:
        """One result: scores, analysis and transcript. Durations in tenths of a second."""
        return cast("JobInterviewDetailsResponse", self._call("job-interview-details", values))

    def job_interview_pdf(self, **values: Unpack[JobInterviewPdfRequest]) -> JobInterviewPdfResponse:
        """A report. For `pdf` the answer is a URL: `download_report` fetches it."""
        return cast("JobInterviewPdfResponse", self._call("job-interview-pdf", values))

    def job_interview_result_request_another_attempt(
        self, **values: Unpack[JobInterviewResultRequestAnotherAttemptRequest]
    ) -> JobInterviewResultRequestAnotherAttemptResponse:
        """Reopen a submitted result; the recruiter's decision on it is cleared."""
        return cast(
            "JobInterviewResultRequestAnotherAttemptResponse",
            self._call("job-interview-result-request-another-attempt", values),
        )

    def merchant_result_list(self, **values: Unpack[MerchantResultListRequest]) -> Page[ResultRow]:
        """One page of results; `results` reads all."""
        return cast("Page[ResultRow]", self._call("merchant-result-list", values))

    def results(self, **values: Unpack[MerchantResultListRequest]) -> Iterator[ResultRow]:
        """Every result of one `type`. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[ResultRow]", self._all("merchant-result-list", values))

    def merchant_analytics(self, **values: Unpack[MerchantAnalyticsRequest]) -> Page[EventCount]:
        """One page of events counted by day; `events` reads all."""
        return cast("Page[EventCount]", self._call("merchant-analytics", values))

    def events(self, **values: Unpack[MerchantAnalyticsRequest]) -> Iterator[EventCount]:
        """Every count of an event on a day. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[EventCount]", self._all("merchant-analytics", values))

    def merchant_analytics_credits_used(
        self, **values: Unpack[MerchantAnalyticsCreditsUsedRequest]
    ) -> Page[CreditEvent]:
        """One page of what used credits; `credits_used` reads all."""
        return cast("Page[CreditEvent]", self._call("merchant-analytics-credits-used", values))

    def credits_used(self, **values: Unpack[MerchantAnalyticsCreditsUsedRequest]) -> Iterator[CreditEvent]:
        """Everything that used credits. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[CreditEvent]", self._all("merchant-analytics-credits-used", values))
