"""The switches of how values are stored and of what is generated, both ways."""

from __future__ import annotations

import pytest

from .support import Make

QUESTION = {"question": "One?"}


@pytest.mark.parametrize("clears", [False, True])
def test_null_clears(make: Make, clears: bool) -> None:
    api = make(null_clears=clears)
    identifier = api.create(recording="audio_all", seniority_level="senior")
    answer = api.update(identifier, recording=None, seniority_level=None)
    found = api.get(identifier)
    assert found["recording"] == (None if clears else "audio_all")
    assert found["creation_parameters"]["seniority_level"] == (None if clears else "senior")
    assert bool(answer["updated_fields"]) is clears


@pytest.mark.parametrize(("is_sorted", "stored"), [(False, ["b", "a"]), (True, ["a", "b"])])
def test_tags_sorted(make: Make, is_sorted: bool, stored: list[str]) -> None:
    api = make(tags_sorted=is_sorted)
    identifier = api.create(tags=["b", "a"])
    assert api.get(identifier)["tags"] == stored
    api.update(identifier, tags=["b", "a"])
    assert api.get(identifier)["tags"] == stored


@pytest.mark.parametrize(
    ("recased", "stored"), [(None, "reLaxed"), ("lower", "relaxed"), ("title", "Relaxed")]
)
def test_tone_recased(make: Make, recased: str | None, stored: str) -> None:
    api = make(tone_recased=recased)
    identifier = api.create(interview_tone="reLaxed")
    assert api.get(identifier)["creation_parameters"]["interview_tone"] == stored
    api.update(identifier, interview_tone="reLaxed")
    assert api.get(identifier)["creation_parameters"]["interview_tone"] == stored


@pytest.mark.parametrize("trimmed", [False, True])
def test_texts_trimmed(make: Make, trimmed: bool) -> None:
    api = make(texts_trimmed=trimmed)
    identifier = api.create(description_long="Text. \n", name="Name ")
    stored = "Text." if trimmed else "Text. \n"
    assert api.get(identifier)["interview_description_long"] == stored
    api.update(identifier, description="Text. \n", candidate_expectations="Text. \n")
    found = api.get(identifier)
    assert (found["description"], found["candidate_expectations"], found["name"]) == (stored, stored, "Name ")


@pytest.mark.parametrize(
    ("form", "sent", "stored"),
    [
        ("as_sent", "2027-01-31", "2027-01-31"),
        ("as_sent", "2027-01-31T10:00:00Z", "2027-01-31T10:00:00Z"),
        ("instant", "2027-01-31", "2027-01-31T00:00:00+00:00"),
        ("instant", "2027-01-31T10:00:00+01:00", "2027-01-31T09:00:00+00:00"),
        ("offset", "2027-01-31", "2027-01-31T02:00:00+02:00"),
        ("offset", "2027-01-31T10:00:00Z", "2027-01-31T12:00:00+02:00"),
        ("instant", " ", None),
    ],
)
def test_available_till_form(make: Make, form: str, sent: str, stored: str | None) -> None:
    api = make(available_till_form=form)
    assert api.get(api.create(interview_available_till=sent))["interview_available_till"] == stored


@pytest.mark.parametrize(
    ("manner", "stored"), [("replace", {"files": True}), ("merge", {"analytics": True, "files": True})]
)
def test_pdf_config_update(make: Make, manner: str, stored: dict[str, bool]) -> None:
    api = make(pdf_config_update=manner)
    identifier = api.create(pdf_export_auto_config={"analytics": True})
    api.update(identifier, pdf_export_auto_config={"files": True})
    assert api.get(identifier)["pdf_export_auto_config"] == stored
    api.update(identifier, pdf_export_auto_config=None)
    assert api.get(identifier)["pdf_export_auto_config"] is None


@pytest.mark.parametrize("name", [None, "", " "])
def test_blank_name(make: Make, name: str | None) -> None:
    api = make(blank_name="stored")
    identifier = api.create()
    api.update(identifier, name=name)
    assert api.get(identifier)["name"] == name
    refusing = make(blank_name="refused")
    body = {"position_id": refusing.create(), "name": name}
    assert refusing.refused(422, "job-interview-update", body) == "name"


def test_scoring_null_until_set(make: Make) -> None:
    api = make(scoring_null_until_set=True)
    identifier = api.create()
    assert api.get(identifier)["result_scoring"] is None
    api.update(identifier, custom_scoring={"max_score": 5})
    found = api.get(identifier)["result_scoring"]
    assert (found["max_score"], found["max_retries"], found["early_stop"]) == (5, 3, True)
    assert api.get(api.create(interview_attempts=2))["result_scoring"]["max_retries"] == 2


def test_defaults(make: Make) -> None:
    api = make(attempts_default=1, default_result_view="none", array_max_duration=None)
    found = api.get(api.create_from_array(QUESTION))
    assert found["result_scoring"]["max_retries"] == 1
    assert (found["result_view"], found["max_duration"]) == ("none", None)


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Senior Engineer", "senior"),
        ("Intern", "entry-level"),
        ("Team Lead", "managerial"),
        ("CEO", "executive"),
        ("VP Sales", "director"),
        ("Cook", "intermediate"),
    ],
)
def test_seniority_stored(make: Make, stored: bool, name: str, level: str) -> None:
    api = make(seniority_stored=stored)
    found = api.get(api.create(name=name))["creation_parameters"]["seniority_level"]
    assert found == (level if stored else None)


@pytest.mark.parametrize("rewritten", [False, True])
def test_texts_rewritten_on_create(make: Make, rewritten: bool) -> None:
    api = make(expectations_rewritten_on_create=rewritten, description_regenerated_on_create=rewritten)
    found = api.get(api.create(candidate_expectations="Curious.", description="Given."))
    assert (found["candidate_expectations"] != "Curious.") is rewritten
    assert (found["description"] != "Given.") is rewritten
    kept = api.get(api.create_from_array(QUESTION, candidate_expectations="Curious."))
    assert (kept["candidate_expectations"], kept["description"]) == ("Curious.", "Two sentences.")


@pytest.mark.parametrize(
    ("deduplicates", "disabled", "count"),
    [(True, None, 2), (True, False, 2), (True, True, 3), (False, None, 3)],
)
def test_from_array_deduplicates(make: Make, deduplicates: bool, disabled: bool | None, count: int) -> None:
    api = make(from_array_deduplicates=deduplicates)
    same = {"question": "Same?", "id": "second"}
    child = {"question": "Why?", "conditional_question_main_id": "second"}
    identifier = api.create_from_array({**same, "id": "first"}, same, child, disable_deduplication=disabled)
    stored = api.get(identifier)["questions"]
    assert len(stored) == count
    assert stored[-1]["conditional_question_main_id"] == stored[-2]["id"]
