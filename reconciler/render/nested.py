"""Which leaves of a nested value differ: `bands.2.score: 4 -> 5`, instead of two walls of JSON."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.model.field import Compare
from reconciler.model.values import Json, same
from reconciler.render.nouns import row_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """`old_absent` and `new_absent` tell a leaf that is not there from one that is null."""

    path: str
    old: Json
    new: Json
    old_absent: bool = False
    new_absent: bool = False


def field_leaves(name: str, before: Json, after: Json) -> list[Leaf]:
    """The leaves of the field `name` that would differ: a field of which only the declared leaves are
    compared, or that is sent on top of what the account holds, loses none of the others."""
    row = row_of(name)
    kept = row is not None and (row.whole or row.compare is Compare.LEAVES)
    return [
        leaf for leaf in leaves(before, after) if not (kept and leaf.new_absent and not _in_list(leaf.path))
    ]


def leaves(before: Json, after: Json) -> list[Leaf]:
    """The leaves that differ, in reading order. Moves within a list count as other values at their places."""
    # Imported here: it costs more than everything else a plan imports, and most plans do not need it.
    from deepdiff import DeepDiff

    found = DeepDiff(before, after, view="tree", threshold_to_diff_deeper=0)
    shown: list[Leaf] = []
    for kind, entries in found.items():
        for entry in entries:
            path = ".".join(str(part) for part in entry.path(output_format="list"))
            added, removed = kind.endswith("_added"), kind.endswith("_removed")
            old, new = None if added else entry.t1, None if removed else entry.t2
            if added or removed or not same(old, new):  # 1 and 1.0 are one number in JSON
                shown.append(Leaf(path, old, new, old_absent=added, new_absent=removed))
    return sorted(shown, key=lambda leaf: _order(leaf.path))


def _in_list(path: str) -> bool:
    return path.rpartition(".")[2].isdecimal()


def _order(path: str) -> list[tuple[int, int, str]]:
    """List places by number, keys by name."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in path.split(".")]
