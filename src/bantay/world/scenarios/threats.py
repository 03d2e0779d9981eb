"""Sextortion from the side of the conversation and the payments: no content, only the threat."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.speech import money
from bantay.world.stage import Stage


def plan(stage: Stage) -> None:
    """Somebody makes friends, then threatens; each target pays a few times and stops."""
    chance = stage.chance
    accounts = 1 + int(stage.dials.splitting * 2.99)
    extorters = [
        stage.hire("extorter", stage.start - chance.whole(0, 15) * DAY)
        for _ in range(min(accounts, stage.left))
    ]
    seen: dict[str, list[str]] = {person.account: [] for person in extorters}
    targets = [*stage.bystanders, *stage.strangers][: max(1, stage.count("targets"))]
    span = stage.span(6, 4)
    for target in targets:
        extorter = chance.pick(extorters)
        when = stage.start + int(chance.random() * span)
        seen[extorter.account] += _one(stage, extorter, extorters[-1], target, when)
    for person in extorters:
        if seen[person.account]:
            stage.person_truth("extortion", person, seen[person.account])


def _one(stage: Stage, who: Person, purse: Person, target: Person, when: int) -> list[str]:
    """Friendship, threat, payments in quick succession, silence."""
    chance = stage.chance
    for _ in range(chance.whole(1, 3)):
        when = stage.talk(when, who, target, "dating.ordinary")[0] + chance.whole(60, 8 * HOUR)
    asked = chance.stretch(20, max(30, stage.number("usd")))
    slots = {"amount": money(chance, who.speaker, asked)}
    if chance.hit(0.5):
        slots["contact"] = purse.contact(chance).plain
    seen: list[str] = []
    for _ in range(1 + chance.poisson(2.5 * (1.1 - 0.6 * stage.dials.evasion))):
        seen.append(stage.say(when, who, target, "extortion.publish", slots))
        when = stage.soon(when, 40, 2 * HOUR)
        if chance.hit(0.4):
            stage.say(when, target, who, "argument")
            when = stage.soon(when)
    return [*seen, *_paid(stage, purse, target, when, asked)]


def _paid(stage: Stage, purse: Person, target: Person, when: int, asked: float) -> list[str]:
    chance, seen = stage.chance, list[str]()
    if not chance.hit(0.7):
        return seen
    for _ in range(max(1, round(stage.number("payments") * chance.between(0.5, 1.2)))):
        when = stage.soon(when, 300, 20 * HOUR)
        kind = chance.pick(("gift", "transfer"))
        via = chance.pick(("gift_card", "wallet", "card"))
        usd = asked * chance.between(0.4, 1.3)
        seen.append(props.pay(stage, when, kind, usd, target, purse, via=via))
    if chance.hit(0.25):
        props.notice(stage, when + chance.whole(HOUR, 3 * DAY), target, purse, "extortion")
    return seen


SCENARIO = Scenario(
    plan,
    lambda _: 3,
    ("dating", "gamers", "pupils"),
    {"targets": (1, 6), "payments": (1, 6), "usd": (40, 600)},
)
