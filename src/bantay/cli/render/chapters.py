"""The demo's chapters: who may control, who may be invented, what else, and what would follow.

Each names the alarm that `bantay explain` takes, and its strongest reasons plane by plane.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import click

from bantay.cli.render.safe import safe
from bantay.cli.render.sums import signed, sum_of
from bantay.cli.render.words import count, possible
from bantay.model.alarm import Alarm
from bantay.model.case import QueueRow
from bantay.model.decision import STEPS, Decision, Step
from bantay.model.events import Event, PaymentMade
from bantay.model.vocabulary import ActionKind, Hypothesis

ROOM, MOST_CASES = 14, 4
"""Columns before what a line says; cases that are named."""
_ASIDE = ("controller", "controlled_performer", "fabricated_identity")
_DEEDS: dict[ActionKind, str] = {
    "open_case": "a person would look",
    "warn": "a warning",
    "strike": "a strike",
    "tip": "a word of advice",
    "hold_payout": "payouts held, if a named person agrees, on",
    "pause_live": "paid live paused for an hour",
    "restrict_contact": "contact restricted",
}


def headline(text: str) -> str:
    """The title of a chapter."""
    return click.style(text, bold=True, underline=True)


def control(alarms: Sequence[Alarm], events: Mapping[str, Event]) -> list[str]:
    """The strongest possible controller; the performers, scored apart; where the money went."""
    found = of(alarms, "controller")
    if not found:
        return []
    boss = found[0]
    performers = [a for a in of(alarms, "controlled_performer") if _is_with(a, boss)]
    lines = [headline("A possible boss"), *_told(boss), *_money(boss, events)]
    if performers:
        named = ", ".join(sorted(a.subject.id for a in performers))
        lines.append(_row(f"  {named}", "possible performers under another's control:"))
        lines.append(_row("", "possible victims, with alarms of their own, scored apart"))
        lines += _reasons(performers[0])
    return lines


def invention(alarms: Sequence[Alarm]) -> list[str]:
    """The strongest possible invented person, claim by claim, and who shares text and picture."""
    found = of(alarms, "fabricated_identity")
    if not found:
        return []
    star = found[0]
    personas = sorted({star.subject.id, *star.roles.get("persona", ())})
    lines = [headline("A possibly invented star, claim by claim"), *_told(star)]
    if len(personas) > 1:
        owners = ", ".join(star.roles.get("same picture", ()))
        first = f"; the picture was first shown by {owners}" if owners else ""
        lines.append(_row("  one cluster", f"{', '.join(personas)} share one text{first}"))
    return lines


def others(alarms: Iterable[Alarm]) -> list[str]:
    """How many alarms of every other kind."""
    counted = Counter(a.hypothesis for a in alarms if a.hypothesis not in _ASIDE)
    named = [f"{n:,} {possible(kind)}" for kind, n in counted.most_common()]
    return [headline("Other alarms"), f"  {', '.join(named)}"] if named else []


def consequences(decisions: Sequence[Decision]) -> list[str]:
    """What the default policy would do to whom, step by step; each target once a step."""
    found: dict[tuple[Step, tuple[ActionKind, ...]], set[str]] = {}
    for one in decisions:
        if one.actions:
            found.setdefault((one.step, one.actions), set()).add(one.target.id)
    if not found:
        return []
    done = "nothing was done" if all(d.status == "shadow" for d in decisions) else "see below"
    lines = [headline(f"What the default policy would do, in shadow: {done}")]
    for step, actions in sorted(found, key=lambda key: (STEPS.index(key[0]), key[1])):
        deeds = " and ".join(_DEEDS.get(action, action) for action in actions)
        lines.append(_row(f"  {step}", f"{deeds}: {_some(sorted(found[step, actions]))}"))
    return lines


def work(rows: Sequence[QueueRow]) -> list[str]:
    """What people would work on: the cases that name most people, and how many there are."""
    waiting = [row for row in rows if row.status == "open"]
    if not waiting:
        return []
    largest = sorted(waiting, key=lambda row: (-row.people, -row.priority.score, row.case))
    lines = [headline("What people would work on: alarms joined into cases")]
    for row in largest[:MOST_CASES]:
        about = f"{count(row.alarms, 'alarm')}, {count(row.people, 'person', 'people')}"
        lines.append(_row(f"  {row.case}", f"{safe(row.title)}: {about}"))
    lines.append(_row("", f"{count(len(waiting), 'case')} wait for a first reader"))
    return lines


def of(alarms: Iterable[Alarm], hypothesis: Hypothesis) -> list[Alarm]:
    """The alarms of one kind about accounts, the farthest over its threshold first."""
    found = [a for a in alarms if a.hypothesis == hypothesis and a.subject.kind == "account"]
    return sorted(found, key=lambda a: (-sum_of(a).over, a.subject.id))


def _is_with(alarm: Alarm, boss: Alarm) -> bool:
    return alarm.subject.id in boss.roles.get("performer", ())


def _told(alarm: Alarm) -> Iterator[str]:
    over = signed(sum_of(alarm).over)
    what = f"{possible(alarm.hypothesis)}, {over} dB over the threshold: {alarm.alarm}"
    yield _row(f"  {alarm.subject.id}", what)
    yield from _reasons(alarm)


def _reasons(alarm: Alarm) -> Iterator[str]:
    for finding, db in sum_of(alarm).counted:
        plane = finding.detector.partition(".")[0]
        yield _row(f"    {plane}", f"{signed(db)}  {finding.summary}")


def _money(boss: Alarm, events: Mapping[str, Event]) -> Iterator[str]:
    """The sums of the payments that the evidence quotes, in the currency of the first."""
    ids = dict.fromkeys(quote.event for finding in boss.findings for quote in finding.quotes)
    found = (events.get(id) for id in ids)
    paid = [event for event in found if isinstance(event, PaymentMade)]
    paid = [event for event in paid if event.currency == paid[0].currency]
    earned = sum((Decimal(e.amount) for e in paid if e.kind == "payout"), Decimal())
    taken = sum((Decimal(e.amount) for e in paid if e.to_account == boss.subject.id), Decimal())
    if earned and taken:
        cards = ", ".join(sorted({e.to_instrument for e in paid if e.to_instrument}))
        whose = ", ".join(sorted({e.to_account or "" for e in paid if e.kind == "payout"}))
        yield _row("    share", f"of {earned} {paid[0].currency} paid out to {whose} on {cards},")
        yield _row("", f"{taken} ({100 * taken / earned:.0f} %) went on to {boss.subject.id}")


def _some(names: Sequence[str], most: int = 6) -> str:
    more = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {more} more" if more > 0 else shown


def _row(name: str, said: str) -> str:
    return safe(f"{name:<{ROOM}}{said}" if len(name) < ROOM else f"{name}  {said}")
