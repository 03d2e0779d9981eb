"""Ages, school years and birth years stated in Filipino and Taglish."""

import re
from collections.abc import Iterator

from bantay.kit.text.ages.stated import (
    Stated,
    Tail,
    alternatives,
    behind,
    follows,
    full_year,
    minor,
    tails,
)
from bantay.kit.text.late import late

_WORDS = {
    "dose": 12, "trese": 13, "katorse": 14, "kinse": 15, "disisais": 16, "disi-sais": 16,
    "disisyete": 17, "disisiyete": 17, "disi-siyete": 17, "disiotso": 18, "labindalawa": 12,
    "labintatlo": 13, "labing-apat": 14, "labing apat": 14, "labinlima": 15, "labing-anim": 16,
    "labing anim": 16, "labimpito": 17, "labinpito": 17, "labingwalo": 18, "labing-walo": 18,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
}  # fmt: skip
_LONGEST = sorted(_WORDS, key=lambda word: (-len(word), word))
_N = rf"(?P<n>\d{{1,2}}|{'|'.join(_LONGEST)})(?![0-9])"
_UNIT = alternatives(
    "years old", "year old", "yrs old", "yo", "y/o", "anyos", "taong gulang", "taon gulang",
    "na taong gulang",
)  # fmt: skip
_PARTICLES = alternatives(
    "na", "pa", "lang", "palang", "pa lang", "plang", "lng", "plng", "po", "pa po", "nga",
)  # fmt: skip
_ME = r"(?:ako|aq|aku)(?:['’]y)?(?![a-z])"
_STILL = rf"(?:\s*{_PARTICLES}){{1,3}}\s+{_ME}"
_AFTER = alternatives(
    "eh", "e", "kaya", "kasi", "pero", "at", "ngayon", "ngaun", "po", "hehe", "haha", "hahaha",
    "lang", "ikaw", "kayo", "kuya", "ate", "sir", "mam", "maam", "na po", "this", "btw", "and",
    "student", "nga", "turning", "sa", "tas",
)  # fmt: skip
_END = rf"(?=\s*(?:$|[!?;)\n~…]|[.,](?![0-9])|[^\x00-\x7f]|{_AFTER}(?![a-z0-9])))"
_NOT_NOW = late(
    r"(?<![a-z])(?:noong|nung|noon|nong|dati|since|simula|mula|kung|kapag|pag|parang|akala|sabi|kunwari|"
    r"hindi|di|mga|alas|ala|bandang|pang|ika|top|no\.?|number|room|baka|feeling|mukhang|umabot|bago)"
    r"[\s-]*(?:[a-z]+\s+)?$"
)
_SCHOOLS = {
    "elementary": 10, "elementarya": 10, "junior high": 13, "jhs": 13, "high school": 15,
    "senior high": 16, "shs": 16, "hs": 15,
}  # fmt: skip
_NAMES = r"elementary|elementarya|junior\s+high|high\s+school|senior\s+high|jhs|shs|hs"
_SCHOOL = rf"(?P<school>{_NAMES})(?:\s+school)?"
_STRANDS = r"(?:\s+(?:student|stem|abm|humss|gas|tvl))"


def _number(match: re.Match[str]) -> int:
    said = match["n"]
    return _WORDS.get(said) or int(said)


def _one_less(match: re.Match[str]) -> int:
    return _number(match) - 1


def _grade(match: re.Match[str]) -> int:
    grade = int(match["n"])
    return grade + 5 if grade <= 12 else 0


def _school(match: re.Match[str]) -> int:
    return _SCHOOLS[re.sub(r"\s+", " ", match["school"])]


def _birth(match: re.Match[str]) -> int:
    return full_year(match["year"])


_NO_MEMORY = r"(?!\s+(?:nung|noong|noon|nong|dati|pagka))"
_GRADE = r"(?:grade\s*|g)(?P<n>\d{1,2})(?![0-9])"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![0-9])"
_DAY = r"(?:noong\s+|nung\s+|in\s+|on\s+|ng\s+)?(?:[a-z]{3,9}\s+(?:\d{1,2}\s*,?\s*)?)?"

