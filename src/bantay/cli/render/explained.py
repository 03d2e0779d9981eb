"""An alarm explained in words: what is possible, the sum, the quotes lit, what is not known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TypeVar

import click

from bantay.cli.render.lit import Piece, excerpt, pieces
from bantay.cli.render.safe import cut, isolated, safe
from bantay.cli.render.sums import Sum, plain, signed, sum_of
from bantay.cli.render.words import MEANINGS, OF_MEDIA, called, count, possible
from bantay.model.alarm import Alarm, AlarmFinding
from bantay.model.events import Event
from bantay.model.evidence import Quote

MOST_QUOTED = 8
"""Messages quoted under one finding; the rest are counted. JSON names them all."""

Lit = Callable[[Sequence[Piece]], str]
T = TypeVar("T")


def explained(alarm: Alarm, events: Mapping[str, Event], lit: Lit) -> str:
    """The whole explanation. `lit` draws a quote: coloured on a terminal, marked elsewhere."""
    added = sum_of(alarm)
    blocks = [
        _sentence(alarm, added),
        _facts(alarm),
        _sum(added),
        _said(added, events, lit),
        _unknown(alarm, added, events),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def sentence(alarm: Alarm) -> str:
    """`Possible contact evasion: account u-17 may be …`, in one sentence."""
    who = isolated(safe(called(alarm.subject)))
    about = OF_MEDIA if alarm.subject.kind == "media" else MEANINGS
    meaning = about.get(alarm.hypothesis, MEANINGS[alarm.hypothesis])
    return f"{possible(alarm.hypothesis).capitalize()}: {who} {meaning}."


def _sentence(alarm: Alarm, added: Sum) -> list[str]:
    side = "over" if added.over >= 0 else "under"
    lines = [
        click.style(sentence(alarm), bold=True),
        f"The evidence adds up to {plain(added.total)} dB, {abs(added.over)} {side} the threshold "
        f"of {plain(added.threshold)}. People decide; this is not a verdict.",
    ]
    if alarm.status == "open" and added.over < 0:
        lines.append("It was over the threshold when it opened, and closes 3 dB below it.")
    return lines


def _facts(alarm: Alarm) -> list[str]:
    state = [alarm.status, f"revision {alarm.revision}", f"since {_moment(alarm.opened)}"]
    if alarm.closed_by:
        state.append(f"closed by {alarm.closed_by}")
    rows = [("alarm", f"{alarm.alarm}, {', '.join(state)}"), ("planes", ", ".join(alarm.planes))]
    rows += [(role, ", ".join(map(safe, ids))) for role, ids in sorted(alarm.roles.items())]
    palermo = (("act", alarm.palermo.act), ("means", alarm.palermo.means))
    rows += [
        (f"Palermo {name}", ", ".join(values))
        for name, values in (*palermo, ("purpose", alarm.palermo.purpose))
    ]
    rows.append(
        ("region", ", ".join(f"{safe(r.place)} ({r.basis}: {r.certainty})" for r in alarm.region))
    )
    rows.append(("transmission", ", ".join(map(safe, alarm.transmission))))
    rows.append(("standing", ", ".join(_standing(alarm))))
    return [f"{name:<15} {value}" for name, value in rows if value]


def _standing(alarm: Alarm) -> Iterable[str]:
    if alarm.exception:
        yield f"exception {safe(alarm.exception)} in force: the step is at most watch"
    if alarm.confirmed:
        yield "a reviewer confirmed it"
    if alarm.second_reader:
        yield "waits for a second reader"


def _sum(added: Sum) -> list[str]:
    rows = [(signed(added.prior), "prior, before any evidence", "")]
    rows += [(signed(w), safe(f.summary), _source(f)) for f, w in added.counted]
    if added.rounding:
        rows.append((signed(added.rounding), "rounding of the weights above", ""))
    if added.cut:
        rows.append((signed(added.cut), "limit: a sum ends at 60 dB either way", ""))
    total = (signed(added.total), f"total, the threshold is {plain(added.threshold)}", "")
    told = [
        (f"({signed(w)})", safe(f.summary), f"{_source(f)}; same fact, not counted twice")
        for f, w in added.uncounted
    ]
    width = max(len(value) for value, _, _ in [*rows, total, *told])
    lines = [_row(row, width) for row in rows]
    rule = "  " + "─" * width
    return [
        _head("The sum, in decibans"),
        *lines,
        rule,
        _row(total, width),
        *(_row(r, width) for r in told),
    ]


def _row(row: tuple[str, str, str], width: int) -> str:
    value, words, source = row
    return f"  {value:>{width}}  {isolated(words)}{f'  [{source}]' if source else ''}"


def _source(finding: AlarmFinding) -> str:
    return f"{finding.detector}, draft weight" if finding.draft else finding.detector


def _said(added: Sum, events: Mapping[str, Event], lit: Lit) -> list[str]:
    findings = [finding for finding, _ in (*added.counted, *added.uncounted)]
    lines = [line for f in findings for line in _quoted(f, events, lit)]
    return [_head("What was seen"), *lines] if lines else []


def _quoted(finding: AlarmFinding, events: Mapping[str, Event], lit: Lit) -> Iterable[str]:
    places = [list(quotes) for _, quotes in groupby(finding.quotes, lambda q: (q.event, q.field))]
    if places:
        yield f"  {isolated(safe(finding.summary))}  [{finding.detector}]"
    for quotes in places[:MOST_QUOTED]:
        yield from (f"    {line}" for line in _quote(quotes, events.get(quotes[0].event), lit))
    if len(places) > MOST_QUOTED:
        yield f"    and {len(places) - MOST_QUOTED} more (--format json names them all)"


def _quote(quotes: Sequence[Quote], event: Event | None, lit: Lit) -> Iterable[str]:
    first = quotes[0]
    text = text_of(event, first.field)
    if text is None:
        spans = ", ".join(f"{q.start} to {q.end}" for q in quotes)
        yield f"{_where(first, event)}, characters {spans}"
        yield "  (no longer kept)"
    else:
        yield _where(first, event)
        yield f"  {lit(excerpt(pieces(text, [(q.start, q.end) for q in quotes])))}"
    undone = list(dict.fromkeys(word for quote in quotes for word in quote.undone))
    if undone:
        yield f"  undone to read it: {', '.join(map(safe, undone))}"


def _where(quote: Quote, event: Event | None) -> str:
    said = [_moment(event.time)] if event else []
    for name in ("account", "conversation", "group"):
        if (value := getattr(event, name, None)) is not None:
            said.append(f"{name} {isolated(safe(str(value)))}")
    return ", ".join([*said, f"{quote.field} of {isolated(safe(quote.event))}"])


def text_of(event: Event | None, field: str) -> str | None:
    """What a field of an event says; None when event or text is gone."""
    value = getattr(event, field, None)
    return None if value is None else str(value)


def _unknown(alarm: Alarm, added: Sum, events: Mapping[str, Event]) -> list[str]:
    lines = list(_gaps(alarm, events))
    drafts = sum(finding.draft for finding, _ in added.counted)
    if drafts:
        lines.append(
            f"{count(drafts, 'weight')} not measured yet: a draft counts at most its ceiling"
        )
    if alarm.probability is None:
        lines.append(
            f"how probable it is: nothing was calibrated on your own labels ({alarm.calibration})"
        )
    lines += _needed(alarm, added)
    return [_head("What is not known, and what it rests on"), *(f"  {line}" for line in lines)]


def _gaps(alarm: Alarm, events: Mapping[str, Event]) -> Iterable[str]:
    quotes = {(q.event, q.field) for finding in alarm.findings for q in finding.quotes}
    gone = sum(text_of(events.get(event), field) is None for event, field in quotes)
    if gone:
        yield f"{count(gone, 'quoted text')} of {len(quotes)} gone: expired, erased or never kept"


def _needed(alarm: Alarm, added: Sum) -> Iterable[str]:
    """What would have to be absent for no alarm: facts that each carry it alone."""
    if added.over < 0:
        return
    for finding, weight in added.counted:
        left = added.total - added.cut - weight
        if left < added.threshold:
            words = isolated(cut(safe(finding.summary), 60))
            yield f'without the fact "{words}" the total would be {signed(left)}: no alarm'


def _head(text: str) -> str:
    return click.style(text, bold=True, underline=True)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
