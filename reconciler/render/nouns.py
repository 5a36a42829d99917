"""What the resources of each kind are called, and counted as, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reconciler.model.field import Field
from reconciler.model.kinds import INTERVIEW, KINDS, Kind, Life
from reconciler.render.layout import count

_ROWS: Mapping[str, Field] = {
    name: row for kind in reversed(list(KINDS.values())) for name, row in kind.fields.items()
}


def row_of(name: str, kind: str = "") -> Field | None:
    """The row of a field by its name: of `kind`, or else of the first kind that has it. Kinds that share a
    name share its shape (a test holds them to it), so that a face needs no kind to show a value."""
    found = KINDS.get(kind)
    return _ROWS.get(name) if found is None else found.fields.get(name)


def kind_in(address: str) -> Kind | None:
    """The kind of an Address in a document, which may be any text where somebody edited the file."""
    return KINDS.get(address.partition(".")[0])


def is_once(address: str) -> bool:
    """Whether what stands under `address` is done once, and nothing takes it back."""
    kind = kind_in(address)
    return kind is not None and kind.life is Life.ONCE


def nouns(kinds: Iterable[str]) -> str:
    """`interviews and personas`, in the order of the kinds; `interviews` where none is named."""
    named = set(kinds)
    return joined([one.nouns for one in KINDS.values() if one.name in named] or [KINDS[INTERVIEW].nouns])


def named(kind: str, remote_id: str) -> str:
    """`interview 7d0c…`, or `the candidate` where the account told no id."""
    noun = KINDS[kind].noun if kind in KINDS else "resource"
    return f"{noun} {remote_id}" if remote_id else f"the {noun}"


def one_of(kinds: Iterable[str]) -> str:
    """What each of several is called: `interview`, or `resource` where they are of several kinds."""
    found = set(kinds)
    return KINDS[found.pop()].noun if len(found) == 1 and found <= KINDS.keys() else "resource"


def counted(numbers: Mapping[str, int]) -> str:
    """`12 interviews, 50 candidates and 1 document`, by the names of the kinds; `0 interviews` for none."""
    told = [count(numbers[one.name], one.noun, one.nouns) for one in KINDS.values() if numbers.get(one.name)]
    strange = sum(number for name, number in numbers.items() if name not in KINDS)
    told += [count(strange, "other")] if strange else []
    return joined(told) or count(0, KINDS[INTERVIEW].noun)


def tallied(addresses: Iterable[str]) -> dict[str, int]:
    """How many of `addresses` are of each kind."""
    found: dict[str, int] = {}
    for address in addresses:
        kind = address.partition(".")[0]
        found[kind] = found.get(kind, 0) + 1
    return found


def joined(parts: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
