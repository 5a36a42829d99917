"""Plain JSON as model values, strictly. Pure.

Unknown keys and wrong types are refused: a state that is half understood would be written back as half a
state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from reconciler.model.address import Address
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.kinds import KINDS
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import Json

Path = tuple[str, ...]
_SET_SENT, _SET_READ = (Pair.__dict__[name].__set__ for name in ("sent", "read"))
Word = TypeVar("Word", bound=StrEnum)
Made = TypeVar("Made")


class Misfit(Exception):
    """A value that is not what its place needs. `path`: the keys that lead there."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


def snapshot_from_plain(value: Json) -> Snapshot:
    """Raises Misfit."""
    part = _Part((), value, needs="lineage serial account salt records open")
    return Snapshot(
        lineage=part.text("lineage"),
        serial=part.serial(),
        account=part.maybe("account", _fingerprint),
        salt=part.text("salt", blank=True),
        records={
            _address(path, key): record_from_plain(path, item) for key, path, item in part.items("records")
        },
        open={key: _intent(path, item, key) for key, path, item in part.items("open")},
    )


def entry_from_plain(value: Json) -> Entry:
    """Raises Misfit."""
    if not isinstance(value, dict) or len(value) != 1:
        _misfit((), "a line is an object that says one thing")
    kind, part = next(iter(value.items()))
    make = _LINES.get(kind)
    if make is None:
        _misfit((kind,), "this kind of line is not known")
    return make((kind,), part)


