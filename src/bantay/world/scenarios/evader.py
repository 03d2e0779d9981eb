"""Contact evaders: hosts who move people off the platform, in every way of writing a contact."""

from bantay.world import props
from bantay.world.contacts import Contact
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.stage import Stage


def plan(stage: Stage) -> None:
    """A few accounts of one hand hand a contact to target after target."""
    chance = stage.chance
    accounts = 1 + int(stage.dials.splitting * 2.99)
    hosts = [
        stage.hire("evader", stage.start - chance.whole(0, 40) * DAY)
        for _ in range(min(accounts, stage.left))
    ]
    given = hosts[0].contact(chance)
    seen: dict[str, list[str]] = {host.account: [] for host in hosts}
    span = stage.span(6, 5)
    for target in _targets(stage):
        host = chance.pick(hosts)
        when = stage.start + int(chance.random() * span)
        if chance.hit(0.3):
            given = host.contact(chance)
        seen[host.account] += _one(stage, host, target, when, given)
    for host in hosts:
        if seen[host.account]:
            stage.person_truth("contact_evasion", host, seen[host.account])


def _targets(stage: Stage) -> list[Person]:
    everybody = [*stage.bystanders, *stage.strangers]
    return stage.chance.some(everybody, max(1, stage.count("targets")))


def _one(stage: Stage, host: Person, target: Person, when: int, given: Contact) -> list[str]:
    chance = stage.chance
    for _ in range(chance.below(3)):
        when = stage.soon(stage.chat(when, target, host), 20, 2 * HOUR)
    if chance.hit(0.25 * stage.dials.evasion):
        return [_elsewhere(stage, host, target, when, given.plain)]
    seen = stage.hand_over(when, host, target, given)
    if chance.hit(0.25):
        stage.say(when + 1_500, target, host, "greeting")
    return seen


def _elsewhere(stage: Stage, host: Person, target: Person, when: int, plain: str) -> str:
    """Where a chat filter does not look: a profile, a note of a payment, a picture's text."""
    match stage.chance.below(3):
        case 0:
            return props.profile(stage, when, host, display_name=host.name, bio=plain)
        case 1:
            return props.pay(stage, when, "gift", 1.0, host, target, note=plain)
        case _:
            return props.picture(stage, when, host, purpose="message", ocr=plain)[0]


SCENARIO = Scenario(
    plan,
    lambda _: 3,
    ("singers", "fan_clubs", "dating", "agencies"),
    {"targets": (1, 14)},
)
