"""Ages that people state of themselves, in the first person and the present tense.

    ages("im 16 btw")      ->  (Age(value=16, kind="stated", start=0, end=5, …),)
    ages("grade 9 na ako") ->  (Age(value=14, kind="school", start=0, end=14, …),)

One module a language; each gives places in folded text. "For 16 years", "since I was 16",
"my son is 16", "I'm 16 minutes away" state no age of the speaker.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bantay.kit.text.ages import chinese, english, filipino
from bantay.kit.text.ages.stated import Kind, Stated
from bantay.kit.text.reading import Reading, read

__all__ = ["Age", "Kind", "ages"]

LEAST, MOST = 6, 99
_LANGUAGES = (english.stated, filipino.stated, chinese.stated)
_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years, said outright or by a school year, at original offsets.

    A school year stands for the age at which it usually begins; "under 18" is 17.
    """

    value: int
    kind: Kind
    start: int
    end: int
    undone: tuple[str, ...] = ()


def ages(text: str) -> tuple[Age, ...]:
    """All ages the writer states of themselves, from the left."""
    return _cached(text) if len(text) <= _CACHED else _ages(text)


def _ages(text: str) -> tuple[Age, ...]:
    reading = read(text)
    found = chain.from_iterable(stated(reading.folded) for stated in _LANGUAGES)
    chosen: list[Stated] = []
    for stated in sorted(found, key=lambda s: (s.start, -s.end)):
        if LEAST <= stated.value <= MOST and not (chosen and stated.start < chosen[-1].end):
            chosen.append(stated)
    return tuple(_age(reading, stated) for stated in chosen)


def _age(reading: Reading, stated: Stated) -> Age:
    start, end = reading.span(stated.start, stated.end)
    undone = reading.undone(stated.start, stated.end)
    return Age(stated.value, stated.kind, start, end, undone)


_cached = lru_cache(maxsize=4_096)(_ages)
