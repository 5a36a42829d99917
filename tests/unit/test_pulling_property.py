"""Pull: after any edit in the admin, what is pulled is no longer in the plan, and the rest is named."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reconciler.model.definition import Definition
from reconciler.simulator import Switches
from tests.support import strategies
from tests.support.builders import desired
from tests.support.importing import project_in, pulled, read, take_in
from tests.support.memory import MemoryStore
from tests.support.world import ALL_EFFECTS, World


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=strategies.definitions(statuses=("draft", "active")),
    edits=strategies.edits(status=True),
    switches=strategies.switches(transitions_refused=frozenset(), list_lag_calls=0),
    comment=st.sampled_from(["", " # kept"]),
)
def test_what_is_pulled_is_no_longer_in_the_plan(
    made: Definition, edits: dict[str, Any], switches: Switches, comment: str
) -> None:
    world = World(made, switches=switches)
    try:
        world.apply(accept=ALL_EFFECTS)
        world.store, world.desired = MemoryStore(), desired()
        with tempfile.TemporaryDirectory() as folder:
            project = project_in(Path(folder))
            if not take_in(world, project).proposal.taken:
                return
            [file] = (Path(folder) / "interviews").glob("*.yaml")
            lines = file.read_text().splitlines()
            lines = [line + comment if line.endswith(("interview", "null")) else line for line in lines]
            file.write_text("\n".join(lines) + "\n")
            read(world, project)
            assert world.plan().changes == ()
            if edits:
                world.edit(0, **edits)
            mark = world.mark()
            done = pulled(world, project)
            assert not world.writes(mark)
            left = {one.name for _, one in done.left}
            event(f"pulled {sum(map(len, done.names.values()))}, left {len(left)}")
            differing = {field.name for change in world.plan().changes for field in change.fields}
            assert differing <= left, (file.read_text(), done.left)
            assert file.read_text().count("# kept") == sum(line.endswith("# kept") for line in lines)
            again = pulled(world, project)
            assert not again.files
    finally:
        world.close()
