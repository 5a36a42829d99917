"""Results of earlier runs: a definition file is not read again while nothing that reaches it has changed.

The key of an entry is a digest of the file and of everything around it: reconciler.yaml, the environment,
this version of the code. What else reached it (overlays, texts) is listed in the entry and compared. Only
files without an error are kept; rules between files always run. `.reconciler/cache` may go at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.definitions.entries import Parts, diagnostic_of, made_of, part_of, plain_diagnostic, told_of
from reconciler.definitions.overlays import Overlays, overlay_name
from reconciler.definitions.pack import Pack, digest, machine_secret
from reconciler.definitions.project import Project
from reconciler.definitions.reading import Read, Surroundings, read_file
from reconciler.definitions.report import Report
from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.definition import Definition

if TYPE_CHECKING:
    from reconciler.definitions.unchanged import Unchanged

FOLDER = ".reconciler/cache"
SWITCH = "RECONCILER_CACHE"
_PACKAGE = Path(__file__).parents[1]
_NOTHING = Report()


class Cache:
    """Without a pack nothing is found and nothing is kept."""

    def __init__(self, around: Surroundings, pack: Pack | None = None, base: str = "") -> None:
        self._around = around
        self._files = around.files.reporting(Report())
        self._overlays: Overlays = around.overlays
        self._pack = pack
        self._parts = None if pack is None else Parts(pack)
        self._base = sha256(base.encode("utf-8", "surrogatepass"))

    def key(self, path: str, data: bytes) -> bytes:
        """The key of the entry of a file that holds `data`."""
        if self._pack is None:
            return b""
        made = self._base.copy()
        made.update(b"%b\0%b" % (path.encode("utf-8", "surrogatepass"), data))  # no path holds a NUL
        return made.digest()[:16]

    def get(self, path: str, key: bytes) -> Read | None:
        """What the file came to, unless something that reached it has changed."""
        if self._pack is None or self._parts is None:
            return None
        found = self._pack.get(key)
        if found is None:
            return None
        (overlays, texts, warnings), parts = found
        names = [overlay_name(Address(*told[0])) for told, _ in parts]
        if overlays != self._overlaid(names) or (texts and not self._same(texts)):
            return None
        self._pack.keep(key, found[0], parts)
        report = _NOTHING
        if warnings:
            report = Report()
            for one in warnings:
                report.take(diagnostic_of(one))
        again = self._again(path, key)
        return Read(tuple([made_of(told, self._parts, part, again) for told, part in parts]), report, {})

    def put(self, path: str, key: bytes, read: Read) -> Read:
        """Keep what the file came to, if nothing was wrong with it. Returns the same, without holding it."""
        documents = read.documents
        if self._pack is None or self._parts is None or not documents or read.report.failed:
            return read
        for one in documents:
            if one.definition is None or one.address.kind in _never_kept():
                return read
        names = [overlay_name(one.address) for one in documents]
        if not all(map(self._overlays.sound, names)):
            return read
        texts = self._told_apart(read.texts) if read.texts else []
        warnings = [plain_diagnostic(found) for found in read.report.diagnostics()]
        again = self._again(path, key)
        parts = [(told_of(one), self._pack.part(part_of(one))) for one in documents]
        self._pack.keep(key, (self._overlaid(names), texts, warnings), parts)
        light = tuple([made_of(told, self._parts, part, again) for told, part in parts])
        return Read(light, read.report, read.texts)

    def write(self) -> None:
        """Keep what is new. A folder that cannot be written costs time in the next run, and no more."""
        if self._pack is not None:
            with suppress(OSError):
                self._pack.write()

    def _again(self, path: str, key: bytes) -> Callable[[Address], Definition]:
        """Reads the file once more, for who wants what the pack holds no longer."""

        def read(address: Address) -> Definition:
            data = self._files.raw(path)
            if data is not None and self.key(path, data) == key:
                text = self._files.decoded(data, path) or ""
                for one in read_file(path, text, self._around, Report()).documents:
                    if one.address == address and one.definition is not None:
                        return one.definition
            raise UsageError(f"{path} was changed while it was read.", hint="Run the command again")

        return read

    def _overlaid(self, keys: list[str]) -> dict[str, str]:
        """Digests of the overlays of `keys`, where there are any: their path and their text."""
        overlays = self._overlays
        return {
            key: digest(overlays.path(key), overlays.text(key) or "") for key in keys if overlays.path(key)
        }

    def _told_apart(self, texts: Mapping[tuple[str, str], str | None]) -> list[list[str]]:
        """Each text: the file that names it, the path as it is written and as it was found, and a digest."""
        from reconciler.definitions.texts import beside

        return [
            [file, written, beside(self._files, file, written), digest(content or "")]
            for (file, written), content in texts.items()
        ]

    def _same(self, texts: list[list[str]]) -> bool:
        from reconciler.definitions.texts import beside

        for file, written, where, known in texts:
            if beside(self._files, file, written) != where:
                return False
            content = self._files.read(where)
            if content is None or digest(content) != known:
                return False
        return True


@cache
def _never_kept() -> frozenset[str]:
    """The kinds whose definitions say who people are, or depend on files that are not texts."""
    from reconciler.model.field import Shape
    from reconciler.model.kinds import KINDS

    return frozenset(
        kind.name
        for kind in KINDS.values()
        if kind.personal or any(row.shape is Shape.FILE for row in kind.fields.values())
    )


def unchanged(project: Project, environment: str, account: str | None) -> Unchanged | None:
    """What is kept of earlier comparisons in one environment; None where nothing can be kept. `account`: all
    that was seen of the account but its interviews; None for comparisons without it."""
    from reconciler.definitions.unchanged import Unchanged

    place = place_of(project)
    if place is None:
        return None
    folder, secret = place
    base = digest(
        environment, "\n".join(project.lines), code_stamp("definitions", "model", "engine"), account or ""
    )
    name = f"unchanged.{environment}" if account is None else f"unchanged.{environment}.live"
    return Unchanged(folder / name, secret, base)


@contextmanager
def opened(project: Project, environment: str, around: Surroundings, cached: bool | None) -> Iterator[Cache]:
    """The cache of one environment; what is new in it is kept at the end, unless the run ends in an error."""
    place = place_of(project, cached)
    if place is None:
        yield Cache(around)
        return
    folder, secret = place
    pack = Pack(folder / f"definitions.{environment}", secret)
    cache = Cache(
        around, pack, digest(environment, "\n".join(project.lines), code_stamp("definitions", "model"))
    )
    yield cache
    cache.write()


def place_of(project: Project, cached: bool | None = None) -> tuple[Path, bytes] | None:
    """The folder of the cache and the secret of this machine, where there are both. `cached`: whether it is
    wanted; None leaves it to the variable RECONCILER_CACHE."""
    wanted = cached if cached is not None else os.environ.get(SWITCH, "") not in ("off", "0", "no")
    folder = _folder(project.root) if wanted and project.lines and hasattr(os, "pread") else None
    secret = None if folder is None else machine_secret()
    return None if folder is None or secret is None else (folder, secret)


def _folder(root: Path) -> Path | None:
    """The folder of the cache, made when it is missing; None when it cannot be made, or leads elsewhere."""
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.path.realpath(folder) != os.path.join(os.path.realpath(root), FOLDER):
            return None
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
    except OSError:
        return None
    return folder


def code_stamp(*folders: str) -> str:
    """What changes with the code in these folders, an installed one or one that is worked on."""
    stamp: list[str] = []
    for folder in folders:
        for entry in sorted(os.scandir(_PACKAGE / folder), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                stamp.append(f"{folder}/{entry.name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(stamp)
