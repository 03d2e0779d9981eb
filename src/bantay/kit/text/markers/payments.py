"""Addresses to pay to that carry their own sign, and numbers that only say who somebody is."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.hits import CERTAIN, LIKELY, Hit, one_of

_RANDOM_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])")
_WALLET = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){8,12}(?![0-9]|[ .,:-][0-9])")
_REPEATED = re.compile(r"(\d)\1*")
_CPF_LENGTH, _CPF_BODY = 11, 9


@lru_cache(maxsize=1)
def _unified() -> re.Pattern[str]:
    banks = one_of(lexicon("messages", "bank").terms())
    return re.compile(rf"(?<![a-z0-9._@-])[a-z0-9][a-z0-9._-]{{1,62}}@(?:{banks})(?![a-z0-9.@-])")


def payments(folded: str) -> Iterator[Hit]:
    """Addresses of India's unified payments, "name@bank", from the left."""
    if "@" not in folded:
        return
    for match in _unified().finditer(folded):
        yield Hit("payment", match[0], match.start(), match.end(), CERTAIN)


def paid_at(folded: str, at: int) -> Hit | None:
    """What stands at an offset after a service's name: its random key, or a wallet's number."""
    if key := _RANDOM_KEY.match(folded, at):
        return Hit("payment", key[0], key.start(), key.end(), CERTAIN)
    number = _WALLET.match(folded, at)
    if number is None:
        return None
    digits = "".join(char for char in number[0] if char.isdigit())
    if is_identity(digits) or _REPEATED.fullmatch(digits):
        return None
    undone = ("separators",) if len(digits) < len(number[0].lstrip("+")) else ()
    value = f"+{digits}" if number[0].startswith("+") else digits
    return Hit("payment", value, number.start(), number.end(), LIKELY, undone)


def is_identity(digits: str) -> bool:
    """Whether eleven digits have the check digits of a Brazilian person's number (CPF).

    Such a number may serve as a payment key; it says who somebody is, not how to reach them.
    """
    if len(digits) != _CPF_LENGTH or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    numbers = [int(digit) for digit in digits]
    return all(
        sum(n * (length + 1 - i) for i, n in enumerate(numbers[:length])) * 10 % 11 % 10
        == numbers[length]
        for length in (_CPF_BODY, _CPF_BODY + 1)
    )
