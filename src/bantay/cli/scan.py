"""`bantay scan FILE|-`: a stateless look at texts, one line out for every line in."""

import sys
from collections.abc import Iterator
from typing import BinaryIO

import click


@click.command("scan", short_help="Look at texts without a store: a line in, a line out.")
@click.argument("file", type=click.File("rb"))
def scan(file: BinaryIO) -> None:
    """Scan lines of FILE (or of standard input, when it is "-") and keep nothing.

    \b
    in   {"id": "1", "text": "…"}
         {"id": "2", "messages": [["sender", "text"], …]}
    out  {"id", "contacts", "findings", "alarms"}, in the order of the lines
    """
    from bantay.runtime.scan import scan_lines

    out = sys.stdout.buffer
    for line in scan_lines(_lines(file)):
        out.write(line.rstrip(b"\n") + b"\n")
        out.flush()  # who pipes line by line may wait for each answer


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline():
        yield line
