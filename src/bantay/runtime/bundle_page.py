"""The page of an evidence bundle: one HTML file, no script, nothing from elsewhere.

What people wrote is escaped, and made safe for eyes (no reordering, no invisible characters).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bantay.kit.draw.svg import words
from bantay.kit.named import MEANINGS, possible
from bantay.model.alarm import Alarm, AlarmFinding
from bantay.model.case import Mark, Person
from bantay.model.case_page import CasePage, Profile
from bantay.model.events import Event
from bantay.model.evidence import Quote
from bantay.ports.reading import AuditRow

_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;
margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.2rem;
border-bottom:1px solid}table{border-collapse:collapse;width:100%}th,td{text-align:left;
vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8888}mark{background:#ffe08a;
color:#000;text-decoration:underline}.soft{opacity:.75}svg{max-width:100%;height:auto}
blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid #888;overflow-wrap:anywhere}
@media print{h2{break-after:avoid}}
"""
_STANDING = {
    "seen": "● seen",
    "hinted": "◐ a lead",
    "filled": "● filled by a person",
    "ruled_out": "✕ ruled out by a person",
    "not_known": "○ not known",
    "not_needed": "– not needed: may be under 18",
}
_ROLES = {
    "possible_victim": "possible victim",
    "possible_controller": "possible controller",
    "payer": "payer",
    "broker": "broker",
    "concerned": "concerned; no part claimed",
    "bystander": "bystander",
}


def html(
    page: CasePage,
    events: Mapping[str, Event],
    audit: Sequence[AuditRow],
    drawn: Mapping[str, str],
    profile: Profile,
) -> str:
    """The whole page."""
    parts = [
        *_top(page, profile),
        *_people(page.people),
        *_cards(page),
        *_questions(page),
        *_alarms(page.alarms, events, drawn),
        *_answers(page),
        *_notes(page),
        *_audit(audit),
    ]
    body = "\n".join(parts)
    title = words(f"Case {page.case}: {page.title}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body></html>\n"
    )


def _top(page: CasePage, profile: Profile) -> Iterator[str]:
    yield f"<h1>{words(page.title)}</h1>"
    yield (
        "<p><strong>Everything here is possible, never a verdict.</strong> People decide. "
        f"Case {words(page.case)}, {words(page.status.replace('_', ' '))}, taken up "
        f"{page.opened:%Y-%m-%d %H:%M} UTC; evidence since {page.first_event_time:%Y-%m-%d}. "
        f"Redaction profile: {words(profile)}.</p>"
    )
    yield f"<p>{words(page.why)}</p>"
    if page.on_hold:
        yield "<p><strong>Under a legal hold: its texts are kept until that is lifted.</strong></p>"


def _people(people: Iterable[Person]) -> Iterator[str]:
    yield "<h2>People</h2>"
    yield _table(
        ("account", "part", "also named as", "alarms"),
        ((p.subject.id, _ROLES[p.role], ", ".join(p.named), str(len(p.alarms))) for p in people),
    )


def _cards(page: CasePage) -> Iterator[str]:
    yield "<h2>Palermo Protocol, article 3</h2>"
    yield _table(("element", "line", "stands", "rests on"), map(_line, page.palermo))
    yield "<h2>ILO indicators of forced labour</h2>"
    yield _table(("element", "line", "stands", "rests on"), map(_line, page.ilo))


def _line(mark: Mark) -> tuple[str, ...]:
    grounds = [g.summary or g.note or "a quote" for g in mark.grounds]
    more = f" (+{len(grounds) - 3} more)" if len(grounds) > 3 else ""
    return mark.card, mark.name, _STANDING[mark.standing], "; ".join(grounds[:3]) + more


def _questions(page: CasePage) -> Iterator[str]:
    if page.questions:
        yield "<h2>Still open</h2><ul>"
        yield from (f"<li>{words(question.text)}</li>" for question in page.questions)
        yield "</ul>"


