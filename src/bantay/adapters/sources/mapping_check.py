"""What a mapping must fulfil beyond its shape: known types and fields, formats that exist."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec import inspect as mi

from bantay.adapters.sources import template, typeof
from bantay.adapters.sources.mapping import Mapping, Origin, TypeByRow
from bantay.adapters.sources.problem import nearest
from bantay.adapters.sources.times import check_format, start_of, step_of, zone_of

GENERATED = frozenset({"id"})
"""Required fields that Bantay makes when a mapping does not give them."""

_ENCODINGS = {"utf-8", "utf8", "utf-8-sig", "us-ascii", "ascii"}


class Wrong(Struct, frozen=True):
    """One mistake in a mapping: the keys that lead to it, why, and what is near."""

    path: tuple[str, ...]
    reason: str
    nearest: str | None = None


def check(mapping: Mapping) -> Iterator[Wrong]:
    """Every mistake, in the order of the file."""
    yield from _check_reading(mapping)
    types = list(_types(mapping))
    yield from (wrong for _, wrong in types if wrong is not None)
    known = [event for event, wrong in types if wrong is None]
    if not known or len(known) < len(types):
        return
    yield from _check_fields(mapping, known)
    for event in known if isinstance(mapping.type, str) else ():
        yield from _check_required(mapping, event)


def types_of(mapping: Mapping) -> tuple[str, ...]:
    """The event types that rows may become; all of them when a column says it itself."""
    if isinstance(mapping.type, str):
        return (mapping.type,)
    return tuple(dict.fromkeys(mapping.type.values.values())) or tuple(typeof.TYPES)


def _types(mapping: Mapping) -> Iterator[tuple[str, Wrong | None]]:
    by_row = isinstance(mapping.type, TypeByRow)
    for event in types_of(mapping):
        if event in typeof.TYPES:
            yield event, None
        else:
            path = ("type", "values") if by_row else ("type",)
            yield event, Wrong(path, "this is not an event type", nearest(event, typeof.TYPES))


def _check_reading(mapping: Mapping) -> Iterator[Wrong]:
    if mapping.encoding is not None and mapping.encoding.lower() not in _ENCODINGS:
        yield Wrong(("encoding",), "files are read as UTF-8 only: convert the file to UTF-8 first")
    mark = mapping.delimiter
    if mark is not None and (len(mark) != 1 or mark in '"\r\n'):
        yield Wrong(("delimiter",), "a delimiter is one character, not a quote or a line break")
    if mapping.each is not None:
        yield from _check_each(mapping)


def _check_each(mapping: Mapping) -> Iterator[Wrong]:
    assert mapping.each is not None
    if not mapping.each.columns:
        yield Wrong(("each", "columns"), "name at least one column that holds lists")
    if not mapping.each.speakers:
        yield Wrong(("each", "speakers"), "name at least one speaker")
    if mapping.each.step is not None:
        yield from _tried(("each", "step"), step_of, mapping.each.step)


def _check_fields(mapping: Mapping, events: list[str]) -> Iterator[Wrong]:
    common = {name: kind for e in events for name, kind in _fields(e).items()}
    for name, origin in mapping.fields.items():
        yield from _check_field(("fields",), name, origin, common)
    for event, origins in mapping.only.items():
        if event not in events:
            yield Wrong(("only", event), "no row becomes this type", nearest(event, events))
            continue
        for name, origin in origins.items():
            yield from _check_field(("only", event), name, origin, _fields(event))


def _fields(event: str) -> dict[str, mi.Type]:
    return {n: kind for n, kind in typeof.fields(typeof.TYPES[event]).items() if n != "type"}


def _check_field(
    above: tuple[str, ...], name: str, origin: Origin, known: dict[str, mi.Type]
) -> Iterator[Wrong]:
    path = (*above, name)
    if name not in known:
        yield Wrong(path, f"`{name}` is not a field of these events", nearest(name, known))
        return
    yield from _check_source(path, origin)
    yield from _check_parts(path, origin)
    is_time = isinstance(known[name], mi.DateTimeType | mi.DateType)
    for key in ("format", "zone", "start", "step"):
        if getattr(origin, key) is not None and not is_time:
            yield Wrong((*path, key), f"`{key}` is for times; `{name}` is none")


def _check_source(path: tuple[str, ...], origin: Origin) -> Iterator[Wrong]:
    kinds = ("column", "constant", "template", "pair")
    given = [kind for kind in kinds if getattr(origin, kind) is not None]
    made = origin.start is not None and origin.step is not None
    if len(given) > 1:
        yield Wrong((*path, given[1]), f"give either `{given[0]}` or `{given[1]}`, not both")
    if not given and origin.start is None and origin.step is None:
        words = "say where it comes from: column, constant, template, pair, or start and step"
        yield Wrong(path, words)
    if (origin.start is None) != (origin.step is None):
        yield Wrong(path, "`start` and `step` need each other")
    if made and (origin.format is not None or (given and given != ["column"])):
        yield Wrong((*path, "start"), "`start` and `step` go with a column of numbers or alone")


def _check_parts(path: tuple[str, ...], origin: Origin) -> Iterator[Wrong]:
    tests: Iterable[tuple[str, Callable[[str], object]]] = (
        ("template", template.pieces),
        ("default", template.pieces),
        ("zone", zone_of),
        ("start", start_of),
        ("step", step_of),
        ("format", check_format),
    )
    for key, test in tests:
        if (value := getattr(origin, key)) is not None:
            yield from _tried((*path, key), test, value)
    if origin.split == "":
        yield Wrong((*path, "split"), "a separator is at least one character")


def _tried(path: tuple[str, ...], test: Callable[[str], object], value: str) -> Iterator[Wrong]:
    try:
        test(value)
    except ValueError as error:
        yield Wrong(path, str(error))


def _check_required(mapping: Mapping, event: str) -> Iterator[Wrong]:
    given = mapping.origins(event)
    for name in typeof.required(typeof.TYPES[event]):
        if name not in given and name not in GENERATED:
            yield Wrong(("fields",), f"{event} must have `{name}`: say where it comes from")


def check_columns(mapping: Mapping, present: Iterable[str]) -> Iterator[Wrong]:
    """Columns that a mapping names and a file does not have. Dotted names are left to the rows."""
    have = set(present)
    for path, name in named(mapping):
        if name not in have and name.split(".")[0] not in have:
            yield Wrong(path, f"the file has no column {name!r}", nearest(name, have))


def named(mapping: Mapping) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every column that a mapping names, with the keys that lead to the name."""
    if isinstance(mapping.type, TypeByRow):
        yield ("type", "column"), mapping.type.column
    for name in mapping.each.columns if mapping.each else ():
        yield ("each", "columns"), name
    tables: list[tuple[tuple[str, ...], dict[str, Origin]]] = [(("fields",), mapping.fields)]
    tables += [(("only", event), origins) for event, origins in mapping.only.items()]
    for above, origins in tables:
        for field, origin in origins.items():
            for column in (*origin.columns, *_in_templates(origin)):
                yield (*above, field), column


def _in_templates(origin: Origin) -> Iterator[str]:
    for text in (origin.template, origin.default):
        yield from template.columns(text) if text is not None else ()
