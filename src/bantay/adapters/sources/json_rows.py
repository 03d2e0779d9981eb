"""Rows of JSON Lines that are not of the contract: any object a line."""

from collections.abc import Iterator

from msgspec.json import Decoder

from bantay.adapters.sources.blocks import blocks
from bantay.adapters.sources.explain import explain
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.lines import batches
from bantay.adapters.sources.locate import find
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.rows import Row

_DECODER = Decoder()


class JsonRows:
    """Every line is a record; its keys are the columns."""

    columns = None

    def __init__(self, file: InputFile):
        self._file = file

    def rows(self, after: int) -> Iterator[Row]:
        """One record a line, blank lines among them."""
        for batch in batches(blocks(self._file), after):
            last = len(batch.lines) - 1
            for offset, line in enumerate(batch.lines):
                row = Row(batch.first + offset - 1, batch.first + offset, line, batch.done)
                row.unfinished = batch.unfinished and offset == last
                row.problem = batch.spoiled
                if batch.spoiled is None:
                    _fill(row)
                yield row

    def locate(self, raw: bytes, column: str) -> int | None:
        """Where the value of a key stands in the line."""
        text = raw.decode(errors="replace")
        where = find(text, [column]) or find(text, [column.partition(".")[0]])
        return where[1] + 1 if where else None


def _fill(row: Row) -> None:
    try:
        value = _DECODER.decode(row.raw)
    except (ValueError, RecursionError) as error:
        if row.raw.strip():
            row.problem = explain(row.raw, error)
        return
    if isinstance(value, dict):
        row.values = value
    else:
        row.problem = Problem("a row is a JSON object in braces", 1)
