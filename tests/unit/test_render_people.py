"""Whoever a plan is about: no face that is kept or shared says it, and a terminal says it in few words."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from reconciler.errors import Diagnostic, Severity, Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.comparison import Comparison, Difference, Pairing
from reconciler.model.definition import Definition
from reconciler.model.journal import Ending
from reconciler.model.kinds import KINDS, Life
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent
from reconciler.model.report import Report, Result
from reconciler.model.values import Json
from reconciler.render import diagnostics, formats
from reconciler.render.comparison import comparison_json, comparison_text
from reconciler.render.document import document, opened
from reconciler.render.folds import Fold, folded
from reconciler.render.html import plan_html
from reconciler.render.markdown import plan_markdown
from reconciler.render.nouns import counted, is_once, joined, kind_in, nouns, one_of, row_of
from reconciler.render.nouns import named as said
from reconciler.render.personal import DIGEST, PERSONAL, Cover, person, told
from reconciler.render.several import shared_changes, shared_text
from reconciler.render.show import resolved_text
from reconciler.render.summary import summary_text
from reconciler.render.terminal import plan_text
from reconciler.render.values import shape_of
from tests.golden.people_parts import PEOPLE, RESUME, WORDS, candidate, everything, invited, made
from tests.golden.render_builders import create, plan, retire

FACES: Mapping[str, Callable[[dict[str, Json]], str]] = {
    "terminal": plan_text,
    "terminal, whole": lambda made: plan_text(made, whole=True),
    "terminal, brief": lambda made: plan_text(made, short=True),
    "json": lambda made: json.dumps(made, ensure_ascii=False),
    "markdown": plan_markdown,
    "markdown, whole": lambda made: plan_markdown(made, whole=True),
    "html": plan_html,
    "html, whole": lambda made: plan_html(made, whole=True),
    "several": lambda made: shared_text([made, {**made, "environment": "staging"}]),
}


def doc(changes: tuple[Change, ...], *, personal: bool = False) -> dict[str, Json]:
    needs = {change.address: change.needs for change in changes if change.needs}
    return document(plan(*changes, needs=needs), made_at="", tool="", personal=personal)


def named(text: str) -> list[str]:
    return [word for word in WORDS if word.casefold() in text.casefold()]


def masked() -> dict[str, Json]:
    return document(everything(), made_at="", tool="")


def spoken() -> dict[str, Json]:
    return document(everything(), made_at="", tool="", personal=True)


@pytest.mark.parametrize("face", FACES)
def test_no_face_says_who_a_person_is(face: str) -> None:
    text = FACES[face](masked())
    assert named(text) == []
    assert "candidate.baker-1" in text


@pytest.mark.parametrize("face", [face for face in FACES if face != "terminal, brief"])
def test_every_face_says_it_when_asked(face: str) -> None:
    text = FACES[face](spoken())
    for word in ("Canarina Tweet", "canarina@aviary.example", "Chirp Öst"):
        assert word in text


def test_the_words_that_are_looked_for_are_in_the_plan() -> None:
    """Else the canaries would sing of nothing."""
    text = repr(everything())
    assert [word for word in WORDS if word not in text] == []


def test_texts_about_a_person_are_masked_wherever_they_stand() -> None:
    name, mail = "Canarina Tweet", "canarina@aviary.example"
    change = replace(
        candidate(1, PEOPLE[0]),
        reason=f"{name} is new",
        pending=f"waiting for {mail.upper()}",
        warnings=(f"{name}?",),
        blocked=Blocked(f"{mail} is there already", (f"ask {name}", "reconciler apply --create-anyway x")),
        name=name,
        refs={"position_name": name},
    )
    note = FieldChange("position_name", None, f"for {name}", Origin.AUTHOR, note=f"by {name}")
    change = replace(change, fields=(*change.fields, note))
    whole = plan(change, pending={change.address: f"{name} waits"}, warnings=(f"{mail} twice",))
    intent = Intent("i", change.address, "invite-users", {"candidate_name": "Finch Only Here"})
    settled = Settlement(intent, "open", None, "Finch Only Here was not found", (f"look for {name}",))
    text = json.dumps(document(replace(whole, settlements=(settled,)), made_at="", tool=""))
    assert not [word for word in ("Canarina", "aviary", "Finch") if word.casefold() in text.casefold()]
    assert "reconciler apply --create-anyway x" in text
    report = summary_text(Report("local", blocked=(change,)))
    assert "canarina" not in report.casefold()


def test_the_table_of_the_kind_decides_even_where_a_change_does_not_say_so() -> None:
    change = candidate(1, PEOPLE[0])
    fields = tuple(replace(field, personal=False) for field in change.fields)
    assert named(json.dumps(doc((replace(change, fields=fields),)))) == []


def test_a_terminal_shows_of_a_resume_its_beginning_and_its_length() -> None:
    text = plan_text(doc((candidate(1, PEOPLE[0]),), personal=True), width=400)
    assert 'candidate_resume: "Canary Resume Headline, ten' in text
    assert "Canaryville" not in text
    many = plan_text(spoken())
    assert "Canarina Tweet <canarina@aviary.example>" in many
    assert "Canary Resume" not in many
    stuck = FieldChange("candidate_resume", None, RESUME, Origin.AUTHOR, personal=True)
    change = replace(candidate(1, PEOPLE[0]), action=Action.UPDATE, fields=(stuck,))
    shown = plan_text(doc((change,), personal=True), width=200)
    assert '(not kept) → "Canary Resume Headline, ten years of' in shown
    assert f"({len(RESUME)} characters)" in shown
    assert "Canaryville" not in shown


def test_a_person_who_has_been_enrolled_is_known_by_a_digest() -> None:
    change = made("candidate", "ann", {"candidate_email": "ann@aviary.example"}, action=Action.UPDATE)
    (field,) = change.fields
    change = replace(change, fields=(replace(field, before="keyed:" + "5f" * 32),))
    for personal, after in ((False, PERSONAL), (True, "ann@aviary.example")):
        text = plan_text(doc((change,), personal=personal))
        assert f"{DIGEST} → {after}" in text
    assert told(None, show=False) is None
    assert (
        person("candidate", {"candidate_name": "keyed:1", "candidate_email": "a@b.example"}) == "a@b.example"
    )
    assert person("interview", {"name": "Baker"}) == ""


def test_a_person_can_do_no_harm_to_a_face() -> None:
    """A name is text from outside as every other is."""
    page = plan_html(spoken())
    assert "<b>Finch" not in page
    assert "&lt;b&gt;Finch" in page
    HTMLParser().feed(page)
    shown = plan_text(spoken(), whole=True)
    assert {unicodedata.category(one) for one in shown.replace("\n", "")} & {"Cc", "Cf"} == set()
    for whole in (False, True):
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(plan_markdown(spoken(), whole=whole))
        inside = [child.type for token in tokens for child in token.children or ()]
        assert not {"image", "link_open"} & set(inside)
        loose = " ".join(token.content for token in tokens if token.type == "inline")
        assert "@team" not in loose


def test_fifty_people_are_one_thing_to_read() -> None:
    people = tuple(
        candidate(
            number, {"candidate_name": f"Person {number:02}", "candidate_email": f"p{number:02}@x.example"}
        )
        for number in range(1, 51)
    )  # fmt: skip
    for personal in (False, True):
        whole = doc((create("baker", "Baker", {}), *people), personal=personal)
        lines = plan_text(whole, width=100).splitlines()
        assert len(lines) < 75
        assert sum("candidate.baker-" in line for line in lines) == 50
        assert sum("mojito_language_code" in line for line in lines) == 1
        assert sum("after interview.baker" in line for line in lines) == 1
        assert sum("Person 07 <p07@x.example>" in line for line in lines) == personal
        assert len(plan_text(whole, width=100, whole=True).splitlines()) > 200
        assert plan_markdown(whole).count("<details>") == 2
        assert plan_html(whole).count("<article") == 2
        assert plan_html(whole, whole=True).count("<article") == 51


def test_a_comment_that_is_full_counts_everybody_left_out() -> None:
    people = tuple(candidate(number, PEOPLE[2]) for number in range(1, 31))
    text = plan_markdown(doc((*people, create("zz", "Z", {}))), limit=1_500)
    assert "31 more changes" in text


def kinds(*changes: Change) -> list[str]:
    plain = opened(doc(changes))["changes"]
    return [one.title if isinstance(one, Fold) else one["address"] for one in folded(plain)]


def test_what_is_told_together() -> None:
    ann, bo, cy = (candidate(number, person) for number, person in enumerate(PEOPLE, 1))
    assert kinds(ann, bo, cy) == ["3 candidates"]
    assert kinds(ann) == ["candidate.baker-1"]
    assert kinds(ann, invited(1), bo, invited(2)) == ["2 candidates", "2 people"]
    assert kinds(create("a", "A", {}), create("b", "B", {})) == ["interview.a", "interview.b"]
    forgotten = replace(cy, action=Action.FORGET, reason="its definition was removed")
    assert kinds(ann, bo, forgotten) == ["2 candidates", "candidate.baker-3"]
    blocked = Blocked("it needs interview.baker, which is blocked", ("see to it",))
    assert kinds(ann, replace(bo, blocked=blocked), replace(cy, blocked=blocked)) == [
        "candidate.baker-1",
        "2 candidates",
    ]
    assert kinds(invited(1), replace(invited(2), batch="invitation.another")) == [
        "invitation.open-day-1",
        "invitation.open-day-2",
    ]
    text = plan_text(doc((replace(bo, blocked=blocked), replace(cy, blocked=blocked))))
    assert text.count("which is blocked") == 1


def test_what_is_not_shared_stands_with_whom_it_is_of() -> None:
    other = replace(candidate(2, PEOPLE[1]), needs=(Address("interview", "cook"),))
    text = plan_text(doc((candidate(1, PEOPLE[0]), other)))
    assert text.index("candidate.baker-2") < text.index("after interview.cook")
    assert text.index("candidate.baker-1") < text.index("(personal) was enrolled") < text.index("baker-2")


def test_equal_people_of_several_environments_are_told_together() -> None:
    shared = shared_changes([masked(), {**masked(), "environment": "staging"}])
    assert len(shared) == len(everything().changes)
    text = shared_text([masked(), {**masked(), "environment": "staging"}])
    assert text.count("+ 3 candidates") == 1
    assert text.count("same in all 2 environments") == 7
    both = (PEOPLE[0], {**PEOPLE[0], "candidate_name": "Chirp Another"})
    changes = [(replace(candidate(1, one), warnings=()),) for one in both]
    plain, whole = ([doc(one, personal=personal) for one in changes] for personal in (False, True))
    assert len(shared_changes(plain)) == 1, "behind their masks they look the same"
    assert len(shared_changes(plain, whole=whole)) == 2
    assert named(shared_text(plain, whole=whole)) == []


def test_what_is_done_once_is_said_before_anything_else() -> None:
    first = " ".join(plan_text(masked()).split("\n\n")[0].split())
    assert "Done once, and nothing takes it back: 1 document, 3 candidates, 2 people and 1 retake" in first
    assert "Done once" not in plan_text(doc((create("a", "A", {}),)))


@pytest.mark.parametrize(
    ("of", "online", "text"),
    [
        ({}, True, "No changes. 3 interviews match the account."),
        ({"interview": 3}, True, "No changes. 3 interviews match the account."),
        (
            {"interview": 1, "candidate": 2}, True,
            "No changes. 1 interview matches the account; 2 candidates match what was recorded.",
        ),
        ({"candidate": 3}, True, "No changes. 3 candidates match what was recorded."),
        (
            {"persona": 1, "directory": 2}, False,
            "No changes. 1 persona and 2 directories match what was recorded (offline: the account was "
            "not asked).",
        ),
    ],
)  # fmt: skip
def test_nothing_to_do_is_said_of_every_kind(of: dict[str, int], online: bool, text: str) -> None:
    empty = plan(unchanged=3, unchanged_of=of, online=online)
    assert " ".join(plan_text(document(empty, made_at="", tool="")).split()) == text


def test_a_risk_names_what_is_taken_from_candidates() -> None:
    persona = replace(retire("x", "X", 2), address=Address("persona", "buyer"))
    text = plan_text(doc((retire("y", "Y", 3), persona)), width=200)
    assert "Candidates: interviews and personas taken 5 times in all" in text


def test_nouns() -> None:
    assert counted({"candidate": 1, "?": 1, "interview": 2}) == "2 interviews, 1 candidate and 1 other"
    assert counted({"candidate": 1, "interview": 2}) == "2 interviews and 1 candidate"
    assert counted({}) == "0 interviews"
    assert counted({"gadget": 2}) == "2 others"
    assert joined(["a"]) == "a"
    assert (said("interview", "id-1"), said("candidate", "")) == ("interview id-1", "the candidate")
    assert (one_of(["candidate", "candidate"]), one_of(["candidate", "persona"])) == ("candidate", "resource")
    assert (said("gadget", ""), one_of(["gadget"]), one_of([])) == ("the resource", "resource", "resource")
    assert nouns(()) == "interviews"
    assert kind_in("gadget.x") is None


def test_a_name_of_a_field_has_one_shape_whatever_the_kind() -> None:
    """A face shows a value by the name of its field: kinds that share one have to mean the same by it."""
    alike = {"open_enum": "enum"}
    for kind in KINDS.values():
        for name, row in kind.fields.items():
            shape = shape_of(name)
            assert shape is not None
            assert alike.get(shape, shape) == alike.get(row.shape, row.shape), f"{kind.name}.{name}"
            assert row_of(name, kind.name) is row
            if row.secret:
                assert row_of(name) == row


def test_the_line_that_clears_is_that_of_the_kind() -> None:
    change = made("directory", "bakery", {"description": "x"}, action=Action.UPDATE)
    released = replace(change.fields[0], before="Bread", after="Bread", origin=Origin.RELEASED)
    (one,) = opened(doc((replace(change, fields=(released,)),)))["changes"]
    assert one["fields"][0]["clear"] == "description: null"
    assert one["fields"][0]["visible"]


def test_what_is_named_by_an_address_is_said_once() -> None:
    cases: tuple[tuple[Json, str], ...] = (
        ("(interview.baker)", "interview.baker"),
        ("interview.baker", "interview.baker"),
        ("8a6f2f52", "interview.baker (8a6f2f52)"),
        ({"$ref": ["interview", "baker"]}, "baker (an interview by name)"),
        ({"$ref": ["template", "Anna"]}, "Anna (a template by name)"),
    )
    for after, shown in cases:
        change = made("candidate", "x", {"position_def_set_id": after})
        refs = {} if isinstance(after, dict) else {"position_def_set_id": "interview.baker"}
        text = plan_text(doc((replace(change, refs=refs),)))
        assert f"position_def_set_id: {shown}\n" in text


def test_files_and_long_lists_are_said_in_few_words() -> None:
    fields: dict[str, Json] = {
        "form_fields": [{"label": "Why?"}, {"label": "When?"}], "position_name": "Baker",
        "file": {"path": "a.pdf", "sha256": "x", "size": 999},
    }  # fmt: skip
    text = plan_text(doc((made("pre-screening", "x", {key: fields[key] for key in list(fields)[:2]}),)))
    assert "form_fields: 2 entries" in text
    document_ = made("knowledge-document", "x", {"file": fields["file"]})
    assert "a.pdf (999 bytes)" in plan_text(doc((document_,)))
    assert "a.pdf (999 bytes)" in plan_html(doc((document_,)))
    lost = made("knowledge-document", "x", {"file": {"path": "b.pdf"}})
    assert "file: b.pdf" in plan_text(doc((lost,)))


def test_a_saved_finding_quotes_no_line_about_somebody() -> None:
    row = Diagnostic(
        Severity.ERROR, "people/bad-row", "Row 3 has no e-mail address.", span=Span("p/a.csv", 3, 1),
        excerpt="Canarina Tweet,,DE",
    )  # fmt: skip
    entry = replace(row, span=Span("candidates/ann.yaml", 1, 1), address="candidate.ann")
    for one in (row, entry):
        kept = (
            diagnostics.as_text([one]), diagnostics.as_json([one]), formats.github([one]),
            formats.sarif([one], version="1"), formats.junit([one]),
        )  # fmt: skip
        assert not any("Canarina" in text for text in kept)
        assert formats.sarif([one], version="1") == formats.sarif([replace(one, excerpt="X")], version="1")
        assert "Canarina" in diagnostics.as_text([one], personal=True)
    interview = replace(row, span=Span("interviews/a.yaml", 3, 1), address="interview.a")
    assert "Canarina" in diagnostics.as_text([interview])


def test_two_environments_tell_that_a_person_differs_and_not_how() -> None:
    differs = Pairing(
        Address("candidate", "ann"),
        declared=(
            Difference("candidate_email", "ann@aviary.example", "canarina@aviary.example"),
            Difference("seniority_level", "senior", "director"),
        ),
    )
    found = Comparison("staging", "production", (differs,), 3, {"interview": 2, "candidate": 1})
    text = comparison_text(found) + json.dumps(comparison_json(found))
    assert "aviary" not in text
    assert "candidate_email" in text
    assert "director" in text
    assert "1 candidate differs between staging and production; 3 the same." in text
    same = Comparison("a", "b", (), 3, {"interview": 2, "candidate": 1})
    assert "2 interviews and 1 candidate compared." in comparison_text(same)


def test_the_effective_definition_says_who_it_is_where_it_may() -> None:
    definition = Definition(Address("candidate", "ann"), dict(PEOPLE[0]))
    assert "Canarina" not in resolved_text(definition)
    assert f"candidate_name: {PERSONAL}" in resolved_text(definition)
    assert "Canaryville" in resolved_text(definition, personal=True)


def test_a_mask_leaves_short_words_and_parts_of_words_alone() -> None:
    cover = Cover.of(["Ann", "Anders", None, 4, "keyed:1234"])
    assert cover.text("Ann Anderson ANDERS keyed:1234") == f"Ann Anderson {PERSONAL} keyed:1234"
    assert cover.value({"a": ["Anders", 1]}) == {"a": [PERSONAL, 1]}
    assert cover.text("show candidate.anders, x.Anders") == f"show candidate.anders, x.{PERSONAL}"
    assert Cover.of(["  ----  ", "+49 30 1234"]).text("call +49 30 1234; ----") == f"call {PERSONAL}; ----"


def test_thousands_of_people_cost_a_document_little() -> None:
    people = tuple(
        candidate(number, {"candidate_name": f"Person {number}", "candidate_email": f"p{number}@x.example"})
        for number in range(2, 1_002)
    )
    warned = replace(people[0], warnings=("the same as Person 999 <p999@x.example>",))
    text = json.dumps(doc((warned, *people[1:])))
    assert "the same as (personal) <(personal)>" in text


def test_the_end_of_an_apply_tells_what_was_answered() -> None:
    def done(key: str, message: str, kind: str = "candidate") -> Result:
        return Result(Address(kind, key), Action.CREATE, Ending.APPLIED, message)

    results = [
        *(done(f"c{number}", "decided: ai_accept") for number in range(6)),
        done("ann", "turned down (ai_reject): no oven\x1b[2J"),
        done("guest", "decided: ai_accept", "invitation"),
        done("baker", "found again", "interview"),
        done("again", "", "retake"),
    ]
    text = summary_text(Report("local", tuple(results)))
    first = text.split("\n\n")[0].splitlines()
    assert first == [
        "Answered",
        "  6 candidates and 1 person: decided: ai_accept",
        "  candidate.ann: turned down (ai_reject): no oven\\x1b[2J",
    ]
    assert "Done: 10 created." in text


def test_every_kind_that_is_done_once_says_so() -> None:
    once = {kind.name for kind in KINDS.values() if kind.life is Life.ONCE}
    assert once >= {"candidate", "invitation", "retake"}
    assert all(is_once(f"{kind}.x") for kind in once)