_NUMBERED = tails(
    ("stated", _number, rf"{_N}\s*{_UNIT}(?:\s*{_PARTICLES}){{0,3}}\s+{_ME}{_NO_MEMORY}"),
    ("stated", _number, rf"{_N}{_STILL}{_END}{_NO_MEMORY}"),
)
_GRADED = tails(
    ("school", _grade, rf"{_GRADE}{_STRANDS}{{0,2}}{_STILL}{_NO_MEMORY}"),
    ("school", _grade, rf"{_GRADE}{_STRANDS}{{1,2}}\s+{_ME}{_NO_MEMORY}"),
)
_MINOR = tails(
    ("stated", minor, rf"menor\s+de\s+edad(?:\s*{_PARTICLES}){{0,2}}\s+{_ME}{_NO_MEMORY}")
)
_SOON = tails(
    ("stated", _one_less, rf"mag\s?-?\s?(?P<n>\d{{1,2}})(?:\s*{_UNIT})?{_STILL}{_NO_MEMORY}"),
)
_SCHOOLED = tails(("school", _school, rf"{_SCHOOL}(?:\s+student)?{_STILL}{_NO_MEMORY}"))
_I = tails(
    ("stated", _number, rf"{_ME}(?:\s+(?:ay|po|lang|pa|na)){{0,2}}\s+{_N}\s*{_UNIT}"),
    ("school", _grade, rf"{_ME}(?:\s+(?:ay|po)){{0,2}}\s+(?:nasa\s+|ay\s+)?{_GRADE}{_NO_MEMORY}"),
    (
        "school",
        _school,
        rf"{_ME}(?:\s+(?:ay|po)){{0,2}}\s+(?:nasa\s+)?{_SCHOOL}\s+(?:student|pa)(?![a-z])",
    ),
)
_BORN = tails(
    ("born", _birth, rf"i?pinanganak\s+(?:po\s+)?(?:ako|aq|aku)\s+(?:po\s+)?{_DAY}{_YEAR}")
)
_MY_AGE = tails(
    ("stated", _number,
     rf"(?:edad|age|gulang)\s+ko(?:\s+(?:po|ay|is|na|lang|ngayon)){{0,3}}\s*[:=]?\s*{_N}(?![:/%])"),
)  # fmt: skip

_BY_WORD = {
    "menor": _MINOR, "mag": _SOON, "gulang": _MY_AGE, "grade": _GRADED, "g": _GRADED,
    "edad": _MY_AGE, "age": _MY_AGE, "ipinanganak": _BORN, "pinanganak": _BORN,
    "elementary": _SCHOOLED, "elementarya": _SCHOOLED, "junior": _SCHOOLED, "jhs": _SCHOOLED,
    "high": _SCHOOLED, "hs": _SCHOOLED, "senior": _SCHOOLED, "shs": _SCHOOLED,
    "ako": _I, "aq": _I, "aku": _I,
}  # fmt: skip
"""The tails behind each word that leads; number words lead those of numbers."""

_DIGITS = late(r"[0-9](?<![a-z0-9.,:/$₱][0-9])[0-9]?(?![0-9])")
_LEADS = late("|".join(sorted({*_BY_WORD, *_WORDS}, key=lambda word: (-len(word), word))))
_LETTER = late("[a-z0-9]")
_MINE = ("ako", "aq", "aku", " ko")


def stated(folded: str) -> Iterator[Stated]:
    """Ages stated in Filipino; one place may be given more than once."""
    if not any(word in folded for word in _MINE):
        return
    for lead in _DIGITS.finditer(folded):
        yield from _said(folded, lead.start(), _NUMBERED)
    for lead in _LEADS.finditer(folded):
        at = lead.start()
        if at == 0 or not _LETTER.match(folded, at - 1):
            yield from _said(folded, at, _BY_WORD.get(lead[0], _NUMBERED))


def _said(folded: str, at: int, choices: tuple[Tail, ...]) -> Iterator[Stated]:
    for found in behind(folded, at, at, choices):
        if not follows(_NOT_NOW, folded, at):
            yield found
