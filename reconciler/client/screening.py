"""Pre-screening, and the documents of a knowledge base."""

from __future__ import annotations

from typing import Unpack, cast

from reconciler.client.core import Core
from reconciler.remote.api.screening import (
    JobInterviewPreScreeningApiResumeBinaryRequest,
    JobInterviewPreScreeningApiResumeTextRequest,
    KnowledgeBaseDocumentUploadRequest,
    KnowledgeBaseDocumentUploadResponse,
    PreScreeningCreateRequest,
    PreScreeningCreateResponse,
    ScreeningResult,
)


class Screening(Core):
    """Pre-screening, and the documents of a knowledge base."""

    def pre_screening_create(self, **values: Unpack[PreScreeningCreateRequest]) -> PreScreeningCreateResponse:
        """Make a pre-screening position, or change the one of `update_position_def_set_id`."""
        return cast("PreScreeningCreateResponse", self._call("pre-screening-create", values))

    def job_interview_pre_screening_api_resume_text(
        self, **values: Unpack[JobInterviewPreScreeningApiResumeTextRequest]
    ) -> ScreeningResult:
        """Screen one candidate by the text of a resume."""
        return cast("ScreeningResult", self._call("job-interview-pre-screening-api-resume-text", values))

    def job_interview_pre_screening_api_resume_binary(
        self, **values: Unpack[JobInterviewPreScreeningApiResumeBinaryRequest]
    ) -> ScreeningResult:
        """Screen one candidate by a resume file (at most 50 MiB), read while it is sent."""
        return cast("ScreeningResult", self._call("job-interview-pre-screening-api-resume-binary", values))

    def knowledge_base_document_upload(
        self, **values: Unpack[KnowledgeBaseDocumentUploadRequest]
    ) -> KnowledgeBaseDocumentUploadResponse:
        """Add a document (at most 50 MiB), read from disk while it is sent.

        The service works on it later; nothing tells when it is done.
        """
        return cast(
            "KnowledgeBaseDocumentUploadResponse", self._call("knowledge-base-document-upload", values)
        )
