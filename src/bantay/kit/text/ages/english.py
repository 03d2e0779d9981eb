"""Ages, school years and birth years stated in English."""

import re
from collections.abc import Iterator

from bantay.kit.text.ages.stated import (
    Stated,
    alternatives,
    behind,
    follows,
    full_year,
    minor,
    tails,
)
from bantay.kit.text.late import late

_WORDS = {
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "8teen": 18,
}  # fmt: skip
_NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})(?![0-9a-z]*[0-9])"
_LEAST_BARE = 8  # "I'm 5" on its own is more often a place in a queue

_ADVERBS = alternatives(
    "only", "just", "still", "now", "actually", "currently", "like", "about", "almost", "nearly",
    "barely", "already", "really", "honestly", "legit", "literally", "also", "a", "im", "i'm",
)  # fmt: skip
_UNIT = r"[\s-]*(?:yo|y/o|y\.o\.?|yrs?(?:[\s-]*old)?|years?[\s-]*old|years?\s+of\s+age)(?![a-z])"
_AFTER = alternatives(
    "and", "but", "so", "lol", "lmao", "haha", "hahaha", "hehe", "btw", "now", "turning", "from",
    "male", "female", "m", "f", "u", "you", "how", "hbu", "wbu", "what", "na", "po", "pa", "lang",
    "palang", "yet", "only", "too", "also", "already", "this", "next", "still", "girl", "boy",
    "guy", "student", "ok", "okay", "though", "tho", "is that", "if", "because", "cuz", "bc",
    "in june", "in july", "in may", "as of", "year old", "soon", "sir", "i",
)  # fmt: skip
_END = rf"(?=\s*(?:$|[!?;)\n~…]|[.,](?![0-9])|:\)|:\(|[^\x00-\x7f°€£¥₱’´]|{_AFTER}(?![a-z0-9])))"

_REPORTED = late(
    r"(?<![a-z])(?:when|if|until|till|til|once|while|since|before|after|as if|as though|like|"
    r"think|thinks|thought|say|says|said|saying|tell|told|look|looks|looked|feel|feels|pretend|"
    r"wish|not|assume|bet|guess|unless|imagine|suppose|by the time)\s+(?:that\s+)?$"
)

_SCHOOLS = {"elementary": 10, "middle": 13, "junior high": 13, "high": 16, "secondary": 16}
_SCHOOL = r"(?P<school>elementary|middle|junior\s+high|high|secondary)"
_PUPIL = r"(?:er|\s+(?:student|kid|girl|boy|freshman|sophomore|junior|senior))"
_NTH = r"(?P<nth>\d{1,2})\s?(?:st|nd|rd|th)\s+grade(?:r)?"
_GRADE = rf"(?:(?:grade\s*|g)(?P<g>\d{{1,2}})|grade\s+{_NUMBER}|{_NTH})"
_YEARS = {
    "year": (4, 7, 13), "yr": (4, 7, 13), "primary": (6, 1, 6), "pri": (6, 1, 6),
    "secondary": (12, 1, 5), "sec": (12, 1, 5), "form": (11, 1, 5),
}  # fmt: skip
"""The age of a pupil in "year 0" of what a school counts by, its first and last year. Years 1
to 6 are left out: at a university they are those of grown-ups."""


def _number(match: re.Match[str]) -> int:
    said = match["n"]
    return _WORDS.get(said) or int(said)


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _bare(match: re.Match[str]) -> int:
    value = _number(match)
    return value if value >= _LEAST_BARE else 0


def _grade(match: re.Match[str]) -> int:
    digits = match["g"] or match["nth"]
    grade = int(digits) if digits else _number(match)
    return grade + 5 if grade <= 12 else 0


def _year(match: re.Match[str]) -> int:
    zero, first, last = _YEARS[match["counted"]]
    year = int(match["n"])
    return zero + year if first <= year <= last else 0


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[re.sub(r"\s+", " ", match["school"])]


def _birth(match: re.Match[str]) -> int:
    return full_year(match["year"])


_SOON = r"\s+(?:in|on|next|this|soon|tomorrow|tmr)(?![a-z])"
_BEING = r"(?:turning|gonna\s+be|going\s+to\s+be|about\s+to\s+be|about\s+to\s+turn)"
_NOT_18 = r"(?:under|below|not|not\s+yet|not\s+even)\s+(?:18|eighteen)(?:\s+yet)?"
_NO_SPAN = r"(?!\s+(?:into|in\s+the|of\s+exp|sober|clean|late))"
_NO_TEACHER = r"(?!\s*(?:teacher|parent|coach|mom|dad))(?![0-9a-z])"
_COUNTED = r"(?P<counted>year|yr|primary|pri|secondary|sec|form)\s?(?P<n>\d{1,2})"
_ON = r"(?:(?:on|in\s+around|in|around)\s+)?(?:[a-z]{3,9}\s+(?:\d{1,2}\s*,?\s*)?)?"
_BORN = rf"born\s+(?:in\s+|on\s+)?{_ON}(?P<year>(?:19|20)\d\d)(?![0-9])"

