"""`bantay scan FILE|-`: a stateless look at texts, one line out for every line in."""

import codecs
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

LONGEST = 1 << 20
"""Bytes of a line at most, as for a line of events."""


@click.command("scan", short_help="Look at texts without a store: a line in, a line out.")
@click.argument("file", type=click.File("rb"))
def scan(file: BinaryIO) -> None:
    """Scan lines of FILE (or of standard input, when it is "-") and keep nothing.

    \b
    in   {"id": "1", "text": "…"}
         {"id": "2", "messages": [["sender", "text"], …]}
    out  {"id", "contacts", "findings", "alarms"}, in the order of the lines;
         {"id", "error"} for a line that cannot be read or has more than 1 MiB

    \b
      echo '{"id":1,"text":"my number is 07700 900143"}' | bantay scan -
      bantay scan texts.jsonl
    """
    from bantay.runtime.scan import scan_lines

    out = sys.stdout.buffer
    for line in scan_lines(_lines(file)):
        out.write(line.rstrip(b"\n") + b"\n")
        out.flush()  # who pipes line by line may wait for each answer


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines, none longer than `LONGEST`: an endless one is cut, and refused as no JSON."""
    mark = codecs.BOM_UTF8  # some editors put it before the first line
    while line := file.readline(LONGEST):
        rest = line
        while len(rest) == LONGEST and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST)
        yield line.removeprefix(mark)
        mark = b""
