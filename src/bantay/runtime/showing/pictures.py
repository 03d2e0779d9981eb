"""A case's pictures for a page, each with its twin of rows: time, ties, money, places."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from bantay.kit.draw.graph.drawing import graph
from bantay.kit.draw.graph.grouping import Dot, Edge, Grouped
from bantay.kit.draw.lanes import Gap, Moment, lanes
from bantay.kit.draw.regions import region_tiles
from bantay.kit.draw.sankey import Flow, flows_in_page, shares
from bantay.kit.regions.countries import country_of, name_of
from bantay.model.alarm import Alarm
from bantay.model.events import Event, PaymentMade
from bantay.runtime.pictures import cards_of, flows_of, shared_of, ties_of

LANES = ("messages", "media", "profiles", "groups", "money", "access")
_PLANE = {
    "message": "messages",
    "media": "media",
    "profile": "profiles",
    "listing": "profiles",
    "group": "groups",
    "relation": "groups",
    "payment": "money",
    "instrument": "money",
    "login": "access",
    "live": "access",
    "account": "access",
    "identity": "access",
}
"""The lane of an event, by the first word of its type."""


class Picture(Struct, frozen=True, kw_only=True):
    """A picture and its twin: `heads` and `rows` say the same in words. `svg` is empty when
    there is nothing to draw; `told` says how much is shown."""

    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    told: str = ""


class Group(Struct, frozen=True):
    """A group in the graph that can be opened, or one that is open."""

    id: str
    label: str
    members: int
    open: bool
    ties: tuple[tuple[str, int], ...]


class Graph(Struct, frozen=True, kw_only=True):
    """The evidence graph. `places` are the glyphs' ids, `groups` what opens and closes."""

    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    told: str
    groups: tuple[Group, ...]
    shown: int
    whole: int


def lane_of(kind: str) -> str | None:
    """The lane of an event type ("message.sent")."""
    return _PLANE.get(kind.partition(".")[0])


def timeline(
    slug: str, events: Iterable[Event], seen: Mapping[str, Set[date]], width: int
) -> Picture:
    """The lanes. `seen` has for each event type the days on which the log holds any of it."""
    moments = sorted(
        (m for m in map(_moment, events) if m), key=lambda m: (m.time, m.lane, m.event)
    )
    order = [lane for lane in LANES if any(m.lane == lane for m in moments)]
    gaps = list(_gaps(moments, order, seen))
    rows = tuple((m.time.isoformat(), m.lane, m.told, m.event) for m in moments)
    blind = tuple((g.since.isoformat(), g.lane, "no data", g.until.isoformat()) for g in gaps)
    svg = lanes(f"time-{slug}", "When it happened", moments, order, gaps, width)
    return Picture(svg=svg, heads=("time", "plane", "what", "event"),
                   rows=tuple(sorted(rows + blind)), told=f"{len(moments)}")  # fmt: skip


def _moment(event: Event) -> Moment | None:
    kind = _type(event)
    lane = lane_of(kind)
    if lane is None:
        return None
    if isinstance(event, PaymentMade):
        told = f"{event.kind} of {event.amount} {event.currency}"
    else:
        who = getattr(event, "account", None) or getattr(event, "host", None)
        told = f"{kind.replace('.', ' ')}{f', account {who}' if who else ''}"
    return Moment(event.time, lane, told, event.id)


def _type(event: Event) -> str:
    return str(type(event).__struct_config__.tag)


def _gaps(
    moments: Sequence[Moment], order: Sequence[str], seen: Mapping[str, Set[date]]
) -> Iterator[Gap]:
    """Stretches of whole days, between the first and the last moment, without any of a plane."""
    days = {lane: set[date]() for lane in order}
    for kind, known in seen.items():
        lane = lane_of(kind)
        if lane in days:
            days[lane] |= known
    every = set().union(*days.values()) if days else set()
    if not moments or not every:
        return
    first, last = moments[0].time.astimezone(UTC).date(), moments[-1].time.astimezone(UTC).date()
    for lane in order:
        begun: date | None = None
        at = first
        while at <= min(last, max(every)) + timedelta(days=1):
            missing = at not in days[lane] and at <= min(last, max(every))
            if missing and begun is None:
                begun = at
            if not missing and begun is not None:
                yield Gap(lane, _midnight(begun), _midnight(at))
                begun = None
            at += timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def evidence_graph(
    slug: str,
    alarms: Sequence[Alarm],
    events: Iterable[Event],
    parts: Mapping[str, str],
    opened: Set[str],
    width: int,
    height: int,
) -> Graph:
    """Who is tied to whom, and through what. `parts` are the roles of accounts in words."""
    kinds: dict[str, str] = {}
    found: Found = {}
    for event in events:
        for one, other, kind, how, _ in ties_of(event):
            kinds.setdefault(one, "account")
            kinds.setdefault(other, kind)
            found.setdefault((one, other, how), []).append(event.id)
    for alarm in alarms:
        kinds.setdefault(alarm.subject.id, alarm.subject.kind)
        for one, other, kind, how in shared_of(alarm):
            kinds.setdefault(one, "account")
            kinds.setdefault(other, kind)
            found.setdefault((one, other, how), [])
    subjects = {alarm.subject.id for alarm in alarms}
    found = _shared(found, kinds, subjects)
    tied = subjects | {end for one, other, _ in found for end in (one, other)}
    kinds = {id: kind for id, kind in kinds.items() if id in tied}
    dots = [Dot(id, kind, id, parts.get(id, ""), id in subjects) for id, kind in kinds.items()]
    edges = [Edge(one, other, how, tuple(dict.fromkeys(ids)))
             for (one, other, how), ids in found.items() if one != other]  # fmt: skip
    return graph_of(slug, dots, edges, opened, width, height)


