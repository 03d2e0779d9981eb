"""What types cannot say: checks on a decoded event, cheap where nothing is odd."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec import inspect as mi

from bantay.adapters.sources import typeof
from bantay.adapters.sources.locate import Step
from bantay.adapters.sources.say import Said
from bantay.model.clock import EPOCH
from bantay.model.events import EVENTS, EventBase, MediaShared
from bantay.model.vocabulary import Id

FIRST_YEAR, LAST_YEAR = 1970, 9998
"""The years a time may be in; beyond them arithmetic on times would overflow."""

DEPTH_MAX = 32
"""How deep `extra` may be nested."""

_ID = typeof.plain(mi.type_info(Id))
_CONTROL = re.compile(r"[\x00-\x1f]")
_PDQ = re.compile(r"[0-9a-fA-F]{64}")
_INT_MAX = 1 << 63


class _Checks(Struct, frozen=True):
    """The attributes of one type that have to be looked at."""

    ids: tuple[str, ...]
    id_lists: tuple[str, ...]
    ints: tuple[str, ...]
    times: tuple[str, ...]  # beside `time`, which every event has
    parts: dict[str, "_Checks"]
    get_ids: Callable[[Any], tuple[str | None, ...]]
    get_lists: Callable[[Any], tuple[list[str] | None, ...]]

    @property
    def beyond_ids(self) -> bool:
        return bool(self.ints or self.times or self.parts)


def _checks(kind: type) -> _Checks:
    info = mi.type_info(kind)
    assert isinstance(info, mi.StructType)
    known = {f.name: typeof.plain(f.type) for f in info.fields}
    items = {
        name: typeof.plain(t.item_type) for name, t in known.items() if isinstance(t, mi.ListType)
    }
    parts = {name: _checks(t.cls) for name, t in items.items() if isinstance(t, mi.StructType)}
    ids = tuple(name for name, t in known.items() if t == _ID)
    id_lists = tuple(name for name, t in items.items() if t == _ID)
    return _Checks(
        ids=ids,
        id_lists=id_lists,
        ints=tuple(name for name, t in known.items() if isinstance(t, mi.IntType)),
        times=tuple(n for n, t in known.items() if isinstance(t, mi.DateTimeType) and n != "time"),
        parts={name: part for name, part in parts.items() if part.ids or part.beyond_ids},
        get_ids=_getter(ids),
        get_lists=_getter(id_lists),
    )


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """All of these attributes as a tuple, also when they are none or one."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda part: tuple(getattr(part, name) for name in names)


_BY_TYPE = {event: _checks(event) for event in EVENTS}


def unsound(event: EventBase) -> Said | None:
    """What is wrong with an event whose types are right; None when nothing is."""
    checks = _BY_TYPE[event.__class__]
    if not FIRST_YEAR < event.time.year < LAST_YEAR and not _in_range(event.time):
        return Said(f"`time` must be from {FIRST_YEAR} to {LAST_YEAR}", ("time",))
    if not checks.beyond_ids and event.extra is None and _ids_are_plain(event, checks):
        return None
    return next(_problems(event, checks, ()), None)


def _ids_are_plain(event: EventBase, checks: _Checks) -> bool:
    """A quick test that clears almost every event; `_problems` looks at the others."""
    ids = "".join(filter(None, checks.get_ids(event)))
    if not ids.isprintable() or " " in ids:
        return False
    for found in checks.get_lists(event):
        for value in found or ():
            if value.isspace() or not value.isprintable():
                return False
    return True


def _in_range(time: datetime) -> bool:
    return time.year <= LAST_YEAR and time >= EPOCH


def _problems(part: Any, checks: _Checks, path: tuple[Step, ...]) -> Iterator[Said]:
    yield from _odd_ids(part, checks, path)
    for name in checks.ints:
        if not -_INT_MAX <= (getattr(part, name) or 0) < _INT_MAX:
            yield _said("holds a number that is too large", *path, name)
    for name in checks.times:
        if (until := getattr(part, name)) is not None and not _in_range(until):
            yield _said(f"must be from {FIRST_YEAR} to {LAST_YEAR}", *path, name)
    for name, inner in checks.parts.items():
        for index, item in enumerate(getattr(part, name) or ()):
            yield from _problems(item, inner, (*path, name, index))
    if isinstance(part, MediaShared) and part.pdq is not None and not _PDQ.fullmatch(part.pdq):
        yield _said("must be 64 hexadecimal digits", "pdq")
    if isinstance(part, EventBase) and part.extra is not None and (odd := _odd_extra(part.extra)):
        yield _said(odd, "extra")


def _said(words: str, *path: Step) -> Said:
    said = Said(words, path)
    return Said(f"`{said.field}` {words}", path)


def _odd_ids(part: Any, checks: _Checks, path: tuple[Step, ...]) -> Iterator[Said]:
    for name in checks.ids:
        value = getattr(part, name)
        if value is not None and (odd := _odd_id(value)):
            yield _said(odd, *path, name)
    for name in checks.id_lists:
        for index, value in enumerate(getattr(part, name) or ()):
            if odd := _odd_id(value):
                yield _said(odd, *path, name, index)


def _odd_id(value: str) -> str | None:
    if value.isspace():
        return "is nothing but white space"
    if control := _CONTROL.search(value):
        return f"holds a control character (U+{ord(control[0]):04X}), which no id may"
    return None


def _odd_extra(extra: dict[str, Any]) -> str | None:
    """What of `extra` could not be written again and read anywhere."""
    left: list[tuple[Any, int]] = [(extra, 1)]
    while left:
        value, depth = left.pop()
        if isinstance(value, dict | list):
            if depth > DEPTH_MAX:
                return f"is nested more than {DEPTH_MAX} deep"
            inner = value.values() if isinstance(value, dict) else value
            left.extend((item, depth + 1) for item in inner)
        elif isinstance(value, int) and not -_INT_MAX <= value < _INT_MAX:
            return "holds a number that is too large"
        elif isinstance(value, float) and not math.isfinite(value):
            return "holds a number that is not finite"
    return None