def _alarms(
    alarms: Iterable[Alarm], events: Mapping[str, Event], drawn: Mapping[str, str]
) -> Iterator[str]:
    for alarm in alarms:
        about = f"{alarm.subject.kind} {alarm.subject.id}"
        yield f"<h2>{words(possible(alarm.hypothesis))}: {words(about)}</h2>"
        yield f"<p>{words(about)} {words(MEANINGS[alarm.hypothesis])}. Alarm {words(alarm.alarm)}, "
        yield f"{words(alarm.status)}; weights {words(alarm.calibration)}.</p>"
        own = [path for path in sorted(drawn) if path.startswith(f"pictures/{alarm.alarm}-")]
        yield from (f"<figure>{drawn[path]}</figure>" for path in own)
        for finding in alarm.findings:
            yield from _finding(finding, events)


def _finding(finding: AlarmFinding, events: Mapping[str, Event]) -> Iterator[str]:
    weight = f"{finding.weight_db:+.1f} dB{', a draft weight' if finding.draft else ''}"
    yield f"<p><strong>{words(finding.summary)}</strong> "
    yield f'<span class="soft">{words(finding.detector)}, {weight}</span></p>'
    for quote in finding.quotes:
        yield _quote(quote, events.get(quote.event))


def _quote(quote: Quote, event: Event | None) -> str:
    where = f"{quote.event}, {quote.field}"
    undone = f"; undone to read it: {', '.join(quote.undone)}" if quote.undone else ""
    value = getattr(event, quote.field, None) if event is not None else None
    if not isinstance(value, str):
        gone = "the event is not kept" if event is None else f"{value}"
        return f'<blockquote class="soft">{words(where)}: {words(gone)}</blockquote>'
    before, lit, behind = value[: quote.start], value[quote.start : quote.end], value[quote.end :]
    shown = f"{words(before)}<mark>{words(lit)}</mark>{words(behind)}"
    return f'<blockquote>{shown}<br><span class="soft">{words(where + undone)}</span></blockquote>'


def _answers(page: CasePage) -> Iterator[str]:
    yield "<h2>Answers and decisions</h2>"
    rows: list[tuple[str, ...]] = []
    for r in page.rulings:
        answer = f"{r.answer.outcome}, {r.answer.step or 'no step'}"
        who = f"{r.by} ({r.role})"
        rows.append((_minute(r.time), who, f"{r.look} look", answer, r.answer.reason))
    for d in page.decisions:
        did, reasons = f"{d.step}: {', '.join(d.actions) or 'nothing'}", "; ".join(d.reasons)
        rows.append((_minute(d.time), f"policy, rule {d.rule}", d.status, did, reasons))
    yield _table(("time (UTC)", "who", "what", "answer", "reasons"), rows)


def _notes(page: CasePage) -> Iterator[str]:
    if page.notes or page.handovers:
        yield "<h2>Notes</h2>"
        rows = [(n.time, n.by, n.text) for n in page.notes]
        rows += [(h.time, h.by, f"to {h.to or 'the queue'}: {h.note}") for h in page.handovers]
        yield _table(
            ("time (UTC)", "who", "note"),
            ((_minute(time), who, text) for time, who, text in sorted(rows)),
        )


def _audit(audit: Sequence[AuditRow]) -> Iterator[str]:
    yield "<h2>Custody: who looked, decided and changed</h2>"
    yield (
        "<p>From the hash-chained audit log; audit.jsonl has these records whole, chain.txt the "
        "hash of every record of the log, so that none can have been changed or left out "
        "between them without a trace.</p>"
    )
    rows = ((str(r.n), f"{r.time:%Y-%m-%d %H:%M:%S}", r.who, r.act, r.hash[:12]) for r in audit)
    yield _table(("n", "time (UTC)", "who", "did", "hash"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    names = "".join(f'<th scope="col">{words(name)}</th>' for name in head)
    lines = ("<tr>" + "".join(f"<td>{words(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<table><thead><tr>{names}</tr></thead><tbody>\n" + "\n".join(lines) + "</tbody></table>"
    )


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"
