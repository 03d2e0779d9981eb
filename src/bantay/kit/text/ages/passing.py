"""Ages and school years that somebody brings up in passing: a soft sign, where `ages` reads none.

    passing("when i'm 16 i may go")        ->  16
    passing("in grade 9 we get lockers")   ->  14
    passing("my daughter is in grade 9")   ->  None

The number need not be the writer's age: it says that somebody lives among people of that age. It
is worth little alone, and is asked for only beside something that no child should be in.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.text.late import late
from bantay.kit.text.reading import read

LEAST, MOST = 8, 17


class Passing(NamedTuple):
    """An age in years, the school year's where one is named, at original offsets."""

    value: int
    start: int
    end: int


_N = r"(?:[89]|1[0-7])"
_NO_UNIT = (
    r"(?![\d:/%$]|[.,]\d|\s?(?:am|pm|min(?:ute)?s?|hours?|hrs?|days?|weeks?|usd|dollars?|php|"
    r"pesos?|k|km|th|percent)(?![a-z]))"
)
_YEARS_OLD = r"(?:years?\s?old|yrs?\s?old|y/?o|anyos|(?:na )?taong? gulang)(?![a-z])"
_FILIPINO_SELF = r"(?:na |lang |pa |palang |pa lang )*(?:po )?(?:ako|ko|aq)(?![a-z])"
_CHINESE_SELF = "我(?:今年|现在|才|刚|都|也|就|还|要|快|是|满|们都|们){0,3}"
_CHINESE_UNIT = "个块元点分号楼年月日次人"
_AGES = late(
    rf"(?<![a-z])(?:i['’]?m|im|i am|i turned|i turn|just turned|i['’]?ll be|we['’]?re|are all|both|"
    rf"only|when you['’]?re)\s+(?:just |only |still |already |barely |all )?(?P<en>{_N}){_NO_UNIT}"
    rf"|(?<![\d.,:$])(?P<old>{_N})\s?{_YEARS_OLD}"
    rf"|(?<![a-z])(?:kaka|nag|pag|kaming|ako(?:'y|y| ay)?)[ -]?(?P<fil>{_N}){_NO_UNIT}"
    rf"|(?<![\d.,:$])(?P<ako>{_N})\s{_FILIPINO_SELF}"
    rf"|{_CHINESE_SELF}(?P<zh>{_N})(?![\d.:%{_CHINESE_UNIT}])"
    rf"|(?<![\d.])(?P<sui>{_N})\s?[岁歲]"
)
_SCHOOL = late(
    r"(?<![a-z])(?:grade|gr\.?)\s?(?P<grade>[3-9]|1[0-2])(?!\d)"
    r"|(?<!\d)(?P<nth>[3-9]|1[0-2])(?:th|rd)[ -]grade(?:r|rs)?(?![a-z])"
    r"|(?<![a-z])(?:year|yr)\s(?P<year>[4-9]|1[0-3])(?!\d)(?!\s(?:ago|old|plan|contract))"
    r"|(?P<zh>[初高国國][一二三]|[三四五六]年[级級]|小[四五六])"
)
_OTHERS = late(
    r"(?:(?<![a-z])(?:my|our|his|her|their|your|the)\s+(?:son|daughter|kid|kids|child|children|"
    r"nephew|niece|grandson|granddaughter|students?|pupils?|boy|girl|little \w+|brother|sister|"
    r"cousin)|(?<![a-z])(?:anak|apo|pamangkin|bunso|kapatid|pinsan|estudyante) "
    r"(?:ko|ni|natin|mo|namin|nya)|"
    r"(?<![a-z])(?:he|she|they|siya|sya|sila)(?:['’](?:s|re)| is| are| ay)?\s|"
    r"儿子|女儿|兒子|女兒|孩子|闺女|孙|侄|外甥|我弟|我妹|弟弟|妹妹|他|她)[^.!?。！？]{0,24}$"
)
_BEFORE = 60  # characters in which somebody else may be named
_CHINESE_AGES = {"初": 12, "国": 12, "國": 12, "高": 15}
_ORDER = "一二三四五六"


@lru_cache(maxsize=4_096)
def passing(text: str) -> Passing | None:
    """The first age or school year below 18 that is not said of somebody else; None of none."""
    reading = read(text)
    for pattern, value in ((_AGES, _age), (_SCHOOL, _school)):
        for match in pattern.finditer(reading.folded):
            years = value(match)
            if LEAST <= years <= MOST and not _of_another(reading.folded, match.start()):
                return Passing(years, *reading.span(*match.span()))
    return None


def _of_another(folded: str, at: int) -> bool:
    """Whether somebody else is named right before."""
    return _OTHERS.search(folded[max(0, at - _BEFORE) : at]) is not None


def _age(match: re.Match[str]) -> int:
    return int(match[match.lastgroup or 0])


def _school(match: re.Match[str]) -> int:
    """The age at which the school year usually begins."""
    name, said = match.lastgroup, match[match.lastgroup or 0]
    if name == "zh":
        year = _ORDER.index(next(char for char in said if char in _ORDER))
        return _CHINESE_AGES.get(said[0], 6) + year
    return int(said) + (5 if name in ("grade", "nth") else 4)
