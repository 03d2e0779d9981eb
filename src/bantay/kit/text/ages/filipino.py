"""Ages and school years stated in Filipino and Taglish."""

import re
from collections.abc import Callable, Iterator

from bantay.kit.text.ages.stated import UNDER_18, Kind, Stated, alternatives, follows

_WORDS = {
    "dose": 12, "trese": 13, "katorse": 14, "kinse": 15, "disisais": 16, "disisyete": 17,
    "disisiyete": 17, "disiotso": 18, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17,
}  # fmt: skip
_NUMBER = rf"(?<![a-z0-9.,:/$₱])(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})(?![0-9])"
_UNIT = alternatives(
    "years old", "year old", "yrs old", "yo", "y/o", "anyos", "taong gulang", "taon gulang",
)  # fmt: skip
_PARTICLES = alternatives(
    "na", "pa", "lang", "palang", "pa lang", "plang", "lng", "po", "pa po", "nga",
)  # fmt: skip
_ME = r"(?:ako|aq|aku)(?:['’]y)?(?![a-z])"
_STILL = rf"(?:\s*{_PARTICLES}){{1,3}}\s+{_ME}"
_AFTER = alternatives(
    "eh", "e", "kaya", "kasi", "pero", "at", "ngayon", "ngaun", "po", "hehe", "haha", "hahaha",
    "lang", "ikaw", "kayo", "kuya", "ate", "sir", "mam", "maam", "na po", "this", "btw", "and",
    "student", "nga",
)  # fmt: skip
_END = rf"(?=\s*(?:$|[!?;)\n~…]|[.,](?![0-9])|[^\x00-\x7f]|{_AFTER}(?![a-z0-9])))"
_NOT_NOW = re.compile(
    r"(?<![a-z])(?:noong|nung|noon|nong|dati|since|simula|mula|kung|kapag|pag|parang|akala|sabi|kunwari|"
    r"hindi|di|mga|alas|ala|bandang|pang|ika|top|no\.?|number|room|baka|feeling|mukhang|umabot|bago)"
    r"[\s-]*(?:[a-z]+\s+)?$"
)
_SCHOOLS = {
    "elementary": 10, "elementarya": 10, "junior high": 13, "high school": 15, "senior high": 16,
    "hs": 15,
}  # fmt: skip
_NAMES = r"elementary|elementarya|junior\s+high|high\s+school|senior\s+high|hs"
_SCHOOL = rf"(?P<school>{_NAMES})(?:\s+school)?"


def _number(match: re.Match[str]) -> int:
    said = match["n"]
    return _WORDS.get(said) or int(said)


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _minor(match: re.Match[str]) -> int:
    return UNDER_18


def _grade(match: re.Match[str]) -> int:
    grade = int(match["n"])
    return grade + 5 if grade <= 12 else 0


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[re.sub(r"\s+", " ", match["school"])]


_MY_AGE = r"(?:edad|age|gulang)\s+ko(?:\s+(?:po|ay|is|na|lang|ngayon)){0,3}"
_NO_MEMORY = r"(?!\s+(?:nung|noong|noon|nong|dati|pagka))"

_PATTERNS: tuple[tuple[Kind, Callable[[re.Match[str]], int], tuple[str, ...]], ...] = (
    ("stated", _number, (
        rf"{_NUMBER}\s*{_UNIT}(?:\s*{_PARTICLES}){{0,3}}\s+{_ME}",
        rf"{_NUMBER}{_STILL}{_END}",
        rf"(?<![a-z]){_ME}(?:\s+(?:ay|po|lang|pa|na)){{0,2}}\s+{_NUMBER}\s*{_UNIT}",
        rf"(?<![a-z]){_MY_AGE}\s*[:=]?\s*{_NUMBER}(?![:/%])",
    )),
    ("stated", _one_less, (
        rf"(?<![a-z])mag\s?-?\s?(?P<n>\d{{1,2}})(?:\s*{_UNIT})?{_STILL}",
    )),
    ("stated", _minor, (
        rf"(?<![a-z])menor\s+de\s+edad(?:\s*{_PARTICLES}){{0,2}}\s+{_ME}",
    )),
    ("school", _grade, (
        rf"(?<![a-z])grade\s*(?P<n>\d{{1,2}})(?:\s+student)?{_STILL}",
        rf"(?<![a-z]){_ME}(?:\s+(?:ay|po)){{0,2}}\s+(?:nasa\s+)?grade\s*(?P<n>\d{{1,2}})(?![0-9])",
    )),
    ("school", _school, (
        rf"(?<![a-z]){_SCHOOL}(?:\s+student)?{_STILL}",
    )),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(pattern + _NO_MEMORY), kind, value)
    for kind, value, patterns in _PATTERNS
    for pattern in patterns
)
_ANY = re.compile(r"(?<![a-z])(?:ako|aq|aku|ko)")


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in Filipino; one place may be given more than once."""
    if not _ANY.search(folded):
        return
    for pattern, kind, value in _COMPILED:
        for match in pattern.finditer(folded):
            if not follows(_NOT_NOW, folded, match.start()):
                yield Stated(value(match), kind, match.start(), match.end())
