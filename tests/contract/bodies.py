"""Bodies made from the API's own JSON Schemas: valid ones, and ones with something that may not fit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from reconciler.simulator import KNOWLEDGE_BASES, RECRUITERS, TEMPLATES, template_id
from reconciler.simulator.document import Schema, operations, resolve

Body = dict[str, Any]

CREATE = "job-interview-create"
ARRAY = "job-interview-create-from-array"

_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"])
_ODD = st.sampled_from(
    ["", " ", "\t", "a\n", "20m", "2026-12-31", "2026-12-31T10:00:00Z", "\x07", "\u202e", "5", "en"]
)
TEXTS = st.text(_LETTERS, max_size=12) | _ODD
NUMBERS = st.integers(-5, 2000) | st.floats(-5, 2000, allow_nan=False) | st.sampled_from([1e17, 0.5, 3.0])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
_IDS = st.sampled_from(
    [*(template_id(template.name) for template in TEMPLATES), *RECRUITERS, *KNOWLEDGE_BASES]
).map(str)
# Few names, so that questions find each other.
_LINKED = ("external_id", "conditional_question_main_id")
_LINKS = st.sampled_from(["a", "b"]) | st.none()


def schema(endpoint: str) -> Schema:
    found = operations()[endpoint].body
    assert found is not None
    return found


def valid(schema: Schema) -> st.SearchStrategy[Any]:
    """Values that the schema takes, its quirks kept: see reconciler/simulator/schema.py."""
    schema = resolve(schema)
    made = _plain(schema)
    return st.none() | made if schema.get("nullable") and made is not ANYTHING else made


def _plain(schema: Schema) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        members = [st.none() if set(one) == {"nullable"} else valid(one) for one in schema["anyOf"]]
        return st.one_of(members)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "string":
            if schema.get("format") == "uuid":
                return _IDS
            return (TEXTS | _IDS).filter(lambda text: len(text) >= schema.get("minLength", 0))
        case "number" | "integer":
            return _numbers(schema)
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(valid(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
        case "object":
            return _object(schema)
        case _:
            return ANYTHING


def _numbers(schema: Schema) -> st.SearchStrategy[float]:
    low, high = schema.get("minimum", -10), schema.get("maximum", 5000)
    whole = st.integers(int(low + 0.999), int(high)) if int(high) >= low + 0.999 else st.nothing()
    if schema["type"] == "integer":
        return whole | whole.map(float)
    return whole | st.floats(low, high, allow_nan=False)


def _object(schema: Schema) -> st.SearchStrategy[Body]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    made = {name: _LINKS if name in _LINKED else valid(inner) for name, inner in properties.items()}
    named = st.fixed_dictionaries(
        {name: inner for name, inner in made.items() if name in required},
        optional={name: inner for name, inner in made.items() if name not in required},
    )
    if properties:
        return named
    return st.dictionaries(TEXTS | st.just("max_retries"), ANYTHING, max_size=3)


@st.composite
def bodies(draw: st.DrawFn, endpoint: str) -> Body:
    """A valid body of few fields: with all of them, one difference hides behind the next."""
    properties = schema(endpoint)["properties"]
    required = schema(endpoint)["required"]
    some = draw(st.sets(st.sampled_from(sorted(set(properties) - set(required))), max_size=4))
    return {name: draw(valid(properties[name])) for name in [*required, *sorted(some)]}


@st.composite
def disturbed(draw: st.DrawFn, endpoint: str) -> Body:
    """A body with one place changed: a value of another kind, a name nobody knows, a field left out."""
    body = draw(bodies(endpoint))
    holders: list[Body] = [body, *(value for value in body.values() if isinstance(value, dict))]
    holders += [entry for entry in body.get("questions", ()) if isinstance(entry, dict)]
    holder = draw(st.sampled_from(holders))
    names = sorted({*holder, *(schema(endpoint)["properties"] if holder is body else ())} - {"questions"})
    name = draw(st.sampled_from([*names, "visibilty"]))
    if draw(st.integers(0, 4)) == 0:
        holder.pop(name, None)
    else:
        holder[name] = draw(ANYTHING)
    return body
