"""The first sentences of a plan, the same words in every face: where, how much, and at what risk.

Plain and unescaped: each face escapes in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reconciler.model.change import Action, Origin
from reconciler.model.kinds import INTERVIEW, KINDS
from reconciler.render.document import touches_candidates
from reconciler.render.layout import count
from reconciler.render.nouns import counted, is_once, nouns, tallied
from reconciler.render.reading import RANK
from reconciler.render.shapes import ChangeDoc, GuardDoc, PendingDoc, PlanDoc, SettlementDoc

SIGNS: Final = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.RETIRE: "-",
    Action.REPLACE: "-/+",
    Action.IMPORT: ">",
    Action.FORGET: ".",
    Action.RECORD: ".",
    Action.NONE: ".",
}
BLOCKED_SIGN: Final = "?"

ORIGINS: Final = {
    Origin.AUTHOR: "you changed",
    Origin.DRIFT: "changed in the account, goes back to yours",
    Origin.BOTH: "changed by you and in the account, yours is kept",
    Origin.RELEASED: "no longer declared, stays as it is",
    Origin.AGREED: "already so in the account, only recorded",
}


def sign(change: ChangeDoc) -> str:
    """The mark at the start of a Change; a blocked one waits for a decision, whatever its action."""
    return BLOCKED_SIGN if change["blocked"] else SIGNS[Action(change["action"])]


def headline(plan: PlanDoc) -> list[str]:
    """A few sentences, a line each: the verdict."""
    if plan["verdict"]["empty"]:
        return [_nothing(plan)]
    if plan["online"]:
        return [f"Plan for {_place(plan)}", tally(plan), *_merchant(plan)]
    return [
        f"Offline plan for {plan['environment']}: compared with what was recorded; the account was not asked",
        tally(plan),
    ]


def tally(plan: PlanDoc) -> str:
    """`2 to create, 1 to update; 1 blocked; 14 unchanged`."""
    verdict = plan["verdict"]
    counts = sorted(verdict["counts"].items(), key=lambda item: RANK[item[0]])
    todo = ", ".join(f"{number:,} to {action}" for action, number in counts)
    rest = [f"{number:,} {word}" for word, number in _beside(plan).items() if number]
    return "; ".join([todo or "Nothing to carry out", *rest])


def numbers(plan: PlanDoc) -> dict[str, int]:
    """Every count of the tally by its word, as a table shows it; `unchanged` always, others if any."""
    counts = sorted(plan["verdict"]["counts"].items(), key=lambda item: RANK[item[0]])
    found = {**dict(counts), **_beside(plan)}
    return {word: number for word, number in found.items() if number or word == "unchanged"}


def risks(plan: PlanDoc) -> list[str]:
    """What a person should know before reading on; empty when there is nothing of the kind."""
    verdict = plan["verdict"]
    found: list[str] = []
    if verdict["guards"]:
        one = verdict["guards"] == 1
        found.append(
            f"Apply would stop: {count(verdict['guards'], 'guard')} {'is' if one else 'are'} over the limit "
            '(see "Apply stops here")'
        )
    if verdict["candidates"]:
        of = nouns(one["address"].partition(".")[0] for one in plan["changes"] if _counts(one))
        found.append(
            f"Candidates: {of} taken {count(verdict['candidates'], 'time')} in all would change for "
            "them, be replaced or be retired"
        )
    if once := tallied(one["address"] for one in plan["changes"] if _is_final(one)):
        found.append(f"Done once, and nothing takes it back: {counted(once)}")
    still_open = sum(1 for settlement in plan["settlements"] if settlement["verdict"] == "open")
    if still_open:
        found.append(f"{count(still_open, 'call')} never answered: nobody knows yet whether it took effect")
    return found


def undeclared(plan: PlanDoc) -> str:
    """The sentence on edits to fields that nobody declares; empty when there are none."""
    number = plan["verdict"]["undeclared"]
    if not number:
        return ""
    return (
        f"{count(number, 'undeclared field')} {'was' if number == 1 else 'were'} edited in the account "
        f"and {'stays' if number == 1 else 'stay'} as {'it is' if number == 1 else 'they are'}."
    )


def taken(change: ChangeDoc) -> str:
    """How often candidates have taken the interview; empty when never."""
    if not change["taken"]:
        return ""
    last = (change["last_taken"] or "")[:10]
    return f"taken {count(change['taken'], 'time')}" + (f", last on {last}" if last else "")


def warnings(plan: PlanDoc) -> list[str]:
    """The plan's warnings that no Change shows already."""
    shown = {
        f"{change['address']}: {warning}" for change in plan["changes"] for warning in change["warnings"]
    }
    return [warning for warning in plan["warnings"] if warning not in shown]


