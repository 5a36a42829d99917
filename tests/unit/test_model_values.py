"""Equality as JSON, and the digest that goes with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.values import Json, canonical, digest, same

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, 1.0, 0.5])
    | st.sampled_from(["", "1", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(JSON, JSON)
def test_equal_is_having_one_canonical_text(left: Json, right: Json) -> None:
    assert same(left, right) is (canonical(left) == canonical(right))


def test_true_is_not_one_but_one_is_one_point_nought() -> None:
    assert not same(True, 1)
    assert not same([True], [1])
    assert same({"a": [1]}, {"a": [1.0]})


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [2.0]}) == digest({"b": [2], "a": 1})
