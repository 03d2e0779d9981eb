"""A studio: a boss collects cards, is paid for others' sessions and keeps a share.

Performers stream from the boss's rooms, bring relatives, and are held by quotas and fines.
With splitting, payouts go to own instruments first and the share follows by transfer.
"""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.speech import money
from bantay.world.stage import Stage


class _Work:
    """What one performer did: the evidence, and what is earned but not yet paid out."""

    def __init__(self, performer: Person, own: bool, card: str, boss: Person):
        self.performer, self.own, self.card, self.boss = performer, own, card, boss
        self.seen: list[str] = []
        self.earned = 0.0


def plan(stage: Stage) -> None:
    """The boss first, then performers one after the other, then days of sessions."""
    chance, split = stage.chance, stage.dials.splitting
    boss = stage.hire("boss", stage.start - chance.whole(2, 50) * DAY)
    boss.devices += [(stage.named("d"), boss.devices[0][1])]
    cards = [boss.instrument("payout_card", n) for n in range(1 + int(split * 3.99))]
    works: list[_Work] = []
    span = stage.span(48, 7)
    for n in range(min(max(1, stage.count("performers")), stage.left)):
        since = stage.start - DAY + int(chance.random() * 0.4 * span) * (n > 0)
        performer = _performer(stage, boss, since, [w.performer for w in works])
        works.append(_Work(performer, chance.hit(split * 0.8), cards[n % len(cards)], boss))
        _arrive(stage, works[-1], cards.index(works[-1].card))
    days = stage.days(span)
    for day in days:
        for work in works:
            _day(stage, work, day, works, days[-1])
    _truths(stage, boss, works, cards)


def _performer(stage: Stage, boss: Person, since: int, before: list[Person]) -> Person:
    chance = stage.chance
    inviter = chance.pick(before) if before and chance.hit(0.4) else boss
    performer = stage.hire("performer", since, inviter)
    if inviter is not boss and chance.hit(0.5):
        performer.family = inviter.family  # relatives are recruited
    if chance.hit(1 - stage.dials.splitting * 0.8):
        performer.ip, performer.asn, performer.place = boss.ip, boss.asn, boss.place
    if chance.hit(1 - stage.dials.splitting):
        performer.devices = [chance.pick(boss.devices), *performer.devices]
    performer.own_payout = False
    return performer


def _arrive(stage: Stage, work: _Work, which: int) -> None:
    performer, boss, chance = work.performer, work.boss, stage.chance
    when = performer.since + chance.whole(600, 3 * HOUR)
    if work.own:
        props.link(stage, when, performer, performer, "payout_card")
    else:
        work.seen.append(props.link(stage, when, performer, boss, "payout_card", which))
        work.seen.append(props.login(stage, when - 90, performer, boss, action="payout_change"))
    if chance.hit(stage.dials.evasion * 0.4):
        props.relation(stage, when, performer, boss, "manager", contract=False)
    if chance.hit(0.5):
        lure = stage.say(when + HOUR, performer, chance.pick(stage.bystanders), "recruit.lure")
        work.seen.append(lure)


def _day(stage: Stage, work: _Work, day: int, all_works: list[_Work], last: int) -> None:
    chance, performer = stage.chance, work.performer
    when = stage.at(day, performer, 8, 20)
    if when < performer.since + 4 * HOUR:
        return
    if chance.hit(stage.number("days_a_week") / 7):
        _session(stage, work, when)
    if day % 7 == 6 or day == last:
        _payday(stage, work, when + 14 * HOUR)
    if chance.hit(0.45 * (1.2 - stage.dials.evasion)):
        slots = {"percent": f"{round(stage.number('kept') * 100)}%"}
        _, said = stage.talk(when - 2 * HOUR, work.boss, performer, "control.boss", slots)
        work.seen += said
    others = [w.performer for w in all_works if w is not work and w.performer.since < when - HOUR]
    if others and chance.hit(0.15 * (1.2 - stage.dials.evasion)):
        _, said = stage.talk(when - HOUR, performer, chance.pick(others), "control.performer")
        work.seen += said


def _session(stage: Stage, work: _Work, when: int) -> None:
    chance, performer = stage.chance, work.performer
    hours = stage.number("hours_a_day") * chance.between(0.7, 1.2)
    private = chance.hit(0.5)
    guest = chance.pick(stage.bystanders) if private else None
    rate = chance.between(0.4, 2.5)
    ended, live = props.live(stage, when, performer, hours * 60, guest=guest, usd=rate)
    work.seen.append(ended)
    for _ in range(chance.poisson(2.5)):
        viewer, usd = chance.pick(stage.bystanders), chance.stretch(2, 60)
        at = when + int(chance.random() * hours * HOUR)
        props.pay(stage, at, "gift", usd, viewer, performer, paid_for=live, category="gift")
        work.earned += usd * 0.6
    work.earned += hours * chance.between(1, 6)


def _payday(stage: Stage, work: _Work, when: int) -> None:
    chance, performer, boss = stage.chance, work.performer, work.boss
    if work.earned < 5:
        return
    usd, work.earned = work.earned, 0.0
    kept = min(0.98, max(0.05, stage.number("kept") + chance.normal() * 0.04))
    target = {} if work.own else {"to_instrument": work.card, "to_kind": "payout_card"}
    into, earnings = "payout_card", "earnings"
    work.seen.append(
        props.pay(
            stage, when, "payout", usd, None, performer, into=into, category=earnings, **target
        )
    )
    wait = int(chance.stretch(0.5, 96, stage.dials.patience * chance.random()) * HOUR)
    if work.own:
        work.seen.append(
            props.pay(
                stage, when + wait, "transfer", usd * kept, performer, boss, via="payout_card"
            )
        )
    elif chance.hit(0.6):  # the rest often goes out in cash, which nobody sees
        props.pay(stage, when + wait, "transfer", usd * (1 - kept), boss, performer, via="bank")
    if chance.hit(0.2 * (1.2 - stage.dials.evasion)):
        slots = {"amount": money(chance, boss.speaker, usd * kept)}
        work.seen.append(stage.say(when + 900, boss, performer, "control.boss", slots))


def _truths(stage: Stage, boss: Person, works: list[_Work], cards: list[str]) -> None:
    performers = tuple(work.performer.account for work in works)
    all_seen = [seen for work in works for seen in work.seen]
    stage.person_truth("controller", boss, all_seen, {"performer": performers})
    for card in cards:
        users = [w for w in works if w.card == card and not w.own]
        if len(users) > 1:
            seen = [seen for work in users for seen in work.seen]
            roles = {"performer": tuple(w.performer.account for w in users)}
            stage.truth("controller", "instrument", card, "collecting card", seen, roles)
    for work in works:
        roles = {"controller": (boss.account,)}
        stage.person_truth("controlled_performer", work.performer, work.seen, roles)


SCENARIO = Scenario(
    plan,
    lambda numbers: 1 + max(1, round(numbers["performers"])),
    ("singers", "fan_clubs", "friends"),
    {
        "performers": (1, 12),
        "kept": (0.3, 0.9),
        "hours_a_day": (2, 14),
        "days_a_week": (3, 7),
    },
)
