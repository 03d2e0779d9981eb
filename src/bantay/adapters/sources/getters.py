"""Origins turned into functions from a row to a field's value."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec import inspect as mi

from bantay.adapters.sources import template
from bantay.adapters.sources.cells import Clean, cleaner, missing, to_text
from bantay.adapters.sources.mapping import Each, Origin
from bantay.adapters.sources.times import Misfit, counter_reader, start_of, step_of
from bantay.model import keys


class Here(Struct, gc=False):
    """A row, or one element of it, as the functions see it. `index` and `turn` count from 0."""

    values: dict[str, Any]
    index: int
    raw: bytes
    turn: int = 0
    turns: int = 0  # 0: the row is not taken apart
    speaker: str = ""
    listener: str = ""


Get = Callable[[Here], Any]
"""A field's value for a row, None when the row gives none. May raise `Misfit`."""


def field_getter(origin: Origin, kind: mi.Type, each: Each | None, birthmark: str) -> Get:
    """The function for a field of this type. `birthmark` is what `{#file}` stands for."""
    is_time = isinstance(kind, mi.DateTimeType)
    if is_time and origin.start is not None and origin.step is not None:
        return _made_time(origin, origin.start, origin.step, each)
    clean = cleaner(kind, format=origin.format, zone=origin.zone, split=origin.split)
    get = _constant(origin.constant, clean) if origin.constant is not None else None
    get = get or _cleaned(_source(origin, birthmark), clean, origin, birthmark)
    return _spread(get, origin, each) if is_time else get


def column_getter(name: str) -> Get:
    """A column's cell; a dotted name goes into objects and lists when no column is called so."""
    if "." not in name:
        return lambda here: here.values.get(name)
    first, *steps = name.split(".")

    def get(here: Here) -> Any:
        value = here.values.get(name)
        return value if value is not None else _inside(here.values.get(first), steps)

    return get


def template_getter(text: str, birthmark: str) -> Get:
    """A template's text; None when it names columns and all of them are empty."""
    pattern, names = "", []
    for piece in template.pieces(text):
        fixed = piece.text if not piece.named else birthmark if piece.text == "#file" else None
        pattern += "%s" if fixed is None else fixed.replace("%", "%%")
        names += [piece.text] if fixed is None else []
    parts = [_known(name) or _word_getter(name) for name in names]
    columns = [at for at, name in enumerate(names) if _known(name) is None]

    def get(here: Here) -> str | None:
        found = [part(here) for part in parts]
        if columns and not any([found[at] for at in columns]):
            return None
        return pattern % tuple(found)

    return get


def _known(name: str) -> Get | None:
    known: dict[str, Get] = {
        "#row": lambda here: here.index + 1,
        "#turn": lambda here: here.turn + 1,
        "#speaker": lambda here: here.speaker,
        "#listener": lambda here: here.listener,
    }
    return known.get(name)


def _word_getter(name: str) -> Get:
    column = column_getter(name)
    return lambda here: _word(column(here))


def _word(value: Any) -> str:
    text = value if value.__class__ is str else to_text(value)
    return "" if missing(text) else str(text).strip()


def _inside(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _source(origin: Origin, birthmark: str) -> Get:
    if origin.column is not None:
        return column_getter(origin.column)
    if origin.template is not None:
        return template_getter(origin.template, birthmark)
    if origin.pair is not None:
        return _pair(*origin.pair)
    return lambda here: origin.constant


def _pair(one: str, other: str) -> Get:
    first, second = column_getter(one), column_getter(other)

    def get(here: Here) -> str | None:
        found = [word for word in (_word(first(here)), _word(second(here))) if word]
        return keys.pair(*found) if len(found) > 1 else next(iter(found), None)

    return get


def _cleaned(source: Get, clean: Clean, origin: Origin, birthmark: str) -> Get:
    default = origin.default
    fallback: Get = template_getter(default, birthmark) if default is not None else _nothing
    replaces = bool(origin.values) or origin.otherwise is not None

    def get(here: Here) -> Any:
        value = source(here)
        if value.__class__ is str and not replaces:  # the common case, without detours
            if value and not missing(value := clean(value)):
                return value
        elif not missing(value):
            value = clean(_replaced(value, origin) if replaces else value)
            if not missing(value):
                return value
        value = fallback(here)
        return None if missing(value) else clean(value)

    return get


def _constant(value: Any, clean: Clean) -> Get | None:
    """The same value for every row, cleaned once; None when it cannot be."""
    try:
        cleaned = clean(value)
    except Misfit:
        return None
    return lambda here: cleaned


def _nothing(here: Here) -> None:
    return None


def _replaced(value: Any, origin: Origin) -> Any:
    word = to_text(value)
    if not isinstance(word, str):
        return value
    found = origin.values.get(word.strip(), origin.otherwise)
    return value if found is None else found


def _spread(get: Get, origin: Origin, each: Each | None) -> Get:
    """The row's time, a little later for every element, unless elements have times themselves."""
    named = (*origin.columns, *template.columns(origin.template or ""))
    if each is None or any(name.partition(".")[0] in each.columns for name in named):
        return get
    step = step_of(each.step) if each.step else timedelta(seconds=1)

    def spread(here: Here) -> Any:
        moment = get(here)
        return _plus(moment, step, here.turn) if isinstance(moment, datetime) else moment

    return spread


def _made_time(origin: Origin, start: str, step: str, each: Each | None) -> Get:
    if origin.column is not None:
        counted = _cleaned(column_getter(origin.column), counter_reader(start, step), origin, "")
        return _spread(counted, origin, each)
    first, length = start_of(start), step_of(step)
    fixed = step_of(each.step) if each and each.step else None

    def get(here: Here) -> datetime:
        moment = _plus(first, length, here.index)
        if not here.turn:
            return moment
        return _plus(moment, fixed if fixed else length / here.turns, here.turn)

    return get


def _plus(moment: datetime, step: timedelta, times: int) -> datetime:
    try:
        return moment + step * times
    except OverflowError:
        raise Misfit("is too far away") from None
