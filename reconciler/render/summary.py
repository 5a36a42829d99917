"""The end of an apply: what was done, what was not and why, and what the author has to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.model.change import Change
from reconciler.model.journal import Ending
from reconciler.model.plan import Settlement
from reconciler.model.report import Report, Result
from reconciler.render import safe
from reconciler.render.blocks import INDENT, OUTER, way_out
from reconciler.render.document import cover_of, moment
from reconciler.render.layout import Paint, Pen, edge, wrap
from reconciler.render.nouns import counted, is_once, tallied
from reconciler.render.progress import DOING, DONE, seconds
from reconciler.render.secrets import masked_text

_MOST_NAMED: Final = 4
_SIGNALS: Final = {2: "SIGINT", 15: "SIGTERM", 1: "SIGHUP"}


def summary_text(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """`report` in `width` columns, ending in a line feed: what needs attention, and the verdict last,
    where a person at the prompt looks first."""
    pen = Pen(max(width, 40), Paint(colour))
    sections = [
        list(_answered(report, pen)),
        list(_failed(report, pen)),
        list(_unknown(report, pen)),
        list(_skipped(report, pen)),
        list(_blocked(report, pen)),
        list(_pending(report, pen)),
        list(_wrapped_all(report.warnings, pen)),
        list(_closing(report, pen)),
    ]
    return safe.inert("\n\n".join("\n".join(section) for section in sections if section) + "\n")


def verdict(report: Report) -> str:
    """`2 created, 1 updated; 1 failed, 1 skipped, 1 blocked; 14 unchanged`."""
    done: dict[str, int] = {}
    for result in report.ended(Ending.APPLIED):
        done[DONE[result.action]] = done.get(DONE[result.action], 0) + 1
    counts = report.counts()
    open_addresses = {settlement.intent.address for settlement in report.open}
    unknown = {result.address for result in report.ended(Ending.UNKNOWN)} | open_addresses
    rest = {
        "failed": counts.get(Ending.FAILED, 0),
        "unknown": len(unknown),
        "skipped": counts.get(Ending.SKIPPED, 0),
        "blocked": len(report.blocked),
    }
    nothing = "" if unknown else "Nothing was changed"  # of what is unknown, nobody knows
    parts = [
        ", ".join(f"{number:,} {word}" for word, number in done.items()) or nothing,
        ", ".join(f"{number:,} {word}" for word, number in rest.items() if number),
        f"{report.unchanged:,} unchanged" if report.unchanged else "",
    ]
    return "; ".join(part for part in parts if part)


def _closing(report: Report, pen: Pen) -> Iterator[str]:
    paint = pen.paint.add if report.complete else pen.paint.stop
    if report.interrupted is not None:
        name = _SIGNALS.get(report.interrupted, f"signal {report.interrupted}")
        yield pen.paint.stop(f"Interrupted ({name}). What was done is recorded; apply again does the rest.")
    took = f" in {seconds(report.seconds)}" if report.seconds else ""
    word = "Done" if report.complete else "Not all done"
    yield from (paint(line) for line in _wrapped(f"{word}{took}: {verdict(report)}.", pen, "", ""))


def _answered(report: Report, pen: Pen) -> Iterator[str]:
    """What came of what is done once: nothing else tells it, since the account never shows it."""
    groups: dict[str, list[str]] = {}
    for result in report.ended(Ending.APPLIED):
        if result.message and is_once(str(result.address)):
            groups.setdefault(result.message, []).append(str(result.address))
    if groups:
        yield pen.paint.strong("Answered")
    for message, addresses in groups.items():
        who = ", ".join(addresses) if len(addresses) <= _MOST_NAMED else counted(tallied(addresses))
        yield from _wrapped(f"{who}: {message}", pen, OUTER, INDENT)


def _failed(report: Report, pen: Pen) -> Iterator[str]:
    found = report.ended(Ending.FAILED)
    if found:
        yield pen.paint.stop("Failed")
    for result in found:
        yield from _result(result, pen)


def _unknown(report: Report, pen: Pen) -> Iterator[str]:
    found = report.ended(Ending.UNKNOWN)
    told = {result.address for result in found}
    settlements = [settlement for settlement in report.open if settlement.intent.address not in told]
    if found or settlements:
        yield pen.paint.stop("Not known")
    for result in found:
        yield from _result(result, pen)
        yield from _until(result.until, pen)
        for settlement in report.open:
            if settlement.intent.address == result.address:
                yield from _ways(settlement, pen)
    for settlement in settlements:
        address, endpoint = settlement.intent.address, settlement.intent.endpoint
        yield from _wrapped(f"{address}: {endpoint} has no known outcome", pen, OUTER, INDENT)
        yield from _wrapped(settlement.detail, pen, INDENT, INDENT)
        yield from _until(settlement.until, pen)
        yield from _ways(settlement, pen)


def _until(until: float | None, pen: Pen) -> list[str]:
    if until is None:
        return []
    told = f"nothing is sent for it before it is settled, from {moment(until)} on"
    return _wrapped(told, pen, INDENT, INDENT)


def _ways(settlement: Settlement, pen: Pen) -> Iterator[str]:
    for way in settlement.ways_out:
        yield from way_out(masked_text(way), INDENT, pen)


def _result(result: Result, pen: Pen) -> Iterator[str]:
    """Who and what, with the definition's line at the right edge; then the API's words and the way on."""
    blamed = f", field {safe.line(result.field)}" if result.field else ""
    left = f"{OUTER}{result.address}: {DOING[result.action]}{blamed}"
    where = f"{safe.line(result.span.file)}:{result.span.line}" if result.span else ""
    whole = edge(left, where, pen.width)
    yield left + pen.paint.quiet(whole[len(left) :])
    if where and whole == left:
        yield pen.paint.quiet(f"{INDENT}{where}")
    status = f" (HTTP {result.status})" if result.status is not None else ""
    yield from _wrapped(f"{result.message or 'no message'}{status}", pen, INDENT, INDENT)
    if result.hint:
        yield from way_out(masked_text(result.hint), INDENT, pen)


def _skipped(report: Report, pen: Pen) -> Iterator[str]:
    found = report.ended(Ending.SKIPPED)
    if found:
        yield pen.paint.change("Skipped")
    for result in found:
        because = ", ".join(map(str, result.because))
        why = result.message or (f"it needs {because}" if because else "the run stopped before it")
        if result.message and because:
            why += f" ({because})"
        yield from _wrapped(f"{result.address}: {why}", pen, OUTER, INDENT)


def _blocked(report: Report, pen: Pen) -> Iterator[str]:
    if report.blocked:
        yield pen.paint.change("Blocked, left as they are")
    for change in report.blocked:
        yield from _blocked_change(change, pen)


def _blocked_change(change: Change, pen: Pen) -> Iterator[str]:
    if change.blocked is None:
        return
    cover = cover_of(change)
    yield from _wrapped(f"{change.address}: {cover.text(change.blocked.reason)}", pen, OUTER, INDENT)
    for way in change.blocked.ways_out:
        yield from way_out(cover.text(masked_text(way)), INDENT, pen)


def _pending(report: Report, pen: Pen) -> Iterator[str]:
    if report.pending:
        yield pen.paint.strong("The account is still at work on")
    for address, reason in sorted(report.pending.items()):
        yield from _wrapped(f"{address}: {reason}", pen, OUTER, INDENT)


def _wrapped_all(texts: tuple[str, ...], pen: Pen) -> Iterator[str]:
    for text in texts:
        yield from (pen.paint.change(line) for line in _wrapped(text, pen, "! ", OUTER))


def _wrapped(text: str, pen: Pen, indent: str, later: str) -> list[str]:
    return wrap(safe.line(masked_text(text)), pen.width, indent=indent, later=later)
