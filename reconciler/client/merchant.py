"""The merchant: its people, templates and catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack, cast

from reconciler.client.core import Core
from reconciler.remote.api.catalogue import (
    CatalogueTagCreateRequest,
    CatalogueTagCreateResponse,
    CatalogueTagGetRequest,
    CatalogueTagGetResponse,
    CatalogueTagListRequest,
    CatalogueTagUpdateRequest,
    CatalogueTagUpdateResponse,
    DirectoryRow,
)
from reconciler.remote.api.links import InvitedUser, InviteUsersRequest
from reconciler.remote.api.merchant import (
    CandidateRow,
    MerchantAvatarListRequest,
    MerchantCandidateListRequest,
    MerchantStatusRequest,
    MerchantStatusResponse,
    MerchantSubMerchantListRequest,
    PlatformLanguagesListRequest,
    PlatformLanguagesListResponse,
    SubMerchantRow,
    TemplateRow,
)
from reconciler.remote.api.parts import Page


class Merchant(Core):
    """The merchant: its people, templates and catalogue."""

    def merchant_status(self, **values: Unpack[MerchantStatusRequest]) -> MerchantStatusResponse:
        """Credits, subscription and counters; which merchant the token reaches."""
        return cast("MerchantStatusResponse", self._call("merchant-status", values))

    def invite_users(self, **values: Unpack[InviteUsersRequest]) -> list[InvitedUser]:
        """Invite team members, learners or candidates; one row each, with `result`."""
        return cast("list[InvitedUser]", self._call("invite-users", values))

    def merchant_candidate_list(self, **values: Unpack[MerchantCandidateListRequest]) -> Page[CandidateRow]:
        """One page of candidates; `candidates` reads all."""
        return cast("Page[CandidateRow]", self._call("merchant-candidate-list", values))

    def candidates(self, **values: Unpack[MerchantCandidateListRequest]) -> Iterator[CandidateRow]:
        """Every candidate. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[CandidateRow]", self._all("merchant-candidate-list", values))

    def merchant_sub_merchant_list(
        self, **values: Unpack[MerchantSubMerchantListRequest]
    ) -> Page[SubMerchantRow]:
        """One page of sub-merchants; `sub_merchants` reads all."""
        return cast("Page[SubMerchantRow]", self._call("merchant-sub-merchant-list", values))

    def sub_merchants(self, **values: Unpack[MerchantSubMerchantListRequest]) -> Iterator[SubMerchantRow]:
        """Every sub-merchant. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[SubMerchantRow]", self._all("merchant-sub-merchant-list", values))

    def merchant_avatar_list(self, **values: Unpack[MerchantAvatarListRequest]) -> Page[TemplateRow]:
        """One page of templates; `templates` reads all."""
        return cast("Page[TemplateRow]", self._call("merchant-avatar-list", values))

    def templates(self, **values: Unpack[MerchantAvatarListRequest]) -> Iterator[TemplateRow]:
        """Every template that is not archived. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[TemplateRow]", self._all("merchant-avatar-list", values))

    def platform_languages_list(
        self, **values: Unpack[PlatformLanguagesListRequest]
    ) -> PlatformLanguagesListResponse:
        """The languages of the platform with their accents."""
        return cast("PlatformLanguagesListResponse", self._call("platform-languages-list", values))

    def catalogue_tag_create(self, **values: Unpack[CatalogueTagCreateRequest]) -> CatalogueTagCreateResponse:
        """Make a directory. Raises CallFailed with status 409 when the id is taken."""
        return cast("CatalogueTagCreateResponse", self._call("catalogue-tag-create", values))

    def catalogue_tag_update(self, **values: Unpack[CatalogueTagUpdateRequest]) -> CatalogueTagUpdateResponse:
        """Change a directory: only what is given; lists are replaced whole."""
        return cast("CatalogueTagUpdateResponse", self._call("catalogue-tag-update", values))

    def catalogue_tag_get(self, **values: Unpack[CatalogueTagGetRequest]) -> CatalogueTagGetResponse:
        """One directory with its page, children and sessions."""
        return cast("CatalogueTagGetResponse", self._call("catalogue-tag-get", values))

    def catalogue_tag_list(self, **values: Unpack[CatalogueTagListRequest]) -> Page[DirectoryRow]:
        """One page of directories, by id; `directories` reads all."""
        return cast("Page[DirectoryRow]", self._call("catalogue-tag-list", values))

    def directories(self, **values: Unpack[CatalogueTagListRequest]) -> Iterator[DirectoryRow]:
        """Every directory. `limit` is the size of a page; `offset` is refused."""
        return cast("Iterator[DirectoryRow]", self._all("catalogue-tag-list", values))
