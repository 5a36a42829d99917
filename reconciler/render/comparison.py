"""Two environments side by side, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reconciler.model.comparison import Cell, Comparison, Difference, Nothing, Pairing
from reconciler.model.kinds import INTERVIEW
from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.layout import Paint, Pen, pad, width
from reconciler.render.nested import field_leaves
from reconciler.render.nouns import counted, tallied
from reconciler.render.personal import is_personal
from reconciler.render.personal import told as hidden
from reconciler.render.secrets import masked
from reconciler.render.values import one_line

FORMAT = 1


def comparison_text(found: Comparison, *, columns: int = 80, colour: bool = False) -> str:
    """What differs, Address by Address; ends in a line feed."""
    pen = Pen(max(columns, 40), Paint(colour))
    both = f"{safe.line(found.left)} and {safe.line(found.right)}"
    if not found.pairings:
        compared = counted(found.same_of or {INTERVIEW: found.same})
        return f"No differences between {both}. {compared} compared.\n"
    same = f"; {found.same} the same" if found.same else ""
    differing = counted(tallied(str(pairing.address) for pairing in found.pairings))
    differ = "differs" if len(found.pairings) == 1 else "differ"
    lines = [pen.paint.strong(f"{differing} {differ} between {both}{same}.")]
    for pairing in found.pairings:
        lines += ["", *_pairing(pairing, found, pen)]
    return safe.inert("\n".join(lines) + "\n")


def _pairing(pairing: Pairing, found: Comparison, pen: Pen) -> Iterator[str]:
    yield pen.paint.strong(safe.line(str(pairing.address)))
    if pairing.left != pairing.right:
        for name, lacks in ((found.left, pairing.left), (found.right, pairing.right)):
            if lacks:
                yield f"  {lacks} in {safe.line(name)}"
    yield from _group("declared differently", _shown(pairing, pairing.declared), found, pen)
    told = [one for one in _shown(pairing, pairing.accounts) if not one.declared]
    yield from _group("the accounts differ, though the definitions do not", told, found, pen)
    follows = [safe.line(one.name) for one in pairing.accounts if one.declared]
    if follows:
        yield pen.paint.quiet(f"  in the accounts as well: {', '.join(follows)}")


def _shown(pairing: Pairing, members: Sequence[Difference]) -> list[Difference]:
    """`members` without what says who a person is: that it differs is all there is to know."""
    return [_impersonal(one) if is_personal(pairing.address.kind, one.name) else one for one in members]


def _impersonal(one: Difference) -> Difference:
    left, right = (
        cell if isinstance(cell, Nothing) else hidden(cell, show=False) for cell in (one.left, one.right)
    )
    return replace(one, left=left, right=right)


def _group(title: str, members: Sequence[Difference], found: Comparison, pen: Pen) -> Iterator[str]:
    if not members:
        return
    yield f"  {title}"
    sides = max(width(safe.line(name)) for name in (found.left, found.right))
    for one in members:
        for label, left, right in _leaves(one):
            yield pen.paint.change(f"  ~ {safe.line(label)}")
            for side, cell in ((found.left, left), (found.right, right)):
                head = f"      {pad(safe.line(side), sides)}  "
                yield head + _cell(label, cell, pen.width - width(head))


def _leaves(one: Difference) -> Iterator[tuple[str, Cell, Cell]]:
    """A nested value by what differs inside of it; anything else whole."""
    nested = (dict, list)
    if not (isinstance(one.left, nested) and isinstance(one.right, nested)):
        yield one.name, one.left, one.right
        return
    for leaf in field_leaves(one.name, one.left, one.right):
        left: Cell = Nothing.UNDECLARED if leaf.old_absent else leaf.old
        yield leaf.path, left, Nothing.UNDECLARED if leaf.new_absent else leaf.new


def _cell(name: str, cell: Cell, room: int) -> str:
    return cell.value if isinstance(cell, Nothing) else one_line(name, masked(name, cell), max(room, 20))


def comparison_json(found: Comparison) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "left": found.left,
        "right": found.right,
        "same": found.same,
        "differing": [
            {
                "address": str(one.address),
                "left": one.left or None,
                "right": one.right or None,
                "declared": [_difference(each) for each in _shown(one, one.declared)],
                "accounts": [
                    _difference(each) | {"declared": each.declared} for each in _shown(one, one.accounts)
                ],
            }
            for one in found.pairings
        ],
    }


def _difference(one: Difference) -> dict[str, Json]:
    """A side without a value says why under `missing`, so that null stays a value."""
    sides: dict[str, Json] = {"field": one.name}
    missing: dict[str, Json] = {}
    for side, cell in (("left", one.left), ("right", one.right)):
        if isinstance(cell, Nothing):
            missing[side] = cell.value
        else:
            sides[side] = masked(one.name, cell)
    return {**sides, "missing": missing} if missing else sides
