"""How cases are listed: their place in the queue, and the reason for it."""

from bantay.cli.render.tables import Column, Listing
from bantay.model.case import QueueRow


def _due(row: QueueRow) -> str:
    return next((f"{c.due:%m-%d %H:%M}" for c in row.clocks if c.name == "report_due"), "–")


LISTING: Listing[QueueRow] = Listing(
    shown=(
        Column("case", lambda r: r.case),
        Column("points", lambda r: f"{r.priority.score:.0f}", right=True),
        Column("report due", _due),
        Column("possible what", lambda r: r.title.removeprefix("possible ")),
        Column("alarms", lambda r: r.alarms, right=True),
        Column("people", lambda r: r.people, right=True),
        Column("why here", lambda r: r.priority.because, short=False),
        Column("waits for", lambda r: r.waits, short=False),
    ),
    under=lambda r: f"{r.priority.because}; waits for {r.waits}. {r.why}",
    fields=(
        Column("case", lambda r: r.case),
        Column("status", lambda r: r.status),
        Column("title", lambda r: r.title),
        Column("why", lambda r: r.why),
        Column("points", lambda r: r.priority.score),
        Column("because", lambda r: r.priority.because),
        Column("hypotheses", lambda r: "+".join(r.hypotheses)),
        Column("planes", lambda r: "+".join(r.planes)),
        Column("alarms", lambda r: r.alarms),
        Column("people", lambda r: r.people),
        Column("opened", lambda r: r.opened.isoformat()),
        Column("first_event_time", lambda r: r.first_event_time.isoformat()),
        Column("report_due", _due),
        Column("step", lambda r: r.step),
        Column("leased_by", lambda r: r.lease.by if r.lease else None),
        Column("waits_for", lambda r: r.waits),
        Column("on_hold", lambda r: r.on_hold),
    ),
    record=lambda r: r,
    empty="no cases: no alarm here was ever opened (a quiet list is not a proof)",
)