_AM = tails(
    ("stated", _number, rf"{_NUMBER}{_UNIT}{_NO_SPAN}"),
    ("stated", _bare, rf"{_NUMBER}{_END}"),
    ("stated", _one_less, rf"{_BEING}\s+{_NUMBER}(?:{_UNIT}|{_END}|{_SOON})"),
    ("stated", minor, rf"(?:minor|under\s?age|{_NOT_18}){_END}"),
    ("school", _grade, rf"(?:in\s+|on\s+)?(?:the\s+|my\s+)?{_GRADE}{_NO_TEACHER}"),
    ("school", _year, rf"(?:in\s+)?{_COUNTED}{_NO_TEACHER}(?!\s*(?:of|into))"),
    ("school", _school, rf"(?:in|at|attending)\s+{_SCHOOL}(?:\s+school)?{_END}"),
    ("school", _school, rf"{_SCHOOL}\s?school{_PUPIL}{_NO_TEACHER}"),
    ("school", _school, rf"(?:freshman|sophomore|junior|senior)\s+in\s+{_SCHOOL}\s+school"),
    ("born", _birth, _BORN),
)
_WILL_BE = tails(("stated", _one_less, rf"\s+be\s+{_NUMBER}(?:{_UNIT}|{_END}|{_SOON})"))
_TURN = tails(("stated", _one_less, rf"\s+{_NUMBER}(?:{_UNIT}|{_END}|{_SOON})"))
_TURNED = tails(("stated", _number, rf"\s+(?:just\s+)?turned\s+{_NUMBER}{_END}"))
_GO = tails(("school", _school, rf"\s+(?:to\s+)?(?:a\s+)?{_SCHOOL}\s+school{_END}"))
_STILL = tails(
    ("school", _school, rf"\s+(?:go\s+to|attend)\s+(?:a\s+)?{_SCHOOL}\s+school{_END}"),
)
_WAS = tails(("born", _birth, rf"\s+{_BORN}"))
_I_DO = {
    "'ll": _WILL_BE, "ll": _WILL_BE, "will": _WILL_BE, "turn": _TURN, "just": _TURNED,
    "recently": _TURNED, "only": _TURNED, "go": _GO, "attend": _GO, "still": _STILL, "was": _WAS,
}  # fmt: skip
_LEAD = late(
    r"i(?<![a-z0-9]i)(?:['’`´]?m(?![a-z])|\s*am(?![a-z])|"
    r"['’]?(?P<do>ll)(?![a-z])|\s+(?P<does>will|turn|just|recently|only|go|attend|still|was)(?![a-z]))"
)
_REST = late(rf"(?:\s+{_ADVERBS}(?![a-z0-9])){{0,3}}\s*")
_AGE_LEAD = late(r"age(?<![a-z0-9]age)(?![a-z])")
_MY = late(r"(?<![a-z0-9])my\s+$")
_NEXT = late(r"[,;|\n]\s*$")
_MY_AGE = tails(
    ("stated", _number, rf"(?:\s+is|['’]s|\s*[:=])?\s*(?:only\s+)?{_NUMBER}(?![0-9:/%])"),
)
_AGE = tails(("stated", _number, rf"\s*[:=]\s*{_NUMBER}(?![0-9:/%+-])"))
_SIGNS = late(r"\W*")
_AT_START = tails(
    ("stated", _number, r"(?P<n>\d\d)\s?/\s?[mf](?:/|\s+from|\s*$)"),
    ("stated", _number, r"(?P<n>\d\d)\s?f(?=\s*(?:$|[,!?/]|from\s))"),
    (
        "stated",
        _bare,
        rf"{_NUMBER}(?:{_UNIT}|\s*(?:/?\s?[mf]|girl|boy|female|male))\s+here(?![a-z])",
    ),
    ("stated", _number, rf"{_NUMBER}\s*,?\s+(?:soon|almost|turning)\s+(?P<next>\d\d){_END}"),
    ("stated", minor, r"(?:still\s+)?not\s+(?:even\s+)?18\s+yet"),
    ("stated", _one_less, rf"turning\s+{_NUMBER}(?:{_END}|{_SOON})"),
    ("school", _grade, rf"{_GRADE}\s+(?:student\s+)?here(?![a-z])"),
    ("born", _birth, r"(?P<year>20[0-3]\d)\s+baby\s+here(?![a-z])"),
    ("born", _birth, rf"{_BORN}(?=\s*(?:$|[,!?.]|btw|so|and|here|haha|lol))"),
)

_HEADS = frozenset(
    "0123456789bestfng"
)  # how any of those begins: a digit, a number word, "born", "turning", "grade"


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in English; one place may be given more than once."""
    for lead in _LEAD.finditer(folded):
        for found in _said(folded, lead):
            if not follows(_REPORTED, folded, lead.start()):
                yield found
    head = _head(folded)
    if folded[head : head + 1] in _HEADS:
        yield from behind(folded, head, head, _AT_START)
    if "age" in folded:
        yield from _labelled(folded, head)


def _head(folded: str) -> int:
    """Where the first letter or digit stands."""
    signs = _SIGNS.match(folded)
    return signs.end() if signs else 0


def _said(folded: str, lead: re.Match[str]) -> Iterator[Stated]:
    verb = lead["do"] or lead["does"]
    if verb:
        yield from behind(folded, lead.start(), lead.end(), _I_DO[verb])
        return
    rest = _REST.match(folded, lead.end())
    if rest is not None:
        yield from behind(folded, lead.start(), rest.end(), _AM)


def _labelled(folded: str, head: int) -> Iterator[Stated]:
    for lead in _AGE_LEAD.finditer(folded):
        at = lead.start()
        if (mine := _MY.search(folded[max(0, at - 8) : at])) is not None:
            yield from behind(folded, at - len(mine[0]), lead.end(), _MY_AGE)
        elif at == head or _NEXT.search(folded[max(0, at - 8) : at]) is not None:
            yield from behind(folded, at, lead.end(), _AGE)
