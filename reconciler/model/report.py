"""How an apply came out, as data: made from the journal, read by the summary and by the exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.journal import Ending
from reconciler.model.plan import Settlement


@dataclass(frozen=True, slots=True)
class Result:
    """One Change that was to be carried out.

    `message` is the API's own, `field` the one it blames (under our name for it) and `span` the line of
    the definition where that field is written. `because`: the Addresses whose failure made us skip this
    one. `until`: when an unknown outcome can be settled, seconds since the epoch.
    """

    address: Address
    action: Action
    ending: Ending
    message: str = ""
    hint: str = ""
    field: str | None = None
    span: Span | None = None
    because: tuple[Address, ...] = ()
    status: int | None = None
    remote_id: str | None = None
    until: float | None = None
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole. `blocked` are the plan's Changes that nobody tried to carry out; `settlements` what became
    of answers that never came (a verdict of `open` still needs the author); `pending` what the account is
    still working on; `interrupted` the signal that ended the run."""

    environment: str
    results: tuple[Result, ...] = ()
    blocked: tuple[Change, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    pending: Mapping[Address, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    unchanged: int = 0
    interrupted: int | None = None
    seconds: float = 0.0

    def ended(self, ending: Ending) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.ending is ending)

    def counts(self) -> dict[Ending, int]:
        """How many results of each Ending, those with none left out."""
        found: dict[Ending, int] = {}
        for result in self.results:
            found[result.ending] = found.get(result.ending, 0) + 1
        return found

    @property
    def open(self) -> tuple[Settlement, ...]:
        return tuple(settlement for settlement in self.settlements if settlement.verdict == "open")

    @property
    def complete(self) -> bool:
        """Everything the plan asked for is done: nothing failed, skipped, unknown, blocked or cut short."""
        return (
            self.interrupted is None
            and not self.blocked
            and not self.open
            and all(result.ending is Ending.APPLIED for result in self.results)
        )
