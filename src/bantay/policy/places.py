"""Where everything of a TOML text stands: each key, each value, each character in a string.

The standard library reads TOML and says nothing of places. This walks the same text once
more, after it was read without error, and only notes offsets.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n[ \t\n]*|.)", re.S)


class Places:
    """The places of a TOML text that is known to be right."""

    def __init__(self, text: str):
        self.text = text
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self._lines = [0, *(n + 1 for n, char in enumerate(text) if char == "\n")]
        self._counts: dict[Path, int] = {}
        self._at = 0
        self._document()

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; columns count characters."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def key(self, path: Path) -> int:
        """Where a key stands; the nearest part above it when it is not there."""
        for size in range(len(path), 0, -1):
            if path[:size] in self.keys:
                return self.keys[path[:size]]
            if path[:size] in self.values:
                return self.values[path[:size]][0]
        return 0

    def value(self, path: Path) -> int:
        """Where a value begins; its key's place when it has none of its own (a table)."""
        return self.values[path][0] if path in self.values else self.key(path)

    def inside(self, path: Path, index: int) -> int:
        """Where character `index` of a string value stands, escapes and all; past its last
        one, its closing quote."""
        if path not in self.values:
            return self.key(path)
        start, end = self.values[path]
        for number, offset in enumerate(_characters(self.text, start, end)):
            if number == index:
                return offset
        return _body(self.text, start, end)[1]

    # ---------------------------------------------------------------- the walk

    def _document(self) -> None:
        table: Path = ()
        while self._blank() < len(self.text):
            if self.text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _blank(self) -> int:
        found = _BLANK.match(self.text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self._at)
        self._at = found.end() if found else self._at

    def _header(self) -> Path:
        many = self.text.startswith("[[", self._at)
        self._at += 2 if many else 1
        names = self._dotted()
        path: Path = ()
        for number, (name, offset) in enumerate(names):
            path = (*path, name)
            self.keys.setdefault(path, offset)
            last = number == len(names) - 1
            if last and many:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
                if last and many:
                    self.keys[path] = offset
        self._at = self.text.index("]", self._at) + (2 if many else 1)
        return path

    def _dotted(self) -> list[tuple[str, int]]:
        names = []
        while True:
            self._skip()
            names.append(self._name())
            self._skip()
            if self.text[self._at] != ".":
                return names
            self._at += 1

    def _name(self) -> tuple[str, int]:
        start = self._at
        if self.text[start] in "\"'":
            end = _string_end(self.text, start)
            self._at = end
            return _decoded(self.text, start, end), start
        found = _BARE.match(self.text, start)
        self._at = found.end() if found else start + 1
        return self.text[start : self._at], start

    def _pair(self, table: Path) -> None:
        path = table
        for name, offset in self._dotted():
            path = (*path, name)
            self.keys.setdefault(path, offset)
        self._at += 1  # the equals sign
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        start = self._at
        first = self.text[start]
        if first in "\"'":
            self._at = _string_end(self.text, start)
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            found = _SCALAR.match(self.text, start)
            self._at = found.end() if found else start + 1
        self.values[path] = (start, self._at)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self.text[self._blank()] != "]":
            self._value((*path, index))
            index += 1
            if self.text[self._blank()] == ",":
                self._at += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self.text[self._blank()] != "}":
            self._pair(path)
            if self.text[self._blank()] == ",":
                self._at += 1
        self._at += 1


def _string_end(text: str, start: int) -> int:
    """The offset behind a string's closing quotes."""
    quote = text[start]
    closing = quote * 3 if text.startswith(quote * 3, start) else quote
    at = start + len(closing)
    while not text.startswith(closing, at):
        at += 2 if quote == '"' and text[at] == "\\" else 1
    at += len(closing)
    while len(closing) == 3 and text.startswith(quote, at):  # '''a'''' ends in a quote
        at += 1
    return at


def _body(text: str, start: int, end: int) -> tuple[int, int]:
    size = 3 if text.startswith(text[start] * 3, start) and end - start >= 6 else 1
    first = start + size
    if size == 3 and text.startswith("\n", first):
        first += 1  # a line end right after the opening quotes is no part of it
    return first, end - size


def _characters(text: str, start: int, end: int) -> Iterator[int]:
    """The offset of each character that a string holds once it is read."""
    if text[start] not in "\"'":
        return
    at, last = _body(text, start, end)
    while at < last:
        found = _ESCAPE.match(text, at) if text[start] == '"' and text[at] == "\\" else None
        if found is None or "\n" not in found[0]:
            yield at
        at = found.end() if found else at + 1


def _decoded(text: str, start: int, end: int) -> str:
    """A quoted key's name, near enough to be looked up."""
    first, last = _body(text, start, end)
    raw = text[first:last]
    return raw.encode().decode("unicode_escape", "replace") if "\\" in raw else raw
