"""What is known of earlier comparisons changes nothing but the time: any plan is the plan without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from reconciler.definitions import cache
from reconciler.definitions.loader import load
from reconciler.definitions.project import Project, read_project
from reconciler.engine import existing, planner, questions
from reconciler.engine.differ import diff
from reconciler.engine.view import View
from reconciler.model.address import Address
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Change
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.observed import Observation, Observed, Row, Template
from reconciler.model.plan import Plan
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.model.sighting import Sighting
from reconciler.model.values import Json, Ref, plain
from reconciler.stores.local import LocalStore
from reconciler.stores.sightings import FileSightings
from reconciler.workflows.plan import plan
from reconciler.workflows.work import Work
from tests.support.clock import FakeClock

PROJECT = """\
version: 1
definitions: [interviews]
defaults: {interview: {location: L, interview_template: Anna, mojito_language_code: en, status: draft,
                       type: interview, visibility: merchant_invite}}
environments: {local: {server: simulator, state: state/local.json,
                       names: {knowledge_base: {hand: 51a1c0de-0000-4000-8000-0000000000b1}}}}
"""
KEYS = ("a", "b", "c", "d")
FIELDS: dict[str, list[Any]] = {
    "name": ["One", "Two", "One "],
    "max_duration": ["20m", 1200, "30m"],
    "location": ["L", "M"],
    "recording": [None, "audio_all"],
    "status": ["draft", "active", "archived", "deleted"],
    "custom_scoring": [{"max_score": 5}, {"max_score": 5, "early_stop": True}],
    "knowledge_base": ["hand"],
    "questions": [[{"question": "Why?"}], [{"question": "Why?"}, {"question": "How?", "external_id": "how"}]],
    "description": ["D"],
    "manage": [{"protect": True}, {"ignore": ["location"]}, {"on_remove": "delete"}, {"moved_from": "z"}],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "interviews").mkdir()
    for key in KEYS:
        (tmp_path / f"interviews/{key}.yaml").write_text("name: One\ndescription: D\n")
    return tmp_path


def planned(project: Project, *, cached: bool, approvals: Approvals | None = None) -> Plan:
    desired = load(project, "local", cached=cached).desired
    assert desired is not None
    environment = project.environments["local"]
    store = LocalStore(project.root / environment.state)
    work = Work(environment, desired, store, FakeClock(), lambda: "new")
    if cached:
        work = replace(work, unchanged=partial(cache.unchanged, project, "local"))
    return plan(work, None, approvals or Approvals()).plan


def written(project: Project, records: dict[Address, Record]) -> None:
    store = LocalStore(project.root / project.environments["local"].state)
    before = store.load().snapshot
    serial = before.serial + 1 if before is not None else 1
    store.write(Snapshot("lineage", serial, records=records, salt="s"), over=before)


def applied(project: Project) -> dict[Address, Record]:
    """The Records of who has carried out everything that is declared."""
    desired = load(project, "local", cached=False).desired
    assert desired is not None
    records: dict[Address, Record] = {}
    for address, one in desired.definitions.items():
        fields: dict[str, Pair] = {}
        refs = {name: value.name for name, value in one.fields.items() if isinstance(value, Ref)}
        for name, value in one.fields.items():
            sent: Json = f"id-of-{refs[name]}" if name in refs else plain(value)
            if name == "questions":
                # A tuple of questions is Json to its reader, and its type does not say so.
                sent = list(questions.identified(questions.as_questions(value), ()))  # type: ignore[arg-type]
            if name == "knowledge_base_store_id":
                sent = "51a1c0de-0000-4000-8000-0000000000b1"
            fields[name] = Pair.agreed(sent)
        records[address] = Record(f"id-{address.key}", fields, None, one.manage, refs=refs)
    return records


def spoiled(chance: Random, records: dict[Address, Record]) -> dict[Address, Record]:
    """One Record is another now: in its fields, or only in what stands around them."""
    address = chance.choice(sorted(records))
    record = records[address]
    name = chance.choice(sorted(record.fields))
    change: Any = chance.choice(
        [{"fields": {**record.fields, name: Pair("x", "y")}},
         {"fields": {**record.fields, name: Pair(record.fields[name].sent)}},
         {"fields": {key: pair for key, pair in record.fields.items() if key != name}},
         {"manage": Manage(True, OnRemove.FORGET)}, {"tombstone": "archived"}, {"tombstone": None},
         {"remote_id": "id-other"}, {"refs": {}}, {"deposed": ("old",)}, {"marker": "m"}]
    )  # fmt: skip
    return {**records, address: replace(record, **change)}


def steps(chance: Random, root: Path) -> Iterator[None]:
    records = applied(read_project(root))
    written(read_project(root), records)
    for _ in range(8):
        yield
        match chance.randrange(5):
            case 0 | 1:
                chosen = {"name": "One", "description": "D"}
                for name in chance.sample(sorted(FIELDS), 3):
                    chosen[name] = chance.choice(FIELDS[name])
                (root / f"interviews/{chance.choice(KEYS)}.yaml").write_text(yaml.safe_dump(chosen))
            case 2:
                records = spoiled(chance, records)
                written(read_project(root), records)
            case 3:
                found = load(read_project(root), "local", cached=False)
                if found.desired is not None:
                    records = applied(read_project(root))
                    written(read_project(root), records)
            case _:
                text = PROJECT.replace("location: L", chance.choice(["location: L", "location: M"]))
                (root / "reconciler.yaml").write_text(text)


def rounds(chance: Random, root: Path) -> Iterator[tuple[Project, dict[Address, Record]]]:
    """The project after each step, as far as its files are valid, with what is recorded."""
    for _ in steps(chance, root):
        project = read_project(root)
        if load(project, "local", cached=False).desired is None:
            continue
        held = LocalStore(project.root / "state/local.json").load().snapshot
        assert held is not None
        yield project, dict(held.records)


def shown(chance: Random, record: Record) -> Observation:
    """What an account might show of a Record: mostly what was sent, in clothes of its own."""
    fields: dict[str, Json] = {name: pair.sent for name, pair in record.fields.items()}
    for name, value in list(fields.items()):
        if name == "questions":
            asked = questions.as_questions(value)
            fields[name] = [{**one, "id": f"id-{place}", "order": place} for place, one in enumerate(asked)]
        elif isinstance(value, dict):
            fields[name] = {**value, "max_retries": 3}
    if chance.random() < 0.5:
        name = chance.choice(sorted(fields))
        fields[name] = chance.choice([fields[name], None, "", "other", f"{fields[name]} \n", []])
    if chance.random() < 0.3:
        del fields[chance.choice(sorted(fields))]
    return Observation(record.remote_id, fields)


def observed(chance: Random, records: dict[Address, Record]) -> Observed:
    seen = {one.remote_id: shown(chance, one) for one in records.values() if chance.random() < 0.9}
    status = chance.choice(["draft", "draft", "active", "archived"])
    rows = {
        one.remote_id: Row(one.remote_id, "N", "interview", status, None, None, None, None)
        for one in records.values()
    }
    gone = frozenset({"id-a"} if chance.random() < 0.1 else ())
    return Observed(
        online=True,
        rows=rows,
        read=seen,
        gone=gone,
        templates=(Template("id-of-Anna", "Anna", "x", "active"),),
    )


def changes(project: Project, account: Observed | None = None) -> list[Change]:
    """What the differ says of each Address, unchanged ones too."""
    desired = load(project, "local", cached=False).desired
    snapshot = LocalStore(project.root / project.environments["local"].state).load().snapshot
    assert desired is not None
    assert snapshot is not None
    account = account or Observed(online=False)
    return list(diff(View(project.environments["local"], desired, snapshot, account)))


def kept(root: Path, account: Observed) -> Observed:
    """The same account as it is remembered by a later run: nothing of it was read."""
    sightings = {
        remote_id: Sighting(seen, account.rows[remote_id], 1.0) for remote_id, seen in account.read.items()
    }
    FileSightings(root / "seen", bytes(32)).save("b", sightings)
    again = FileSightings(root / "seen", bytes(32)).load("b")
    assert dict(again) == sightings
    read = {remote_id: one.seen for remote_id, one in again.items()}
    return replace(account, read=read, remembered=frozenset(read))


def live(project: Project, account: Observed, *, cached: bool) -> Plan:
    """The plan over what the account shows."""
    desired = load(project, "local", cached=cached).desired
    snapshot = LocalStore(project.root / project.environments["local"].state).load().snapshot
    assert desired is not None
    assert snapshot is not None
    view = View(project.environments["local"], desired, snapshot, account)
    if not cached:
        return planner.plan(view)
    known = cache.unchanged(project, "local", repr(account.templates))
    assert known is not None
    made = planner.plan(replace(view, unchanged=known))
    known.save()
    return made


@pytest.mark.parametrize("seed", range(30))
def test_a_live_plan_is_the_same_with_and_without(root: Path, seed: int) -> None:
    chance, quiet = Random(seed), 0
    for project, records in rounds(chance, root):
        for account in (observed(chance, records), observed(chance, records)):
            without = live(project, account, cached=False)
            remembered = kept(root, account)
            assert live(project, remembered, cached=True) == without
            assert live(project, remembered, cached=True) == without
            quiet += without.unchanged
    assert quiet


def test_only_what_changed_in_the_account_is_compared_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = applied(read_project(root))
    written(read_project(root), records)
    account = observed(Random(0), {})
    seen = {
        one.remote_id: Observation(one.remote_id, {name: pair.sent for name, pair in one.fields.items()})
        for one in records.values()
    }
    rows = {
        remote_id: Row(remote_id, "N", "interview", "draft", None, None, None, None) for remote_id in seen
    }
    account = replace(account, read=seen, rows=rows, gone=frozenset())

    def compared(account: Observed) -> list[str]:
        return asked(monkeypatch, lambda: live(read_project(root), account, cached=True))

    assert compared(kept(root, account)) == list(KEYS)
    assert compared(kept(root, account)) == []
    edited = replace(seen["id-b"], fields={**seen["id-b"].fields, "location": "Elsewhere"})
    assert compared(kept(root, replace(account, read={**seen, "id-b": edited}))) == ["b"]
    another = replace(seen["id-c"], template_type="offline_elai")
    assert compared(kept(root, replace(account, read={**seen, "id-c": another}))) == ["b", "c"]
    listed = {**rows, "id-d": rows["id-d"]._replace(status="active")}
    assert compared(kept(root, replace(account, rows=listed))) == ["c", "d"]  # c is as before again
    assert compared(kept(root, replace(account, templates=()))) == list(KEYS)
    assert compared(account) == list(KEYS)  # read in this run: nobody has counted it


@pytest.mark.parametrize("seed", range(30))
def test_a_plan_is_the_same_with_and_without(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, quiet = Random(seed), 0
    for project, records in rounds(chance, root):
        account = observed(chance, records)
        with monkeypatch.context() as patch:
            patch.setattr(existing, "unmoved", lambda *_: False)  # every field is judged
            without, judged = planned(project, cached=False), changes(project)
            judged_online = changes(project, account)
        assert changes(project) == judged
        quiet += sum(change.action is Action.NONE for change in judged_online)
        assert changes(project, account) == judged_online
        assert planned(project, cached=True) == without
        assert planned(project, cached=True) == without
    assert quiet  # the short way was taken at all


def compared(monkeypatch: pytest.MonkeyPatch, root: Path, approvals: Approvals | None = None) -> list[str]:
    """The keys of the definitions that a plan compares itself."""
    return asked(monkeypatch, lambda: planned(read_project(root), cached=True, approvals=approvals))


def asked(monkeypatch: pytest.MonkeyPatch, run: Callable[[], object]) -> list[str]:
    """The keys of the definitions that are compared while `run` runs."""
    seen: list[str] = []
    real = existing.compare

    def counted(definition: Any, *rest: Any) -> Any:
        seen.append(definition.address.key)
        return real(definition, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(existing, "compare", counted)
        run()
    return seen


def test_only_what_changed_is_compared_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = applied(read_project(root))
    written(read_project(root), records)
    assert compared(monkeypatch, root) == list(KEYS)
    assert compared(monkeypatch, root) == []
    assert compared(monkeypatch, root, Approvals(replace=frozenset({Address("interview", "a")}))) == list(
        KEYS
    )
    (root / "interviews/b.yaml").write_text("name: Changed\ndescription: D\n")
    assert compared(monkeypatch, root) == ["b"]
    assert compared(monkeypatch, root) == ["b"]  # there is something to do, which is not what is kept
    a = Address("interview", "a")
    written(read_project(root), {**records, a: replace(records[a], manage=Manage(protect=True))})
    assert compared(monkeypatch, root) == ["a", "b"]


def test_what_another_machine_or_another_code_kept_is_not_believed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(read_project(root), applied(read_project(root)))
    assert compared(monkeypatch, root) == list(KEYS)
    kept = (root / cache.FOLDER / "unchanged.local").read_bytes()
    monkeypatch.setattr(cache, "code_stamp", lambda *_: "another")
    assert compared(monkeypatch, root) == list(KEYS)
    assert compared(monkeypatch, root) == []
    (root / cache.FOLDER / "unchanged.local").write_bytes(kept)
    assert compared(monkeypatch, root) == list(KEYS)
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "another-home"))
    assert compared(monkeypatch, root) == list(KEYS)
