"""Import everything: whatever the account holds, the plan after it is empty, and nothing was sent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reconciler.definitions.loader import load
from reconciler.model.definition import Definition
from reconciler.simulator import Switches
from tests.support import strategies
from tests.support.builders import desired
from tests.support.importing import project_in, take_in
from tests.support.memory import MemoryStore
from tests.support.world import ALL_EFFECTS, World

_DEFAULTS = (
    "",
    "defaults: {interview: {type: interview, mojito_language_code: en, interview_template: Anna}}\n",
    "defaults:\n  interview:\n    max_duration: 20m\n    recording: video_all\n    welcome_message: Hello\n"
    "    location: Nowhere\n    hiring_for_company: {name: Acme, sector: Steel}\n    tags: [x]\n"
    "    pdf_export_auto_config: {transcript: true}\n    custom_scoring: {max_score: 1, max_retries: 2}\n",
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=st.lists(strategies.definitions(statuses=("draft", "active", "archived")), min_size=1, max_size=3),
    edits=strategies.edits(status=True),
    switches=strategies.switches(transitions_refused=frozenset(), list_lag_calls=0, undelete_allowed=True),
    defaults=st.sampled_from(_DEFAULTS),
)
def test_the_plan_after_an_import_of_everything_is_empty(
    made: list[Definition], edits: dict[str, Any], switches: Switches, defaults: str
) -> None:
    definitions = [
        Definition(
            one.address._replace(key=f"key-{number}"),
            {**one.fields, "name": f"{one.fields['name']} {number}"},
        )
        for number, one in enumerate(made)
    ]
    world = World(*definitions, switches=switches)
    try:
        world.apply(accept=ALL_EFFECTS)
        if world.rows() and edits:
            world.edit(0, **edits)
        world.store, world.desired = MemoryStore(), desired()
        before = world.mark()
        with tempfile.TemporaryDirectory() as folder:
            project = project_in(Path(folder), defaults)
            done = take_in(world, project)
            assert not world.writes(before)
            event(f"taken in: {len(done.proposal.taken)}, left out: {len(done.proposal.skipped)}")
            live = [row for row in world.rows() if row["status"] != "deleted"]
            assert len(done.proposal.taken) + len(done.proposal.skipped) == len(live)
            if not done.proposal.taken:
                return
            assert not done.proposal.proof.changes, done.proposal.files
            loaded = load(project, "local")
            assert loaded.desired is not None, loaded.diagnostics
            world.desired = loaded.desired
            plan = world.plan()
            assert plan.changes == (), done.proposal.files
            assert plan.warnings == ()
            files = {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
            assert not take_in(world, project).proposal.taken
            assert files == {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
    finally:
        world.close()
