"""Proceeds on the move: pupils who lend their payment codes, and accounts that cash out."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.scenarios.personas import grade_of
from bantay.world.stage import AGE, Stage


def plan_collectors(stage: Stage) -> None:
    """Strangers pay a pupil's code, the pupil forwards nearly all of it to one collector."""
    chance = stage.chance
    collector = stage.hire("collector", stage.start - chance.whole(2, 60) * DAY)
    pupils = [stage.hire("pupil") for _ in range(max(1, stage.count("pupils")))]
    for pupil in pupils:
        pupil.minor, pupil.age = True, chance.whole(13, 17)
    span, all_seen = stage.span(24, 5), list[str]()
    for pupil in pupils:
        when = stage.start + int(chance.random() * span * 0.4)
        seen = _recruited(stage, collector, pupil, when)
        for _ in range(max(1, stage.count("rounds"))):
            at = when + int(chance.random() * span * 0.6) + HOUR
            seen += _forwarded(stage, collector, pupil, at)
        all_seen += seen
        stage.person_truth("proceeds_mover", pupil, seen, {"collector": (collector.account,)})
        stage.person_truth("minor_at_risk", pupil, seen, {"collector": (collector.account,)})
    accounts = tuple(pupil.account for pupil in pupils)
    stage.person_truth("proceeds_mover", collector, all_seen, {"pupil": accounts})


def _recruited(stage: Stage, collector: Person, pupil: Person, when: int) -> list[str]:
    chance = stage.chance
    rate = f"{max(1, round((1 - stage.number('forwarded')) * 100))}%"
    seen: list[str] = []
    if chance.hit(1.1 - 0.8 * stage.dials.evasion):
        _, said = stage.talk(when - HOUR, collector, pupil, "collector.recruit", {"percent": rate})
        seen += said
    slots = {"age": str(pupil.age)} | grade_of(stage, pupil)
    text = stage.words(pupil, "minor.chat", slots, must=AGE)
    seen.append(stage.type(when - 2 * HOUR, pupil, text, collector))
    return seen


def _forwarded(stage: Stage, collector: Person, pupil: Person, when: int) -> list[str]:
    """A few strangers pay in; the sum less a share leaves again."""
    chance, seen, usd = stage.chance, list[str](), 0.0
    for payer in chance.some(stage.strangers, chance.whole(1, 5)):
        part = chance.stretch(8, 180)
        usd += part
        seen.append(
            props.pay(stage, when, "transfer", part, payer, pupil, via="wallet", money_of=collector)
        )
        when = stage.soon(when, 60, 3 * HOUR)
    share = min(0.995, stage.number("forwarded") * chance.between(0.97, 1.02))
    wait = int(chance.stretch(0.05, 72, stage.dials.patience * chance.random()) * HOUR)
    cuts = 1 + int(stage.dials.splitting * 3 * chance.random())
    for _ in range(cuts):
        wait += chance.whole(60, HOUR)
        seen.append(
            props.pay(
                stage,
                when + wait,
                "transfer",
                usd * share / cuts,
                pupil,
                collector,
                via="wallet",
                money_of=collector,
            )
        )
    return seen


def plan_cash_out(stage: Stage) -> None:
    """Sums come in from many, and leave within hours: abroad, in cash, or as gifts to oneself."""
    chance = stage.chance
    mover = stage.hire("mover", stage.start - chance.whole(1, 30) * DAY)
    helpers = [stage.hire("helper", by=mover) for _ in range(1 + int(stage.dials.splitting * 3.99))]
    span, seen = stage.span(12, 6), list[str]()
    own: dict[str, list[str]] = {helper.account: [] for helper in helpers}
    for _ in range(max(1, stage.count("rounds"))):
        when = stage.start + int(chance.random() * span)
        usd = 0.0
        for payer in chance.some(stage.strangers, max(2, stage.count("payers"))):
            part = chance.stretch(10, 250)
            usd += part
            when = stage.soon(when, 60, 5 * HOUR)
            seen.append(
                props.pay(
                    stage, when, "transfer", part, payer, mover, via="remittance", money_of=mover
                )
            )
        wait = int(chance.stretch(0.2, 90, stage.dials.patience * chance.random()) * HOUR)
        helper, out = chance.pick(helpers), usd * stage.number("passed")
        made = _out(stage, mover, helper, out, when + wait)
        seen += made
        own[helper.account] += made
    stage.person_truth("proceeds_mover", mover, seen, {"helper": tuple(own)})
    for helper in helpers:
        if own[helper.account]:
            roles = {"mover": (mover.account,)}
            stage.person_truth("proceeds_mover", helper, own[helper.account], roles)


def _out(stage: Stage, mover: Person, helper: Person, usd: float, when: int) -> list[str]:
    chance = stage.chance
    match chance.below(3):
        case 0:  # cash at a machine elsewhere
            place = chance.pick(stage.strangers)
            more = {"to_country": place.code, "place": place.place}
            return [
                props.pay(stage, when, "withdrawal", usd, mover, None, via="payout_card", **more)
            ]
        case 1:  # on to a helper, who takes it out
            first = props.pay(
                stage, when, "transfer", usd, mover, helper, via="wallet", money_of=mover
            )
            later = when + chance.whole(300, 6 * HOUR)
            via = chance.pick(("crypto", "remittance", "bank"))
            out = props.pay(
                stage, later, "withdrawal", usd * 0.97, helper, None, via=via, money_of=mover
            )
            return [first, out]
        case _:  # a top-up and an equal gift
            made = []
            for _ in range(chance.whole(2, 5)):
                part = usd * chance.between(0.15, 0.3)
                top = props.pay(stage, when, "top_up", part, mover, None, via="prepaid")
                gift = props.pay(
                    stage, when + chance.whole(20, 500), "gift", part, mover, helper, money_of=mover
                )
                made += [top, gift]
                when = stage.soon(when, 900, 8 * HOUR)
            return made


COLLECTORS = Scenario(
    plan_collectors,
    lambda n: 1 + max(1, round(n["pupils"])),
    ("pupils", "classes", "students"),
    {"pupils": (1, 9), "rounds": (1, 6), "forwarded": (0.8, 0.99)},
)
CASH_OUT = Scenario(
    plan_cash_out,
    lambda _: 5,
    ("gamers", "sellers", "friends"),
    {"rounds": (1, 8), "payers": (2, 9), "passed": (0.6, 0.99)},
)
