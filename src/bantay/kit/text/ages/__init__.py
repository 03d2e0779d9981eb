"""Ages that people state of themselves, in the first person and the present tense.

    ages("im 16 btw")                  ->  (Age(value=16, kind="stated", start=0, end=5, …),)
    ages("grade 9 na ako")             ->  (Age(value=14, kind="school", start=0, end=14, …),)
    ages("i was born in 2011", 2026)   ->  (Age(value=15, kind="born", start=0, end=18, …),)

One module a language; each gives places in folded text. "For 16 years", "since I was 16",
"my son is 16", "I'm 16 minutes away" state no age of the speaker.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bantay.kit.text.ages import asked, chinese, english, filipino
from bantay.kit.text.ages.stated import Kind, Stated
from bantay.kit.text.reading import Reading, read

__all__ = ["Age", "Kind", "age_answered", "age_asked", "age_asked_of_another", "ages"]

LEAST, MOST = 6, 99
_LANGUAGES = (english.stated, filipino.stated, chinese.stated)
_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded

_SHORT = 80  # characters; invisible ones among them


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years, said outright or by a school or birth year, at original offsets.

    A school year stands for the age at which it usually begins; "under 18" is 17; a birth
    year stands for the age reached in the year of the message.
    """

    value: int
    kind: Kind
    start: int
    end: int
    undone: tuple[str, ...] = ()


def ages(text: str, year: int | None = None) -> tuple[Age, ...]:
    """All ages the writer states of themselves, from the left.

    `year` is the calendar year of writing; without it birth years say nothing.
    """
    return _cached(text, year) if len(text) <= _CACHED else _ages(text, year)


def age_asked(text: str) -> tuple[int, int] | None:
    """Where a text asks how old the other side is, or in which class; None if it does not.

    Texts of more than 2,000 characters are no such question.
    """
    return _question(text).place if len(text) <= _CACHED else None


def age_asked_of_another(text: str) -> bool:
    """Whether a text asks the age of somebody or something else."""
    return len(text) <= _CACHED and _question(text).of_another


def age_answered(text: str) -> Age | None:
    """The age in a text that holds hardly more than that. Only a question makes it an age."""
    return _answer(text) if len(text) <= _SHORT else None


@dataclass(frozen=True, slots=True)
class _Question:
    place: tuple[int, int] | None
    of_another: bool


@lru_cache(maxsize=4_096)
def _question(text: str) -> _Question:
    reading = read(text)
    place = asked.asks_age(reading.folded)
    return _Question(place and reading.span(*place), asked.asks_age_of_another(reading.folded))


@lru_cache(maxsize=4_096)
def _answer(text: str) -> Age | None:
    reading = read(text)
    said = asked.bare_age(reading)
    if said is None or not LEAST <= said.value <= MOST:
        return None
    return _age(reading, said, said.value)


def _ages(text: str, year: int | None) -> tuple[Age, ...]:
    reading = read(text)
    found = sorted(
        chain.from_iterable(stated(reading.folded) for stated in _LANGUAGES),
        key=lambda s: (s.start, -s.end),
    )
    chosen: list[Age] = []
    end = 0
    for stated in found:
        value = _years(stated, year)
        if LEAST <= value <= MOST and stated.start >= end:
            end = stated.end
            chosen.append(_age(reading, stated, value))
    return tuple(chosen)


def _years(stated: Stated, year: int | None) -> int:
    if stated.kind != "born":
        return stated.value
    return 0 if year is None else year - stated.value


def _age(reading: Reading, stated: Stated, value: int) -> Age:
    start, end = reading.span(stated.start, stated.end)
    undone = reading.undone(stated.start, stated.end)
    return Age(value, stated.kind, start, end, undone)


_cached = lru_cache(maxsize=4_096)(_ages)
