"""An account gives ages that cannot both be true, one of them below 18.

Sees:       an age, school year or birth year below 18 stated by an account that states a grown-up
            age elsewhere, that registered a grown-up's birth year, or whose identity check found
            one; and a grown-up age stated against a birth year, registered or checked, below 18.
Matters:    a child that was told to hide its age, or that uses a grown-up's account, is seen where
            its words and its papers part. Two stated ages are a weaker sign than words against a
            registration, and those weaker than words against a check: the summary says which. No
            side is taken as the truth; a person looks.
Misses:     an age in a picture or on a profile; ages that follow each other by a year, as at a
            birthday; a first age older than the window.
Wrong when: somebody jokes about an age; two people share one account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.ages import Age, ages
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.age_contradicted",
    title="Ages that contradict each other",
    version=1,
    rows=("C11",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=90),
    keeps=50,
    hypotheses=("minor_at_risk",),
    group="age contradicted",
    ceiling=3.5,
    half_life=timedelta(days=90),
    anchor="what contradicts: another statement, the registration or the identity check",
    screens=(
        *("age", "teen+self", "teen+age_word", "school+self"),
        *("grown+self", "invisible+digit+self"),
    ),
    indicators=Indicators(purpose=("exploitation",), ilo=("abuse of vulnerability",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; one of two ages must be below it and one not
    school_years: int = 3  # years somebody may be older than pupils of a class usually are


class Said(NamedTuple):
    """An age that a message states."""

    message: MessageSent
    age: Age

    @property
    def words(self) -> str:
        """What a reviewer reads of it."""
        at_school = self.age.kind == "school"
        return f"at school, about {self.age.value}" if at_school else f"{self.age.value}"


_SOURCES = (("checked_birth_year", "checked"), ("birth_year", "registered"))


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it states an age."""
    return bool(_said([message]))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """At most one finding of each: words against words, against a registration, a check."""
    said = _said(window.events)
    if not said:
        return
    yield from _among_words(said, params)
    yield from _against_an_answer(window, said, params)
    for name, source in _SOURCES:
        fact = window.fact(name)
        if fact is not None and isinstance(fact.value, int):
            yield from _against_a_year(said, fact.value, source, params)


def _said(messages: Sequence[MessageSent]) -> list[Said]:
    return [
        Said(message, age)
        for message in messages
        if message.text is not None and message.forwarded_from is None
        for age in ages(message.text, message.time.year)
    ]


def _among_words(said: Sequence[Said], params: Params) -> Iterator[Finding]:
    """The newest pair of statements that cannot both be true."""
    for later in range(len(said) - 1, 0, -1):
        for earlier in range(later - 1, -1, -1):
            first, second = said[earlier], said[later]
            if _differ(first.age, second.age, params):
                summary = f"says to be {first.words}, then to be {second.words}"
                yield Finding(anchor="words", summary=summary, quotes=_quotes(first, second))
                return


def _differ(first: Age, second: Age, params: Params) -> bool:
    """Whether the second age, said later, cannot follow the first."""
    if (first.value < params.adult) == (second.value < params.adult):
        return False
    if "school" in (first.kind, second.kind):
        at_school, other = (first, second) if first.kind == "school" else (second, first)
        return other.kind != "school" and other.value > at_school.value + params.school_years
    return second.value < first.value or second.value > first.value + 1


def _against_an_answer(
    window: Window[MessageSent], said: Sequence[Said], params: Params
) -> Iterator[Finding]:
    """A grown-up age stated by an account that elsewhere answered with one below 18."""
    answers = [f.value for f in window.facts if f.name == "said_age" and isinstance(f.value, int)]
    young = min(answers, default=params.adult)
    grown = [one for one in said if one.age.value > young + 1 and one.age.value >= params.adult]
    if young < params.adult and grown and grown[-1].age.kind != "school":
        summary = f"says to be {grown[-1].words}; asked before, it answered {young}"
        yield Finding(anchor="answer", summary=summary, quotes=_quotes(grown[-1]))


def _against_a_year(
    said: Sequence[Said], born: int, source: str, params: Params
) -> Iterator[Finding]:
    """The newest statement on the other side of grown-up than the birth year known."""
    for one in reversed(said):
        reached = one.message.time.year - born  # the age on the birthday of that year
        slack = params.school_years if one.age.kind == "school" else 0
        grown = reached - 1 >= params.adult + slack and one.age.value < params.adult
        young = reached < params.adult <= one.age.value and one.age.kind != "school"
        if grown or young:
            summary = f"says to be {one.words}; the {source} birth year makes it {reached}"
            yield Finding(anchor=source, summary=summary, quotes=_quotes(one))
            return


def _quotes(*said: Said) -> tuple[Quote, ...]:
    return tuple(
        Quote(one.message.id, "text", one.age.start, one.age.end, one.age.undone) for one in said
    )


DETECTOR = Detector(SPEC, Params(), look, admits)
