"""Questions after an age, and answers that hold hardly more than a number.

    asks_age("how old r u")    ->  (0, 11)
    bare_age(read("16 po"))    ->  Stated(16, "stated", 0, 5)

A bare number is an age only as an answer: whoever calls `bare_age` must know the question.
"""

import re

from bantay.kit.text.ages.chinese import number_of
from bantay.kit.text.ages.stated import Stated
from bantay.kit.text.late import late
from bantay.kit.text.reading import Reading

_YOU = r"(?:you|u|ya|yah|youu+|uu+)(?![a-z])"
_ASKS = late(
    rf"how\s+old\s+(?:are|r)\s*{_YOU}|how\s+old\s+{_YOU}|^\W*how\s+old\W*$|"
    r"(?:what(?:['’]?s|\s+is)?|wats|wat)\s+(?:your|ur|yr)\s+age|^\W*(?:(?:your|ur|yr)\s+)?age\s*\?|^\W*(?:your|ur|yr)\s+age\W*$|"
    r"(?<![a-z0-9])a/?s/?l(?![a-z])\W*(?:pls|plz|please|po|po\s+kayo)?\W*$|"
    rf"(?:what|which|wat)\s+(?:grade|year)\s+(?:are|r|were)\s*{_YOU}|"
    r"il[a]n(?:g)?\s*(?:taon|edad)|(?:anong?|ano)\s+(?:age|edad|grade)|(?:edad|age)\s+(?:mo|niyo|nyo)|"
    r"(?:几|幾|多少)[岁歲](?!的时候|以)|(?:你|您|妹妹|今年|现在)多大|多大(?:了|啦|年[纪紀龄齡])|贵庚|芳龄|"
    r"(?:读|讀|念|上)(?:几|幾)年[级級]|(?:你|您)的?年[龄齡]"
)
_OF_ANOTHER = late(
    r"(?:guess|猜|hulaan)|(?:children|kids?|son|daughter|car|house|dog|cat|brother|sister)|"
    r"(?:他|她|它|孩子|儿子|女儿|男孩|女孩|爸|妈)|anak|kapatid|siya|am\s+i"
)

_WORDS = {
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "katorse": 14, "kinse": 15, "disisais": 16,
    "disisyete": 17, "trese": 13,
}  # fmt: skip
_LEAST = 8
_BEFORE = (
    r"(?:(?:i['’]?m|i\s+am|im|only|just|me|age|uh+m*|um+|well|er+m*|ako|po|ok|turning\s+soon|"
    r"我|今年|才|刚|剛|刚满|剛滿|也|嗯+|哦|额)[\s,.…]*){0,3}"
)
_AND = (
    r"(?:years?\s*old|yrs?\s*old|yrs?|yo|y/o|po|na|pa|lang|palang|plang|lng|sir|kuya|ate|btw|haha+|hehe+|"
    r"lol|u|you|and\s+you|hbu|wbu|how\s+about\s+you|ikaw|kayo|kaw|eh|here|f|m|female|male|girl|boy|anyos|ko|aq|"
    r"taong\s+gulang|ako|now|only|still|岁|歲|周岁|了|呢|啊|哦|呀|吧|啦|你呢|你|女|男|女生|男生|哈|"
    r"turning\s+\d\d|(?:almost|soon)\s+\d\d)"
)
_PLACE = r"(?:\s*[/,]\s*[^\W\d]{2,20}|\s+[fm](?:\s+[^\W\d]{2,20}){1,2})?"
_ANSWER = late(
    rf"[^\w$€£¥₱#@+*-]*{_BEFORE}(?P<n>\d{{1,2}}|{'|'.join(_WORDS)}|[一二三]?十[一二三四五六七八九]?|[八九])"
    rf"(?![\d:%.]\d|[:%$]|\d)(?:[\s,/.!?~…]*{_AND})*{_PLACE}\W*"
)
_CLASS = late(
    r"\W*(?:(?:i['’]?m|im|in|am|po|still|我|在读|读|上)\s*){0,3}"
    r"(?:(?:grade|g)\s*(?P<grade>\d{1,2})|(?P<nth>\d{1,2})(?:st|nd|rd|th)(?:\s+grader?)?|"
    r"(?P<year>[初高][一二三]|[小中][一二三四五六]))"
    r"(?:[\s,.!~]*(?:po|na|pa|lang|palang|sir|kuya|student|ako|u|you|了|呢|啊|哦|你呢|haha|哈))*\W*"
)
_LONGEST = 40
_ENTRY = {"初": 11, "高": 14, "小": 5, "中": 11}


def asks_age(folded: str) -> tuple[int, int] | None:
    """Where a folded text asks the other side's age or class; None if it does not."""
    found = _ASKS.search(folded)
    if found is None or _OF_ANOTHER.search(folded):
        return None
    return found.span()


def asks_age_of_another(folded: str) -> bool:
    """Whether a folded text asks the age of somebody or something else."""
    return _ASKS.search(folded) is not None and _OF_ANOTHER.search(folded) is not None


def bare_age(reading: Reading) -> Stated | None:
    """The age, or class, that a short text gives as an answer, at folded offsets."""
    folded = reading.folded
    if len(folded) > _LONGEST:
        return None
    if (match := _ANSWER.fullmatch(folded)) is not None:
        value = _WORDS.get(match["n"]) or number_of(match["n"])
        return Stated(value, "stated", *_trimmed(folded)) if value >= _LEAST else None
    if (match := _CLASS.fullmatch(folded)) is not None:
        return Stated(_class_age(match), "school", *_trimmed(folded))
    return None


def _class_age(match: re.Match[str]) -> int:
    if (digits := match["grade"] or match["nth"]) is not None:
        return int(digits) + 5 if int(digits) <= 12 else 0
    name = match["year"]
    return _ENTRY[name[0]] + "一二三四五六".index(name[1]) + 1


def _trimmed(folded: str) -> tuple[int, int]:
    """The text without white space around it."""
    return len(folded) - len(folded.lstrip()), len(folded.rstrip())
