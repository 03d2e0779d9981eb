"""What an alarm's pictures show, read from the events its findings quote. Never a text.

The same values serve the command line, the console and notebooks: `pictures` gives one SVG
document each for the money, the ties and the time, as far as the evidence has them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from bantay.kit.draw.network import Node, Tie, network
from bantay.kit.draw.sankey import Flow, sankey
from bantay.kit.draw.timeline import Mark, timeline
from bantay.model.alarm import Alarm
from bantay.model.events import (
    AccountRegistered,
    Event,
    GroupJoined,
    InstrumentLinked,
    LiveStarted,
    LoginSeen,
    MessageSent,
    PaymentMade,
)

PLATFORM = "the platform"
Called = Callable[[str], str]


def quoted_events(alarm: Alarm) -> list[str]:
    """The ids of the events an alarm's findings quote, each once."""
    return list(dict.fromkeys(q.event for f in alarm.findings for q in f.quotes))


def pictures(alarm: Alarm, events: Mapping[str, Event], called: Called = str) -> list[str]:
    """The money, the ties, the time: SVG documents, those left out that would be empty.

    `called` gives the name to show for an id.
    """
    seen = [events[id] for id in quoted_events(alarm) if id in events]
    fields = {(q.event, q.field) for f in alarm.findings for q in f.quotes}
    slug, who = alarm.alarm, called(alarm.subject.id)
    drawn = [
        money(f"money-{slug}", f"Where the money possibly goes, {who}", alarm, seen, called),
        ties(f"ties-{slug}", f"What ties accounts to {who}", alarm, seen, fields, called),
        timeline(f"time-{slug}", f"When it happened, {who}", map(_mark, seen)),
    ]
    return [picture for picture in drawn if picture]


def money(slug: str, title: str, alarm: Alarm, seen: Iterable[Event], called: Called) -> str:
    """The payments as a Sankey diagram, in the currency most of them are in."""
    paid = [event for event in seen if isinstance(event, PaymentMade)]
    if not paid:
        return ""
    currencies = Counter(sorted(event.currency for event in paid))
    currency, count = currencies.most_common(1)[0]
    left = len(paid) - count
    paid = [event for event in paid if event.currency == currency]
    cards = cards_of(paid)
    flows = [flow for event in paid for flow in flows_of(event, alarm, called, cards)]
    more = f" ({left} more in other currencies)" if left else ""
    return sankey(slug, title + more, currency, called(alarm.subject.id), flows)


def cards_of(paid: Iterable[PaymentMade]) -> dict[str, bool]:
    """The instruments that payouts went to, and whether the evidence shows what left them."""
    went = {event.from_instrument for event in paid if event.kind != "payout"}
    return {e.to_instrument: e.to_instrument in went for e in paid if e.to_instrument}


def flows_of(
    event: PaymentMade, alarm: Alarm, called: Called, cards: Mapping[str, bool]
) -> Iterator[Flow]:
    """A payment as flows. A payout passes the account that earned it, and the card it goes to
    passes it to the possible controller, unless the evidence shows what left the card; what
    such a one sends back gets a name of its own, so that shares are shares of what was earned.
    """
    amount, subject = float(event.amount), alarm.subject
    source = event.from_account or event.from_instrument
    if event.from_instrument in cards:
        source = event.from_instrument
    target = event.to_account or event.to_instrument
    if target is None:
        return
    if event.kind == "payout" and event.to_account and event.to_instrument:
        yield Flow(PLATFORM, called(event.to_account), amount)
        yield Flow(called(event.to_account), called(event.to_instrument), amount)
        collected = alarm.hypothesis == "controller" and subject.kind == "account"
        if collected and not cards.get(event.to_instrument):
            yield Flow(called(event.to_instrument), called(subject.id), amount)
    elif source == subject.id and target in alarm.roles.get("performer", ()):
        yield Flow(called(source), f"back to {called(target)}", amount)
    else:
        yield Flow(called(source) if source else PLATFORM, called(target), amount)


