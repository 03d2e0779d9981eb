"""A hash list as CSV: a header, then one hash a line.

    id,kind,hash,quality,opinion,list
    image1,pdq,f8f8...,100,,A1
    image1,sha256,0f3c...,,disputed,A1
    image4,withdrawn,,,,

`hash` is needed, and `kind` unless one is given for the whole file; without `id` the hash is
its own id. Lines of one id that follow each other are one entry. An `opinion` is empty or
"positive" to act on it, "disputed" or "seed" never to.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from bantay.errors import InputError, Place, closest
from bantay.ports.hashlists import DIGITS, Entry, Gone, HashKind, Opinion, Print

COLUMNS = ("id", "kind", "hash", "quality", "opinion", "list")
_WITHDRAWN = "withdrawn"
_LONGEST = 4_000
_HEX = re.compile(r"[0-9a-f]+")


class CsvList:
    """The list in a file; `whole` says that it names everything the source has."""

    def __init__(self, path: Path, kind: HashKind | None = None, whole: bool = False):
        self._path, self._kind, self.whole = path, kind, whole

    def changes(self) -> Iterator[Entry | Gone]:
        """Its entries and withdrawals. Raises `InputError` with line and column."""
        id, list_, prints = "", "", list[Print]()
        for line, row in self._rows():
            change = self._change(line, row)
            if prints and (isinstance(change, Gone) or change.id != id):
                yield Entry(id, tuple(prints), list_)
                prints = []
            if isinstance(change, Gone):
                yield change
            else:
                id, list_ = change.id, change.list or (list_ if prints else "")
                prints.extend(change.prints)
        if prints:
            yield Entry(id, tuple(prints), list_)

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        name = str(self._path)
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(_short(file, name))
                header = [cell.strip().casefold() for cell in next(reader, [])]
                self._check(header)
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        if len(cells) > len(header):
                            words = f"{len(cells)} cells under {len(header)} columns"
                            raise InputError(words, Place(name, reader.line_num))
                        row = dict(zip(header, map(str.strip, cells), strict=False))
                        yield reader.line_num, row
        except (OSError, UnicodeDecodeError, csv.Error) as wrong:
            why = getattr(wrong, "strerror", None) or str(wrong)
            raise InputError(f"the hash list cannot be read: {why}", Place(name)) from None

    def _check(self, header: list[str]) -> None:
        where = Place(str(self._path), 1)
        for column in header:
            if column not in COLUMNS:
                near = closest(column, COLUMNS)
                words = f"unknown column {column!r}, expected some of: {', '.join(COLUMNS)}"
                raise InputError(words, where, near)
        if "hash" not in header:
            raise InputError("the first line names the columns, one of them hash", where)
        if "kind" not in header and self._kind is None:
            words = f"no column kind: say which with --kind ({', '.join(DIGITS)})"
            raise InputError(words, where)

    def _change(self, line: int, row: dict[str, str]) -> Entry | Gone:
        kind: Any = (row.get("kind") or self._kind or "").casefold()
        digits = row.get("hash", "").casefold()
        if kind == _WITHDRAWN:
            if not (row.get("id") or digits):
                raise self._wrong(line, row, "id", "a withdrawal names the id")
            return Gone(row.get("id") or digits)
        if kind not in get_args(HashKind):
            known = (*get_args(HashKind), _WITHDRAWN)
            near = closest(kind, known)
            raise self._wrong(line, row, "kind", f"one of {', '.join(known)}", near)
        if len(digits) != DIGITS[kind] or not _HEX.fullmatch(digits):
            words = f"a {kind} hash has {DIGITS[kind]} hexadecimal digits, this {len(digits)} signs"
            raise self._wrong(line, row, "hash", words)
        mark = Print(kind, digits, self._opinion(line, row), self._quality(line, row))
        return Entry(row.get("id") or digits, (mark,), row.get("list", ""))

    def _opinion(self, line: int, row: dict[str, str]) -> Opinion:
        said: Any = row.get("opinion", "").casefold() or "positive"
        if said not in get_args(Opinion):
            near = closest(said, get_args(Opinion))
            words = f"one of {', '.join(get_args(Opinion))}"
            raise self._wrong(line, row, "opinion", words, near)
        opinion: Opinion = said
        return opinion

    def _quality(self, line: int, row: dict[str, str]) -> int | None:
        said = row.get("quality", "")
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and int(said) <= 100):
            raise self._wrong(line, row, "quality", "a whole number from 0 to 100")
        return int(said)

    def _wrong(
        self, line: int, row: dict[str, str], column: str, words: str, near: str | None = None
    ) -> InputError:
        place = Place(str(self._path), line, list(row).index(column) + 1 if column in row else None)
        return InputError(f"{column}: {words}", place, near)


def _short(lines: Any, name: str) -> Iterator[str]:
    """Lines, none of them endless."""
    n = 0
    while line := lines.readline(_LONGEST):
        n += 1
        if len(line) == _LONGEST:
            raise InputError(f"a line of {_LONGEST} characters or more", Place(name, n))
        yield line
