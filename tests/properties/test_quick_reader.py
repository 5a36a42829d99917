"""The quick reader against the events: what it does not refuse is the very tree, with the very places."""

from __future__ import annotations

from array import array
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.definitions.events import documents
from reconciler.definitions.node import Node, span_of
from reconciler.definitions.placed import located
from reconciler.definitions.places import Places, places_of
from reconciler.definitions.quick import quick
from reconciler.definitions.report import Report
from reconciler.definitions.source import has_unseen, parse
from tests.properties.test_definitions_fuzz import TEXT

ROOT = Path(__file__).parents[2]
CORPUS = [
    path.read_text(encoding="utf-8")
    for folder in ("examples", "tests/scenarios")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]
CORPUS += (ROOT / "tests/unit/definitions_bad_inputs.txt").read_text(encoding="utf-8").split("\n\n")
CORPUS += [(ROOT / "reconciler.yaml").read_text(encoding="utf-8")]
# Pieces of lines, so that most of what is put together is nearly YAML.
INDENT = st.sampled_from(["", "", "", "  ", "  ", "    ", "      ", " ", "   "])
KEY = st.sampled_from(["a", "b", "name", "c.d", "null", "true", "no", "x-y", '"q"', "1", "a b", "<<"])
DASH = st.sampled_from(["", "", "", "- ", "-  ", "-", "- - "])
WORDS = r"""
text
a text
x: y
http://a
a #b
a#b
#c
null
~
1
-1
1.50
0x1F
0042
1_000
.5
9007199254740993
1e3
+3
-x
- x
-
?
? x
:x
'it''s'
'a
"b"
"\n"
"a
[a, b]
[]
{}
{a: 1}
{a: [b, c], d: e}
[{a: 1}, {b: 2}]
[a,b]
[a, ]
[a
{a}
{a:1}
[a: b]
{a: 1, a: 2}
[- 1]
[-1]
['a', "b"]
[a] # c
[a]#c
{ }
[it's, b]
|
|-
>
>-
|+
|2
| # c
&a b
*a
!t x
%x
@x
`x
é
---
...
x]
a, b
=
<<
"""
WORD = st.sampled_from(WORDS.split("\n"))
COMMENT = st.sampled_from(["", "", "", "", " # c", "  # c", " ", "#c"])
COLON = st.sampled_from([": ", ": ", ":  ", ":", " : "])
BODY = st.sampled_from(["text", "# heading", "- x", "", "a  ", "..."])
LINE = st.one_of(
    st.tuples(INDENT, DASH, KEY, COLON, WORD, COMMENT),
    st.tuples(INDENT, DASH, WORD, COMMENT),
    st.tuples(INDENT, BODY),
).map("".join)
ENDS = st.sampled_from(["\n", "\n", "\n\n", ""])
DOCUMENT = st.builds(lambda lines, end: "\n".join(lines) + end, st.lists(LINE, min_size=1, max_size=9), ENDS)
PIECES = [*" -:'\"|>[]{},&*!?\t0é", "", "  ", "\n", "\n ", ": ", " #", "- ", ", ", "...", "---"]


FIRST_OF_SHAPE: dict[str, Places] = {}


def tree(node: Node) -> object:
    """Everything about a tree, exactly: true is not 1, and entries have an order."""
    keys = [(key, span_of(place)) for key, place in node.keys.items()]
    if isinstance(node.value, dict):
        return "map", node.span, keys, [(key, tree(inner)) for key, inner in node.value.items()]
    if isinstance(node.value, list):
        return "list", node.span, keys, [tree(inner) for inner in node.value]
    return type(node.value), node.value, node.span, keys


def agreed(text: str) -> bool:
    """Whether the quick reader took it; when it did, the events give the same and find nothing wrong."""
    found = quick(text)
    if found is None or "\r" in text or has_unseen(text):
        return False  # the two last never reach it
    report = Report()
    assert [tree(node) for node in documents(text, "f.yaml", report)] == [tree(located(found, "f.yaml"))]
    assert report.diagnostics() == ()
    if isinstance(found.value, dict):  # the paths of what had this shape before are those of this one
        written = places_of(located(found, "f.yaml"), {})
        first = FIRST_OF_SHAPE.setdefault(found.shape, written)
        assert first.moved("f.yaml", array("Q", found.places)).plain() == written.plain()
    return True


def test_it_takes_nearly_all_that_people_write() -> None:
    sound = [text for text in CORPUS[: -len(CORPUS) // 3] if text.startswith("name:")]
    assert len(sound) > 50
    assert sum(map(agreed, sound)) >= 0.9 * len(sound)
    for text in CORPUS:
        agreed(text)


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_on_files_that_somebody_spoiled(seed: int) -> None:
    chance = Random(seed)
    for text in chance.sample(CORPUS, 60):
        for _ in range(6):
            place, size = chance.randrange(len(text) + 1), chance.choice([0, 0, 1, 1, 2, 7])
            piece = chance.choice(PIECES)
            agreed(text[:place] + piece + text[place + size :])


@given(DOCUMENT)
def test_it_agrees_on_lines_put_together(text: str) -> None:
    agreed(text)


@given(TEXT)
def test_it_agrees_on_any_text(text: str) -> None:
    agreed(text)
    agreed(f"a: {text}\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a: [x]\nb: y\n", "a: y\nb: [x]\n"),
        ("a: {c: x}\nb: {}\n", "a: {}\nb: {c: x}\n"),
        ("a: [[x], y]\n", "a: [x, [y]]\n"),
        ("a: [x, y]\n", "a: [x]\n"),
        ("a: {b: x}\n", "a:\n  b: x\n"),
        ("a: {b: [x]}\n", "a: [{b: x}]\n"),
        ("a:\n- b: x\n", "a:\n- b: x\n- b: x\n"),
        ("a:\n  b: x\nc: y\n", "a:\n  b: x\n  c: y\n"),
        ("a:  x\nb: y\n", "a:\n  b: y\n"),
    ],
)
def test_documents_with_other_paths_are_of_another_shape(one: str, other: str) -> None:
    assert agreed(one)
    assert agreed(other)
    shapes = [found.shape for text in (one, other) if (found := quick(text)) is not None]
    assert shapes[0] != shapes[1]


@pytest.mark.parametrize(
    "text",
    [
        "a: x\na: y\n",
        "a:\n  b: x\n  b: y\n",
        "a: {b: x, b: y}\n",
        "- a: x\n  a: y\n",
        "null: x\n",
        "a: {true: x}\n",
        "a:\n",
        "a: x\n  b: y\n",
        "a: x\n- b\n",
        "- a\nb: c\n",
        "a: 'x' y\n",
        "a: [x\n",
        "a: [x] y\n",
        "a: |\nb: x\n",
        "a: |\n\n  x\n",
        "a: 9007199254740993\n",
        "a: x\ty\n",
        "a: x",
        "- \n",
        "x\n",
        "a: x\n@\n",
        "",
        "# a\n",
    ],
)
def test_it_refuses_what_is_wrong_and_what_it_does_not_know(text: str) -> None:
    assert quick(text) is None


def test_a_file_it_refuses_is_read_all_the_same() -> None:
    text = "a: &x [1]\nb: *x\n"
    assert quick(text) is None
    assert [node.plain() for node in parse(text, "f.yaml", Report())] == [{"a": [1], "b": [1]}]
