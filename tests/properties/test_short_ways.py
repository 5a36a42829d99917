"""A short way that rules out what is seldom there never rules out what is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.definitions import lint
from reconciler.definitions.fields import REACHED, applies
from reconciler.definitions.scalars import UNSEEN
from reconciler.definitions.source import has_unseen
from reconciler.definitions.sure import normal_text
from reconciler.model.field import Endpoint
from reconciler.model.interview import FIELDS, create_endpoint

WORDS = st.sampled_from(
    ["one", "Two", "three", "four,", "five", "six", "seven", "eight", "nine", "zwölf", "K", "k"]
)
QUESTION = st.lists(WORDS, max_size=9).map(" ".join)
PIECE = st.sampled_from(
    [*"TODBFIXM{ $aé\ud800", "TODO", "TBD", "FIXME", "XXX", "{{", "Lorem ipsum", "lorem ", "ipsum"]
)


@given(st.lists(QUESTION, max_size=6))
def test_questions_that_are_apart_are_neither_alike_nor_the_same(texts: list[str]) -> None:
    words = [tuple(one) for one in lint._words(texts)]
    if lint._apart([frozenset(one) for one in words]):
        assert len(set(words)) == len(words)
        for place, one in enumerate(words):
            assert not any(lint._alike(frozenset(one), frozenset(other)) for other in words[:place])


@pytest.mark.parametrize("share", range(20))
def test_sets_of_every_share_are_ruled_out_rightly(share: int) -> None:
    for size in range(1, 60):
        one = frozenset(range(size))
        other = frozenset(range(size * share // 20, size * share // 20 + size))
        if lint._apart([one, other]):
            assert not lint._alike(one, other)
        smaller = frozenset(range(size * share // 20))
        if lint._apart([one, smaller]):
            assert not lint._alike(one, smaller)


def test_questions_that_share_little_are_ruled_out() -> None:
    assert lint._apart([frozenset("abcdef"), frozenset("ghijkl"), frozenset("abcghi"), frozenset("x")])


@given(st.lists(QUESTION, max_size=4))
def test_words_are_the_same_whether_all_texts_are_ascii_or_not(texts: list[str]) -> None:
    def groups(found: object) -> list[int]:
        shown = [repr(one).replace("b'", "'") for one in found]  # type: ignore[attr-defined]  # bytes or texts
        return [shown.index(one) for one in shown]

    assert groups(lint._words(texts)) == groups(lint._words([*texts, "Ä"]))[: len(texts)]


@given(st.lists(PIECE, max_size=8).map("".join))
def test_a_placeholder_is_never_ruled_out(text: str) -> None:
    if lint._PLACEHOLDER.search(text):
        assert lint._may_hold_placeholder(text)


def test_most_texts_are_ruled_out() -> None:
    assert not lint._may_hold_placeholder("A TEXT FOR EXAMPLE, {DO} IT: 10 TB d.")


@given(st.text(max_size=6) | st.text(alphabet=[chr(code) for code in range(160)], max_size=6))
def test_what_cannot_be_seen_is_found(text: str) -> None:
    assert has_unseen(text) is (UNSEEN.search(text) is not None)


@pytest.mark.parametrize("code", range(128))
def test_every_sign_of_ascii_is_known(code: int) -> None:
    assert has_unseen(f"a{chr(code)}\n") is (UNSEEN.search(chr(code)) is not None)


@given(
    st.lists(st.sampled_from([*"a\u00e9\u00a0\u2003 \t\n\n\v\f\r\x1c\x85\ud800"]), max_size=12).map("".join)
)
def test_white_space_at_line_ends_goes_whatever_it_is(text: str) -> None:
    assert normal_text(text) == "\n".join(line.rstrip() for line in text.split("\n")).rstrip()


@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_a_field_that_is_passed_over_applies(names: set[str]) -> None:
    declared = dict.fromkeys(names, "x")
    reached = REACHED[create_endpoint(declared)]
    assert all(applies(name, declared) for name in names & reached)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_it_applies_beside_any_other_field(name: str) -> None:
    for other in FIELDS:
        for declared in ({name: "x", other: "x"}, {name: "x", other: "x", "questions": ()}):
            if name in REACHED[create_endpoint(declared)]:
                assert applies(name, declared)


@pytest.mark.parametrize("endpoint", [Endpoint.CREATE, Endpoint.ARRAY])
def test_nearly_every_field_that_applies_is_passed_over(endpoint: Endpoint) -> None:
    declared = {"questions": ()} if endpoint is Endpoint.ARRAY else {}
    left = {name for name in FIELDS if applies(name, declared)} - REACHED[endpoint]
    assert left <= {"regenerate_candidate_expectations"}
