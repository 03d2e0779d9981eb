"""Ages, school years and birth years stated in Chinese."""

import re
from collections.abc import Iterator

from bantay.kit.text.ages.stated import Stated, behind, follows, full_year, minor, tails
from bantay.kit.text.late import late

_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_ONES = "一二三四五六七八九"
_NUMBER = rf"(?P<n>[0-9]{{1,2}}|[{_ONES}]?十[{_ONES}]?|[六七八九])(?![0-9{_ONES}十百千万])"
_NOW = (
    r"(?:今年|现在|現在|才|刚|剛|刚刚|剛剛|已经|已經|也|就|只有|目前|"
    r"是|刚满|剛滿|还|還|都|真的|其实|其實|只是|不过)"
)
_YEARS = r"\s*(?:周?[岁歲])"
_LEAST_BARE = 10
_PAST = r"(?:的时候|的時候|时|時|那年|以前|之前|前|开始|起)"
_END = (
    r"(?=\s*(?:了|啦|啊|呢|哦|喔|呀|吧|哈|而已|$|[^\w]|女|男|学生|學生))"
    rf"(?!\s*了?\s*{_PAST})"
)
_NOT_NOW = late(
    r"(?:等|当|當|如果|要是|自从|从|在|像|比|给|假如|"
    r"以为|以為|觉得|说|說|當年|当年|那年|小时候|小時候|问)\s*$"
)
_STUDIES = r"(?:上|读|讀|念|唸|在读|在讀|是|在上|在念|就读|就讀)"
_YEAR_NAMES = {
    "初一": 12, "初二": 13, "初三": 14, "高一": 15, "高二": 16, "高三": 17,
    "国一": 12, "国二": 13, "国三": 14, "國一": 12, "國二": 13, "國三": 14,
    "中一": 12, "中二": 13, "中三": 14, "中四": 15, "中五": 16,
    "一年级": 6, "二年级": 7, "三年级": 8, "四年级": 9, "五年级": 10, "六年级": 11, "七年级": 12,
    "八年级": 13, "九年级": 14, "小四": 9, "小五": 10, "小六": 11,
}  # fmt: skip
_SCHOOLS = {"小学": 10, "小學": 10, "初中": 13, "国中": 13, "國中": 13, "高中": 16}
_NO_PAST = (
    r"(?!生?\s*(?:的时候|的時候|时|時|那年|毕业|畢業|老师|老師|同学|同學|班|的|"
    r"以后|以後|之后|之後|开始|開始|就|那会|那會|家长))"
)


def number_of(said: str) -> int:
    """Digits, or a Chinese number below 100, as a number."""
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS[ones]
    return 10 * (_DIGITS[tens] if tens else 1) + _DIGITS.get(ones, 0)


def _number(match: re.Match[str]) -> int:
    return number_of(match["n"])


def _bare(match: re.Match[str]) -> int:
    value = _number(match)
    return value if value >= _LEAST_BARE else 0


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _year(match: re.Match[str]) -> int:
    return _YEAR_NAMES[match["year"].replace("級", "级")]


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[match["school"]]


def _birth(match: re.Match[str]) -> int:
    return full_year(match["born"])


_YEAR = rf"(?P<year>{'|'.join(_YEAR_NAMES)}|[一二三四五六七八九]年級)"
_SCHOOL = rf"(?P<school>{'|'.join(_SCHOOLS)})"
_SOON = r"(?:快|要|马上|馬上|就要|下个月|明年)"
_NOT_18 = r"(?:未成年|没成年|沒成年|还没成年|(?:没满|沒滿|未满|未滿|不到|不满|不滿)\s*(?:18|十八))"
_AGE = r"(?:年龄|年齡|年纪|年紀)"
_EXACTLY = r"(?:才|刚|刚满|刚好|剛滿)"
_BORN = r"(?P<born>(?:20)?[012][0-9])(?:年)?(?:的|出生的?|生的?|生人)"

_I = tails(
    ("stated", _number, rf"{_NOW}{{0,3}}\s*{_NUMBER}{_YEARS}{_END}"),
    ("stated", _number, rf"(?:的)?{_AGE}(?:是|：|:)?\s*{_NUMBER}"),
    ("stated", _bare, rf"(?:今年)?(?:才|刚|剛)\s*{_NUMBER}(?=\s*(?:$|[^\w\s%:]|呢|啊|而已))"),
    ("stated", _one_less, rf"{_NOW}{{0,2}}{_SOON}{{1,2}}(?:满|滿)?\s*{_NUMBER}{_YEARS}"),
    ("stated", minor, rf"{_NOW}{{0,2}}{_NOT_18}"),
    ("school", _year,
     rf"{_NOW}{{0,3}}(?:{_STUDIES}|在)?\s*{_YEAR}"
     rf"(?=\s*(?:了|$|学生|學生|学|[^\w]|啊|呢|哦|呀|而已|嘛|党|狗)){_NO_PAST}"),
    ("school", _school,
     rf"{_NOW}{{0,3}}{_STUDIES}\s*{_SCHOOL}{_NO_PAST}(?=生|$|[^\w]|呢|啊|哦|呀|了|嘛)"),
    ("born", _birth, rf"{_NOW}{{0,2}}\s*{_BORN}(?=\s*(?:$|[^\w]|啊|呢|哦|呀|啦|哈))"),
    ("born", _birth, rf"{_NOW}{{0,2}}\s*(?P<born>[01][0-9])后(?=\s*(?:$|[^\w]|啊|呢|哦|呀|啦))"),
    ("born", _birth, r"(?:出)?生[于於]\s*(?P<born>20[0-3][0-9])"),
)  # fmt: skip
_THIS_YEAR = tails(
    ("stated", _number, rf"{_EXACTLY}?\s*{_NUMBER}(?:{_YEARS})?(?=\s*(?:了|$|[^\w\s]))"),
)
_AT_START = tails(
    ("stated", _number,
     rf"{_NUMBER}{_YEARS}了?\s*[,，、/]?\s*[女男](?:生|孩|的)?(?=\s*(?:$|[^\w]))"),
    ("school", _year,
     rf"(?:还)?(?:在读|在讀|在上|读|讀|上)\s*{_YEAR}(?=\s*(?:$|[^\w]|呢|啊|了|中)){_NO_PAST}"),
    ("school", _year, rf"(?:准)?{_YEAR}(?:学生|學生|党|狗)(?:一枚|一个|$)"),
    ("stated", minor, r"(?:还|還)(?:没|沒|未)(?:满\s*(?:18|十八)|成年)(?=\s*(?:呢|$|[^\w]|啊|哦))"),
)  # fmt: skip
_ANY = late(r"[岁歲今成初高国國中小年18后生]")
_LEAD = late(r"[我俺][们們]?|本人")
_SIGNS = late(r"\W*")
_NOW_LEAD = late("今年")


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in Chinese; one place may be given more than once."""
    if folded.isascii() or not _ANY.search(folded):
        return
    for lead in _LEAD.finditer(folded):
        if len(lead[0]) == 1 or lead[0] == "本人":  # "we" speaks of several
            yield from _said(folded, lead.start(), lead.end())
    signs = _SIGNS.match(folded)
    head = signs.end() if signs else 0
    if (now := _NOW_LEAD.match(folded, head)) is not None:
        yield from behind(folded, head, now.end(), _THIS_YEAR)
    yield from behind(folded, head, head, _AT_START)


def _said(folded: str, start: int, end: int) -> Iterator[Stated]:
    for found in behind(folded, start, end, _I):
        if not follows(_NOT_NOW, folded, start):
            yield found