class _Part:
    """An object of the document: its keys are checked when it is made, each value when it is asked for."""

    def __init__(self, path: Path, value: Json, *, needs: str = "", may: str = "") -> None:
        if not isinstance(value, dict):
            _misfit(path, "it must be an object")
        needed, allowed = needs.split(), may.split()
        for key in needed:
            if key not in value:
                _misfit(path, f"{key!r} is missing")
        for key in value:
            if key not in needed and key not in allowed:
                _misfit((*path, key), "this key is not known")
        self.path = path
        self.values = value

    def at(self, key: str) -> Path:
        return (*self.path, key)

    def text(self, key: str, *, blank: bool = False) -> str:
        """A text; "" where the key is absent and may be blank."""
        value = self.values.get(key, "")
        if not isinstance(value, str) or not (value or blank):
            _misfit(self.at(key), "it must be a text")
        return value

    def optional(self, key: str) -> str | None:
        return None if self.values.get(key) is None else self.text(key, blank=True)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            _misfit(self.at(key), "it must be a list of texts")
        found = tuple(item for item in value if isinstance(item, str))
        if len(found) != len(value):
            _misfit(self.at(key), "it must be a list of texts")
        return found

    def words(self, key: str) -> Mapping[str, str]:
        """A map from texts to texts."""
        found: dict[str, str] = {}
        for name, path, value in self.items(key):
            if not isinstance(value, str):
                _misfit(path, "it must be a text")
            found[name] = value
        return found

    def word(self, key: str, known: type[Word], default: Word) -> Word:
        value = self.values.get(key, default.value)
        found = [word for word in known if word.value == value]
        if not found:
            _misfit(self.at(key), f"it must be one of {', '.join(known)}")
        return found[0]

    def serial(self) -> int:
        value = self.values["serial"]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            _misfit(self.at("serial"), "it must be a whole number from 0 on")
        return value

    def number(self, key: str) -> float:
        value = self.values.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            _misfit(self.at(key), "it must be a number")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            _misfit(self.at(key), "it must be true or false")
        return value

    def maybe(self, key: str, make: Callable[[Path, Json], Made]) -> Made | None:
        value = self.values.get(key)
        return None if value is None else make(self.at(key), value)

    def items(self, key: str) -> list[tuple[str, Path, Json]]:
        """Key, path and value of everything in an object of free keys; none when it is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            _misfit(self.at(key), "it must be an object")
        return [(name, (*self.path, key, name), item) for name, item in value.items()]


def _begun(path: Path, value: Json) -> Begun:
    part = _Part(path, value, needs="lineage serial account operation started", may="salt")
    return Begun(
        lineage=part.text("lineage"),
        serial=part.serial(),
        account=part.maybe("account", _fingerprint),
        operation=part.text("operation", blank=True),
        started=part.number("started"),
        salt=part.text("salt", blank=True),
    )


def _intended(path: Path, value: Json) -> Intended:
    intent_id = value.get("id") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(intent_id, str) or not intent_id:
        _misfit(path, "'id' is missing")
    return Intended(_intent(path, {key: item for key, item in value.items() if key != "id"}, intent_id))


def _ended(path: Path, value: Json) -> Ended:
    part = _Part(path, value, needs="id ending", may="record message remote_id")
    return Ended(
        intent_id=part.text("id"),
        ending=part.word("ending", Ending, Ending.UNKNOWN),
        record=part.maybe("record", record_from_plain),
        message=part.text("message", blank=True),
        remote_id=part.optional("remote_id"),
    )


def _read_back(path: Path, value: Json) -> ReadBack:
    part = _Part(path, value, needs="address remote_id", may="pairs")
    return ReadBack(
        address=_address(part.at("address"), part.text("address")),
        remote_id=part.text("remote_id"),
        pairs=pairs_from_plain(part.at("pairs"), part.values.get("pairs", {})),
    )


def _noted(path: Path, value: Json) -> Noted:
    part = _Part(path, value, needs="address record", may="settles")
    return Noted(
        address=_address(part.at("address"), part.text("address")),
        record=part.maybe("record", record_from_plain),
        settles=part.optional("settles"),
    )


_LINES: Mapping[str, Callable[[Path, Json], Entry]] = {
    "begun": _begun,
    "intended": _intended,
    "ended": _ended,
    "noted": _noted,
    "read_back": _read_back,
}


def record_from_plain(path: Path, value: Json) -> Record:
    """Raises Misfit."""
    part = _Part(path, value, needs="remote_id", may="marker manage deposed tombstone refs outcome fields")
    return Record(
        remote_id=part.text("remote_id", blank="outcome" in part.values),  # where the account told none
        marker=part.optional("marker"),
        manage=part.maybe("manage", _manage) or Manage(),
        deposed=part.texts("deposed"),
        tombstone=part.optional("tombstone"),
        refs=part.words("refs"),
        outcome={name: item for name, _, item in part.items("outcome")},
        fields=pairs_from_plain(part.at("fields"), part.values.get("fields", {})),
    )


def pairs_from_plain(path: Path, value: Json) -> dict[str, Pair]:
    """The fields of a Record. Raises Misfit."""
    if not isinstance(value, dict):
        _misfit(path, "it must be an object")
    found: dict[str, Pair] = {}
    new = object.__new__
    for name, item in value.items():
        if type(item) is dict and len(item) == 1 and "sent" in item:
            # Nearly all of a state: worth a way of its own, without the detour of a frozen class.
            found[name] = pair = new(Pair)
            _SET_SENT(pair, item["sent"])
            _SET_READ(pair, item["sent"])
        else:
            found[name] = _pair((*path, name), item)
    return found


def _intent(path: Path, value: Json, intent_id: str) -> Intent:
    may = "remote_id marker manage server_time replaces refs fields"
    part = _Part(path, value, needs="address endpoint", may=may)
    return Intent(
        id=intent_id,
        address=_address(part.at("address"), part.text("address")),
        endpoint=part.text("endpoint"),
        fields={name: item for name, _, item in part.items("fields")},
        remote_id=part.optional("remote_id"),
        marker=part.optional("marker"),
        manage=part.maybe("manage", _manage) or Manage(),
        server_time=None if part.values.get("server_time") is None else part.number("server_time"),
        replaces=part.optional("replaces"),
        refs=part.words("refs"),
    )


def _pair(path: Path, value: Json) -> Pair:
    part = _Part(path, value, needs="sent", may="read unread")
    sent = part.values["sent"]
    if "unread" in part.values:
        if part.values["unread"] is not True or "read" in part.values:
            _misfit(part.at("unread"), "it is true and stands without a `read`, or it is not there")
        return Pair(sent)
    return Pair(sent, part.values.get("read", sent))


def _manage(path: Path, value: Json) -> Manage:
    part = _Part(path, value, may="protect on_remove ignore moved_from")
    return Manage(
        protect=part.flag("protect"),
        on_remove=part.word("on_remove", OnRemove, OnRemove.ARCHIVE),
        ignore=part.texts("ignore"),
        moved_from=part.optional("moved_from"),
    )


def _fingerprint(path: Path, value: Json) -> Fingerprint:
    part = _Part(path, value, needs="origin merchant_id environment")
    return Fingerprint(part.text("origin"), part.text("merchant_id"), part.optional("environment"))


def _address(path: Path, text: str) -> Address:
    try:
        return address_from_plain(text)
    except ValueError as error:
        raise Misfit(path, str(error)) from error


def address_from_plain(text: str) -> Address:
    """Raises ValueError; a bare key is no Address here, and a kind of a later version is not guessed at."""
    if "." not in text:
        raise ValueError(f"{text!r} names no kind")
    address = Address.parse(text)
    if address.kind not in KINDS:
        raise ValueError(f"this version knows no kind {address.kind!r}: update the reconciler")
    return address


def _misfit(path: Path, why: str) -> NoReturn:
    raise Misfit(path, why)
