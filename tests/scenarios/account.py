"""The admin's side of the simulated account: interviews made elsewhere, edits in the web UI."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reconciler.simulator import DEFAULT_TOKEN, Fault, Simulator, template_id

_BASIC = {
    "location": "Berlin",
    "interview_template_id": template_id("Anna"),
    "mojito_language_code": "en",
    "status": "draft",
    "type": "interview",
    "visibility": "merchant_invite",
}


class Account:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def fill(self, told: Mapping[str, Any]) -> None:
        """What `account.yaml` holds."""
        for token in told.get("tokens", ()):
            self._simulator.add_account(**token)
        for interview in told.get("interviews", ()):
            self.create(interview)
        self._simulator.set_switches(self._simulator.switches.with_changes(told.get("switches", {})))
        for fault in told.get("faults", ()):
            self._simulator.add_fault(Fault(**fault))

    def create(self, fields: Mapping[str, Any]) -> None:
        """Through the API, as anybody does; a field that only an edit can set is edited after."""
        body = {**_BASIC, **fields}
        edited = {name: body.pop(name) for name in ("interview_count", "interview_last") if name in body}
        endpoint = "job-interview-create" + ("-from-array" if "questions" in body else "")
        headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}"}
        status, _, answer = self._simulator.handle(
            "POST", f"/functions/v1/{endpoint}", headers, json.dumps(body).encode()
        )
        assert status == 200, answer
        if edited:
            self._simulator.edit(json.loads(answer)["interview_def_set_id"], **edited)

    def edit(self, which: str, fields: Mapping[str, Any]) -> None:
        """`which`: the code or the name of one interview."""
        self._simulator.edit(self._row(which)["id"], **fields)

    def edit_question(self, which: str, external_id: str, fields: Mapping[str, Any]) -> None:
        row = self._row(which)
        found = [{**one, **(fields if one["external_id"] == external_id else {})} for one in row["questions"]]
        self._simulator.edit(row["id"], questions=found)

    def shown(self, which: str, fields: Sequence[str]) -> Iterator[str]:
        """A line for each field, and one for each question."""
        row = self._row(which)
        for field in fields:
            if field == "questions":
                for one in row["questions"]:
                    yield f"{one['id']}  {one.get('external_id')}  {one['question']}"
            else:
                yield f"{field}: {json.dumps(row[field], ensure_ascii=False)}"

    def _row(self, which: str) -> Mapping[str, Any]:
        [row] = [row for row in self._simulator.interviews() if which in (row["code"], row["name"])]
        return row

    def names(self) -> dict[str, str]:
        """What each interview is called in `requests:` blocks, by id."""
        return {row["id"]: row["code"] or row["name"] for row in self._simulator.interviews()}
