"""Everything that can go wrong, and how a message is carried to the person who reads it.

The tree exists so that a command needs one `except` and one exit code, and so that no error of a
library (httpx, yaml, pydantic, an OS call) is ever shown raw: the edge that owns the library turns it
into one of these, with its cause chained.

    ReconcilerError
    ├── UsageError            the command line asks for something that cannot be
    ├── DefinitionsInvalid    files are wrong; holds every Diagnostic of the run
    ├── StateError            the state cannot be used as it is
    │   ├── StateDamaged      truncated, edited, newer or foreign; never read as empty
    │   ├── StateMoved        somebody else wrote it since we read it
    │   └── StateLocked       another process holds the lock
    ├── AccountError          the account cannot be read or is not the right one
    │   ├── WrongAccount
    │   └── CallFailed        one call ended without the answer that was needed
    └── Refused               a guard, a missing approval
        └── PlanStale         the account moved since the saved plan was made
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ExitCode(IntEnum):
    """What a command tells the shell. `worst` settles which one wins."""

    OK = 0
    ERROR = 1
    CHANGES = 2
    DRIFT = 3
    PARTIAL = 4
    BLOCKED = 5
    STALE = 6
    LOCKED = 7
    UNKNOWN = 8
    INTERRUPTED = 130
    TERMINATED = 143


_PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.TERMINATED,
    ExitCode.ERROR,
    ExitCode.UNKNOWN,
    ExitCode.PARTIAL,
    ExitCode.BLOCKED,
    ExitCode.STALE,
    ExitCode.LOCKED,
    ExitCode.DRIFT,
    ExitCode.CHANGES,
    ExitCode.OK,
)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that wins when several hold; OK when there is none."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.OK)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A place in a file: its path relative to the project root, line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One located message.

    `summary` has fixed words and says what is wrong; `detail` says why; `hint` says what to do next.
    `excerpt` is the line of the file, so that a renderer can put a caret under `span.column`.
    """

    severity: Severity
    rule: str
    summary: str
    detail: str = ""
    hint: str = ""
    span: Span | None = None
    address: str | None = None
    excerpt: str | None = None


class ReconcilerError(Exception):
    """Root of the tree. `hint` is what to do next, without a full stop when it is a command."""

    exit_code: ClassVar[ExitCode] = ExitCode.ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReconcilerError):
    """The command line or the settings ask for something that cannot be."""


class DefinitionsInvalid(ReconcilerError):
    """Files are wrong; `diagnostics` holds everything found, warnings too."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = sum(1 for found in self.diagnostics if found.severity is Severity.ERROR)
        super().__init__(f"{errors} error{'s' if errors != 1 else ''} in the definitions; nothing was sent.")


class StateError(ReconcilerError):
    """The state cannot be used as it is."""


class StateDamaged(StateError):
    """Truncated, edited, newer or foreign. Never read as empty: that would buy everything again."""


class StateMoved(StateError):
    """Somebody else wrote the state since it was read; nothing was overwritten."""


class StateLocked(StateError):
    """Another process holds the lock."""

    exit_code = ExitCode.LOCKED


class AccountError(ReconcilerError):
    """The account cannot be read, or is not the one that is meant."""


class WrongAccount(AccountError):
    """The token reaches another merchant or environment than the one stated."""


class CallFailed(AccountError):
    """One call ended without the answer that was needed.

    `status` is the HTTP status, if one came; `field` the field that the account blames. `perhaps_done`: the
    call may have changed the account all the same, so look before it is sent again.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        hint: str = "",
        field: str | None = None,
        perhaps_done: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.field = field
        self.perhaps_done = perhaps_done


class Refused(ReconcilerError):
    """A guard or a missing approval stops the run before anything is sent."""

    exit_code = ExitCode.BLOCKED


class PlanStale(Refused):
    """What the saved plan was made from is no longer so."""

    exit_code = ExitCode.STALE
