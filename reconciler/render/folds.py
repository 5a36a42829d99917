"""Which Changes are told together: fifty people enrolled alike are one thing to read, not fifty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reconciler.model.values import Json, canonical
from reconciler.render.layout import count
from reconciler.render.nouns import is_once, kind_in
from reconciler.render.reading import reason
from reconciler.render.shapes import ChangeDoc, FieldDoc, PlaceDoc


@dataclass(frozen=True, slots=True)
class Fold:
    """Changes of one kind and Action that say the same but for a few fields of each.

    `shared`: the fields that are the same in all of them, none of which says who a person is; `needs` and
    `warnings`: what all of them have; `file`: where all of them are written, "" where that is several.
    """

    changes: tuple[ChangeDoc, ...]
    shared: tuple[FieldDoc, ...]
    needs: tuple[str, ...]
    warnings: tuple[str, ...]
    file: str

    @property
    def first(self) -> ChangeDoc:
        return self.changes[0]

    @property
    def title(self) -> str:
        """`50 candidates`."""
        kind = kind_in(self.first["address"])
        return count(len(self.changes), *((kind.noun, kind.nouns) if kind else ("change",)))

    @property
    def home(self) -> PlaceDoc | None:
        return {"file": self.file, "line": 1, "column": 1} if self.file else None

    def own(self, change: ChangeDoc) -> list[FieldDoc]:
        """The fields that `change` does not share with all the others."""
        names = {field["name"] for field in self.shared}
        return [field for field in change["fields"] if field["name"] not in names]

    def own_names(self) -> list[str]:
        """The names of what each has for itself, in the order of the fields."""
        return list(dict.fromkeys(field["name"] for one in self.changes for field in self.own(one)))


Told: TypeAlias = "ChangeDoc | Fold"


def folded(changes: Iterable[ChangeDoc], *, whole: bool = False) -> list[Told]:
    """`changes` with those that are alike as one Fold, in the place of the first of them. `whole`: none."""
    groups: dict[str, list[ChangeDoc]] = {}
    for position, change in enumerate(changes):
        key = "" if whole else _alike(change)
        groups.setdefault(key or str(position), []).append(change)
    return [members[0] if len(members) == 1 else fold(members) for members in groups.values()]


def unfolded(told: Iterable[Told]) -> list[ChangeDoc]:
    """Every Change of `told`."""
    return [change for one in told for change in (one.changes if isinstance(one, Fold) else (one,))]


def fold(changes: Sequence[ChangeDoc]) -> Fold:
    """`changes` told together."""
    files = {change["place"]["file"] if change["place"] else "" for change in changes}
    return Fold(
        tuple(changes),
        tuple(_shared(changes)),
        tuple(_common([change["needs"] for change in changes])),
        tuple(_common([change["warnings"] for change in changes])),
        files.pop() if len(files) == 1 else "",
    )


def _alike(change: ChangeDoc) -> str:
    """Equal for what is told together; empty for what stands alone."""
    batch = change.get("batch", "")
    if not batch and not is_once(change["address"]):
        return ""
    blocked = change["blocked"]
    key: list[Json] = [
        change["address"].partition(".")[0],
        change["action"],
        batch,
        reason(change),
        change["pending"],
        list(change["effects"]),
        [blocked["reason"], *blocked["ways_out"]] if blocked else None,
    ]
    return canonical(key)


def _shared(changes: Sequence[ChangeDoc]) -> list[FieldDoc]:
    first, *others = ({field["name"]: field for field in change["fields"]} for change in changes)
    return [
        {**field, "place": None}
        for name, field in first.items()
        if not field.get("personal") and all(name in one and _same(field, one[name]) for one in others)
    ]


def _same(field: FieldDoc, other: FieldDoc) -> bool:
    """Whether two say the same, wherever they are written."""
    pair = [canonical([one["before"], one["after"], one["origin"], one["label"]]) for one in (field, other)]
    return pair[0] == pair[1]


def _common(lists: Sequence[Sequence[str]]) -> list[str]:
    return [text for text in lists[0] if all(text in one for one in lists)]
