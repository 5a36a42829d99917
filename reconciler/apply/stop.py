"""A Change that ends before its end: as an exception in its worker, as a Result for everybody else."""

from __future__ import annotations

from reconciler.model.answer import Answer
from reconciler.model.change import Change
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ending
from reconciler.model.kinds import table
from reconciler.model.report import Result
from reconciler.model.values import Json


class Stop(Exception):
    """The Change ends here, with this result."""

    def __init__(self, ending: Ending, message: str, answer: Answer | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.ending, self.message, self.answer, self.hint = ending, message, answer, hint


def failed(change: Change, stop: Stop) -> Result:
    """The Result, with the field that the account blames and the line where it was written."""
    blamed = _our_name(change.address.kind, stop.answer.name) if stop.answer and stop.answer.name else None
    span = next((item.span for item in change.fields if item.name == blamed), None) or change.span
    status = stop.answer.status if stop.answer else None
    return Result(
        change.address, change.action, stop.ending, stop.message, stop.hint, blamed, span, status=status
    )


def _our_name(kind: str, name: str) -> str:
    """The API blames stored columns too: `interview_location` is our `location`."""
    rows = table(kind)
    if name in rows:
        return name
    return next((row.name for row in rows.values() if row.read == name), name)


_NAMES_ID = {Endpoint.DIRECTORY: "id", Endpoint.SCREENING: "position_def_set_id"}


def made_id(endpoint: Endpoint, body: Json) -> str:
    """The id in the answer of a create."""
    made = body.get(_NAMES_ID.get(endpoint, "interview_def_set_id")) if isinstance(body, dict) else None
    if not isinstance(made, str) or not made:
        raise Stop(Ending.UNKNOWN, "the answer to the create holds no id")
    return made
