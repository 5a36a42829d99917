"""Every endpoint through the typed client, over real HTTP, against the simulated account.

docs/endpoints.md points here: `SCENARIOS` holds one function per endpoint, and the account's own log has to
show that it was called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reconciler.remote.endpoints import OPERATIONS
from reconciler.simulator import KNOWLEDGE_BASES
from tests.support.served import NEW, Served, served

Scenario = Callable[[Served, Path], None]
SCENARIOS: dict[str, Scenario] = {}


def scenario(function: Scenario) -> Scenario:
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


@pytest.fixture
def world() -> Iterator[Served]:
    with served() as made:
        yield made


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_client_reaches(name: str, world: Served, tmp_path: Path) -> None:
    SCENARIOS[name](world, tmp_path)
    answered = [one for one in world.simulator.requests() if one.endpoint == name and one.status == 200]
    assert answered, "the account never answered it"


@scenario
def job_interview_create(world: Served, _: Path) -> None:
    made = world.account.job_interview_create(**NEW, is_embedded=True, tags=["a"], max_duration=1800)
    assert made["embed_id"]
    assert made["embed_signing_key"]
    found = world.account.job_interview_get(position_id=made["interview_def_set_id"])
    assert (found["tags"], found["max_duration"]) == (["a"], 1800)


@scenario
def job_interview_create_from_array(world: Served, _: Path) -> None:
    made = world.account.job_interview_create_from_array(
        **NEW, description="Two.", questions=[{"external_id": "why", "question": "Why us?", "duration": 120}]
    )
    found = world.account.job_interview_get(position_id=made["interview_def_set_id"])
    questions = found["questions"]
    assert questions is not None
    assert [(one["question"], one["external_id"]) for one in questions] == [("Why us?", "why")]


@scenario
def job_interview_create_for_candidate_with_token(world: Served, _: Path) -> None:
    interview_id = world.interview()
    enrolled = world.account.job_interview_create_for_candidate_with_token(
        candidate_name="Ann",
        candidate_email="ann@example.com",
        candidate_country_code="DE",
        candidate_resume="Bakes since 2010.",
        position_def_set_id=interview_id,
    )
    assert enrolled["interview_url"].startswith("https://")
    again = world.account.job_interview_create_for_candidate_with_token(
        candidate_name="Ann",
        candidate_email="ann@example.com",
        candidate_country_code="DE",
        candidate_resume="Bakes since 2010.",
        position_def_set_id=interview_id,
    )
    assert again["status"] == "already-applied"
    assert again["reason"]


@scenario
def persona_create(world: Served, _: Path) -> None:
    made = world.account.persona_create(
        name="A hard buyer",
        interview_template_id=NEW["interview_template_id"],
        mojito_language_code="en",
        status="active",
        visibility="merchant_invite",
        persona_role_avatar="You buy flour.",
        persona_role_user="You sell flour.",
    )
    listed = [row["id"] for kind in ("persona", "persona_interview") for row in _of_type(world, kind)]
    assert made["interview_def_set_id"] in listed


def _of_type(world: Served, kind: str) -> list[dict[str, str]]:
    return [{"id": row["id"]} for row in world.account.interviews(type=kind)]  # type: ignore[arg-type]


@scenario
def job_interview_get(world: Served, _: Path) -> None:
    found = world.account.job_interview_get(position_id=world.interview(code="baker"))
    assert (found["status"], found["code"], found["interview_location"]) == ("active", "baker", "Berlin")


@scenario
def job_interview_update(world: Served, _: Path) -> None:
    interview_id = world.interview()
    changed = world.account.job_interview_update(
        position_id=interview_id, location="Hamburg", code=None, questions=[{"question": "Why?"}]
    )
    assert changed["position_id"] == interview_id
    assert changed["questions_diff"] is not None
    assert len(changed["questions_diff"]["added"] or []) == 1
    assert world.account.job_interview_get(position_id=interview_id)["interview_location"] == "Hamburg"


@scenario
def job_interview_set_state(world: Served, _: Path) -> None:
    interview_id = world.interview()
    assert world.account.job_interview_set_state(position_id=interview_id, status="archived") == {
        "success": True
    }
    assert world.account.job_interview_get(position_id=interview_id)["status"] == "archived"
    pair = world.account.job_interview_set_state(position_id=interview_id, is_embedded=True)
    assert set(pair) == {"embed_id", "embed_signing_key"}


@scenario
def job_interview_token(world: Served, _: Path) -> None:
    interview_id = world.interview()
    world.result(interview_id)
    url = world.account.job_interview_token(
        type="interview-for-profile", interview_id=interview_id, interview_profile_id=world.candidate()
    )
    assert url.startswith("https://")


@scenario
def job_interview_register_users(world: Served, _: Path) -> None:
    rows = world.account.job_interview_register_users(
        interview_id=world.interview(),
        users=[{"email": "ann@example.com", "name": "Ann"}, {"email": "nobody"}],
    )
    assert [row["result"] == "ok" for row in rows] == [True, False]
    assert rows[0]["interview_url"]
    assert (rows[1]["result"] or "").startswith("Error: ")


@scenario
def merchant_interview_list(world: Served, _: Path) -> None:
    made = {world.interview(name=f"Baker {number}") for number in range(5)}
    page = world.account.merchant_interview_list(limit=2, offset=2)
    assert (len(page["data"]), page["pagination"]["total"]) == (2, 5)
    assert {row["id"] for row in world.account.interviews(limit=2)} == made
    assert [row["name"] for row in world.account.interviews(filter_text="baker 3")] == ["Baker 3"]


@scenario
def catalogue_tag_create(world: Served, _: Path) -> None:
    made = world.account.catalogue_tag_create(id="sales-en", name="Sales", status="active")
    assert made["id"] == "sales-en"


@scenario
def catalogue_tag_update(world: Served, _: Path) -> None:
    world.account.catalogue_tag_create(id="sales-en", name="Sales", content_md="")
    changed = world.account.catalogue_tag_update(id="sales-en", name="Selling", content_md=None)
    assert set(changed["updated_fields"] or ()) == {"name", "content_md"}
    assert world.account.catalogue_tag_get(id="sales-en")["content_md"] is None


@scenario
def catalogue_tag_get(world: Served, _: Path) -> None:
    world.account.catalogue_tag_create(id="calls-en", name="Calls")
    world.account.catalogue_tag_create(id="sales-en", name="Sales", tags_sub=["calls-en"])
    found = world.account.catalogue_tag_get(id="sales-en")
    assert [one["id"] for one in found["sub_directories"] or ()] == ["calls-en"]


@scenario
def catalogue_tag_list(world: Served, _: Path) -> None:
    for key in ("b-en", "a-en", "c-en"):
        world.account.catalogue_tag_create(id=key, name=key)
    own = [row["id"] for row in world.account.directories(include_public=False, limit=2)]
    assert own == ["a-en", "b-en", "c-en"]
    assert len(world.account.catalogue_tag_list()["data"]) > len(own)


@scenario
def job_interview_details(world: Served, _: Path) -> None:
    found = world.account.job_interview_details(interview_result_id=world.result(world.interview()))
    assert found["score"] is not None
    assert found["transcript"]
    assert found.get("recording_url") is None


@scenario
def job_interview_pdf(world: Served, _: Path) -> None:
    result_id = world.result(world.interview())
    answer = world.account.job_interview_pdf(interview_result_id=result_id, export_type="pdf")
    url = answer["pdf_export_url"]
    assert url
    assert (answer["pdf_export_valid_until"] or "") > "2000"
    assert world.account.download_report(url).startswith(b"%PDF-")
    html = world.account.job_interview_pdf(interview_result_ids=[result_id], export_type="html")
    assert "<html" in (html["html_export"] or "")


@scenario
def job_interview_result_request_another_attempt(world: Served, _: Path) -> None:
    result_id = world.result(world.interview())
    world.account.job_interview_result_request_another_attempt(interview_result_id=result_id)
    (row,) = world.account.results()
    assert row["status"] == "draft"


@scenario
def merchant_result_list(world: Served, _: Path) -> None:
    first, second = world.interview(), world.interview()
    wanted = {world.result(first, f"p{number}@example.com") for number in range(3)}
    world.result(second, "q@example.com")
    found = list(world.account.results(interview_id=first, limit=1))
    assert {row["interview_result_id"] for row in found} == wanted
    page = world.account.merchant_result_list(limit=3, order_by="score")
    assert page["pagination"]["total"] == 4


@scenario
def merchant_analytics(world: Served, _: Path) -> None:
    world.result(world.interview())
    days = list(world.account.events(date_from="2000-01-01", date_to="2999-01-01"))
    assert {row["event"] for row in days} >= {"interview"}
    assert world.account.merchant_analytics(date_from="2000-01-01", date_to="2000-01-02")["data"] == []


@scenario
def merchant_analytics_credits_used(world: Served, _: Path) -> None:
    world.result(world.interview())
    assert any(row["event"] == "interview" for row in world.account.credits_used(limit=1))
    assert world.account.merchant_analytics_credits_used()["pagination"]["total"] >= 1


@scenario
def merchant_candidate_list(world: Served, _: Path) -> None:
    interview_id = world.interview()
    for number in range(3):
        world.result(interview_id, f"p{number}@example.com")
    people = {row["email"] for row in world.account.candidates(limit=2, order_by="name_accending")}
    assert people == {f"p{number}@example.com" for number in range(3)}
    assert world.account.merchant_candidate_list(filter_text="p1@")["pagination"]["total"] == 1


@scenario
def merchant_sub_merchant_list(world: Served, _: Path) -> None:
    child = "51a1c0de-0000-4000-8000-00000000aaaa"
    world.simulator.add_account("child", merchant_id=child, name="Child")
    world.simulator.add_account(
        "operator",
        merchant_id="51a1c0de-0000-4000-8000-000000000001",
        name="Parent",
        sub_merchants=[child],
    )
    with type(world.account)("operator", base_url=world.url) as operator:
        assert [row["id"] for row in operator.sub_merchants()] == [child]
        assert operator.merchant_sub_merchant_list(filter_text="zzz")["data"] == []
        assert operator.merchant_status(merchant_id=child)["merchant_id"] == child


@scenario
def merchant_avatar_list(world: Served, _: Path) -> None:
    names = {row["name"] for row in world.account.templates(limit=2)}
    assert {"Anna", "Viktor"} <= names
    archived = world.account.merchant_avatar_list(status="archived")["data"]
    assert not names & {row["name"] for row in archived}
    assert archived


@scenario
def merchant_status(world: Served, _: Path) -> None:
    found = world.account.merchant_status()
    assert found["merchant_id"] == found["default_merchant_id"]
    assert len(found["candidates_history"] or ()) == 14


@scenario
def invite_users(world: Served, _: Path) -> None:
    rows = world.account.invite_users(
        users=[{"email": "a@example.com", "type": "merchant"}, {"email": "b@example.com", "type": "king"}]
    )
    assert [(row["result"] or "").startswith("Error") for row in rows] == [False, True]


@scenario
def platform_languages_list(world: Served, _: Path) -> None:
    languages = world.account.platform_languages_list()["languages"]
    assert "en" in {one["code"] for one in languages}


@scenario
def knowledge_base_document_upload(world: Served, folder: Path) -> None:
    content = bytes(range(256)) * 2000
    path = folder / "handbook.pdf"
    path.write_bytes(content)
    made = world.account.knowledge_base_document_upload(
        knowledge_base_store_id=KNOWLEDGE_BASES[0], file=path, name="Handbook.pdf"
    )
    (stored,) = world.simulator.documents()
    assert (stored["id"], stored["bytes"]) == (made["knowledge_base_id"], len(content))
    assert stored["name"] == "Handbook.pdf"


@scenario
def pre_screening_create(world: Served, _: Path) -> None:
    made = world.account.pre_screening_create(
        position_name="Baker",
        position_location="Berlin",
        position_country_code="de",
        mojito_language_code="en",
        assessment_rules=[{"id": "resume_match", "resume_score_reject": 3}],
    )
    position_id = made["position_def_set_id"]
    assert made["created"]
    assert position_id
    changed = world.account.pre_screening_create(
        update_position_def_set_id=position_id, position_name="Baker in the morning"
    )
    assert changed["updated"]


def _screening(world: Served) -> str:
    made = world.account.pre_screening_create(
        position_name="Baker",
        position_location="Berlin",
        position_country_code="DE",
        mojito_language_code="en",
        status="active",
    )
    return made["position_def_set_id"] or ""


@scenario
def job_interview_pre_screening_api_resume_text(world: Served, _: Path) -> None:
    found = world.account.job_interview_pre_screening_api_resume_text(
        position_id=_screening(world),
        candidate_name="Ann",
        candidate_email="Ann@Example.com",
        candidate_resume="Bakes since 2010.",
        form={"age": 30, "languages": [{"code": "de", "level": "fluent"}]},
    )
    assert found["decision_status"]


@scenario
def job_interview_pre_screening_api_resume_binary(world: Served, folder: Path) -> None:
    path = folder / "resume.pdf"
    path.write_bytes(b"%PDF-1.4 Bakes since 2010.")
    found = world.account.job_interview_pre_screening_api_resume_binary(
        position_id=_screening(world),
        candidate_name="Ann",
        candidate_email="ann@example.com",
        file=path,
        form={"residency": "DE"},
    )
    assert found["decision_status"]
