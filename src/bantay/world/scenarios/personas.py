"""Invented people and careers, as fabricated profiles tell them."""

from bantay.world.person import Person
from bantay.world.stage import Stage
from bantay.world.things import Lexis, places, words

Claims = list[tuple[str, str]]


def invented_name(stage: Stage, person: Person) -> str:
    """A stage name that is not the person's."""
    names = places().names[stage.tongue(person)]
    family, given = stage.chance.pick(names.family), stage.chance.pick(names.given)
    return f"{family}{given}" if stage.tongue(person) == "zh" else f"{given} {family}"


def grade_of(stage: Stage, pupil: Person) -> dict[str, str]:
    """The slot of a school year, as a pupil says it."""
    return {"grade": stage.chance.pick(words().lang[stage.tongue(pupil)].grade)}


def invented_claims(stage: Stage, person: Person, count: int) -> Claims:
    """So many claims to fame, of different kinds."""
    lexis: Lexis = words().lang[stage.tongue(person)]
    abroad = stage.chance.pick(list(places().country))
    claims = [
        ("film", stage.chance.pick(lexis.film)),
        ("award", stage.chance.pick(lexis.award)),
        ("pageant", stage.chance.pick(lexis.pageant)),
        ("magazine", stage.chance.pick(lexis.magazine)),
        ("origin", abroad),
        ("age", str(stage.chance.whole(19, 26))),
    ]
    return stage.chance.some(claims, count)
