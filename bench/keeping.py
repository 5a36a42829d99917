"""`python -m bench.keeping FOLDER N`: what N applied resources cost the state alone, as an apply keeps it.

The journal is begun; each resource gets the lines of a create (what will be sent, what became of it, what was
read back), each synced; at the end the journal is folded into the Snapshot. Prints the bytes written and the
seconds of CPU, each per resource.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench import data
from reconciler.apply.journal import fold
from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, ReadBack
from reconciler.model.record import Intent, Snapshot
from reconciler.model.values import plain
from reconciler.stores.local import LocalStore


def main(root: Path, count: int) -> None:
    # A hundred definitions are enough to write any number of Records that are as large as theirs.
    desired = load(read_project(data.project(root, 100)), "local").desired
    assert desired is not None
    held = [
        (address, {name: plain(value) for name, value in one.fields.items()})
        for address, one in desired.definitions.items()
    ]
    store = LocalStore(root / "state.json")
    before = Snapshot("bench", 0, salt="s")
    begun = Begun("bench", 0, None, "bench", 0.0)
    lines: list[Entry] = [begun]
    made: list[tuple[list[Entry], list[Entry]]] = []
    for number in range(count):
        address, fields = held[number % len(held)]
        address = address._replace(key=f"r{number:05d}")
        intent = Intent(f"i-{number}", address, "job-interview-create", fields)
        ended = Ended(intent.id, Ending.APPLIED, remote_id=f"id-{number}")
        made.append(([Intended(intent)], [ended, ReadBack(address, f"id-{number}")]))
    started = time.process_time()
    store.begin(begun)
    for sent, done in made:
        store.append(sent)
        store.append(done)
        lines += [*sent, *done]
    store.write(fold(before, lines), over=None)
    spent = time.process_time() - started
    written = sum((root / name).stat().st_size for name in ("state.json", "state.journal"))
    print(json.dumps({"bytes": written / count, "cpu": spent / count}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
