"""Results of earlier runs: a definition file is not read again while nothing that reaches it has changed.

The key of an entry is a digest of the file and of everything around it: reconciler.yaml, the environment,
this version of the code. What else reached it (overlays, texts) is listed in the entry and compared. Only
files without an error are kept; rules between files always run. `.reconciler/cache` may go at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from reconciler.definitions.entries import diagnostic_of, made_of, plain_diagnostic, plain_made
from reconciler.definitions.files import Files
from reconciler.definitions.overlays import Overlays, overlay_name
from reconciler.definitions.pack import Pack, digest, machine_secret
from reconciler.definitions.project import Project
from reconciler.definitions.reading import Read, Surroundings
from reconciler.definitions.report import Report
from reconciler.definitions.texts import beside
from reconciler.model.field import Shape
from reconciler.model.kinds import KINDS
from reconciler.model.values import Json

FOLDER = ".reconciler/cache"
SWITCH = "RECONCILER_CACHE"
_MOST_WAITING = 4 << 20  # bytes that are held until they are written
_PACKAGE = Path(__file__).parents[1]


class Cache:
    """Without a pack nothing is found and nothing is kept."""

    def __init__(self, around: Surroundings, pack: Pack | None = None, base: str = "") -> None:
        self._files: Files = around.files.reporting(Report())
        self._overlays: Overlays = around.overlays
        self._pack = pack
        self._base = base
        self._new: dict[str, bytes] = {}
        self._waiting = 0

    def get(self, path: str, text: str) -> Read | None:
        """What the file came to, unless something that reached it has changed."""
        if self._pack is None:
            return None
        key = digest(self._base, path, text)
        payload = self._pack.get(key)
        if payload is None:
            return None
        entry: dict[str, Any] = json.loads(payload)
        if entry["overlays"] != self._overlaid(entry["overlays"]) or not self._same(entry["texts"]):
            return None
        report = Report()
        for found in entry["warnings"]:
            report.take(diagnostic_of(found))
        return Read(tuple(made_of(one) for one in entry["documents"]), report, {})

    def put(self, path: str, text: str, read: Read) -> None:
        """Keep what the file came to, if nothing was wrong with it."""
        documents = read.documents
        if self._pack is None or not documents or read.report.failed:
            return
        if any(one.definition is None or _never_kept(one.address.kind) for one in documents):
            return
        names = [overlay_name(one.address) for one in documents]
        if not all(map(self._overlays.sound, names)):
            return
        entry = {
            "overlays": self._overlaid(names),
            "texts": [
                [file, written, beside(self._files, file, written), digest(content or "")]
                for (file, written), content in read.texts.items()
            ],
            "warnings": [plain_diagnostic(found) for found in read.report.diagnostics()],
            "documents": [plain_made(one) for one in documents],
        }
        said = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        payload = said.encode("utf-8", "surrogatepass")
        self._new[digest(self._base, path, text)] = payload
        self._waiting += len(payload)
        if self._waiting > _MOST_WAITING:
            self._add()

    def write(self) -> None:
        """Keep what is new. A folder that cannot be written costs time in the next run, and no more."""
        if self._pack is not None and self._new:
            self._add()
            with suppress(OSError):
                self._pack.compact()

    def _add(self) -> None:
        assert self._pack is not None
        with suppress(OSError):
            self._pack.add(self._new)
        self._new.clear()
        self._waiting = 0

    def _overlaid(self, keys: object) -> dict[str, str]:
        """Digests of the overlays of `keys`: their path and their text."""
        names = list(keys) if isinstance(keys, list | dict) else []
        overlays = self._overlays
        return {key: digest(overlays.path(key), overlays.text(key) or "") for key in names}

    def _same(self, texts: list[list[str]]) -> bool:
        for file, written, where, known in texts:
            if beside(self._files, file, written) != where:
                return False
            content = self._files.read(where)
            if content is None or digest(content) != known:
                return False
        return True


def _never_kept(name: str) -> bool:
    """Whether its definitions say who people are, or depend on files that are not texts."""
    kind = KINDS[name]
    return kind.personal or any(row.shape is Shape.FILE for row in kind.fields.values())


@contextmanager
def opened(project: Project, environment: str, around: Surroundings, cached: bool | None) -> Iterator[Cache]:
    """The cache of one environment; what is new in it is kept at the end, unless the run ends in an error."""
    wanted = cached if cached is not None else os.environ.get(SWITCH, "") not in ("off", "0", "no")
    folder = _folder(project.root) if wanted and project.lines else None
    secret = None if folder is None else machine_secret()
    if folder is None or secret is None:
        yield Cache(around)
        return
    pack = Pack(folder / f"definitions.{environment}", secret)
    base = digest(environment, "\n".join(project.lines), json.dumps(_code_stamp()))
    cache = Cache(around, pack, base)
    try:
        yield cache
        cache.write()
    finally:
        pack.close()


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


def _code_stamp() -> list[Json]:
    """What changes with the code that makes an entry, an installed one or one that is worked on."""
    stamp: list[Json] = []
    for folder in ("definitions", "model"):
        for entry in sorted(os.scandir(_PACKAGE / folder), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                stamp.append([folder, entry.name, status.st_size, status.st_mtime_ns])
    return stamp