Found = dict[tuple[str, str, str], list[str]]


def _shared(found: Found, kinds: Mapping[str, str], subjects: Set[str]) -> Found:
    """Without the things that only one account has: they tie nobody to anybody."""
    ends: dict[str, set[str]] = {}
    for one, other, _ in found:
        ends.setdefault(other, set()).add(one)
    return {
        (one, other, how): events
        for (one, other, how), events in found.items()
        if kinds[other] == "account" or other in subjects or len(ends[other]) > 1
    }


def graph_of(
    slug: str,
    dots: Sequence[Dot],
    edges: Sequence[Edge],
    opened: Set[str],
    width: int,
    height: int,
) -> Graph:
    """The graph of ends and ties, however many there are."""
    title = "What ties accounts together"
    svg, shown = graph(f"graph-{slug}", title, dots, edges, opened, width, height)
    names = {glyph.id: glyph.label for glyph in shown.glyphs}
    rows = tuple(
        (names[s.one], s.how, names[s.other], str(s.count), ", ".join(s.events[:3]))
        for s in shown.strands
    )
    return Graph(svg=svg, heads=("one end", "tie", "other end", "times", "events"), rows=rows,
                 told=_told(shown), groups=tuple(_groups(shown, opened)),
                 shown=len(shown.glyphs), whole=shown.whole)  # fmt: skip


def _told(shown: Grouped) -> str:
    return f"{shown.cut}" if shown.cut else ""


def _groups(shown: Grouped, opened: Set[str]) -> Iterator[Group]:
    ties: dict[str, Counter[str]] = {}
    for strand in shown.strands:
        for end in (strand.one, strand.other):
            ties.setdefault(end, Counter())[strand.how] += strand.count
    for glyph in shown.glyphs:
        if glyph.members and not glyph.parent:
            how = tuple(sorted(ties.get(glyph.id, Counter()).items()))
            yield Group(glyph.id, glyph.label, len(glyph.members), False, how)
    parents = Counter(glyph.parent for glyph in shown.glyphs if glyph.parent)
    for parent, count in sorted(parents.items()):
        if parent in opened:
            yield Group(parent, f"{count} shown alone", count, True, ())


def money(slug: str, alarms: Sequence[Alarm], events: Iterable[Event], width: int) -> Picture:
    """Payers, accounts, cards: who paid whom and who keeps which share."""
    paid = [event for event in events if isinstance(event, PaymentMade)]
    lead = _lead(alarms)
    if not paid or lead is None:
        return Picture(svg="", heads=("name", "came", "went", "keeps"), rows=())
    currencies = Counter(sorted(event.currency for event in paid))
    currency, count = currencies.most_common(1)[0]
    other = len(paid) - count
    paid = [event for event in paid if event.currency == currency]
    cards = cards_of(paid)
    flows = [flow for event in paid for flow in flows_of(event, lead, str, cards)]
    svg = flows_in_page(f"money-{slug}", "Where the money possibly goes", currency,
                        lead.subject.id, flows, width)  # fmt: skip
    rows = tuple(
        (name, f"{came:,.2f}", f"{went:,.2f}", "" if keeps is None else f"{keeps:.0%}")
        for name, came, went, keeps in shares(flows)
    )
    loops = tuple((" → ".join(loop), "", "", "loop") for loop in loops_of(flows))
    heads = ("name", f"came, {currency}", f"went, {currency}", "keeps")
    told = f"{other}" if other else ""
    return Picture(svg=svg, heads=heads, rows=rows + loops, told=told)


def _lead(alarms: Sequence[Alarm]) -> Alarm | None:
    """Whose money it is: the possible controller's before anybody else's."""
    order = sorted(
        alarms,
        key=lambda a: (a.hypothesis != "controller", "money" not in a.planes, -a.score_db, a.alarm),
    )
    return order[0] if order else None


def loops_of(flows: Collection[Flow], most: int = 10) -> list[tuple[str, ...]]:
    """Money that comes back to where it set out, in at most four steps; each loop once."""
    out: dict[str, set[str]] = {}
    for flow in flows:
        if flow.source != flow.target:
            out.setdefault(flow.source, set()).add(flow.target)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in sorted(out):
        for path in _paths(start, (start,), out):
            found.setdefault(frozenset(path), path)
    return sorted(found.values())[:most]


def _paths(
    start: str, path: tuple[str, ...], out: Mapping[str, Set[str]]
) -> Iterator[tuple[str, ...]]:
    for near in sorted(out.get(path[-1], ())):
        if near == start and len(path) > 1:
            yield (*path, start)
        elif near not in path and len(path) < 4:
            yield from _paths(start, (*path, near), out)


def places(slug: str, alarms: Iterable[Alarm], width: int) -> Picture:
    """The places that the evidence names, each with what names it."""
    bases: dict[str, set[str]] = {}
    count: Counter[str] = Counter()
    for alarm in alarms:
        for code, basis in {(country_of(r.place) or r.place, r.basis) for r in alarm.region}:
            bases.setdefault(code, set()).add(basis)
        count.update({country_of(r.place) or r.place for r in alarm.region})
    told = {
        code: (count[code], f"{count[code]} alarms, by {', '.join(sorted(bases[code]))}")
        for code in bases
    }
    svg = region_tiles(f"map-{slug}", "Places that the evidence names", told, width) if told else ""
    rows = tuple(
        (name_of(code), str(count[code]), ", ".join(sorted(bases[code])))
        for code in sorted(bases, key=lambda c: (-count[c], c))
    )
    return Picture(svg=svg, heads=("place", "alarms", "because of"), rows=rows)
