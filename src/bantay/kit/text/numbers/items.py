"""What a chain of number words says, number by number, as one would dial it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bantay.kit.text.numbers.tokens import DIGITS, Token

_TIMES = {"double": 2, "triple": 3}


@dataclass(frozen=True, slots=True)
class Item:
    """Digits that one or several tokens say, at folded offsets; `said`: in words."""

    digits: str
    start: int
    end: int
    said: bool


def items(chain: list[Token]) -> Iterator[list[Item]]:
    """The chain's numbers, cut where a multiplier or a small word has nothing to do."""
    part: list[Item] = []
    n = 0
    while n < len(chain):
        digits, used = _number(chain, n)
        if used:
            said = chain[n].kind != DIGITS or used > 1
            part.append(Item(digits, chain[n].start, chain[n + used - 1].end, said))
        elif part:
            yield part
            part = []
        n += used or 1
    if part:
        yield part


def _number(chain: list[Token], n: int) -> tuple[str, int]:
    """The digits said from token `n` on, and how many tokens say them (0: none)."""
    kind = chain[n].kind
    after = chain[n + 1] if n + 1 < len(chain) else None
    if kind in _TIMES:
        digit = _digit(after)
        return (digit * _TIMES[kind], 2) if digit else ("", 0)
    if kind == DIGITS:
        return chain[n].text, 1
    if not kind.isdigit():
        return "", 0
    if after is not None and after.kind == "hundred" and len(kind) == 1:
        return f"{kind}00", 2
    value = int(kind)
    if value >= 100:
        return _after_hundreds(chain, n, value)
    return _after_tens(chain, n, value)


def _after_hundreds(chain: list[Token], n: int, value: int) -> tuple[str, int]:
    rest = _value(chain, n + 1)
    if rest >= 10:
        digits, used = _after_tens(chain, n + 1, rest)
        return str(value + int(digits)), used + 1
    lone = _value(chain, n + 2) not in range(10)
    return (str(value + rest), 2) if rest > 0 and lone else (str(value), 1)


def _after_tens(chain: list[Token], n: int, value: int) -> tuple[str, int]:
    if value < 20:
        return str(value), 1
    linked = n + 1 < len(chain) and chain[n + 1].kind == "and"
    unit = _value(chain, n + 1 + linked)
    return (str(value + unit), 2 + linked) if 0 < unit < 10 else (str(value), 1)


def _value(chain: list[Token], n: int) -> int:
    """The number that the word at `n` says; -1 when it says none."""
    kind = chain[n].kind if n < len(chain) else ""
    return int(kind) if kind.isdigit() and int(kind) < 100 else -1


def _digit(token: Token | None) -> str:
    if token is None:
        return ""
    said = token.text if token.kind == DIGITS else token.kind
    return said if len(said) == 1 and said.isdigit() else ""
