"""What happens seldom on any platform: notices, the operator's actions, appeals, people leaving."""

from bantay.model.events import (
    AccountClosed,
    ActionTaken,
    AppealFiled,
    GroupJoined,
    GroupLeft,
    InstrumentUnlinked,
    LabelGiven,
    ListingPublished,
    NoticeFiled,
)
from bantay.world.cast import Cast
from bantay.world.chance import Chance
from bantay.world.person import DAY, HOUR, Person
from bantay.world.sink import Sink
from bantay.world.things import words

_SELDOM = 0.004
"""How often one person does one of these things on a day."""

_REASONS = ("spam", "harassment", "other", "scam", "impersonation")
_STEPS = ("tip", "warn", "remove_content", "strike")


def oddities(cast: Cast, sink: Sink, chance: Chance, midnight: int) -> None:
    """The day's few unusual events of a community."""
    for _ in range(chance.poisson(_SELDOM * len(cast.people))):
        person = chance.pick(cast.people)
        when = midnight + int(chance.between(8, 23) * HOUR - person.country.offset * HOUR) % DAY
        if person.there(when) and person.part >= 1.0:
            _one(cast, person, sink, chance, when)
    for person in cast.leavers:
        if midnight <= person.until < midnight + DAY:
            _gone(person, sink)
    shops = cast.roles.get(cast.life.listings or "", ())
    for shop in shops:
        when = midnight + chance.whole(8, 20) * HOUR
        if chance.hit(0.1) and shop.there(when):
            _listed(shop, sink, chance, when)


def _one(cast: Cast, person: Person, sink: Sink, chance: Chance, when: int) -> None:
    draw = chance.random()
    if draw < 0.45:
        _reported(cast, person, sink, chance, when)
    elif draw < 0.7 and cast.group and when > cast.group_at:
        by = cast.people[-1].account if chance.hit(0.3) and person is not cast.people[-1] else None
        sink.put(GroupLeft, when, group=cast.group, account=person.account, removed_by=by)
        sink.put(GroupJoined, when + 2 * HOUR, group=cast.group, account=person.account)
    else:
        sink.put(
            InstrumentUnlinked,
            when,
            instrument=person.instrument("card"),
            account=person.account,
            kind="card",
        )


def _gone(person: Person, sink: Sink) -> None:
    """Somebody leaves, or is blocked for something small and does not come back."""
    if person.no % 6:
        sink.put(AccountClosed, person.until, account=person.account, by="self")
        return
    sink.put(
        ActionTaken,
        person.until,
        action=f"x{sink.take()}",
        subject_kind="account",
        subject=person.account,
        kind="block_account",
        reason="spam",
    )


def _reported(cast: Cast, person: Person, sink: Sink, chance: Chance, when: int) -> None:
    """Somebody is reported without much reason; sometimes the operator acts and is contradicted."""
    other = chance.pick(cast.people)
    if other is person:
        return
    made = sink.take()
    sink.put(
        NoticeFiled,
        when,
        notice=f"n{made}",
        subject_kind="account",
        subject=other.account,
        reason=chance.pick(_REASONS),
        reporter=person.account,
    )
    if chance.hit(0.5):
        step = f"x{made}"
        sink.put(
            ActionTaken,
            when + HOUR,
            action=step,
            subject_kind="account",
            subject=other.account,
            kind=chance.pick(_STEPS),
        )
        if chance.hit(0.3):
            later = when + 5 * HOUR
            sink.put(AppealFiled, later, appeal=f"q{made}", decision=step, account=other.account)
    if chance.hit(0.2):
        sink.put(
            LabelGiven,
            when + 3 * HOUR,
            subject_kind="account",
            subject=other.account,
            hypothesis="scam",
            verdict="false",
            by="reviewer-1",
            sampled=True,
        )


def _listed(shop: Person, sink: Sink, chance: Chance, when: int) -> None:
    lexis = words().lang[shop.speaker.tongue]
    sink.put(
        ListingPublished,
        when,
        listing=f"e{sink.take()}",
        account=shop.account,
        title=f"{chance.pick(lexis.item)}, {shop.place}",
        text=", ".join(chance.some(lexis.item, 3)),
        place=shop.place,
        paid=chance.hit(0.5),
    )
