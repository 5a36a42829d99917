"""When two values of a field are one. The field's row says how; nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime

from reconciler.model.field import Compare, Field, Shape
from reconciler.model.values import Json, normal, same


def equal(row: Field, declared: Json, held: Json) -> bool:
    """Whether `held` is what `declared` asks for. For LEAVES only what is declared counts, so the two
    sides are not alike; questions have a differ of their own."""
    if row.shape is Shape.NUMBER:
        declared, held = _number(declared), _number(held)  # the API takes and may keep "8" for 8
    if same(declared, held) or _both_among(row, declared, held):
        return True
    match row.compare:
        case Compare.TEXT:
            return text(declared) == text(held)
        case Compare.CASELESS:
            return (
                isinstance(declared, str) and isinstance(held, str) and declared.casefold() == held.casefold()
            )
        case Compare.INSTANT:
            return _one_moment(declared, held)
        case Compare.SET:
            return (
                isinstance(declared, list) and isinstance(held, list) and _sorted(declared) == _sorted(held)
            )
        case Compare.LEAVES:
            if row.shape is Shape.HIRING:
                return _one_company(declared, held)
            if row.whole and isinstance(declared, dict) and held is None:
                return False  # null turns it off, and an empty map does not
            return _leaves_equal(declared, held, blank_is_null=False)
        case Compare.EXACT | Compare.QUESTIONS:
            return False


def projected(row: Field, declared: Json, held: Json) -> Json:
    """`held` cut down to the leaves that `declared` names, for a field compared by leaves; else itself.

    What the author did not write belongs to the account and must not come back as drift.
    """
    if row.compare is not Compare.LEAVES or not isinstance(declared, dict) or not isinstance(held, dict):
        return held
    cut: dict[str, Json] = {}
    for key, value in declared.items():
        cut[key] = projected(row, value, held.get(key))
    return cut


def overlaid(held: Json, declared: Json) -> Json:
    """`declared` laid over `held`, map by map: what is sent for a field that goes whole."""
    if not isinstance(held, dict) or not isinstance(declared, dict):
        return declared
    merged = dict(held)
    for key, value in declared.items():
        merged[key] = overlaid(held.get(key), value)
    return merged


def text(value: Json) -> Json:
    """A text without the white space that nobody sees: at line ends and at the end."""
    if not isinstance(value, str):
        return value
    if "\n" not in value and "\r" not in value:
        return value.rstrip()
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _number(value: Json) -> Json:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _both_among(row: Field, left: Json, right: Json) -> bool:
    return all(any(same(_plain(row, side), one) for one in row.alike) for side in (left, right))


def _plain(row: Field, value: Json) -> Json:
    """`value` as `alike` spells it: a blank text is stored as an empty one is."""
    if not isinstance(value, str):
        return value
    value = value.strip() if "" in row.alike else value
    return value.casefold() if row.compare is Compare.CASELESS else value


def _one_company(declared: Json, held: Json) -> bool:
    """A company without a name is no company, whatever else is said of it (behaviour.md section 1)."""
    if not _named(overlaid(held, declared)):
        return not _named(held)
    return _leaves_equal(declared, held, blank_is_null=True)


def _named(company: Json) -> bool:
    name = company.get("name") if isinstance(company, dict) else None
    return isinstance(name, str) and bool(name.strip())


def _sorted(items: list[Json]) -> list[str]:
    return sorted(str(normal(item)) for item in items)


def _leaves_equal(declared: Json, held: Json, *, blank_is_null: bool) -> bool:
    if isinstance(declared, dict) and (isinstance(held, dict) or held is None):
        inside = held or {}
        return all(
            _leaves_equal(value, inside.get(key), blank_is_null=blank_is_null)
            for key, value in declared.items()
        )
    if blank_is_null and declared in (None, "") and held in (None, ""):
        return True
    return same(text(declared), text(held))


def _one_moment(left: Json, right: Json) -> bool:
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    try:
        first, second = _moment(left), _moment(right)
    except ValueError:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first == second
    return bool(_days(first) & _days(second))


def _moment(value: str) -> date | datetime:
    """A bare date stays a date; a time without an offset is taken as UTC, as the database stores it."""
    if len(value) == len("2026-01-31"):
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _days(moment: date | datetime) -> set[date]:
    """The days that a moment may stand for: its own and the one in UTC."""
    if isinstance(moment, datetime):
        return {moment.date(), moment.astimezone(UTC).date()}
    return {moment}
