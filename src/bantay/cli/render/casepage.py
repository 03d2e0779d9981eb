"""A case, and the team's figures, as words on a terminal."""

from collections.abc import Iterable, Iterator

import click

from bantay.cli.render.safe import isolated, safe
from bantay.cli.render.words import count, possible
from bantay.kit.draw.sums import signed, sum_of
from bantay.model.case import Mark
from bantay.model.case_page import Agreement, CasePage, Quality, Rate

_SIGNS = {
    "seen": "●",
    "filled": "●",
    "hinted": "◐",
    "not_known": "○",
    "ruled_out": "✕",
    "not_needed": "–",
}


def told(page: CasePage) -> str:
    """The page in the order in which somebody reads it: why, who, card, questions, answers."""
    return "\n".join(
        [
            *_top(page),
            *_part("People", _people(page)),
            *_part("Alarms", _alarms(page)),
            *_part("Palermo card", _marks(page.palermo)),
            *_part("ILO indicators", _marks(page.ilo)),
            *_part("Still open", (f"? {_w(q.text)}" for q in page.questions)),
            *_part("Clocks", _clocks(page)),
            *_part("Answers", _answers(page)),
            *_part("Notes", _notes(page)),
            *_part("Linked cases", _linked(page)),
        ]
    )


def _top(page: CasePage) -> Iterator[str]:
    yield click.style(f"{page.case}  {_w(page.title)}", bold=True)
    yield f"{page.status.replace('_', ' ')}; {_w(page.priority.because)}"
    yield _w(page.why)
    if page.merged_into:
        yield f"it goes on in {page.merged_into}"
    if page.was:
        yield f"was also {', '.join(page.was)}"
    if page.on_hold:
        yield "under a legal hold: its texts are kept"
    if page.blind:
        yield "a blind look: earlier answers, notes and scores are hidden until you answer"
    if page.lease:
        yield f"in the hands of {_w(page.lease.by)} until {page.lease.until:%H:%M} UTC"


def _part(name: str, lines: Iterable[str]) -> Iterator[str]:
    kept = list(lines)
    if kept:
        yield f"\n{click.style(name, bold=True)}"
        yield from (f"  {line}" for line in kept)


def _people(page: CasePage) -> Iterator[str]:
    for one in page.people:
        named = f", named {', '.join(one.named)}" if one.named else ""
        also = f", also seen as {', '.join(map(_plain, one.also))}" if one.also else ""
        yield f"{_plain(one.role)}: {_w(one.subject.id)}{_w(named)}{also}"
    for thing in page.things:
        named = ", ".join(_plain(word) for word in thing.named)
        yield f"{thing.subject.kind}: {_w(thing.subject.id)}, {_w(named)}"


def _alarms(page: CasePage) -> Iterator[str]:
    for alarm in page.alarms:
        over = "" if page.blind else f", {signed(sum_of(alarm).over)} dB over"
        about = f"{alarm.subject.kind} {alarm.subject.id}"
        yield f"{alarm.alarm}  {possible(alarm.hypothesis)}, {_w(about)}{over}, {alarm.status}"


def _marks(marks: Iterable[Mark]) -> Iterator[str]:
    for mark in marks:
        grounds = [ground.summary or ground.note or "a quote" for ground in mark.grounds]
        rests = f": {_w(grounds[0])}" if grounds else ""
        more = f" (+{len(grounds) - 1} more)" if len(grounds) > 1 else ""
        said = _plain(mark.standing)
        card = "" if mark.card == "ilo" else f"{mark.card}, "
        yield f"{_SIGNS[mark.standing]} {card}{mark.name} ({said}){rests}{more}"


def _clocks(page: CasePage) -> Iterator[str]:
    for clock in page.clocks:
        due = f", due {clock.due:%Y-%m-%d %H:%M} UTC" if clock.due else ""
        late = ", LATE" if clock.late else ""
        because = f" ({clock.because})" if clock.because else ""
        yield f"{_plain(clock.name)}: since {clock.since:%Y-%m-%d %H:%M} UTC{due}{late}{because}"


def _answers(page: CasePage) -> Iterator[str]:
    for one in page.rulings:
        answer = f"{one.answer.outcome} {one.answer.step or ''}".strip()
        yield f"{one.time:%m-%d %H:%M} {_w(one.by)}: {answer}. {_w(one.answer.reason)}"
    for decision in page.decisions:
        actions = ", ".join(decision.actions) or "nothing"
        yield f"policy, {decision.rule}: {decision.step} ({actions}), {decision.status}"
    for other in page.elsewhere:
        yield f"{_w(other.by)} decided on linked case {other.case}, {other.time:%Y-%m-%d}"
    yield f"now: {_w(page.asked.because)}"


def _notes(page: CasePage) -> Iterator[str]:
    for note in page.notes:
        yield f"{note.time:%m-%d %H:%M} {_w(note.by)}: {_w(note.text)}"
    for one in page.handovers:
        yield f"{one.time:%m-%d %H:%M} {_w(one.by)} to {_w(one.to or 'the queue')}: {_w(one.note)}"
    for sealed in page.sealed:
        yield f"{sealed.time:%m-%d %H:%M} {_w(sealed.by)} (sealed): {_w(sealed.text)}"


def _linked(page: CasePage) -> Iterator[str]:
    for link in page.linked:
        yield f"{link.case}: {_w(', '.join(one.id for one in link.shares[:5]))}"


def figures(quality: Quality) -> str:
    """Agreement with its interval, reversals, age; a dash where nothing can be said."""
    lines = [
        f"{count(quality.open, 'open case')}, {quality.late} with a clock that is late",
        f"oldest open    {quality.oldest_open:%Y-%m-%d %H:%M} UTC" if quality.oldest_open else "",
        f"agreement      {_agreement(quality.agreement)}",
        *(f"  {possible(h)}  {_agreement(of)}" for h, of in quality.by_hypothesis.items()),
        f"overturned     {_rate(quality.overturned)}",
        f"policy taken back  {_rate(quality.reversed)}",
        f"not enough     {_rate(quality.not_enough)}",
    ]
    return "\n".join(line for line in lines if line)


def _agreement(of: Agreement) -> str:
    if of.alpha is None or of.low is None or of.high is None:
        return f"– ({count(of.cases, 'case')} that two people answered)"
    return f"alpha {of.alpha:.2f} ({of.low:.2f} to {of.high:.2f}), n = {of.cases}"


def _rate(rate: Rate) -> str:
    if rate.value is None or rate.low is None or rate.high is None:
        return "– (none yet)"
    return f"{rate.hits} of {rate.of}: {rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f})"


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _w(text: str) -> str:
    return isolated(safe(text))