def ties(
    slug: str,
    title: str,
    alarm: Alarm,
    seen: Iterable[Event],
    fields: Collection[tuple[str, str]],
    called: Called,
) -> str:
    """Accounts, cards, devices and groups, and what the quoted fields tie them by."""
    kinds: dict[str, str] = {}
    found: set[Tie] = set()
    for event in seen:
        for one, other, kind, how, field in ties_of(event):
            if (event.id, field) in fields:
                kinds.setdefault(one, "account")
                kinds.setdefault(other, kind)
                found.add(Tie(one, other, how))
    for one, other, kind, how in shared_of(alarm):
        kinds.setdefault(one, "account")
        kinds.setdefault(other, kind)
        found.add(Tie(one, other, how))
    subject = alarm.subject.id
    kinds.setdefault(subject, alarm.subject.kind)
    nodes = [Node(id, kind, called(id), id == subject) for id, kind in sorted(kinds.items())]
    return network(slug, title, nodes, found)


def shared_of(alarm: Alarm) -> Iterator[tuple[str, str, str, str]]:
    """What personas have in common: one picture, one description."""
    for role, thing, plane in (
        ("same picture", "one picture", "media"),
        ("persona", "one description", "profiles"),
    ):
        others = alarm.roles.get(role, ())
        for account in sorted({alarm.subject.id, *others} if others else ()):
            yield account, thing, thing, plane


def ties_of(event: Event) -> Iterator[tuple[str, str, str, str, str]]:
    """(account, what or whom it is tied to, its kind, how, by which field) of an event."""
    match event:
        case PaymentMade():
            yield from _paid(event)
        case InstrumentLinked():
            yield event.account, event.instrument, "instrument", "money", "instrument"
            yield event.account, event.instrument, "instrument", "money", "account"
            if event.device:
                yield event.account, event.device, "device", "access", "device"
        case LoginSeen(device=str(device)):
            yield event.account, device, "device", "access", "device"
        case LiveStarted(device=str(device)):
            yield event.host, device, "device", "access", "device"
        case AccountRegistered():
            if event.device:
                yield event.account, event.device, "device", "access", "device"
            if event.invited_by:
                yield event.account, event.invited_by, "account", "invitation", "invited_by"
        case MessageSent(group=str(group)):
            yield event.account, group, "group", "messages", "group"
            yield event.account, group, "group", "messages", "account"
        case GroupJoined():
            yield event.account, event.group, "group", "groups", "group"
        case _:
            return


def _paid(event: PaymentMade) -> Iterator[tuple[str, str, str, str, str]]:
    """Who paid whom, and the card that either end of a payment is tied to."""
    if event.to_account is None:
        return
    if event.from_account:
        yield event.from_account, event.to_account, "account", "money", "to_account"
    if event.to_instrument:
        for field in ("to_instrument", "amount"):
            yield event.to_account, event.to_instrument, "instrument", "money", field
    if event.from_instrument:
        yield event.to_account, event.from_instrument, "instrument", "money", "amount"


_LANES = {
    "PaymentMade": "payments",
    "LoginSeen": "logins",
    "LiveStarted": "sessions",
    "MediaShared": "pictures",
    "ProfileUpdated": "profiles",
    "ListingPublished": "listings",
    "InstrumentLinked": "cards linked",
    "AccountRegistered": "accounts made",
    "MessageSent": "messages",
    "GroupJoined": "groups joined",
}


def _mark(event: Event) -> Mark:
    name = type(event).__name__
    lane = _LANES.get(name, "other events")
    if isinstance(event, PaymentMade):
        return Mark(event.time, lane, f"{event.kind} of {event.amount} {event.currency}")
    who = getattr(event, "account", None)
    return Mark(event.time, lane, f"{lane}, account {who}" if who else lane)
