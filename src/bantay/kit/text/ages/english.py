"""Ages and school years stated in English."""

import re
from collections.abc import Callable, Iterator

from bantay.kit.text.ages.stated import UNDER_18, Kind, Stated, alternatives, follows

_WORDS = {
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})(?![0-9a-z]*[0-9])"
_LEAST_BARE = 8  # "I'm 5" on its own is more often a place in a queue

_I = r"(?<![a-z0-9])(?:i['’`´]?m|i\s+am|iam)"
_ADVERBS = alternatives(
    "only", "just", "still", "now", "actually", "currently", "like", "about", "almost", "nearly",
    "barely", "already", "really", "honestly", "legit", "literally", "also", "a", "im", "i'm",
)  # fmt: skip
_SAY = rf"{_I}(?:\s+{_ADVERBS}){{0,3}}\s+"
_UNIT = r"\s*(?:yo|y/o|y\.o\.?|yrs?(?:\s*old)?|years?\s*old|years?\s+of\s+age)(?![a-z])"
_AFTER = alternatives(
    "and", "but", "so", "lol", "lmao", "haha", "hahaha", "hehe", "btw", "now", "turning", "from",
    "male", "female", "m", "f", "u", "you", "how", "hbu", "wbu", "what", "na", "po", "pa", "lang",
    "palang", "yet", "only", "too", "also", "already", "this", "next", "still", "girl", "boy",
    "guy", "student", "ok", "okay", "though", "tho", "is that", "if", "because", "cuz", "bc",
    "in june", "in july", "in may", "as of", "year old",
)  # fmt: skip
_END = rf"(?=\s*(?:$|[!?;)\n~…]|[.,](?![0-9])|:\)|:\(|[^\x00-\x7f°€£¥₱’´]|{_AFTER}(?![a-z0-9])))"

_REPORTED = re.compile(
    r"(?<![a-z])(?:when|if|until|till|til|once|while|since|before|after|as if|as though|like|"
    r"think|thinks|thought|say|says|said|saying|tell|told|look|looks|looked|feel|feels|pretend|"
    r"wish|not|assume|bet|guess|unless|imagine|suppose|by the time)\s+(?:that\s+)?$"
)
_AT_START = r"^\W*"

_SCHOOLS = {"elementary": 10, "middle": 13, "junior high": 13, "high": 16, "secondary": 16}
_SCHOOL = r"(?P<school>elementary|middle|junior\s+high|high|secondary)"
_PUPIL = r"(?:er|\s+(?:student|kid|girl|boy|freshman|sophomore|junior|senior))"
_GRADE = rf"(?:grade\s+{_NUMBER}|(?P<nth>\d{{1,2}})\s?(?:st|nd|rd|th)\s+grade(?:r)?)"


def _number(match: re.Match[str]) -> int:
    said = match["n"]
    return _WORDS.get(said) or int(said)


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _bare(match: re.Match[str]) -> int:
    value = _number(match)
    return value if value >= _LEAST_BARE else 0


def _minor(match: re.Match[str]) -> int:
    return UNDER_18


def _grade(match: re.Match[str]) -> int:
    grade = int(match["nth"]) if match["nth"] else _number(match)
    return grade + 5 if grade <= 12 else 0


def _year(match: re.Match[str]) -> int:
    year = int(match["n"])
    return year + 4 if 2 <= year <= 13 else 0


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[re.sub(r"\s+", " ", match["school"])]


_SOON = r"\s+(?:in|on|next|this|soon)\b"
_BEING = r"(?:turning|gonna\s+be|going\s+to\s+be|about\s+to\s+be)"
_ALONE = r"(?<![a-z0-9])i"
_NOT_18 = r"(?:under|below|not|not\s+yet|not\s+even)\s+(?:18|eighteen)(?:\s+yet)?"
_NO_SPAN = r"(?!\s+(?:into|in\s+the|of\s+exp|sober|clean|late))"
_NO_TEACHER = r"(?!\s*(?:teacher|parent|coach))(?![0-9a-z])"

_PATTERNS: tuple[tuple[Kind, Callable[[re.Match[str]], int], tuple[str, ...]], ...] = (
    ("stated", _number, (
        rf"{_SAY}{_NUMBER}{_UNIT}{_NO_SPAN}",
        rf"{_ALONE}\s+(?:just|recently|only)\s+turned\s+{_NUMBER}{_END}",
        rf"(?<![a-z0-9])my\s+age(?:\s+is|['’]s|\s*[:=])?\s*(?:only\s+)?{_NUMBER}(?![0-9:/%])",
        rf"(?:{_AT_START}|[,;|\n]\s*)age\s*[:=]\s*{_NUMBER}(?![0-9:/%+-])",
        rf"{_AT_START}(?P<n>\d\d)\s?/\s?[mf](?:/|\s+from|\s*$)",
    )),
    ("stated", _bare, (
        rf"{_SAY}{_NUMBER}{_END}",
        rf"{_AT_START}{_NUMBER}(?:{_UNIT}|\s*(?:/?\s?[mf]|girl|boy|female|male))\s+here(?![a-z])",
    )),
    ("stated", _one_less, (
        rf"{_I}\s+(?:\w+\s+)?{_BEING}\s+{_NUMBER}{_END}",
        rf"{_ALONE}(?:['’]?ll\s+be|\s+will\s+be|\s+turn)\s+{_NUMBER}(?:{_UNIT}|{_END}|{_SOON})",
        rf"{_AT_START}turning\s+{_NUMBER}(?:{_END}|{_SOON})",
    )),
    ("stated", _minor, (
        rf"{_SAY}(?:minor|under\s?age|{_NOT_18}){_END}",
    )),
    ("school", _grade, (
        rf"{_SAY}(?:in\s+|on\s+)?(?:the\s+|my\s+)?{_GRADE}{_NO_TEACHER}",
    )),
    ("school", _year, (
        rf"{_SAY}in\s+(?:year|yr)\s+(?P<n>\d{{1,2}})(?![0-9a-z])",
    )),
    ("school", _school, (
        rf"{_SAY}(?:in|at|attending)\s+{_SCHOOL}(?:\s+school)?{_END}",
        rf"{_SAY}{_SCHOOL}\s?school{_PUPIL}{_NO_TEACHER}",
        rf"{_SAY}(?:freshman|sophomore|junior|senior)\s+in\s+{_SCHOOL}\s+school",
        rf"{_ALONE}\s+(?:still\s+)?(?:go\s+to|attend)\s+(?:a\s+)?{_SCHOOL}\s+school{_END}",
    )),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(pattern), kind, value)
    for kind, value, patterns in _PATTERNS
    for pattern in patterns
)
_ANY = re.compile(r"(?<!\d)\d{1,2}(?!\d)|minor|under\s?age|under|grade|school|" + "|".join(_WORDS))


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in English; one place may be given more than once."""
    if not _ANY.search(folded):
        return
    for pattern, kind, value in _COMPILED:
        for match in pattern.finditer(folded):
            if not follows(_REPORTED, folded, match.start()):
                yield Stated(value(match), kind, *_trimmed(folded, match))


def _trimmed(folded: str, match: re.Match[str]) -> tuple[int, int]:
    """The match without signs or white space in front."""
    text = match[0]
    return match.end() - len(re.sub(r"^\W+", "", text)), match.end()
