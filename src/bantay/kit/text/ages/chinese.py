"""Ages and school years stated in Chinese."""

import re
from collections.abc import Callable, Iterator

from bantay.kit.text.ages.stated import UNDER_18, Kind, Stated, follows

_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_ONES = "一二三四五六七八九"
_NUMBER = rf"(?P<n>[0-9]{{1,2}}|[{_ONES}]?十[{_ONES}]?|[六七八九])(?![0-9{_ONES}十百千万])"
_I = r"(?:我|本人|俺)"
_NOW = (
    r"(?:今年|现在|現在|才|刚|剛|刚刚|已经|也|就|只有|"
    r"是|刚满|还|還|都|真的|其实)"
)
_YEARS = r"\s*(?:周?[岁歲])"
_PAST = r"(?:的时候|的時候|时|時|那年|以前|之前|前|开始|起)"
_END = (
    r"(?=\s*(?:了|啦|啊|呢|哦|喔|呀|吧|哈|而已|$|[^\w]|女|男|学生|學生))"
    rf"(?!\s*了?\s*{_PAST})"
)
_NOT_NOW = re.compile(
    r"(?:等|当|當|如果|要是|自从|从|在|像|比|给|假如|"
    r"以为|以為|觉得|说|當年|当年|那年|小时候)\s*$"
)
_STUDIES = r"(?:上|读|讀|念|在读|是|在上|在念|就读)"
_TODAY = rf"{_I}{_NOW}{{0,3}}(?:{_STUDIES}|在)?"
_YEAR_NAMES = {
    "初一": 12, "初二": 13, "初三": 14, "高一": 15, "高二": 16, "高三": 17,
    "一年级": 6, "二年级": 7, "三年级": 8, "四年级": 9, "五年级": 10, "六年级": 11,
}  # fmt: skip
_SCHOOLS = {"小学": 10, "初中": 13, "高中": 16}
_NO_PAST = (
    r"(?!生?\s*(?:的时候|时|那年|毕业|畢業|老师|同学|班|的|"
    r"以后|之后|开始|就|那会))"
)


def _number(match: re.Match[str]) -> int:
    said = match["n"]
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS[ones]
    return 10 * (_DIGITS[tens] if tens else 1) + _DIGITS.get(ones, 0)


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _minor(match: re.Match[str]) -> int:
    return UNDER_18


def _year(match: re.Match[str]) -> int:
    return _YEAR_NAMES[match["year"]]


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[match["school"]]


_YEAR = rf"(?P<year>{'|'.join(_YEAR_NAMES)})"
_SCHOOL = rf"(?P<school>{'|'.join(_SCHOOLS)})"
_SOON = r"(?:快|要|马上|馬上|就要)"
_NOT_18 = r"(?:未成年|没成年|沒成年|(?:没满|未满|不到)\s*(?:18|十八))"
_AGE = r"(?:年龄|年齡|年纪)"
_EXACTLY = r"(?:才|刚|刚满|刚好)"

_PATTERNS: tuple[tuple[Kind, Callable[[re.Match[str]], int], tuple[str, ...]], ...] = (
    ("stated", _number, (
        rf"{_I}{_NOW}{{0,3}}\s*{_NUMBER}{_YEARS}{_END}",
        rf"^\W*今年{_EXACTLY}?\s*{_NUMBER}(?:{_YEARS})?(?=\s*(?:了|$|[^\w\s]))",
        rf"{_I}(?:的)?{_AGE}(?:是|：|:)?\s*{_NUMBER}",
        rf"^\W*{_NUMBER}{_YEARS}了?\s*[,，、/]?\s*[女男](?:生|孩|的)?(?=\s*(?:$|[^\w]))",
    )),
    ("stated", _one_less, (
        rf"{_I}{_NOW}{{0,2}}{_SOON}{{1,2}}(?:满)?\s*{_NUMBER}{_YEARS}",
    )),
    ("stated", _minor, (
        rf"{_I}{_NOW}{{0,2}}{_NOT_18}",
    )),
    ("school", _year, (
        rf"{_TODAY}\s*{_YEAR}(?=\s*(?:了|$|学生|学|[^\w]|啊|呢|哦|呀|而已)){_NO_PAST}",
    )),
    ("school", _school, (
        rf"{_I}{_NOW}{{0,3}}{_STUDIES}\s*{_SCHOOL}{_NO_PAST}(?=生|$|[^\w]|呢|啊|哦|呀)",
    )),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(pattern), kind, value)
    for kind, value, patterns in _PATTERNS
    for pattern in patterns
)
_ANY = re.compile(r"[岁歲]|今年|成年|[初高][一二三中]|小学|年级|18|十八|年[龄纪]")


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in Chinese; one place may be given more than once."""
    if not _ANY.search(folded):
        return
    for pattern, kind, value in _COMPILED:
        for match in pattern.finditer(folded):
            if not follows(_NOT_NOW, folded, match.start()):
                yield Stated(value(match), kind, match.start(), match.end())
