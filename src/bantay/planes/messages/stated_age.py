"""An account says of itself, in the first person, that it is under age or still at school.

Sees:       ages, school years and birth years stated in the present tense in English, Filipino and
            Chinese, in digits or words; a birth year counts when it makes the person under age
            all through the year of the message.
Matters:    a person under 18 cannot consent to exploitation, and no means need be shown. One
            strong sign goes to a person at once; nobody is asked for more pictures.
Misses:     a bare number given as an answer, which messages.age_answered reads; a birth year that
            makes somebody 18 some day this year; other languages; an age that has to be worked out;
            an age whose "I" is left out.
Wrong when: somebody quotes a line in the first person; a grown-up tells at which school they teach;
            somebody plays a part or jokes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.ages import Age, Kind, ages
from bantay.kit.text.ages.passing import passing
from bantay.model.clock import micros
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.stated_age",
    title="Possible minor by own words",
    version=3,
    rows=("C11",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=50,
    hypotheses=("minor_at_risk",),
    group="age stated",
    ceiling=6.0,
    half_life=timedelta(days=90),
    anchor="the age and whether it was said outright, by a school year or by a birth year",
    screens=(
        *("age", "teen+self", "teen+age_word", "school", "teen+short"),
        "invisible+digit+self",
    ),
    indicators=Indicators(purpose=("exploitation",), ilo=("abuse of vulnerability",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; stated ages below it count


Place = tuple[MessageSent, Age]

_SAYS: dict[Kind, str] = {
    "stated": "says to be {}",
    "school": "says to be at school, about {}",
    "born": "gives a birth year that makes {} this year",
}

_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether an age below the adult's is stated in it, or brought up in passing."""
    return bool(_ages(message, params)) or _in_passing(message, params)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding | Fact]:
    """One finding an age stated, telling the conversations that the person may be a minor.

    The account's other detectors are told as well, also of an age brought up in passing, which
    is no finding: it means something only beside what no child should be in.
    """
    seen: dict[tuple[Kind, int], list[Place]] = {}
    for message in window.events:
        for age in _ages(message, params):
            seen.setdefault((age.kind, age.value), []).append((message, age))
    for (kind, value), places in seen.items():
        shown = places[-_MOST_QUOTES:]
        yield Finding(
            anchor=f"{kind} {value}",
            summary=_summary(kind, value, places) + _compared(window, places[-1][0], value),
            quotes=tuple(_quote(*place) for place in shown),
            facts=tuple(dict.fromkeys(_fact(message) for message, _ in shown)),
        )
    yield from _young(window, params)


def _young(window: Window[MessageSent], params: Params) -> Iterator[Fact]:
    """What the account is told of its own words: the latest of each way of saying it."""
    stated = [message for message in window.events if _ages(message, params)]
    passed = [message for message in window.events if _in_passing(message, params)]
    for how, messages in (("in passing", passed), ("stated", stated)):
        for message in messages[-1:]:
            yield Fact(
                domain=Domain.ACCOUNT,
                key=message.account,
                name="young_by_words",
                value=how,
                known=micros(message.time),
                evidence=(message.id,),
            )


def _in_passing(message: MessageSent, params: Params) -> bool:
    if message.text is None or message.forwarded_from is not None:
        return False
    said = passing(message.text)
    return said is not None and said.value < params.adult


def _ages(message: MessageSent, params: Params) -> list[Age]:
    if message.text is None or message.forwarded_from is not None:
        return []
    return [age for age in ages(message.text, message.time.year) if age.value < params.adult]


def _summary(kind: Kind, value: int, places: list[Place]) -> str:
    count = len({message.id for message, _ in places})
    return f"{_SAYS[kind].format(value)}, in {count} message{'s' if count > 1 else ''}"


def _compared(window: Window[MessageSent], message: MessageSent, value: int) -> str:
    """What the birth year known of the account says of the age stated, if one is known."""
    checked = window.fact("checked_birth_year")
    fact = checked or window.fact("birth_year")
    if fact is None or not isinstance(fact.value, int):
        return ""
    known = message.time.year - fact.value
    source = "checked" if checked else "registered"
    agrees = known - 1 <= value <= known
    return f"; the {source} birth year {'agrees' if agrees else 'contradicts it'}"


def _fact(message: MessageSent) -> Fact:
    """Tells a conversation which of its accounts may be a minor."""
    return Fact(
        domain=Domain.CONVERSATION,
        key=message.conversation,
        name="possible_minor",
        value=message.account,
        known=micros(message.time),
        evidence=(message.id,),
    )


def _quote(message: MessageSent, age: Age) -> Quote:
    return Quote(message.id, "text", age.start, age.end, age.undone)


DETECTOR = Detector(SPEC, Params(), look, admits)
