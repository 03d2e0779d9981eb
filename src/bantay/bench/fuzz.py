"""The fuzz bar: every parser, fed with what is almost whole, ends well or says what is wrong.

Inputs are made from whole ones by small changes, from a counter: the same number gives the
same input, and a later run goes on where the last one ended.
"""

import random
import time
from collections.abc import Iterator, Sequence

from bantay.bench import results
from bantay.bench.bad_input import HANG, no_longer_than
from bantay.bench.fuzz_parsers import Parser, parsers, tried
from bantay.bench.results import Figures

MINUTES = 10.0
LONGEST = 200_000
_NEXT = "next input"
_PIECES = (
    *(b"", b"\x00", b"\xff", b"\n", b"\r", b'"', b"'", b"{", b"}", b"[", b"]", b"<", b">", b"&"),
    *(b"]]>", b"<!--", b"&#0;", b"\\u0000", b"\\ud800", b"\xed\xa0\x80", "\u202e".encode()),
    *(b"null", b"true", b"NaN", b"1e999", b"-1", b"0", b"9" * 30, b"1" * 400, b"2026-13-45"),
    *(
        b"9999-12-31T23:59:59Z",
        b"0001-01-01T00:00:00+23:59",
        b"../..",
        b"%s%n",
        b"=1+1",
        b"a" * 5000,
    ),
    *(
        b"[" * 3000,
        b"{'a':" * 500,
        b"(" * 800,
        b"\xef\xbb\xbf",
        "é".encode(),
        "\U0001f1f5".encode(),
    ),
)


def changed(seeds: Sequence[bytes], number: int) -> bytes:
    """The input of that number: a whole one with one to six changes."""
    chance = random.Random(number)
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randint(0, len(data)), chance.choice((0, 0, 1, 1, 2, 8, 40))
        match chance.randint(0, 6):
            case 0:
                data[at : at + size] = chance.choice(_PIECES)
            case 1 if data:
                data[min(at, len(data) - 1)] ^= 1 << chance.randint(0, 7)
            case 2:
                del data[at : at + size]
            case 3:
                data[at:at] = data[at : at + size] * chance.randint(1, 20)
            case 4 if chance.random() < 0.2:
                del data[at:]
            case 5:
                other = chance.choice(seeds)
                start = chance.randint(0, len(other))
                data[at:at] = other[start : start + chance.randint(0, 60)]
            case _:
                data[at:at] = chance.randbytes(chance.randint(1, 4))
    return bytes(data[:LONGEST])


def fuzz(parser: Parser, first: int, seconds: float) -> tuple[int, list[str]]:
    """Try inputs for so long; the number to go on with, and what went wrong, at most three."""
    until, number, flaws = time.monotonic() + seconds, first, list[str]()
    while time.monotonic() < until and len(flaws) < 3:
        flaw = one(parser, number)
        if flaw is not None:
            flaws.append(f"{parser.name} {number}: {type(flaw).__name__}: {flaw!s:.120}")
        number += 1
    return number, flaws


def one(parser: Parser, number: int) -> BaseException | None:
    """Try the input of that number; a hang is a flaw too."""
    data = parser.seeds[number] if number < len(parser.seeds) else changed(parser.seeds, number)
    try:
        with no_longer_than(HANG):
            return tried(parser, data)
    except TimeoutError as slow:
        return slow


def bar(minutes: float = MINUTES) -> tuple[dict[str, bool], Figures]:
    """No parser ends in anything but an answer or a sentence; each was tried, and time was
    shared alike."""
    known = results.read("fuzz")
    before: dict[str, int] = known.figures.get(_NEXT, {}) if known else {}
    every = parsers()
    tried_, flaws, following = dict[str, int](), list[str](), dict[str, int]()
    for parser in every:
        first = before.get(parser.name, 0)
        end, wrong = fuzz(parser, first, minutes * 60 / len(every))
        tried_[parser.name], following[parser.name] = end - first, end
        flaws += wrong
    met = {
        "no crash, no hang: an answer or a sentence": not flaws,
        "every parser was tried": min(tried_.values()) > 0,
    }
    figures: Figures = {
        "parsers": len(every),
        "inputs": sum(tried_.values()),
        "inputs by parser": tried_,
        "flaws": flaws,
        "minutes": minutes,
        _NEXT: following,
    }
    return met, figures


def whole(parser: Parser) -> Iterator[BaseException]:
    """What goes wrong with inputs that are whole: nothing, or the parser is not wired rightly."""
    for seed in parser.seeds:
        try:
            parser.parse(seed)
        except Exception as wrong:
            yield wrong
