"""The page on how the source is built: rooms and who imports whom, read from the source itself."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from bantay.cli.render.prose import prose

PACKAGE = Path(__file__).parents[2]
LAYERS = (
    ("cli",),
    ("bench", "client", "console", "server"),
    ("runtime",),
    ("adapters", "engine", "planes", "surveys", "fuse", "policy", "cases", "reports", "world"),
    ("kit",),
    ("ports",),
    ("model",),
    ("errors",),
)
"""The rooms from top to bottom, as the import contract in pyproject.toml has them."""

_WIDTH, _ROW, _BOX = 1000, 84, (96, 36)


@cache
def imports(package: Path = PACKAGE) -> dict[str, set[str]]:
    """Each room and the rooms that it imports, wherever in a file it does so."""
    rooms = {room for layer in LAYERS for room in layer}
    found: dict[str, set[str]] = {room: set() for room in rooms}
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room in rooms:
            found[room] |= set(_imported(path)) & rooms - {room}
    return found


def page(found: Mapping[str, set[str]]) -> str:
    """The page, without its picture."""
    rows = [_row(room, found) for layer in LAYERS for room in layer]
    table = ["| room | imports | is imported by |", "| --- | --- | --- |", *rows]
    return prose("architecture").substitute(table="\n".join(table))


def picture(found: Mapping[str, set[str]]) -> str:
    """The picture: layers of boxes, a line to each room that is imported."""
    places = dict(_places())
    height = _ROW * len(LAYERS)
    lines = [
        _line(places[room], places[below])
        for layer in LAYERS
        for room in layer
        for below in sorted(found[room])
    ]
    boxes = [_box(room, *places[room]) for layer in LAYERS for room in layer]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'width="{_WIDTH}" height="{height}" font-family="system-ui, sans-serif" font-size="14">'
        "<title>Rooms of the source and who imports whom</title>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n'
        + "\n".join([*lines, *boxes])
        + "\n</svg>\n"
    )


def _imported(path: Path) -> Iterator[str]:
    """First rooms of the names that a file imports of this package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bantay."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.ImportFrom) and node.module == "bantay":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name.split(".") for alias in node.names)
            yield from (name[1] for name in names if name[0] == "bantay" and len(name) > 1)


def _row(room: str, found: Mapping[str, set[str]]) -> str:
    order = [one for layer in LAYERS for one in layer]
    below = ", ".join(one for one in order if one in found[room]) or "nothing"
    above = ", ".join(one for one in order if room in found[one]) or "nobody"
    folder = (PACKAGE / room).is_dir()
    name = f"[{room}](../../src/bantay/{room}/README.md)" if folder else f"`{room}.py`"
    return f"| {name} | {below} | {above} |"


def _places() -> Iterator[tuple[str, tuple[float, float]]]:
    """The middle of each room's box."""
    for row, layer in enumerate(LAYERS):
        step = _WIDTH / len(layer)
        for column, room in enumerate(layer):
            yield room, (round(step * (column + 0.5), 1), row * _ROW + _ROW / 2)


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to, down) = start, end
    y, down = y + _BOX[1] / 2, down - _BOX[1] / 2
    bend = min(60.0, (down - y) / 2)
    path = f"M{x} {y} C{x} {y + bend} {to} {down - bend} {to} {down}"
    return f'<path d="{path}" fill="none" stroke="#0b6a8f" stroke-opacity=".28"/>'


def _box(room: str, x: float, y: float) -> str:
    width, height = _BOX
    return (
        f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" '
        'rx="6" fill="#eef5f8" stroke="#0b6a8f"/>'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" fill="#1b1f24">{escape(room)}</text>'
    )
