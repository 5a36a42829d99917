"""What is wrong with a state file, where, and how to get out of it. Pure.

Every hint leads to the same safe ground: a state that was good once, or none at all. Without a state
nothing is made twice, because a plan looks for what the account already holds and proposes to import it.
"""

from __future__ import annotations

import json
import re

from reconciler.errors import StateDamaged

_MARKER = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_SIGNS = (b"<<<<<<<", b">>>>>>>", b"=======", b"|||||||")

_RESTORE = (
    "`reconciler history` lists the versions that are kept, `reconciler state restore SERIAL` puts one back. "
    "If there is none, move the file away and plan: what the account holds is found and proposed for import, "
    "never made again"
)
_RESTORE_JOURNAL = (
    "Its lines say what was sent to the account, so keep it: `reconciler state restore SERIAL` (with the "
    "newest serial that `reconciler history` lists) carries over every line that can still be read. With "
    "nothing to restore, move it away and plan: what was made unnoticed is found and proposed for import"
)


def readable(data: bytes, file: str) -> str:
    """`data` as text, unless it is damaged in a way that has a message of its own; raises StateDamaged."""
    if not data.strip():
        raise empty(file)
    # A plain search first: the pattern is slow over the 40 MB of a large state, and never needed there.
    marker = _MARKER.search(data) if any(sign in data for sign in _SIGNS) else None
    if marker is not None:
        raise StateDamaged(
            f"{file}:{_line(data, marker.start())}: an unresolved merge: it holds git conflict markers.",
            hint=f"Take one side whole (`git checkout --ours {file}` or `--theirs`), then plan: interviews "
            "that only the other side knew are found in the account and proposed for import",
        )
    nul = data.find(b"\0")
    if nul >= 0:
        why = "it holds NUL bytes: a write that never reached the disk"
        raise at(file, _line(data, nul), why)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise at(file, _line(data, error.start), "it is not UTF-8 text") from error


def at(file: str, line: int, why: str, *, column: int | None = None) -> StateDamaged:
    """The state is wrong in this line."""
    place = f"{file}:{line}" if column is None else f"{file}:{line}:{column}"
    return StateDamaged(f"{place}: the state is damaged: {why}.", hint=_RESTORE)


def empty(file: str) -> StateDamaged:
    return StateDamaged(
        f"{file}:1: the file is empty, which a state never is.",
        hint=_RESTORE_JOURNAL if file.endswith(".journal") else _RESTORE,
    )


def edited(file: str, line: int) -> StateDamaged:
    return StateDamaged(
        f"{file}:{line}: the state was edited by hand or by a merge: its checksum does not fit.",
        hint="Undo the edit (`git diff` shows it in a tracked file). To keep it, delete the line `checksum`; "
        "the next apply writes a new one",
    )


def newer(file: str, found: int, known: int) -> StateDamaged:
    return StateDamaged(
        f"{file}: the state is of format {found}; this version of reconciler reads {known}.",
        hint="Use the newer reconciler that wrote it",
    )


def journal_line(file: str, line: int, why: str) -> StateDamaged:
    return StateDamaged(f"{file}:{line}: the journal is damaged: {why}.", hint=_RESTORE_JOURNAL)


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line where the last key of `path` stands, as near as the keys can be found in their order."""
    place = 0
    for key in path:
        found = text.find(json.dumps(key, ensure_ascii=False) + ":", place)
        if found < 0:
            break
        place = found
    return text.count("\n", 0, place) + 1


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
