"""Somebody offers, prices or schedules another person's paid live time or company.

Sees:       a third person ("my niece", "one of the girls", "she") for whom the speaker arranges,
            with a private session, show, room or company and a rate or a time at which that
            person is to be had, in one message or in several of one sender within minutes.
Matters:    whoever bargains over another person's time may broker or control it; families and
            small syndicates do it more often than strangers (Palermo: act recruitment or
            transfer, means payments to a person in control). The person spoken of is not accused.
Misses:     a session called by a word of an everyday trade; a bargain in which the third person
            is never named; a message with a price alone.
Wrong when: a manager whom the operator does not know to be one books a performer's paid show;
            somebody buys a private stream as a present.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.phrases import phrases
from bantay.model.events import MessageSent
from bantay.planes.messages._cues import Talk, kinds_of, near, place, quotes, talks

SPEC = Spec(
    id="messages.third_person_bargaining",
    title="Bargaining over another person's time",
    version=1,
    rows=("C13",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(hours=6),
    keeps=20,
    hypotheses=("broker", "controller"),
    group="bargaining for another",
    ceiling=8.0,
    half_life=timedelta(days=30),
    anchor="the conversation: a bargain is one bargain, however long",
    screens=("session",),
    indicators=Indicators(
        act=("recruitment", "transfer"),
        means=("abuse of power", "payments to a person in control"),
        purpose=("exploitation",),
        ilo=("abuse of vulnerability",),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    minutes: int = 15  # minutes between a session spoken of and what else belongs to the bargain


_MONEY = re.compile(
    r"[$€£¥₱]\s?\d|\d\s?[$€£₱]|\d\s?k(?![a-z0-9])|(?<![a-z])p\d{3}"
    r"|\d{2,5}\s?(?:lang|each|per|kada|na lang)(?![a-z])|[一二两三四五六七八九][百千](?!年|人|个)"
    r"|\d\s?(?:usd|dollars?|bucks|php|pesos?|piso|eur|euros?|pounds|quid|rmb|yuan|元|块|塊)"
)
_SHOWN = ("kin", "third", "private", "contact", "price", "slot", "arrange")
"""What a finding quotes, one place a kind."""


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation, resting on the newest bargain in it."""
    if not any(phrases(m.text, "session").found for m in window.events if m.text):
        return
    for said in _bargains(talks(window.events, "session", "bargain"), params):
        found = _kinds(said)
        if _is_bargain(found):
            yield Finding(
                anchor="bargain", summary=_summary(found, len(said)), quotes=tuple(_quotes(said))
            )
            return


def _bargains(said: Sequence[Talk], params: Params) -> Iterator[list[Talk]]:
    """For every message that speaks of a session, newest first: it and what stands near it."""
    apart = timedelta(minutes=params.minutes)
    for at in reversed(said):
        if at.kinds & {"private", "contact"}:
            yield near(said, at, apart)


def _kinds(said: Sequence[Talk]) -> frozenset[str]:
    """The kinds of all terms, with those that hide in a longer term or are no word."""
    found = set(kinds_of(said))
    for talk in said:
        for kind, sign in _signs():
            if kind not in found and sign.search(talk.said.folded):
                found.add(kind)
    return frozenset(found)


def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Money is a price too; the third person may stand inside "her rate" or "gusto mo siya"."""
    return ("price", _MONEY), ("third", matcher("messages", "bargain", "third"))


def _is_bargain(found: frozenset[str]) -> bool:
    """Who, what, on whose word and at which price or time; none of it an everyday trade."""
    if "ordinary" in found or not found & {"kin", "third"}:
        return False
    speaks_for = bool(found & {"arrange", "kin"})
    if "private" in found:
        return {"price", "slot"} <= found or (speaks_for and bool(found & {"price", "slot"}))
    return speaks_for and "price" in found


def _summary(found: frozenset[str], messages: int) -> str:
    what = "time alone with a payer" if "private" in found else "call or visit"
    how = " and ".join(n for k, n in (("price", "priced"), ("slot", "scheduled")) if k in found)
    where = f" in {messages} messages" if messages > 1 else ""
    return f"another person's {what} is {how} by the speaker{where}"


def _quotes(said: Sequence[Talk]) -> Iterator[Quote]:
    yield from quotes(said, _SHOWN)
    for talk in said:
        if money := _MONEY.search(talk.said.folded):
            yield place(talk, money.start(), money.end())


DETECTOR = Detector(SPEC, Params(), look)
