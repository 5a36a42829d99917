"""The typed client and a simulated account behind a real port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reconciler.client.account import Account
from reconciler.simulator import DEFAULT_TOKEN, Simulator, serve, template_id

NEW: dict[str, Any] = {
    "name": "Baker",
    "location": "Berlin",
    "interview_template_id": template_id("Anna"),
    "mojito_language_code": "en",
    "status": "active",
    "type": "interview",
    "visibility": "merchant_invite",
}


@dataclass(frozen=True)
class Served:
    account: Account
    simulator: Simulator
    url: str

    def interview(self, **fields: Any) -> str:
        """A new interview's id."""
        return self.account.job_interview_create(**{**NEW, **fields})["interview_def_set_id"]

    def result(self, interview_id: str, email: str = "ann@example.com") -> str:
        """Somebody takes the interview: the id of the submitted result."""
        return self.simulator.complete_result(interview_id, email, name="Ann")

    def candidate(self) -> str:
        """The id of the only candidate."""
        (one,) = self.account.candidates()
        return one["id"]


@contextmanager
def served() -> Iterator[Served]:
    simulator = Simulator()
    try:
        with serve(simulator) as running:
            url = f"{running.url}/functions/v1"
            with Account(DEFAULT_TOKEN, base_url=url) as account:
                yield Served(account, simulator, url)
    finally:
        simulator.close()
