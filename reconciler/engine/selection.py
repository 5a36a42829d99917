"""Which part of a plan is meant: one rule for plan, apply, drift and import."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from reconciler.model.address import Address
from reconciler.model.change import Action

_SORTS = ("kind", "action", "file")


@dataclass(frozen=True, slots=True)
class Selection:
    """Globs over Addresses and keys; with a prefix over `kind:`, `action:` or the definition's `file:`.

    An Address is meant when it matches one glob of each sort that `only` names, and none of `excepted`.
    """

    only: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()

    def address(self, address: Address, file: str | None = None) -> bool:
        """Whether `address` is meant, as far as anything but its action says. `file`: where it is declared,
        None when it no longer is."""
        values = {"": (str(address), address.key), "kind": (address.kind,), "file": (file or "",)}
        return self._meant(values)

    def action(self, action: Action) -> bool:
        """Whether Changes of this Action are meant."""
        return self._meant({"action": (action.value,)})

    def _meant(self, values: dict[str, tuple[str, ...]]) -> bool:
        for sort, known in values.items():
            wanted = [glob for kind, glob in map(parsed, self.only) if kind == sort]
            if wanted and not _any(known, wanted):
                return False
            if _any(known, [glob for kind, glob in map(parsed, self.excepted) if kind == sort]):
                return False
        return True


def parsed(glob: str) -> tuple[str, str]:
    """The sort of a glob (empty: Addresses) and the rest of it."""
    sort, colon, rest = glob.partition(":")
    return (sort, rest) if colon and sort in _SORTS else ("", glob)


def _any(values: tuple[str, ...], globs: list[str]) -> bool:
    return any(fnmatchcase(value, glob) for value in values for glob in globs)
