"""Files that are not in the contract's shape: the guess is shown, saved, and used again.

A saved guess lies beside its file (or in the store, where the folder cannot be written) as
`chat.csv.mapping.toml`. It is the operator's from then on: corrected by hand, it is what
the next run reads the file through.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bantay.cli.render.safe import safe
from bantay.cli.render.words import count

if TYPE_CHECKING:
    from bantay.adapters.sources.mapping import Mapping, Origin
    from bantay.ports.source import Source

ENDING = ".mapping.toml"
SOME_WORDS = 6
"""Replaced words that are shown; the saved file has them all."""
ABOUT = "Guessed by bantay run from {}. Correct what is wrong: the next run reads it so."

Telling = Literal["words", "json", "nothing"]


def mapped(
    paths: Sequence[Path], mapping: Path | None, store: Path, telling: Telling
) -> "list[Source]":
    """The sources behind paths. What had to be guessed is told on standard error and saved."""
    from bantay.adapters.sources import open_sources

    if mapping is not None:
        return open_sources(paths, mapping)
    sources: list[Source] = []
    for path in paths:
        saved = _saved(path, store)
        if saved is not None:
            _say(telling, f"{safe(str(path))} is read as {safe(str(saved))} says")
        for source in open_sources([path], saved):
            sources.append(_settled(source, store, telling))
    return sources


def _settled(source: "Source", store: Path, telling: Telling) -> "Source":
    """The source itself, or, for a guess, the source through the mapping saved for it."""
    from bantay.adapters.sources import open_sources

    guess: Mapping | None = getattr(source, "mapping", None)
    if guess is None or not getattr(source, "guessed", False):
        return source
    path: Path = getattr(source, "path", Path(source.name))
    saved = _saved(path, store)
    if saved is not None:  # a file inside a directory
        _say(telling, f"{safe(str(path))} is read as {safe(str(saved))} says")
        return open_sources([path], saved)[0]
    _told(path, guess, _save(path, guess, store), telling)
    return source


def _places(path: Path, store: Path) -> tuple[Path, Path]:
    name = path.name + ENDING
    return path.with_name(name), store / "mappings" / name


def _saved(path: Path, store: Path) -> Path | None:
    if path.is_dir():
        return None
    return next((place for place in _places(path, store) if place.is_file()), None)


def _save(path: Path, mapping: "Mapping", store: Path) -> Path:
    beside, inside = _places(path, store)
    place = beside if writable(beside.parent) else inside
    place.parent.mkdir(parents=True, exist_ok=True)
    text = mapping.to_toml(ABOUT.format(path.name)).encode("utf-8", "backslashreplace")
    fresh = place.with_name(place.name + ".new")
    fresh.write_bytes(text)
    fresh.replace(place)  # whole or not at all: half a mapping would be read by the next run
    return place


def writable(folder: Path) -> bool:
    """Whether a file may be put into a folder."""
    return os.access(folder, os.W_OK)


def _told(path: Path, mapping: "Mapping", place: Path, telling: Telling) -> None:
    if telling == "json":
        import msgspec

        told = {"guessed": str(path), "mapping": mapping, "saved": str(place)}
        click.echo(msgspec.json.encode(told).decode(), err=True)
    elif telling == "words":
        click.echo("\n".join(shown(path, mapping, place)), err=True)


def shown(path: Path, mapping: "Mapping", place: Path) -> Iterable[str]:
    """The guess as a short table, and where it was saved."""
    rows = [("type", _type(mapping))]
    rows += [(field, _origin(origin)) for field, origin in mapping.fields.items()]
    for event, origins in mapping.only.items():
        rows += [(f"{event}: {field}", _origin(origin)) for field, origin in origins.items()]
    width = max(len(field) for field, _ in rows)
    yield f"{safe(str(path))} is not in the contract's shape; it is read like this:"
    yield from (f"  {field:<{width}}  {safe(origin)}" for field, origin in rows)
    if mapping.sort:
        yield "  sorted by time first: the file is not in the order of its times"
    if mapping.each is not None:
        columns = " and ".join(mapping.each.columns)
        yield f"  one event for every element of {safe(columns)}"
    if mapping.ignored:
        ignored = ", ".join(mapping.ignored)
        yield f"  left out: {count(len(mapping.ignored), 'column')} ({safe(ignored)})"
    yield f"saved as {safe(str(place))}: correct it there, the next run reads it so"


def _type(mapping: "Mapping") -> str:
    kind = mapping.type
    if isinstance(kind, str):
        return f"always {kind}"
    skipped = f", not those that say {', '.join(kind.skip)}" if kind.skip else ""
    return f"column {kind.column}{_replaced(kind.values)}{skipped}"


def _origin(origin: "Origin") -> str:
    return "".join(
        [
            _where(origin),
            f", written {origin.format}" if origin.format else "",
            f", in {origin.zone} where it says none" if origin.zone else "",
            _replaced(origin.values),
            f", any other word as {origin.otherwise}" if origin.otherwise else "",
            f", where it is empty {origin.default}" if origin.default else "",
            ", left out where it does not fit" if origin.unfit == "omit" else "",
        ]
    )


def _replaced(values: "dict[str, str]") -> str:
    """The first words that are read as others, and how many more there are."""
    if not values:
        return ""
    first = [f"{word} as {other}" for word, other in list(values.items())[:SOME_WORDS]]
    more = len(values) - len(first)
    return f", {', '.join(first)}" + (f" and {count(more, 'word')} more" if more else "")


def _where(origin: "Origin") -> str:
    if origin.column is not None:
        return f"column {origin.column}"
    if origin.pair is not None:
        return f"the pair of columns {origin.pair[0]} and {origin.pair[1]}"
    if origin.template is not None:
        return f"made of {origin.template}"
    if origin.start is not None:
        return f"from {origin.start} on, a row every {origin.step or '1s'}"
    return f"always {origin.constant}"


def _say(telling: Telling, text: str) -> None:
    if telling == "words":
        click.echo(text, err=True)
