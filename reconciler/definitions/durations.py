"""Durations and moments as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from reconciler.definitions.report import quoted

_UNITS = re.compile(r"(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(Z|z|[+-]\d{2}:\d{2})?")
SHORTEST = 120


class BadDuration(ValueError):
    """The text says what was written instead of a duration."""


class BadMoment(ValueError):
    """The text says why the date cannot be read."""


def seconds(value: object) -> float | int:
    """Seconds of `20m`, `1200s`, `1h30m`, or of a bare number of seconds. Raises BadDuration."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < 0:
            raise BadDuration(f"{quoted(value)} is less than nothing.")
        return int(value) if float(value).is_integer() else value
    if isinstance(value, str) and value:
        if found := _UNITS.fullmatch(value):
            hours, minutes, rest = (int(part or 0) for part in found.groups())
            return hours * 3600 + minutes * 60 + rest
        if re.fullmatch(r"\d{1,7}", value):
            raise BadDuration(f"{quoted(value)} stands in quotes and has no unit.")
    raise BadDuration(f"{quoted(value)} is not a duration.")


def readings(number: float) -> str:
    """Both things that a bare small number may mean."""
    shown = _shown(number)
    return f"{shown} minutes would be `{shown}m`, {shown} seconds is less than two minutes"


def _shown(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def moment(text: str) -> str:
    """An ISO date, or a date-time that says its time zone, as it is written. Raises BadMoment."""
    try:
        if _DATE.fullmatch(text):
            date.fromisoformat(text)
            return text
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise BadMoment(f"{quoted(text)} is neither a date nor a date-time.")
        datetime.fromisoformat(text.upper())
    except BadMoment:
        raise
    except ValueError:
        raise BadMoment(f"{quoted(text)} is not in the calendar.") from None
    if found.group(1) is None:
        raise BadMoment(f"{quoted(text)} does not say its time zone.")
    return text
