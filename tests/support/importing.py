"""Projects in a folder for a World, and the commands that fill them."""

from __future__ import annotations

from pathlib import Path

from reconciler.definitions.loader import load
from reconciler.definitions.project import Project, read_project
from reconciler.workflows.composing import Proposal
from reconciler.workflows.importing import Imported, Terms, import_all
from reconciler.workflows.pulling import Pull, pull
from reconciler.workflows.survey import Wanted

from .world import OWNER, World

_HEAD = """\
version: 1
definitions: [interviews/]
environments:
  local:
    server: simulator
    state: state/local.json
    merchant_id: 51a1c0de-0000-4000-8000-000000000001
"""


def project_in(folder: Path, defaults: str = "", environment: str = "") -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reconciler.yaml").write_text(_HEAD + environment + defaults, encoding="utf-8")
    return read_project(folder)


def take_in(world: World, project: Project, wanted: Wanted | None = None) -> Imported:
    def agree(_: Proposal) -> bool:
        return True

    with world.account() as account:
        return import_all(world.work(), project, account, OWNER, wanted or Wanted(), Terms(agree))


def read(world: World, project: Project) -> None:
    """What the files declare is what `world` declares."""
    loaded = load(project, "local")
    assert loaded.desired is not None, loaded.diagnostics
    world.desired = loaded.desired


def pulled(world: World, project: Project, *keys: str) -> Pull:
    """`reconciler pull --yes`."""
    from .builders import at

    read(world, project)
    with world.account() as account:
        done = pull(world.work(), project, account, OWNER, [at(key) for key in keys], lambda _: True)
    read(world, project)
    return done
