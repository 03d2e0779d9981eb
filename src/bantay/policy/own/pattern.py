"""Patterns of the operator's own detectors: a small part of regular expressions, bounded.

Letters, `.`, `\\d \\w \\s \\b`, `[...]`, `(...)`, `|`, and `? * + {m,n}`; no look-around, no
back-references, so that an automaton finds them in one pass whatever the text holds. Every
pattern names words without which it cannot match: those words are what the screen looks for.
"""

from dataclasses import dataclass

from bantay.policy.cel.tree import Wrong

LONGEST = 200
"""Characters of a pattern."""
MOST_REPEATS = 40
"""The most an upper bound of a repeat may say."""
MOST_WORDS = 40
"""Words of which a pattern needs one."""
LEAST_LETTERS = 4
"""Letters of a word that the screen looks for; two are enough in scripts without spaces."""

_CLASSES = frozenset("dDwWsS")
_PLAIN = frozenset("\\.[](){}|?*+-/^$#&~ '\"")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a part of a pattern needs: `exact` when it is one plain text, and else the best
    words of which every match holds one (none: it may match without any)."""

    exact: str | None
    words: tuple[str, ...] = ()


_ANY = Needs(None)


def required(pattern: str) -> tuple[str, ...]:
    """The words of which every match of a pattern holds one. Raises Wrong, with its place."""
    if len(pattern) > LONGEST:
        raise Wrong("BP403", f"a pattern has at most {LONGEST} characters", LONGEST, len(pattern))
    reader = _Reader(pattern)
    needs = reader.either()
    if reader.at < len(pattern):
        raise Wrong("BP401", "this bracket closes nothing", reader.at, reader.at + 1)
    words = _best(needs)
    if not words:
        reason = f"every match must hold a word of {LEAST_LETTERS} letters or more"
        raise Wrong("BP402", reason, 0, len(pattern))
    if len(words) > MOST_WORDS:
        raise Wrong("BP402", f"at most {MOST_WORDS} words may begin it", 0, len(pattern))
    return words


def is_enough(word: str) -> bool:
    """Whether a word is rare enough to be looked for in every message."""
    letters = sum(char.isalnum() for char in word)
    return letters >= LEAST_LETTERS or sum(ord(char) >= 0x2E80 for char in word) >= 2


def _best(needs: Needs) -> tuple[str, ...]:
    if needs.exact is not None:
        return (needs.exact.lower(),) if is_enough(needs.exact) else ()
    return needs.words


def _stronger(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The set of words that is the rarer: its shortest word is longer."""
    if not first or not second:
        return first or second
    return max(first, second, key=lambda words: (min(map(len, words)), -len(words)))