def settlements(plan: PlanDoc) -> list[SettlementDoc]:
    """The settlements that no blocked Change shows already, in the same words."""
    shown = {
        (change["address"], change["blocked"]["reason"]) for change in plan["changes"] if change["blocked"]
    }
    return [
        settlement
        for settlement in plan["settlements"]
        if (settlement["address"], settlement["detail"]) not in shown
    ]


def pending(plan: PlanDoc) -> list[PendingDoc]:
    """What the account still works on and no Change shows already."""
    shown = {change["address"] for change in plan["changes"] if change["pending"]}
    return [entry for entry in plan["pending"] if entry["address"] not in shown]


def settled(settlement: SettlementDoc) -> str:
    """One sentence on a call whose answer never came."""
    what = {"made": "was carried out", "not_made": "was not carried out", "open": "is not known yet"}
    known = f" as {settlement['remote_id']}" if settlement["remote_id"] else ""
    until = f" (decided from {settlement['until']} on)" if settlement["until"] else ""
    detail = f"; {settlement['detail']}" if settlement["detail"] else ""
    verdict = what[settlement["verdict"]]
    return f"{settlement['address']}: {settlement['endpoint']} {verdict}{known}{until}{detail}"


def over(guard: GuardDoc) -> str:
    """One sentence on what a guard counted."""
    return guard["message"] or f"{guard['effect']}: {guard['count']}, at most {guard['limit']}"


def _beside(plan: PlanDoc) -> dict[str, int]:
    verdict = plan["verdict"]
    return {
        "blocked": verdict["blocked"],
        "unchanged": verdict["unchanged"],
        "pending": verdict["pending"],
    }


def _counts(change: ChangeDoc) -> bool:
    """Whether its candidates are counted in the verdict."""
    return bool(change["taken"]) and not change["blocked"] and touches_candidates(change)


def _is_final(change: ChangeDoc) -> bool:
    return change["action"] == Action.CREATE and not change["blocked"] and is_once(change["address"])


def _nothing(plan: PlanDoc) -> str:
    verdict = plan["verdict"]
    of = verdict.get("unchanged_of") or {INTERVIEW: verdict["unchanged"]}
    if not plan["online"]:
        return f"No changes. {_matching(of)} what was recorded (offline: the account was not asked)."
    shown = {kind: number for kind, number in of.items() if kind in KINDS and KINDS[kind].kept}
    told = {kind: number for kind, number in of.items() if kind not in shown}
    parts = [
        f"{_matching(shown)} the account" if shown or not told else "",
        f"{_matching(told)} what was recorded" if told else "",
    ]
    return f"No changes. {'; '.join(filter(None, parts))}."


def _matching(numbers: Mapping[str, int]) -> str:
    return f"{counted(numbers)} {'matches' if sum(numbers.values()) == 1 else 'match'}"


def _place(plan: PlanDoc) -> str:
    server = plan["server"]
    return f"{plan['environment']} ({server})" if plan["environment"] != server else server


def _merchant(plan: PlanDoc) -> list[str]:
    merchant = plan["merchant"]
    if merchant is None:
        return []
    left = merchant["credits"]
    return [f"Merchant {merchant['effective']}" + ("" if left is None else f", {left:,.10g} credits left")]
