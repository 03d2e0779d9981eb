"""A day's ordinary money: flows of each kind of life, and sessions with gifts and payouts."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from bantay.model import vocabulary as v
from bantay.model.clock import SECOND, moment
from bantay.model.events import LiveEnded, LiveStarted, PaymentMade
from bantay.world.amounts import amount_of
from bantay.world.bank import Bank
from bantay.world.cast import Cast
from bantay.world.chance import Chance, derive, mix
from bantay.world.ids import named
from bantay.world.layout import Layout
from bantay.world.logins import seen_at
from bantay.world.person import DAY, HOUR, Person
from bantay.world.sink import Sink
from bantay.world.speech import said
from bantay.world.things import Flow, Live, words

SESSION, FIXED = 31, 32
_TROUBLE: tuple[v.PaymentStatus, ...] = ("failed", "declined", "reversed")
_TAKE = 0.6  # what a host is paid of each gift


class Session(Struct, frozen=True):
    """One ordinary live session: when, how long, and the gifts as (second, dollars)."""

    when: int
    seconds: int
    gifts: tuple[tuple[int, float], ...]


def paid_to(host: Person) -> str:
    """The kind of instrument that a host is paid out to."""
    return "payout_card" if host.no % 5 < 2 else "bank"


class Spending:
    """Money and sessions for a whole world."""

    def __init__(self, layout: Layout, bank: Bank):
        self._layout, self._bank = layout, bank

    def day(self, cast: Cast, sink: Sink, chance: Chance, midnight: int) -> None:
        """Payments and sessions of a day that begins at a midnight UTC."""
        life = cast.life
        for at, flow in enumerate(life.flow):
            payers = cast.roles.get(flow.payer or "") or (
                cast.roles.get(flow.payee or "", []) if not flow.payer else []
            )
            for payer in self._due(flow, at, payers, midnight, chance):
                if payer.part >= 1.0 or chance.random() < payer.part:
                    self._flow(cast, flow, payer, sink, chance, midnight)
        if life.live is not None:
            for host in cast.roles.get(life.live.hosts, ()):
                self._hosted(cast, life.live, host, sink, chance, midnight)

    # ------------------------------------------------------------ flows

    def _due(
        self, flow: Flow, at: int, payers: Sequence[Person], midnight: int, chance: Chance
    ) -> list[Person]:
        """Who pays today: with a fixed flow those whose day it is, else some by chance."""
        if flow.fixed:
            every, today = round(flow.every), midnight // DAY + at
            return [payer for payer in payers if (today + payer.no * 7) % every == 0]
        mean = self._layout.world.activity / flow.every * len(payers)
        return [chance.pick(payers) for _ in range(chance.poisson(mean))] if payers else []

    def _flow(
        self, cast: Cast, flow: Flow, one: Person, sink: Sink, chance: Chance, midnight: int
    ) -> None:
        payer: Person | None = one if flow.payer else None
        payee = self._payee(cast, flow, one, chance) if flow.payer else one
        when = midnight + int(chance.between(7, 23) * HOUR - one.country.offset * HOUR) % DAY
        if not one.there(when) or (payee is not None and not payee.there(when)):
            return
        if flow.payee and payee is None:
            return
        usd = self._sum(flow, one, chance)
        if flow.top_up and payer is not None:
            early = when - chance.whole(60, 3_000)
            self._pay(sink, chance, early, "top_up", usd, payer, None, flow)
        more: dict[str, Any] = {}
        if flow.kind in ("withdrawal", "deposit"):
            more["place"] = one.place
        if flow.note and chance.hit(0.5):
            more["note"] = chance.pick(words().lang[one.speaker.tongue].note[flow.note])
        self._pay(sink, chance, when, flow.kind, usd, payer, payee, flow, **more)

    def _payee(self, cast: Cast, flow: Flow, payer: Person, chance: Chance) -> Person | None:
        others = cast.roles.get(flow.payee or "", [])
        if not others:
            return None
        other = (
            others[payer.no % len(others)] if flow.fixed or chance.hit(0.6) else chance.pick(others)
        )
        return None if other is payer else other

    def _sum(self, flow: Flow, payer: Person, chance: Chance) -> float:
        low, high = flow.usd
        if flow.fixed:  # the same for everybody who pays the same person
            return Chance(derive(self._layout.seed, FIXED, payer.no // 16)).stretch(low, high)
        return chance.stretch(low, high)

    def _pay(
        self,
        sink: Sink,
        chance: Chance,
        when: int,
        kind: v.PaymentKind,
        usd: float,
        payer: Person | None,
        payee: Person | None,
        flow: Flow,
        **more: Any,
    ) -> None:
        owner = payer or payee
        assert owner is not None
        if payer is not None:
            more |= {
                "from_account": payer.account,
                "from_country": payer.code,
                "from_kind": flow.via,
            }
            if flow.via and flow.via != "cash":
                more["from_instrument"] = payer.instrument(flow.via)
        if payee is not None:
            more |= {"to_account": payee.account, "to_country": payee.code, "to_kind": flow.into}
            if flow.into:
                more["to_instrument"] = payee.instrument(flow.into)
        status = "booked" if chance.random() < 0.975 else chance.pick(_TROUBLE)
        made, when = sink.take(), max(when, sink.begin)
        event = PaymentMade(
            id=made,
            time=moment(when * SECOND),
            payment=f"p{made}",
            kind=kind,
            amount=amount_of(usd, owner.country, even=flow.even or flow.fixed),
            currency=owner.country.currency,
            status=status,
            category=flow.category,
            **more,
        )
        sink.event(when, event)

    # ------------------------------------------------------------ sessions

    def session(self, live: Live, host: Person, midnight: int) -> Session | None:
        """What a host does on a day, drawn from the host's own stream: so a payout knows it."""
        key = derive(self._layout.seed, SESSION, host.no, midnight // DAY)
        if key / (1 << 64) >= live.weekly / 7 * min(1.0, self._layout.world.activity):
            return None  # decided without a stream: most days have no session
        chance = Chance(mix(key))
        local = chance.between(16, 22) if chance.hit(0.7) else chance.between(9, 16)
        when = midnight + int((local - host.country.offset) % 24 * HOUR)
        seconds = int(chance.between(*live.minutes) * 60)
        gifts = sorted(
            (chance.below(seconds), chance.stretch(*live.usd))
            for _ in range(chance.poisson(live.gifts))
        )
        return Session(when, seconds, tuple(gifts))

    def _hosted(
        self, cast: Cast, live: Live, host: Person, sink: Sink, chance: Chance, midnight: int
    ) -> None:
        if host.part < 1.0 and not host.own_payout:
            return  # whoever performs for somebody else has no sessions of their own
        day = midnight // DAY
        session = self.session(live, host, midnight)
        if session is not None and host.there(session.when):
            self._stream(cast, live, host, session, sink, chance)
        if (day + host.no) % 7 == 0:
            self._payout(live, host, sink, chance, midnight)

    def _stream(
        self, cast: Cast, live: Live, host: Person, session: Session, sink: Sink, chance: Chance
    ) -> None:
        when, viewers = session.when, [p for p in cast.people if p is not host] or [host]
        show = named("l", host.no, when)
        guest = chance.pick(viewers) if chance.hit(live.private) else None
        shared: dict[str, Any] = {
            "live": show,
            "host": host.account,
            "private": guest is not None,
            "device": host.devices[0][0],
        }
        per = None
        if guest is not None:
            price, per = amount_of(chance.between(0.3, 3), host.country), "minute"
            shared |= {"price": price, "currency": host.country.currency}
        title = None if guest else chance.pick(words().lang[cast.tongue].stage)
        sink.put(LiveStarted, when, **shared, title=title, ip=host.ip, per=per)
        seen_at(sink, chance, host, when - 30, "stream")
        self._around(cast, host, session, [guest] if guest else viewers, show, sink, chance)
        seconds = float(session.seconds)
        other = None if guest is None else guest.account
        sink.put(LiveEnded, when + session.seconds, **shared, seconds=seconds, guest=other)

    def _around(
        self,
        cast: Cast,
        host: Person,
        session: Session,
        viewers: list[Person],
        show: str,
        sink: Sink,
        chance: Chance,
    ) -> None:
        """What is said and given while a session goes on."""
        scene = self._bank.scene(cast.tongue, "live.ordinary")
        for _ in range(2 + int(session.seconds / 600 * chance.random() * 3)):
            who = host if chance.hit(0.4) else chance.pick(viewers)
            at = session.when + chance.below(session.seconds)
            if who.there(at):
                text = said(chance, scene.line(chance), who.speaker)
                sink.message(at, who.account, show, text, '"channel":"live"', cast.tongue)
        for second, usd in session.gifts:
            giver, at = chance.pick(viewers), session.when + second
            if giver.there(at):
                self._gift(sink, chance, at, usd, giver, host, show)

    def _gift(
        self,
        sink: Sink,
        chance: Chance,
        when: int,
        usd: float,
        giver: Person,
        host: Person,
        show: str,
    ) -> None:
        if chance.hit(0.25):
            top = _CARD if chance.hit(0.7) else _PREPAID
            self._pay(sink, chance, when - chance.whole(30, 900), "top_up", usd, giver, None, top)
        self._pay(sink, chance, when, "gift", usd, giver, host, _GIFT, paid_for=show)

    def _payout(self, live: Live, host: Person, sink: Sink, chance: Chance, midnight: int) -> None:
        earned = 0.0
        for back in range(1, 8):
            session = self.session(live, host, midnight - back * DAY)
            if session is not None and host.there(session.when):
                earned += sum(usd for _, usd in session.gifts)
        when = midnight + 9 * HOUR
        if earned > 2 and host.there(when):
            flow = _TO_CARD if paid_to(host) == "payout_card" else _TO_BANK
            self._pay(sink, chance, when, "payout", earned * _TAKE, None, host, flow)


def _flow_of(kind: Any, **fields: Any) -> Flow:
    return Flow(kind=kind, payer="", every=1, usd=(1, 1), **fields)


_CARD = _flow_of("top_up", via="card")
_PREPAID = _flow_of("top_up", via="prepaid")
_GIFT = _flow_of("gift", via="wallet", into="wallet", category="gift")
_TO_BANK = _flow_of("payout", into="bank", category="earnings")
_TO_CARD = _flow_of("payout", into="payout_card", category="earnings")
