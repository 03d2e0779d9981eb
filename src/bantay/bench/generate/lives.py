"""Biographies assembled from facts about real people, in three languages.

The English sentences are the set's own; the Filipino and Chinese ones are written here around
the facts' values. Nothing is kept: a biography lives as long as the measurement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from msgspec import Struct

MOST = 12
"""Claims of a biography at most."""
_SAYS = {
    "fil": {
        "birthPlace": "Ipinanganak siya sa {}.",
        "birthDate": "Ipinanganak siya noong {}.",
        "occupation": "Nagtrabaho siya bilang {}.",
        "almaMater": "Nag-aral siya sa {}.",
        "awards": "Ginawaran ng {}.",
        "award": "Ginawaran ng {}.",
        "was awarded": "Tumanggap ng {}.",
        "club": "Naglaro siya para sa {}.",
        "genre": "Tumutugtog siya ng {}.",
        "recordLabel": "Talent ng {}.",
        "party": "Kasapi siya ng {}.",
        "origin": "Mula sa {}.",
        "was a crew member of": "Naging tripulante siya ng {}.",
        "residence": "Nakatira siya sa {}.",
        "associatedBand/associatedMusicalArtist": "Nakasama niya ang {}.",
    },
    "zh": {
        "birthPlace": "出生于{}。",
        "birthDate": "{}出生。",
        "occupation": "曾任{}。",
        "almaMater": "毕业于{}。",
        "awards": "曾获{}奖。",
        "award": "荣获{}奖。",
        "was awarded": "获得{}奖。",
        "club": "效力于{}。",
        "genre": "演奏{}。",
        "recordLabel": "签约{}。",
        "party": "加入{}。",
        "origin": "来自{}。",
        "was a crew member of": "参加过{}。",
        "residence": "住在{}。",
        "associatedBand/associatedMusicalArtist": "曾与{}合作。",
    },
}
"""What each kind of fact reads as."""
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Life(Struct, frozen=True):
    """One biography: whose, in which language, how many facts, and its text."""

    person: str
    lang: str
    facts: int
    text: str


def by_person(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The set's rows by the person they are about, those with a fact of that person only."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["subject"], []).append(row)
    return {person: some for person, some in found.items() if len(some) > 2}


def lives(rows: Sequence[Mapping[str, Any]], lang: str, count: int, seed: int) -> Iterator[Life]:
    """So many biographies of one to twelve facts, people in turn."""
    chance, people = Random(f"{seed} {lang}"), by_person(rows)
    names = sorted(people)
    for n in range(count):
        person = names[n % len(names)]
        facts = chance.randint(1, MOST)
        write = _english if lang == "en" else _written
        text = write(people[person], lang, facts, chance)
        if text:
            yield Life(person.replace("_", " "), lang, facts, text)


def _english(rows: Sequence[Mapping[str, Any]], lang: str, facts: int, chance: Random) -> str:
    told: set[str] = set()
    sentences: list[str] = []
    for row in chance.sample(list(rows), len(rows)):
        new = set(row["facts"]) - told
        if new and len(told | new) <= facts:
            told |= new
            sentences.append(str(row["text"]))
    return " ".join(sentences)


def _written(rows: Sequence[Mapping[str, Any]], lang: str, facts: int, chance: Random) -> str:
    every = sorted({fact for row in rows for fact in row["facts"]})
    chosen = chance.sample(every, min(facts, len(every)))
    return " ".join(filter(None, (_sentence(fact, lang) for fact in chosen)))


def _sentence(fact: str, lang: str) -> str:
    _, relation, value = (part.strip().strip('"') for part in fact.split("|", 2))
    form = _SAYS[lang].get(relation)
    return form.format(_value(value, lang)) if form else ""


def _value(value: str, lang: str) -> str:
    date = _DATE.fullmatch(value)
    if date and lang == "zh":
        return f"{date[1]}年{int(date[2])}月{int(date[3])}日"
    return f"{int(date[3])}/{int(date[2])}/{date[1]}" if date else value.replace("_", " ")


def birth_year(rows: Sequence[Mapping[str, Any]]) -> int | None:
    """The year of birth among a person's facts."""
    for row in rows:
        for fact in row["facts"]:
            _, relation, value = (part.strip().strip('"') for part in fact.split("|", 2))
            if relation == "birthDate" and (date := _DATE.fullmatch(value)):
                return int(date[1])
    return None
