"""Abuse that is bought from afar, seen from the payment side: a payer, and a guardian who sells."""

from typing import Any

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.scenarios.personas import grade_of
from bantay.world.stage import AGE, Stage


def _sum(stage: Stage) -> float:
    low = stage.number("usd_low")
    return stage.chance.stretch(low, max(low + 1, stage.number("usd_high")))


def _sent(stage: Stage, when: int, payer: Person, payee: Person) -> str:
    """A small even remittance with an innocent label."""
    note: dict[str, Any] = {"note_of": "even"} if stage.chance.hit(0.7) else {}
    via = stage.chance.pick(("remittance", "remittance", "wallet", "card"))
    into = "remittance" if via == "remittance" else "wallet"
    even = stage.chance.hit(0.9 - 0.6 * stage.dials.evasion)
    return props.pay(
        stage,
        when,
        "transfer",
        _sum(stage),
        payer,
        payee,
        via=via,
        into=into,
        category="family",
        even=even,
        **note,
    )


def plan_payer(stage: Stage) -> None:
    """One payer, many receivers who do not know each other, small sums, at their night."""
    chance = stage.chance
    payer = stage.hire("payer", stage.start - chance.whole(1, 60) * DAY)
    payer.code, payer.country = stage.strangers[0].code, stage.strangers[0].country
    receivers = stage.strangers[1 : 1 + max(1, stage.count("receivers"))]
    span, seen = stage.span(24, 8), list[str]()
    for _ in range(max(2, stage.count("payments"))):
        receiver = chance.pick(receivers)
        when = stage.at(int(chance.random() * span / DAY), payer, 21 - 10 * stage.dials.evasion, 29)
        if chance.hit(0.6):
            _, said = stage.talk(when - HOUR, payer, receiver, "payer.abuse")
            seen += said
        seen.append(_sent(stage, when, payer, receiver))
        if chance.hit(0.4):
            minutes = chance.between(5, 40)
            ended, _ = props.live(stage, when + 300, receiver, minutes, guest=payer, usd=1.0)
            seen.append(ended)
    for category in ("vpn", "software", "travel"):
        if chance.hit(0.7 - 0.5 * stage.dials.evasion):
            when = stage.start + int(chance.random() * span)
            seen.append(
                props.pay(
                    stage, when, "purchase", chance.stretch(4, 60), payer, None, category=category
                )
            )
    accounts = tuple(person.account for person in receivers)
    stage.person_truth("abuse_payer", payer, seen, {"receiver": accounts})


def plan_guardian(stage: Stage) -> None:
    """A guardian prices a child's private live time; payers abroad send to the guardian."""
    chance = stage.chance
    guardian = stage.hire("guardian", stage.start - chance.whole(5, 90) * DAY)
    children = [
        stage.hire("child", stage.start - chance.whole(0, 30) * DAY, guardian)
        for _ in range(max(1, stage.count("children")))
    ]
    for child in children:
        _household(stage, guardian, child)
    payers = [stage.strangers[n] for n in range(min(len(stage.strangers), stage.count("payers")))]
    span, seen = stage.span(24, 6), list[str]()
    per_child: dict[str, list[str]] = {child.account: [] for child in children}
    for _ in range(max(2, stage.count("sessions"))):
        child, payer = chance.pick(children), chance.pick(payers)
        made = _session(stage, guardian, child, payer, stage.start + int(chance.random() * span))
        per_child[child.account] += made
        seen += made
    accounts = tuple(child.account for child in children)
    stage.person_truth("controller", guardian, seen, {"performer": accounts})
    for child in children:
        made = per_child[child.account]
        when = stage.start + chance.whole(0, DAY)
        slots = {"age": str(child.age)} | grade_of(stage, child)
        text = stage.words(child, "minor.chat", slots, must=AGE)
        made.append(stage.type(when, child, text, chance.pick(payers)))
        stage.person_truth("minor_at_risk", child, made, {"controller": (guardian.account,)})


def _household(stage: Stage, guardian: Person, child: Person) -> None:
    child.family, child.ip, child.minor = guardian.family, guardian.ip, True
    child.age = stage.chance.whole(11, 17)
    child.own_payout = False
    if stage.chance.hit(1 - stage.dials.splitting):
        child.devices = [guardian.devices[0]]


def _session(stage: Stage, guardian: Person, child: Person, payer: Person, when: int) -> list[str]:
    later, made = stage.talk(when, guardian, payer, "guardian.sells")
    if stage.chance.hit(0.7):
        made += stage.talk(later, payer, guardian, "payer.abuse")[1]
    made.append(_sent(stage, later + 900, payer, guardian))
    minutes = stage.chance.between(5, 45)
    on = guardian if stage.chance.hit(0.6) else child
    ended, _ = props.live(stage, later + 1_800, child, minutes, guest=payer, usd=1.5, on=on)
    return [*made, ended]


PAYER = Scenario(
    plan_payer,
    lambda _: 1,
    ("dating", "pensioners", "friends", "gamers"),
    {"receivers": (2, 16), "payments": (3, 40), "usd_low": (8, 25), "usd_high": (40, 240)},
)
GUARDIAN = Scenario(
    plan_guardian,
    lambda n: 1 + max(1, round(n["children"])),
    ("families", "families_abroad"),
    {
        "children": (1, 3),
        "payers": (2, 9),
        "sessions": (3, 24),
        "usd_low": (8, 25),
        "usd_high": (40, 240),
    },
)
