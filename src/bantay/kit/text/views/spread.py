"""Characters set apart: which gap stands between most of them, and what else stands there.

In "m i a @e x" the gap is a space, and the "@" stays where the gap goes. Whoever sets
characters apart uses one gap; what differs from it was there before.
"""

import re
from collections import Counter
from collections.abc import Iterator

from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting

_LONGEST = 7  # characters of a gap, with a sign of the address and gaps on both sides of it
ROW = rf"(?<![a-z0-9])[a-z0-9](?:[\W_]{{1,{_LONGEST}}}[a-z0-9](?![a-z0-9])){{3,}}"
"""A row of single letters and digits (a regex)."""
_ROW = re.compile(ROW)
_BETWEEN = re.compile(r"[\W_]+")
_MOST = 0.6
"""The share of the places between characters that the gap stands at, at least."""


def rows(folded: str) -> Iterator[re.Match[str]]:
    """Rows of single letters and digits, whatever stands between them."""
    return _ROW.finditer(folded)


def gap_of(row: str) -> str:
    """The gap of a row; nothing when no gap stands at most of its places."""
    between = _BETWEEN.findall(row)
    gap, count = Counter(between).most_common(1)[0]
    return gap if count >= _MOST * len(between) else ""


def close_up(rewriting: Rewriting, reading: Reading, row: re.Match[str], note: str) -> None:
    """Put a row's characters together; signs beside its gaps stay."""
    gap, folded = gap_of(row[0]), reading.folded
    if not gap:
        return
    drawn = bool(gap.strip())  # a gap of nothing but space also parts the row from the next word
    if drawn and folded.endswith(gap, 0, row.start()):
        rewriting.put("", row.start() - len(gap), row.start(), note)
    for match in _BETWEEN.finditer(folded, row.start(), row.end()):
        left = kept(match[0], gap)
        if left != match[0]:
            rewriting.put(left, match.start(), match.end(), note)
    if drawn and folded.startswith(gap, row.end()):
        rewriting.put("", row.end(), row.end() + len(gap), note)


def kept(between: str, gap: str) -> str:
    """What is left between two characters without the gap behind the first and the last sign."""
    left = between.removeprefix(gap)
    return left.removesuffix(gap) if len(left) > len(gap) else left
