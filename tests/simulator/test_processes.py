"""One file under several threads and several processes, and the file itself."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import reconciler
from reconciler.simulator import Fault, Simulator

from .support import Api, create_body

CREATES = """
import json, sys
from pathlib import Path
from reconciler.simulator import Simulator
simulator = Simulator(Path(sys.argv[1]))
for _ in range(25):
    status, _, body = simulator.handle(
        "POST", "/job-interview-create", {"Authorization": "Bearer simulator"}, sys.argv[2].encode()
    )
    assert status == 200, body
    print(json.loads(body)["interview_def_set_id"])
simulator.close()
"""


def test_file_is_private_and_its_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "account.db"
    simulator = Simulator(path)
    Api(simulator).create()
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    simulator.close()
    again = Simulator(path)
    assert len(Api(again).listed()) == 1
    again.close()


def test_processes_share_one_account(tmp_path: Path) -> None:
    path = tmp_path / "account.db"
    body = json.dumps(create_body())
    environment = {**os.environ, "PYTHONPATH": str(Path(reconciler.__file__).parents[1])}
    running = [
        subprocess.Popen([sys.executable, "-c", CREATES, path, body], stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=60)[0].decode().split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    simulator = Simulator(path)
    ids = {identifier for lines in printed for identifier in lines}
    assert len(ids) == 50
    assert {row["id"] for row in simulator.interviews()} == ids
    assert [entry.seq for entry in simulator.requests()] == list(range(1, 51))
    assert simulator.credits_used() == 50
    stamps = {row["updated_at"] for row in simulator.interviews()}
    assert len(stamps) == 50
    simulator.close()


@pytest.mark.parametrize("in_file", [False, True])
def test_threads_share_one_account(tmp_path: Path, in_file: bool) -> None:
    simulator = Simulator(tmp_path / "account.db" if in_file else None)
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: Api(simulator).create(), range(80)))
    assert len(set(ids)) == 80
    assert simulator.credits_used() == 80
    assert len(Api(simulator).listed(limit=1000)) == 80
    simulator.close()


def test_a_file_from_before_the_ledger_opens(tmp_path: Path) -> None:
    simulator = Simulator(tmp_path / "a.db")
    Api(simulator).create()
    simulator.close()
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("ALTER TABLE credits DROP COLUMN document")
        for table in ("records", "events"):
            connection.execute(f"DROP TABLE {table}")
    again = Simulator(tmp_path / "a.db")
    (line,) = Api(again).ok("merchant-analytics-credits-used")["data"]
    assert (line["event"], line["credit_amount"]) == ("create", 1.0)
    assert line["object_uuid"] == again.interviews()[0]["id"]
    Api(again).enrol()
    again.close()


def test_faults_and_lag_count_across_connections(tmp_path: Path) -> None:
    first, second = Simulator(tmp_path / "a.db"), Simulator(tmp_path / "a.db")
    first.add_fault(Fault("merchant-status", "error_before", nth=2))
    Api(second).ok("merchant-status")
    assert Api(first).raw("GET", "/merchant-status")[0] == 500
    Api(second).ok("merchant-status")
    second.set_switches(second.switches.with_changes({"list_lag_calls": 1}))
    Api(first).create()
    assert [len(Api(one).listed()) for one in (second, first)] == [0, 1]
    first.close()
    second.close()


def test_a_fault_of_the_route_leaves_no_half_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = Simulator(tmp_path / "a.db")

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("reconciler.simulator.rows.insert", explode)
        with pytest.raises(RuntimeError):
            Api(simulator).create()
    assert simulator.requests() == []
    Api(simulator).create()
    simulator.close()


def test_package_loads_nothing_of_ours_and_is_cheap() -> None:
    code = (
        "import sys, reconciler.simulator as s; "
        "early = {m for m in sys.modules if m.startswith('reconciler.')}; "
        "assert early == {'reconciler.simulator'}, early; "
        "[getattr(s, name) for name in s.__all__]; "
        "ours = {m for m in sys.modules if m.startswith('reconciler.')}; "
        "assert all(m.startswith('reconciler.simulator') for m in ours), ours; "
        "assert not {'pydantic', 'httpx', 'yaml', 'click'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(reconciler.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=environment)


def test_opening_it_again_here_keeps_the_locks_of_an_open_account(tmp_path: Path) -> None:
    """A second Simulator of this process comes and goes; a process of its own must still see the first."""
    path = tmp_path / "account.db"
    first = Simulator(path)
    Simulator(path).close()
    program = (
        "import sys; from pathlib import Path; from reconciler.simulator import Simulator; "
        "Simulator(Path(sys.argv[1])).close()"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert path.with_name("account.db-wal").exists(), "another process took the log from under us"
    assert first.interviews() == []
    first.close()
