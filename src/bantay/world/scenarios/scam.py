"""Plain scammers: money fraud without exploitation, named so that it is not called trafficking."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.stage import Stage

_MASS = ("scam.prize", "scam.invest", "scam.code", "scam.task")


def plan(stage: Stage) -> None:
    """A few accounts of one hand write the same to many, or court a few for weeks."""
    chance = stage.chance
    scammers = [
        stage.hire("scammer", stage.start - chance.whole(0, 10) * DAY)
        for _ in range(min(1 + int(stage.dials.splitting * 2.99), stage.left))
    ]
    seen: dict[str, list[str]] = {person.account: [] for person in scammers}
    romance, scene = chance.hit(0.25), chance.pick(_MASS)
    span, purse = stage.span(4, 5), scammers[-1]
    targets = chance.some([*stage.strangers, *stage.bystanders], max(1, stage.count("targets")))
    for target in targets[:3] if romance else targets:
        scammer, when = chance.pick(scammers), stage.start + int(chance.random() * span)
        if romance:
            seen[scammer.account] += _courted(stage, scammer, target, when)
        else:
            seen[scammer.account] += _written(stage, scammer, target, when, scene)
        if chance.hit(stage.number("takes")):
            later = when + chance.whole(HOUR, 2 * DAY)
            paid = props.pay(
                stage, later, "transfer", chance.stretch(5, 300), target, purse, via="wallet"
            )
            seen[scammer.account].append(paid)
            if chance.hit(0.4):
                props.notice(stage, later + chance.whole(HOUR, 4 * DAY), target, scammer, "scam")
    for person in scammers:
        if seen[person.account]:
            stage.person_truth("scam", person, seen[person.account])


def _written(stage: Stage, who: Person, target: Person, when: int, scene: str) -> list[str]:
    slots = {"contact": who.contact(stage.chance).plain}
    if stage.chance.hit(0.35):
        return stage.talk(when, who, target, scene, slots)[1]
    seen = [stage.say(when, who, target, scene, slots)]
    if stage.chance.hit(0.4):
        seen.append(stage.say(stage.soon(when, 30, 4 * HOUR), who, target, scene, slots))
    return seen


def _courted(stage: Stage, who: Person, target: Person, when: int) -> list[str]:
    for _ in range(stage.chance.whole(2, 6)):
        when = stage.talk(when, who, target, "dating.ordinary")[0]
        when += stage.chance.whole(2 * HOUR, DAY)
    seen: list[str] = []
    for _ in range(stage.chance.whole(1, 4)):
        seen += stage.talk(when, who, target, "scam.romance")[1]
        when += stage.chance.whole(HOUR, DAY)
    return seen


SCENARIO = Scenario(
    plan,
    lambda _: 3,
    ("dating", "sellers", "gamers", "tourists"),
    {"targets": (3, 30), "takes": (0.02, 0.4)},
)
