"""What a biography says of the age and the birth of the person described.

Only plain statements count: "at the age of 19 she moved" says when, not how old somebody is.
"""

import re
from collections.abc import Iterator

from bantay.kit.claims.words import Claim
from bantay.kit.text.late import late
from bantay.kit.text.reading import read

_AGE = late(
    r"(?<![\d.,/-])(?P<a>[1-9]\d)\s*(?:-?\s*years?[ -]*old|yrs?\.?[ -]*old|y/?o\b|anyos"
    r"|taong\s+gulang|taon(?:g gulang)?\s+(?:na\s+)?ako)"
    r"|(?:\baged?|\bedad|\bgulang)\s*(?:ko)?\s*[:=]?\s*(?:is|ay)?\s*(?P<b>[1-9]\d)(?!\d|[.,/]\d|\s*(?:to|-))"
    r"|\bi\s*(?:am|'m)\s+(?P<c>[1-9]\d)(?!\d|[.,/]\d)"
    r"(?!\s*(?:%|percent|km|kg|cm|min|day|week|month|hour|times))"
    r"|\b(?:i am|i'm|my name is|ako si)\s+[^\W\d_]+(?: [^\W\d_]+)?,\s*(?P<f>[1-9]\d)(?=\s*[,.]|$)"
    r"|(?<!\d)(?P<d>[1-9]\d)\s*(?:周?[岁歲])(?![时時那就起后後以前的])"
    r"|今年\s*(?P<e>[1-9]\d)(?!\d|\s*[月日号號年])"
)
_WHEN = late(
    r"(?:\bat|\bat the|\bsince|\bwhen|\bfrom|\bof|\bover|\bunder|\bfor|\bnoong|\bsa edad na|\bmula"
    r"|\bdied|\buntil|\bafter|\bby|从|從|到|满|滿)"
    r"\s*(?:the\s+)?(?:age\s+(?:of\s+)?)?(?:i was|she was|he was|i turned)?\s*$"
)
_BORN = late(
    r"(?:\bborn|\bipinanganak|\bisinilang)\s+(?:ako\s+|siya\s+)?(?:(?:on|in|noong|nung)\s+)?"
    r"(?:[a-z]+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]+,?\s+"
    r"|\d{1,2}[/.-]\d{1,2}[/.-])?(?P<a>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<b>(?:19|20)\d\d)\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"\s*(?:出生|生于|生於|生(?!产|活|病))"
    r"|(?:出生于|出生於|生于|生於)\s*(?P<c>(?:19|20)\d\d)\s*年?"
)
_REACH = 28


def ages(text: str) -> Iterator[Claim]:
    """Ages (10 to 99) and birth years that the text states."""
    reading = read(text)
    for found in _AGE.finditer(reading.folded):
        if not _WHEN.search(reading.folded[max(0, found.start() - _REACH) : found.start()]):
            yield Claim("age", _value(found), *reading.span(*found.span()))
    for found in _BORN.finditer(reading.folded):
        yield Claim("born", _value(found), *reading.span(*found.span()))


def _value(found: re.Match[str]) -> str:
    return next(value for value in found.groups() if value is not None)
