"""The coaching catalogue: directories under ids of the caller's choice."""

from __future__ import annotations

from typing import Any

import pytest

from .support import Api, Make, create_body

CREATE, UPDATE, GET, LIST = (f"catalogue-tag-{name}" for name in ("create", "update", "get", "list"))
PLATFORM = "platform-start-en"


def made(api: Api, identifier: str = "sales-en", **fields: object) -> dict[str, Any]:
    answer: dict[str, Any] = api.ok(CREATE, {"id": identifier, "name": identifier, **fields})
    return answer


def ids(api: Api, **query: object) -> list[str]:
    return [row["id"] for row in api.ok(LIST, **query)["data"]]


class TestCreate:
    def test_answer_and_what_get_reads(self, api: Api) -> None:
        answer = made(api, description="d", coach_plan="2nd", tags_interview_set_filter=["a"], content_md="")
        assert answer["id"] == "sales-en"
        assert (answer["parent_tag"], answer["merchant_id"]) == (
            None,
            api.ok("merchant-status")["merchant_id"],
        )
        found = api.ok(GET, id="sales-en")
        assert (found["description"], found["coach_plan"], found["content_md"]) == ("d", "2nd", "")
        assert (found["mojito_language_code"], found["is_start_directory"]) == ("en", False)
        assert found["catalogue_url"] == answer["catalogue_url"]
        assert found["created_at"] == found["updated_at"]

    @pytest.mark.parametrize("identifier", ["a", "a-b", "a__b2", "0-x"])
    def test_ids(self, api: Api, identifier: str) -> None:
        made(api, identifier)

    @pytest.mark.parametrize("identifier", ["", "A", "-a", "a-", "a b", "ä", "a\n"])
    def test_ids_that_are_none(self, api: Api, identifier: str) -> None:
        for endpoint in (CREATE, UPDATE):
            assert api.refused(422, endpoint, {"id": identifier, "name": "x"}) == "id"

    def test_an_id_that_is_taken_is_409(self, api: Api) -> None:
        made(api)
        assert api.refused(409, CREATE, {"id": "sales-en", "name": "x"}) == "id"
        assert api.refused(409, CREATE, {"id": PLATFORM, "name": "x"}) == "id"
        assert len(api.simulator.directories()) == 1

    def test_parent(self, api: Api) -> None:
        made(api, "root")
        for name in ("one", "two"):
            assert made(api, name, parent_tag="root")["parent_tag"] == "root"
        found = api.ok(GET, id="root")
        assert found["tags_sub"] == ["one", "two"]
        assert [child["id"] for child in found["sub_directories"]] == ["one", "two"]
        for parent in ("nobody", PLATFORM):
            body = {"id": "three", "name": "x", "parent_tag": parent}
            assert api.refused(422, CREATE, body) == "parent_tag"

    def test_public_is_not_for_merchants(self, api: Api) -> None:
        api.refused(500, CREATE, {"id": "x", "name": "x", "visibility": "public"})
        made(api)
        api.refused(500, UPDATE, {"id": "sales-en", "visibility": "public"})
        assert api.refused(422, CREATE, {"id": "x", "name": "x", "status": "deleted"}) == "status"

    @pytest.mark.parametrize("status", ["draft", "active"])
    @pytest.mark.parametrize("visibility", ["merchant_public", "merchant_invite"])
    def test_defaults(self, make: Make, status: str, visibility: str) -> None:
        api = make(directory_default_status=status, directory_default_visibility=visibility)
        made(api, status=None)
        found = api.ok(GET, id="sales-en")
        assert (found["status"], found["visibility"]) == (status, visibility)

    @pytest.mark.parametrize("shared", [False, True])
    def test_directory_ids_global(self, make: Make, shared: bool) -> None:
        api = make(directory_ids_global=shared)
        made(api, description="ours")
        api.simulator.add_account("other", merchant_id="other", name="Other")
        other = Api(api.simulator, "other")
        body = {"id": "sales-en", "name": "theirs"}
        assert other.call(CREATE, body)[0] == (409 if shared else 200)
        assert other.call(GET, id="sales-en")[0] == (404 if shared else 200)
        assert api.ok(GET, id="sales-en")["description"] == "ours"


class TestUpdate:
    def test_only_what_is_sent_is_written(self, api: Api) -> None:
        made(api, description="d", tags_sub=["a"], content_md="# Page")
        before = api.ok(GET, id="sales-en")
        answer = api.ok(UPDATE, {"id": "sales-en", "tags_sub": [], "content_md": None, "status": "active"})
        assert sorted(answer["updated_fields"]) == ["content_md", "status", "tags_sub"]
        found = api.ok(GET, id="sales-en")
        assert (found["tags_sub"], found["content_md"], found["description"]) == ([], None, "d")
        assert found["updated_at"] > before["updated_at"]

    def test_404(self, api: Api) -> None:
        made(api)
        api.simulator.add_account("other", merchant_id="other", name="Other")
        Api(api.simulator, "other").refused(404, UPDATE, {"id": "sales-en", "name": "x"})
        for identifier in ("nobody", PLATFORM):
            assert api.refused(404, UPDATE, {"id": identifier, "name": "x"}) == "id"

    def test_422(self, api: Api) -> None:
        made(api)
        api.refused(422, UPDATE, {"id": "sales-en"})
        for name in ("name", "status", "visibility"):
            assert api.refused(422, UPDATE, {"id": "sales-en", name: None}) == name
        api.refused(422, UPDATE, {"id": "sales-en", "parent_tag": "x"})


