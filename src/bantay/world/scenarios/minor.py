"""Pupils who say their age, and adults who ask them to hide it or offer paid private sessions."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.scenarios.personas import grade_of
from bantay.world.speech import money
from bantay.world.stage import AGE, Stage


def plan(stage: Stage) -> None:
    """Each pupil says an age or a school year; somebody then bargains, hides, or recruits."""
    chance = stage.chance
    adults = [
        stage.hire("asker", stage.start - chance.whole(0, 60) * DAY)
        for _ in range(1 + int(stage.dials.splitting * 1.99))
    ]
    span = stage.span(3, 3)
    for _ in range(min(max(1, stage.count("pupils")), stage.left)):
        pupil = stage.hire("pupil")
        pupil.minor, pupil.age = True, chance.whole(12, 17)
        when = stage.start + int(chance.random() * span)
        seen = _said(stage, pupil, adults[0], when)
        seen += _asked(stage, pupil, chance.pick(adults), when + chance.whole(300, 9 * HOUR))
        roles = {"asker": tuple(adult.account for adult in adults)}
        stage.person_truth("minor_at_risk", pupil, seen, roles)


def _said(stage: Stage, pupil: Person, adult: Person, when: int) -> list[str]:
    """The age or school year in passing, between ordinary talk; hidden, it is said but once."""
    chance = stage.chance
    slots = {"age": str(pupil.age)} | grade_of(stage, pupil)
    seen: list[str] = []
    for _ in range(1 + chance.poisson(1.5 * (1 - stage.dials.evasion))):
        when = stage.soon(stage.chat(when, adult, pupil), 20, HOUR)
        text = stage.words(pupil, "minor.chat", slots, must=AGE)
        seen.append(stage.type(when, pupil, text, adult))
    return seen


def _asked(stage: Stage, pupil: Person, adult: Person, when: int) -> list[str]:
    chance, seen = stage.chance, list[str]()
    if chance.hit(0.7):
        age = pupil.age if chance.hit(0.5) else chance.whole(18, 21)  # the true one, or a lie
        slots = {"age": str(age)} | grade_of(stage, pupil)
        _, said = stage.talk(when, adult, pupil, "minor.hide", slots)
        seen += said
    if seen and not chance.hit(0.7):
        return seen
    for _ in range(max(1, stage.count("sessions"))):
        when = stage.soon(when, HOUR, 2 * DAY)
        usd = chance.stretch(3, 60)
        slots = {"price": money(chance, adult.speaker, usd), "age": str(pupil.age)}
        slots |= grade_of(stage, pupil)
        later, said = stage.talk(when, adult, pupil, "minor.paid", slots)
        seen += said
        if chance.hit(0.6):
            seen.append(props.pay(stage, later + 60, "gift", usd, adult, pupil, category="gift"))
            ended, _ = props.live(
                stage, later + 300, pupil, chance.between(3, 30), guest=adult, usd=0.8
            )
            seen.append(ended)
    return seen


SCENARIO = Scenario(
    plan,
    lambda n: 2 + max(1, round(n["pupils"])),
    ("pupils", "classes", "singers", "gamers"),
    {"pupils": (1, 4), "sessions": (1, 4)},
)
