"""From rows to events: a mapping at work."""

from typing import Any
from zlib import crc32

import msgspec
from msgspec import Struct, ValidationError

from bantay.adapters.sources import typeof
from bantay.adapters.sources.cells import as_list, missing, to_text
from bantay.adapters.sources.getters import Get, Here, column_getter, field_getter
from bantay.adapters.sources.mapping import Each, Mapping, TypeByRow
from bantay.adapters.sources.mapping_check import types_of
from bantay.adapters.sources.problem import nearest, shown
from bantay.adapters.sources.say import Said, say, say_unknown
from bantay.adapters.sources.soundness import unsound
from bantay.adapters.sources.times import Misfit
from bantay.model.events import Event

ELEMENTS_MAX = 10_000
"""How many events one row may become."""


class RowError(Exception):
    """Why a row, or one of its elements, is no event; `column` is the source column if known."""

    def __init__(self, said: Said, column: str | None = None, turn: int | None = None):
        super().__init__(said.reason)
        self.said, self.column, self.turn = said, column, turn


class _Field(Struct, frozen=True):
    name: str
    get: Get
    omit: bool
    column: str | None


class Maker:
    """Makes events of rows. `birthmark` is the file's name inside ids.

    An `exact` maker is for tables of the contract: a cell in a column that is no field of
    the row's type is a mistake. Otherwise columns that nobody maps are left out.
    """

    def __init__(self, mapping: Mapping, birthmark: str, *, exact: bool = False):
        self._mapping, self._birthmark, self._exact = mapping, birthmark, exact
        self._fields = {event: self._compiled(event) for event in types_of(mapping)}
        self._by_row = mapping.type if isinstance(mapping.type, TypeByRow) else None
        self._type_cell = column_getter(self._by_row.column) if self._by_row else None
        self._only = mapping.type if isinstance(mapping.type, str) else None

    def make(self, values: dict[str, Any], index: int, raw: bytes) -> list[Event | RowError]:
        """The events of the row with this index, and why there are not more of them."""
        here = Here(values, index, raw)
        each = self._mapping.each
        if each is None:
            return self._made(here)
        try:
            places = _apart(here, each)
        except RowError as error:
            return [error]
        return [made for place in places for made in self._made(place)]

    def _made(self, here: Here) -> list[Event | RowError]:
        """One event or one error, or nothing of a row that is skipped."""
        try:
            event = self._type(here) if self._by_row else self._only
            return [] if event is None else [self._event(event, here)]
        except RowError as error:
            error.turn = here.turn + 1 if here.turns else None
            return [error]

    def _type(self, here: Here) -> str | None:
        """The row's event type, None when such rows are skipped."""
        assert self._by_row is not None and self._type_cell is not None
        word, column = to_text(self._type_cell(here)), self._by_row.column
        if missing(word) or not isinstance(word, str):
            raise RowError(Said("`type` is missing: an event must have it", ("type",)), column)
        if word in self._by_row.skip:
            return None
        event = self._by_row.values.get(word, word)
        if event in self._fields:
            return event
        named = f"`{shown(word)}`" if shown(word) else "this word"
        hint = nearest(word, self._by_row.values or typeof.TYPES)
        raise RowError(Said(f"{named} is not an event type", ("type",), False, hint), column)

    def _event(self, event: str, here: Here) -> Event:
        given = self._values(event, here)
        kind = typeof.TYPES[event]
        while True:
            try:
                made: Any = msgspec.convert(given, kind)
                said = unsound(made)
            except ValidationError as error:
                said = say(str(error), kind)
            except (ValueError, RecursionError, OverflowError):
                said = Said("the row cannot be read", ())
            if said is None:
                return made  # type: ignore[no-any-return]
            self._omit(event, said, given)

    def _values(self, event: str, here: Here) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for part in self._fields[event]:
            try:
                value = part.get(here)
            except Misfit as misfit:
                if part.omit:
                    continue
                said = Said(f"`{part.name}` {misfit}", (part.name,))
                raise RowError(said, part.column) from None
            if value is not None:
                given[part.name] = value
        if self._exact:
            self._refuse_others(event, here)
        return given

    def _refuse_others(self, event: str, here: Here) -> None:
        kind = typeof.TYPES[event]
        known = typeof.fields(kind)
        for name, value in here.values.items():
            if name not in known and not missing(value):
                raise RowError(say_unknown(name, (), typeof.at(kind, ()), kind), name)

    def _omit(self, event: str, said: Said, given: dict[str, Any]) -> None:
        """Leave out the value that does not fit if the mapping allows it, else raise."""
        name = said.path[0] if said.path else None
        part = next((part for part in self._fields[event] if part.name == name), None)
        if part is None or not part.omit or part.name not in given:
            raise RowError(said, part.column if part else None)
        del given[part.name]

    def _compiled(self, event: str) -> tuple[_Field, ...]:
        kinds, each = typeof.fields(typeof.TYPES[event]), self._mapping.each
        found = [
            _Field(
                name,
                field_getter(origin, kinds[name], each, self._birthmark),
                origin.unfit == "omit",
                origin.column,
            )
            for name, origin in self._mapping.origins(event).items()
            if name in kinds
        ]
        if all(part.name != "id" for part in found):
            found.append(_Field("id", self._made_id, False, None))
        return tuple(found)

    def _made_id(self, here: Here) -> str:
        """File, row, content and turn: the same however often and from wherever it is read."""
        turn = f"-{here.turn + 1}" if here.turns else ""
        mark = crc32(here.raw.rstrip())
        return f"{self._birthmark}-{here.index + 1}-{mark:08x}{turn}"


def _apart(row: Here, each: Each) -> list[Here]:
    """The elements of a row, each as a row of its own. Raises `RowError`."""
    lists = [_elements(row, name, each) for name in each.columns]
    count = len(lists[0])
    if any(len(other) != count for other in lists):
        sizes = " and ".join(str(len(found)) for found in lists)
        words = f"the lists of this row differ in length: {sizes}"
        raise RowError(Said(words, ()), each.columns[0])
    if count > ELEMENTS_MAX:
        words = f"the row has {count:,} elements; {ELEMENTS_MAX:,} is the most"
        raise RowError(Said(words, ()), each.columns[0])
    names, speakers = each.columns, each.speakers
    return [
        Here(
            {**row.values, **{name: found[turn] for name, found in zip(names, lists, strict=True)}},
            row.index,
            row.raw,
            turn,
            count,
            speakers[turn % len(speakers)],
            speakers[(turn + 1) % len(speakers)],
        )
        for turn in range(count)
    ]


def _elements(row: Here, name: str, each: Each) -> list[Any]:
    value = column_getter(name)(row)
    return [] if missing(value) else as_list(value, each.split)