class _Reader:
    """One pass over a pattern."""

    def __init__(self, pattern: str):
        self._pattern, self.at, self._depth = pattern, 0, 0

    def _sees(self, *chars: str) -> bool:
        return self.at < len(self._pattern) and self._pattern[self.at] in chars

    def either(self) -> Needs:
        """Branches: each must hold a word, or none is needed."""
        branches = [self._row()]
        while self._sees("|"):
            self.at += 1
            branches.append(self._row())
        if len(branches) == 1:
            return branches[0]
        words = [_best(branch) for branch in branches]
        if not all(words):
            return _ANY
        return Needs(None, tuple(dict.fromkeys(word for some in words for word in some)))

    def _row(self) -> Needs:
        run: str = ""
        words: tuple[str, ...] = ()
        exact = True
        while self.at < len(self._pattern) and not self._sees("|", ")"):
            start = self.at
            needs, optional, repeats = self._repeated()
            if needs.exact is not None and not optional:
                run += needs.exact
                if not repeats:
                    continue
            words = _stronger(words, _best(Needs(run)))
            run, exact = "", False
            if not optional:
                words = _stronger(words, needs.words)
                run = needs.exact or "" if repeats else ""
            if self.at == start:  # nothing was read: cannot happen, and must not hang
                raise Wrong("BP401", "this cannot be read", start, start + 1)
        if exact:
            return Needs(run)
        return Needs(None, _stronger(words, _best(Needs(run))))

    def _repeated(self) -> tuple[Needs, bool, bool]:
        """One thing with its repeat: what it needs, whether it may be left out, or come again."""
        start = self.at
        needs = self._one()
        optional = repeats = False
        if self._sees("?", "*", "+"):
            sign = self._pattern[self.at]
            self.at += 1
            optional, repeats = sign in "?*", sign in "*+"
        elif self._sees("{"):
            low, high = self._bounds()
            optional, repeats = low == 0, high > 1
        if self._sees("?", "*", "+", "{"):
            reason = "one repeat does not follow another"
            raise Wrong("BP401", reason, self.at, self.at + 1)
        if repeats and needs.exact is None and self._pattern[start] == "(":
            self._no_repeat_inside(start)
        return needs, optional, repeats

    def _no_repeat_inside(self, start: int) -> None:
        inner = self._pattern[start : self.at - 1]
        for sign in "*+{":
            if sign in inner.replace(f"\\{sign}", ""):
                reason = "a repeat of a group that repeats itself is too much"
                raise Wrong("BP401", reason, start, self.at)

    def _bounds(self) -> tuple[int, int]:
        end = self._pattern.find("}", self.at)
        low, comma, high = self._pattern[self.at + 1 : max(end, self.at + 1)].partition(",")
        fine = low.isdecimal() and (not comma or high.isdecimal())
        if end < 0 or not fine or len(low) > 3 or len(high) > 3:
            stop = end + 1 if end > 0 else self.at + 1
            raise Wrong("BP401", "bounds are written {2} or {2,5}", self.at, stop)
        least, most = int(low), int(high or low)
        if not least <= most <= MOST_REPEATS or most == 0:
            reason = f"bounds rise, and are at most {MOST_REPEATS}"
            raise Wrong("BP401", reason, self.at, end + 1)
        self.at = end + 1
        return least, most

    def _one(self) -> Needs:
        char = self._pattern[self.at]
        if char == "(":
            return self._group()
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        if char in "?*+{":
            raise Wrong("BP401", "there is nothing to repeat", self.at, self.at + 1)
        if char in "^$]}":
            reason = f"{char!r} is written \\{char}; a pattern matches anywhere in a message"
            raise Wrong("BP401", reason, self.at, self.at + 1, f"\\{char}")
        self.at += 1
        return _ANY if char == "." else Needs(char)

    def _group(self) -> Needs:
        start = self.at
        self.at += 1
        if self._sees("?"):
            if not self._pattern.startswith("?:", self.at):
                raise Wrong("BP401", "there is no look-around; groups are (...)", start, start + 3)
            self.at += 2
        self._depth += 1
        if self._depth > 6:
            raise Wrong("BP401", "at most 6 groups stand inside each other", start, start + 1)
        inner = self.either()
        self._depth -= 1
        if not self._sees(")"):
            raise Wrong("BP401", "this bracket is not closed", start, start + 1)
        self.at += 1
        return inner

    def _set(self) -> Needs:
        start = self.at
        self.at += 2 if self._pattern.startswith("[^", start) else 1
        while self.at < len(self._pattern) and not self._sees("]"):
            if self._sees("[", "&", "~"):
                reason = f"{self._pattern[self.at]!r} inside [...] is written with a \\ before it"
                raise Wrong("BP401", reason, self.at, self.at + 1)
            self.at += 2 if self._sees("\\") else 1
        if not self._sees("]"):
            raise Wrong("BP401", "this bracket is not closed", start, start + 1)
        self.at += 1
        return _ANY

    def _escape(self) -> Needs:
        found = self._pattern[self.at + 1 : self.at + 2]
        if found not in _CLASSES | _PLAIN | {"b"} or not found:
            reason = f"\\{found} is not known; there are \\d \\w \\s \\b and signs"
            raise Wrong("BP401", reason, self.at, self.at + 2)
        self.at += 2
        return Needs(found) if found in _PLAIN else _ANY
