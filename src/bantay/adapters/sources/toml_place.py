"""Where in a TOML text a key stands, so that an error can point at it.

The standard parser forgets places. This finds a key's line by the table headers above it,
and a key of an inline table inside its line: enough for files of settings, and when a
file is written in a stranger way the place is merely less exact.
"""

import re
from collections.abc import Iterator, Sequence

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]\]?")
_ENTRY = re.compile(rf"(\s*)({_DOTTED})\s*=")
_INNER = re.compile(rf"(?:^|[{{,])\s*({_DOTTED})\s*=")
_PARTS = re.compile(_NAME)


def key_place(text: str, path: Sequence[str]) -> tuple[int, int]:
    """Line and column (from 1) of a key; of the nearest thing above it when it is not found."""
    wanted = tuple(path)
    best, length = (1, 1), 0
    for line, column, found in _keys(text):
        shared = _shared(found, wanted)
        if shared == len(found) and shared > length:
            best, length = (line, column), shared
    return best


def _keys(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            yield number, header.start(1) + 1, table
        elif entry := _ENTRY.match(line):
            key = (*table, *_parts(entry[2]))
            yield number, entry.start(2) + 1, key
            rest = line[entry.end() :]
            for inner in _INNER.finditer(rest):
                yield number, entry.end() + inner.start(1) + 1, (*key, *_parts(inner[1]))


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(_unquoted(part) for part in _PARTS.findall(dotted))


def _unquoted(name: str) -> str:
    if name.startswith("'"):
        return name[1:-1]
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') else name


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
