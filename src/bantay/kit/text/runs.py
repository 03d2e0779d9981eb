"""Runs of digits with what people put between them, and whether they are laid out like a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bantay.kit.text.late import late

BETWEEN = r" \u00a0.\-()\[\]/_·•*~‐‑‒–—−"
"""Characters that may stand between the digits of one number (a regex character class)."""

_RUN = late(rf"(?:\+\s?)?[(\[]?[0-9](?:(?:[{BETWEEN}]{{0,3}}|,)[0-9])*")
_DIGITS = late(r"[0-9]+")
_MOST_GROUPS = 6


@dataclass(frozen=True, slots=True)
class Run:
    """Digits of a folded text: `start` to `end` are offsets in it.

    `groups` are the digits between separators, `joints` the separators between groups.
    """

    start: int
    end: int
    groups: tuple[str, ...]
    joints: tuple[str, ...]
    plus: bool

    @property
    def digits(self) -> str:
        """All digits, joined."""
        return "".join(self.groups)

    def parts(self) -> "list[Run]":
        """The runs left when it is cut at slashes, wide gaps and brackets, else at white space.

        The run itself, alone, when there is nowhere to cut.
        """
        gap = " \u00a0" if self.plus else " \u00a0(["  # "+41 (0)…" is one number
        apart = [
            n
            for n, joint in enumerate(self.joints)
            if "/" in joint or "," in joint or not joint.strip(gap)
        ]
        wide = [n for n in apart if len(self.joints[n]) > 1 or self.joints[n] in "/,"]
        return self._cut(wide or apart)

    def _cut(self, at: list[int]) -> "list[Run]":
        offsets, start, first = _offsets(self), self.start, 0
        found = []
        for last in (*at, len(self.joints)):
            end = offsets[last] + len(self.groups[last])
            groups, joints = self.groups[first : last + 1], self.joints[first:last]
            found.append(Run(start, end, groups, joints, self.plus and first == 0))
            first = last + 1
            start = offsets[first] if first < len(offsets) else end
            if last < len(self.joints) and self.joints[last].endswith(("(", "[")):
                start -= 1
        return found


def _offsets(run: Run) -> list[int]:
    """Where each group starts, from the back: what comes before the first may vary."""
    at = run.end
    found = []
    for group, joint in zip(reversed(run.groups), ("", *reversed(run.joints)), strict=True):
        at -= len(joint) + len(group)
        found.append(at)
    return found[::-1]


def runs(folded: str, least: int = 1) -> Iterator[Run]:
    """All runs of at least so many digits, from the left, each as long as it gets."""
    for match in _RUN.finditer(folded):
        if match.end() - match.start() >= least:
            run = _run(match[0], match.start(), match.end())
            if sum(map(len, run.groups)) >= least:
                yield run


def _run(text: str, start: int, end: int) -> Run:
    found = list(_DIGITS.finditer(text))
    joints = tuple(text[a.end() : b.start()] for a, b in pairwise(found))
    return Run(start, end, tuple(m[0] for m in found), joints, text.startswith("+"))


def is_dialling_layout(run: Run) -> bool:
    """Whether the groups look like a number written down to be dialled.

    Digits one by one, or few groups of two or more; a single digit may stand where a
    country code or trunk digit would, and once more. One kind of separator, two at most.
    With a plus in front any grouping will do.
    """
    sizes = [len(group) for group in run.groups]
    signs = {c for joint in run.joints for c in joint if c not in " \u00a0()[]"}
    if len(signs) > 2:
        return False
    if run.plus:
        return True
    if all(size == 1 for size in sizes):
        return len(set(run.joints)) <= 2
    singles = sum(size == 1 for size in sizes[2:])
    return len(sizes) <= _MOST_GROUPS and singles <= (sizes[0] == 1) and sizes[-1] > 1


def is_one_by_one(run: Run) -> bool:
    """Whether every digit stands alone: "5 5 5 0 1 4 2"."""
    return len(run.groups) > 1 and all(len(group) == 1 for group in run.groups)


_SCATTERED_LEAST = 9  # digits of a number whose groups tell nothing


def is_scattered(run: Run) -> bool:
    """Whether digits are strewn with one sign in no layout that anybody prints: "0*91*7*5"."""
    joints, sizes = set(run.joints), [len(group) for group in run.groups]
    one = len(joints) == 1 and len(joint := run.joints[0]) == 1 and joint not in " \u00a0."
    return one and len(sizes) > 3 and 1 in sizes[1:-1] and sum(sizes) >= _SCATTERED_LEAST


_PRINTED = {(3, 3, 4), (2, 5, 4), (2, 4, 4), (3, 2, 2, 2), (3, 3, 2, 2), (3, 4, 4)}
_CODE = 3  # digits of a country code, at most


def is_grouped_by_plan(run: Run) -> bool:
    """Whether the groups are those of a printed number, with or without a country code."""
    sizes = tuple(len(group) for group in run.groups)
    return sizes in _PRINTED or (sizes[0] <= _CODE and sizes[1:] in _PRINTED)
