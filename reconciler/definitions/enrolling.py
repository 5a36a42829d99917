"""The rules of a candidate and of an invitation."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.fields import LISTS, NEEDED_POSITION, NEW_POSITION, applies
from reconciler.definitions.report import listed
from reconciler.definitions.subject import Subject
from reconciler.model.values import Value

Declared = Mapping[str, Value]

_TO_WHAT = "`interview:` with the key of a definition, or `pre_screening:`, or an id of the account"


def complete_invitation(declared: dict[str, Value]) -> None:
    """How people are invited, and as what, where nobody says it."""
    declared.setdefault("method", "register")
    if declared["method"] == "invite":
        declared.setdefault("type", "candidate" if "interview_id" in declared else "user")


def check_candidate(subject: Subject, declared: Declared, batch: str) -> None:
    """A candidate is for a position that exists, or describes the one that is made."""
    if "position_def_set_id" in declared:
        for name in declared:
            if name in NEW_POSITION:
                path = subject.written(name)
                made = f"`{path[0]}` describes a position that is made"
                detail = f"{made}, and this candidate is for one that exists."
                subject.add("no-effect", path, detail, "Leave it out.", key=True)
        return
    if batch:
        if batch == str(subject.address):
            detail = "Everybody in a list is for one position that exists; else each would get their own."
            subject.add("missing-field", (), detail, f"Add {_TO_WHAT}.")
        return
    missing = [name for name in NEEDED_POSITION if name not in declared]
    if not missing:
        return
    needed = listed(missing).replace(" or ", " and ")
    detail = f"Without a position that exists, one is made, and {needed} is missing."
    if len(missing) > 1:
        detail = detail.replace(" is missing.", " are missing.")
    subject.add("missing-field", (), detail, f"Add {_TO_WHAT}; or describe the position.")


def check_invitation(subject: Subject, declared: Declared, batch: str) -> None:
    """The fields go with the way people are invited; candidates are invited to something."""
    method = declared.get("method")
    if method not in ("register", "invite"):
        return  # reported by the models
    for name in declared:
        if not applies(name, declared, "invitation"):
            path = subject.written(name)
            other = "invite" if method == "register" else "register"
            detail = f"`{path[0]}` goes with `method: {other}`, and people are invited by `{method}` here."
            subject.add("does-not-apply", path, detail, "Leave it out, or choose the other method.", key=True)
    for_all = batch == str(subject.address)
    if not batch:
        detail = "An invitation lists the people whom it is for."
        hint = f"Add {listed(LISTS['invitation'])}: each person has an Address of their own."
        subject.add("missing-field", (), detail, hint)
    if "interview_id" in declared:
        return
    if method == "register" and (for_all or not batch):
        subject.add("missing-field", (), "People are registered for something.", f"Add {_TO_WHAT}.")
    elif method == "invite" and declared.get("type") == "candidate":
        detail = "A candidate is invited to something, and nothing is named."
        subject.add("missing-field", ("type",), detail, f"Add {_TO_WHAT}; or invite another type.")
