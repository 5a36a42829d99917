"""The actions of the matrix: each a project, an account, and something that the next apply has to do.

A scene is prepared once and copied for every case, so its account answers on one address all the time:
`Stage` is a served account whose inside can be changed.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reconciler.simulator import DEFAULT_MERCHANT_ID, DEFAULT_TOKEN, Fault, Simulator, serve
from reconciler.simulator.delivery import Delivery

from .zygote import Zygote

CREATE, ARRAY = "job-interview-create", "job-interview-create-from-array"
DIRECTORY = "catalogue-tag-create"
VARIABLES = {"JOBMOJITO_TOKEN": DEFAULT_TOKEN}
APPLY = (
    *("apply", "--yes", "--no-wait", "--max-parallel", "2"),
    *("--accept", "retire=9", "--accept", "update=9", "--accept", "reactivate=9"),
)
_SETTLE = 420

_PROJECT = """\
version: 1
definitions: [interviews/]
defaults:
  interview:
    type: interview
    status: active
    mojito_language_code: en
    visibility: merchant_invite
    interview_template: Anna
    location: Berlin
environments:
  local: {{server: '{url}', merchant_id: {merchant}, state: state/local.json, settle: {settle}}}
"""
_GENERATED = "name: {name}\ndescription: A short talk about your work and about ours.\nmax_duration: 20m\n"
_OWN = (
    "name: {name}\ndescription: A short talk about your work and about ours.\n"
    "questions: [{{external_id: why, question: Why us?, duration: 2m}}]\n"
)


class Stage(Simulator):
    """The account that is served: another one can be put in its place, and its clock moved on."""

    def __init__(self) -> None:
        self._inner: Simulator | None = None
        self._ahead = timedelta()
        self._server = serve(self)

    @property
    def url(self) -> str:
        return self._server.url

    def show(self, path: Path) -> Simulator:
        """Serve the account in this file from now on."""
        self._take_off()
        self._ahead = timedelta()
        self._inner = Simulator(path, now=lambda: datetime.now(UTC) + self._ahead)
        return self._inner

    def pass_settling_time(self) -> None:
        self._ahead += timedelta(seconds=_SETTLE + 60)

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        assert self._inner is not None
        return self._inner.deliver(method, target, headers, body)

    def close(self) -> None:
        self._server.close()
        self._take_off()

    def _take_off(self) -> None:
        if self._inner is not None:
            self._inner.close()


@dataclass(frozen=True)
class Scene:
    """`prepare` makes what is there before, `change` what the apply under test has to do. `creates`: the
    creates that the account must have carried out when all has ended, by the mark they carry; `people`: who
    must be on the interview then, each once."""

    name: str
    keys: Mapping[str, str]
    change: Callable[[Path, Simulator], None] = lambda _folder, _account: None
    before: bool = True
    faults: tuple[Fault, ...] = ()
    creates: tuple[str, ...] = field(default=("baker", "cook"))
    live: tuple[str, ...] = ("baker", "cook")
    people: tuple[str, ...] = ()


def write(folder: Path, key: str, text: str, more: str = "") -> None:
    path = folder / "interviews" / f"{key}.yaml"
    path.write_text(text.format(name=key.title()) + more, encoding="utf-8")


def _updated(folder: Path, _account: Simulator) -> None:
    write(folder, "baker", _GENERATED, "tags: [bread, night]\nrecording: audio_all\n")
    write(folder, "cook", _OWN.replace("Why us?", "Why here?"), "location: Munich\n")


def _retired(folder: Path, _account: Simulator) -> None:
    (folder / "interviews" / "baker.yaml").unlink()
    (folder / "interviews" / "cook.yaml").unlink()


def _recorded(folder: Path, account: Simulator) -> None:
    for row in account.interviews():
        account.edit(row["id"], interview_location="Munich")
    write(folder, "baker", _GENERATED, "location: Munich\n")
    write(folder, "cook", _OWN, "location: Munich\n")


def _renamed(folder: Path, _account: Simulator) -> None:
    (folder / "interviews" / "baker.yaml").unlink()
    write(folder, "pastry-cook", _GENERATED, "manage: {moved_from: baker}\n")


_ANNA = """\
kind: candidate
interview: baker
candidate_name: Anna
candidate_email: anna@example.com
candidate_country_code: DE
candidate_resume: Ten years of bread.
"""
_ROUND = """\
kind: invitation
interview: baker
people: [{{key: ben, email: ben@example.com}}, {{key: cleo, email: cleo@example.com}}]
"""
_SHELF = "kind: directory\nid: bread\nname: Bread\nstatus: active\n"
_BOTH = {"baker": _GENERATED, "cook": _OWN}
SCENES = (
    Scene("create, generated questions", {"baker": _GENERATED, "cook": _GENERATED}, before=False),
    Scene(
        "create, own questions, several calls",
        {"baker": _OWN + "max_duration: 30m\n", "cook": _OWN + "status: archived\ntype: assessment\n"},
        before=False,
    ),
    Scene("update", _BOTH, _updated),
    Scene("retire", {**_BOTH, "cook": _OWN + "manage: {{on_remove: delete}}\n", "host": _OWN}, _retired,
          creates=("baker", "cook", "host"), live=("host",)),
    Scene("forget", {**{key: text + "manage: {{on_remove: forget}}\n" for key, text in _BOTH.items()},
                     "host": _OWN}, _retired,
          creates=("baker", "cook", "host"), live=("baker", "cook", "host")),
    Scene("record", _BOTH, _recorded),
    Scene("rename", _BOTH, _renamed),
    Scene("settle, it was made", _BOTH, before=False,
          faults=(Fault(CREATE, "cut_after"), Fault(ARRAY, "cut_after"))),
    Scene("settle, it was not made", _BOTH, before=False,
          faults=(Fault(CREATE, "cut_before"), Fault(ARRAY, "cut_before"))),
    Scene("enrol and invite", {"baker": _GENERATED, "anna": _ANNA, "round": _ROUND, "shelf": _SHELF},
          before=False, creates=("baker",), live=("baker",),
          people=("anna@example.com", "ben@example.com", "cleo@example.com")),
)  # fmt: skip


class Theatre:
    """All scenes prepared in one folder, and the means to play a case."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.stage, self.zygote = Stage(), Zygote()
        self._count = 0

    def close(self) -> None:
        self.zygote.close()
        self.stage.close()

    def new_case(self, scene: Scene) -> tuple[Path, Simulator]:
        """A copy of the prepared scene; the project's folder, and its account from its own side."""
        ready = self._folder / "ready" / scene.name.replace(" ", "-")
        if not ready.exists():
            self._prepare(scene, ready)
        self._count += 1
        case = self._folder / f"case-{self._count}"
        shutil.copytree(ready, case)
        account = self.stage.show(case / "account.db")
        if scene.faults:  # the settling time is over when the case begins
            self.stage.pass_settling_time()
        return case / "project", account

    def _prepare(self, scene: Scene, place: Path) -> None:
        folder = place / "project"
        (folder / "interviews").mkdir(parents=True)
        text = _PROJECT.format(url=self.stage.url, merchant=DEFAULT_MERCHANT_ID, settle=_SETTLE)
        (folder / "reconciler.yaml").write_text(text, encoding="utf-8")
        for key, definition in scene.keys.items():
            write(folder, key, definition)
        account = self.stage.show(place / "account.db")
        for fault in scene.faults:
            account.add_fault(fault)
        if scene.before or scene.faults:
            # It dies before it looks, so that the run under test finds calls without an answer.
            dies = {"RECONCILER_FAILPOINT": "run.carried_out:kill"} if scene.faults else {}
            code = self.zygote.run(folder, APPLY, {**VARIABLES, **dies})
            assert code == (-signal.SIGKILL if scene.faults else 0), (place / "err").read_text()
        scene.change(folder, account)

    def discard(self, folder: Path) -> None:
        shutil.rmtree(folder.parent, ignore_errors=True)
