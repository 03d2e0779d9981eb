"""How a CSV file is written: its delimiter, and whether its first row names the columns."""

import csv
import re
from collections.abc import Sequence

from bantay.adapters.sources.blocks import head
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.lines import BOM
from bantay.adapters.sources.names import known, plain
from bantay.adapters.sources.shapes import time_format

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
"""For a file with one column: a character that no text holds."""

_LOOK = 64 << 10
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")
_NAME_LENGTH = 60
_SENTENCE = 5  # spaces that make a cell a text and not a name


def delimiter_of(file: InputFile) -> str:
    """The delimiter that cuts the first rows most evenly into at least two cells."""
    if file.path.name.lower().split(".")[1:2] == ["tsv"]:
        return "\t"
    lines = _first_lines(file)
    best, score = NO_DELIMITER, (0.5, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _rows(lines, delimiter) if row]
        if widths and widths[0] > 1:
            even = sum(width == widths[0] for width in widths) / len(widths)
            if (even, widths[0]) > score:
                best, score = delimiter, (even, widths[0])
    return best


def headless_names(file: InputFile, delimiter: str) -> tuple[str, ...]:
    """Names for the columns of a file whose first row is data already; none when it names them."""
    first = next(iter(_rows(_first_lines(file), delimiter)), [])
    if any(plain(cell) in known() for cell in first) or not any(map(_is_data, first)):
        return ()
    return tuple(f"column {n}" for n in range(1, len(first) + 1))


def _first_lines(file: InputFile) -> list[str]:
    data = head(file, _LOOK).removeprefix(BOM)
    lines = data.decode(errors="replace").splitlines(keepends=True)
    return lines[:-1] if len(data) >= _LOOK and len(lines) > 1 else lines


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    found = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            found.append(row)
            if len(found) >= 50:
                break
    except csv.Error:
        pass
    return found


def _is_data(cell: str) -> bool:
    text = cell.strip()
    if not text:
        return False
    return (
        bool(_NUMBER.fullmatch(text))
        or "@" in text
        or len(text) > _NAME_LENGTH
        or text.count(" ") >= _SENTENCE
        or (any(c.isdigit() for c in text) and time_format([text]) is not None)
    )
