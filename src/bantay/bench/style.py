"""The style bar: how often writing is called alike that one person wrote, and two.

Real group chat with known nicknames: two equal stretches of each person's lines, from different
days, so that a shared conversation is no help. Nothing here is evidence anywhere; the bar says
how good an order of reading it makes.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from bantay.bench.results import Figures
from bantay.bench.sets import DATA, rows
from bantay.kit.style import ALIKE, SPACED, Style, compared, style_of

SET = "irc_disentangle"
CHOSEN = 13
"""People, by their names' order, on whom `ALIKE` was chosen: they are not measured."""
FALSE, FOUND = 0.01, 0.3
"""Pairs of two people that may be called alike, and of one person that should be."""
Pairs = Mapping[str, tuple[Style, Style]]


def bar(data: Path = DATA) -> tuple[dict[str, bool], Figures]:
    """Everything the bar asks; nothing when the measuring data is not there."""
    if not (data / SET).is_dir():
        return {}, {"skipped": "no measuring data"}
    halves = _halves(data)
    people = {name: halves[name] for name in sorted(halves)[CHOSEN:]}
    same, other, pairs = called(people)
    size = len(people)
    figures: Figures = {
        "people": size,
        "characters of each text": SPACED,
        "one person's two texts called alike": round(same / max(size, 1), 3),
        "two people's texts called alike": round(other / max(pairs, 1), 4),
        "pairs of two people": pairs,
        "scripts without spaces": "not measured: no set with known authors",
    }
    met = {
        f"at most {FALSE:.0%} of pairs of two people called alike": other <= FALSE * pairs,
        f"at least {FOUND:.0%} of one person's called alike": same >= FOUND * size,
        "at least 10 people": size >= 10,
    }
    return met, figures


def called(people: Pairs, least: float = ALIKE) -> tuple[int, int, int]:
    """Pairs of one person called alike, pairs of two, and how many of two there are. All texts
    are compared at once, as those of a queue are."""
    names = [name for name in people for _ in range(2)]
    found = compared([style for pair in people.values() for style in pair])
    alike = [pair for pair, how in found.items() if how.low >= least]
    same = sum(names[one] == names[other] for one, other in alike)
    return same, len(alike) - same, len(found) - len(people)


def _halves(data: Path) -> Pairs:
    """Two styles each of those who wrote enough, in even and in odd files."""
    said: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    files: dict[str, int] = {}
    for line in rows(data, SET):
        half = files.setdefault(line["file"], len(files)) % 2
        said[line["user"]][half].append(_own(line["text"]))
    found: dict[str, tuple[Style, Style]] = {}
    for user in sorted(said):
        one, two = (style_of(texts) for texts in said[user])
        if one is not None and two is not None:
            found[user] = (one, two)
    return found


def _own(text: str) -> str:
    """Without the nickname that a line begins with when it answers somebody."""
    head, mark, rest = text.partition(": ")
    return rest if mark and " " not in head else text