class TestGet:
    def test_children_that_are_not_there_are_left_out(self, api: Api) -> None:
        made(api, "root", tags_sub=["gone", "kept", "deleted", PLATFORM])
        made(api, "kept")
        made(api, "deleted")
        api.simulator.edit_record("directory", "deleted", status="deleted")
        found = api.ok(GET, id="root")
        assert [child["id"] for child in found["sub_directories"]] == ["kept", PLATFORM]
        assert found["tags_sub"] == ["gone", "kept", "deleted", PLATFORM]

    def test_matched_sessions(self, api: Api) -> None:
        fields = {"type": "coaching", "status": "active", "visibility": "merchant_public"}
        wanted = api.create(**fields, tags=["a", "b", "c"])
        api.create(**fields, tags=["a"])
        api.create(**{**fields, "status": "draft"}, tags=["a", "b"])
        api.create(**{**fields, "visibility": "merchant_invite"}, tags=["a", "b"])
        api.create(**{**fields, "type": "interview"}, tags=["a", "b"])
        made(api, tags_interview_set_filter=["a", "b"])
        found = api.ok(GET, id="sales-en")
        assert [session["id"] for session in found["matched_sessions"]] == [wanted]
        assert found["matched_sessions"][0]["type_avatar"] == "interactive_heygen"
        assert found["matched_sessions_truncated"] is False
        made(api, "unfiltered")
        assert api.ok(GET, id="unfiltered")["matched_sessions"] == []

    def test_at_most_200_sessions(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("reconciler.simulator.catalogue_reading.MOST_SESSIONS", 2)
        body = create_body(type="coaching", status="active", visibility="merchant_public", tags=["a"])
        for _ in range(3):
            api.ok("job-interview-create", body)
        made(api, tags_interview_set_filter=["a"])
        found = api.ok(GET, id="sales-en")
        assert (len(found["matched_sessions"]), found["matched_sessions_truncated"]) == (2, True)

    @pytest.mark.parametrize("everything", [False, True])
    def test_empty_filter_matches_all(self, make: Make, everything: bool) -> None:
        api = make(empty_filter_matches_all=everything)
        api.create(type="coaching", status="active", visibility="merchant_public")
        made(api, tags_interview_set_filter=[])
        assert len(api.ok(GET, id="sales-en")["matched_sessions"]) == int(everything)

    @pytest.mark.parametrize(("unset", "shown"), [("null", None), ("empty", [])])
    def test_directory_unset(self, make: Make, unset: str, shown: object) -> None:
        api = make(directory_unset=unset)
        made(api)
        for found in (api.ok(GET, id="sales-en"), api.ok(LIST, filter_text="sales")["data"][0]):
            assert found["tags_sub"] == found["tags_interview_set_filter"] == shown

    def test_404(self, api: Api) -> None:
        api.refused(404, GET, id="nobody")
        assert api.refused(422, GET) == "id"
        assert api.ok(GET, id=PLATFORM)["merchant_id"] is None


class TestList:
    def test_ordered_by_id_and_paged(self, api: Api) -> None:
        for name in ("zebra", "apple", "mango"):
            made(api, name)
        assert ids(api) == ["apple", "mango", PLATFORM, "zebra"]
        assert ids(api, include_public="false") == ["apple", "mango", "zebra"]
        page = api.ok(LIST, limit=2, offset=1)
        assert [row["id"] for row in page["data"]] == ["mango", PLATFORM]
        assert page["pagination"] == {"total": 4, "limit": 2, "offset": 1, "has_more": True}

    def test_filters(self, api: Api) -> None:
        made(api, "one", status="active", mojito_language_code="de", description="ÄPFEL")
        made(api, "two", visibility="merchant_unlisted", content_md="")
        assert ids(api, status="active", include_public="false") == ["one"]
        assert ids(api, mojito_language_code="de") == ids(api, filter_text="%C3%A4pfel") == ["one"]
        assert ids(api, visibility="merchant_unlisted") == ["two"]
        rows = {row["id"]: row for row in api.ok(LIST)["data"]}
        assert (rows["one"]["has_content_page"], rows["two"]["has_content_page"]) == (False, True)
        assert "content_md" not in rows["two"]
        assert rows[PLATFORM]["is_start_directory"] is True
        assert api.refused(422, LIST, status="deleted") == "status"

    def test_children_in_their_parents_order(self, api: Api) -> None:
        made(api, "root", tags_sub=["b", "a", "gone"])
        made(api, "a")
        made(api, "b")
        assert ids(api, parent_tag="root") == ["b", "a"]
        assert ids(api, parent_tag="root", filter_text="a") == ["a"]
        assert ids(api, parent_tag="nobody") == []

    @pytest.mark.parametrize("frees", [False, True])
    def test_deleted_directories_never_come_back(self, make: Make, frees: bool) -> None:
        api = make(deleted_directory_frees_id=frees)
        made(api)
        api.simulator.edit_record("directory", "sales-en", status="deleted")
        assert ids(api, include_public="false") == []
        api.refused(404, GET, id="sales-en")
        api.refused(404, UPDATE, {"id": "sales-en", "name": "x"})
        assert api.call(CREATE, {"id": "sales-en", "name": "x"})[0] == (200 if frees else 409)
