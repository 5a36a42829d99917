"""`python -m bench.bare URL LOG WORKERS`: the calls of an apply once more, by bare httpx and nothing else.

LOG is the account's own log of the apply. Each interview's calls are made in their order, WORKERS interviews
at a time; the first create goes alone, as it does in an apply. Prints the number of calls.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from bench.data import MERCHANT

CREATES = ("job-interview-create", "job-interview-create-from-array")
HEADERS = {"Authorization": "Bearer simulator", "Content-Type": "application/json"}


def chains(logged: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The calls by interview: creates in the order of the log, each with the calls of one interview's life.

    Which create led to which id is not in the log; any pairing makes the same calls.
    """
    creates = [[one] for one in logged if one["endpoint"] in CREATES]
    lives: dict[str, list[dict[str, Any]]] = {}
    for one in logged:
        wanted = (one["body"] or {}).get("position_id") or one["target"].rpartition("position_id=")[2]
        if one["endpoint"] not in CREATES and wanted and "list" not in one["endpoint"]:
            lives.setdefault(wanted, []).append(one)
    return [create + life for create, life in zip(creates, lives.values(), strict=False)]


def main(url: str, log: str, workers: int) -> int:
    found = chains(json.loads(Path(log).read_text())["requests"])
    limits = httpx.Limits(max_connections=workers, max_keepalive_connections=workers)
    made = 0
    with httpx.Client(limits=limits, timeout=60, headers=HEADERS) as client:

        def live(calls: list[dict[str, Any]]) -> None:
            nonlocal made
            remote_id = ""
            for one in calls:
                if one["method"] == "GET":
                    answer = client.get(f"{url}/{one['endpoint']}", params={"position_id": remote_id})
                else:
                    body = {**one["body"], **({"position_id": remote_id} if remote_id else {})}
                    answer = client.post(f"{url}/{one['endpoint']}", content=json.dumps(body).encode())
                answer.raise_for_status()
                shown = answer.json()
                remote_id = remote_id or shown.get("interview_def_set_id") or shown.get("position_id", "")
                made += 1

        waiting: queue.SimpleQueue[list[dict[str, Any]]] = queue.SimpleQueue()
        if found:
            live(found[0])
        for calls in found[1:]:
            waiting.put(calls)

        def work() -> None:
            while True:
                try:
                    live(waiting.get_nowait())
                except queue.Empty:
                    return

        threads = [threading.Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(made, "calls", MERCHANT)
    return made


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
