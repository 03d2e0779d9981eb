"""When it happened, a lane a plane: bars of counts, and where nothing could be seen.

A stretch without data is hatched and says so: silence of the platform is never drawn as calm.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bantay.kit.draw.live import live, spot
from bantay.kit.draw.svg import fill, stroke, text

_LANE, _TOP, _FOOT, _LABEL, _BIN = 34, 10, 26, 96, 13
_STEPS = (1 / 24, 0.25, 0.5, 1, 2, 7, 14, 28, 91, 365, 1461)
"""Days between two lines of the grid."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when, in which lane, what to say of it, in which event."""

    time: datetime
    lane: str
    told: str
    event: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a lane in which nothing could have been seen."""

    lane: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Scale:
    """Moments to pixels."""

    first: datetime
    last: datetime
    left: float
    right: float

    def x(self, moment: datetime) -> float:
        """The horizontal place of a moment, held inside the lane."""
        reach = (self.last - self.first).total_seconds() or 1.0
        at = (moment - self.first).total_seconds() / reach
        return self.left + min(1.0, max(0.0, at)) * (self.right - self.left)

    def lines(self) -> Iterator[datetime]:
        """Moments that get a line: whole steps, at most eight."""
        days = (self.last - self.first).total_seconds() / 86_400
        most = max(2, int((self.right - self.left) / 62))
        step = next((s for s in _STEPS if days / s <= most), _STEPS[-1])
        at = self.first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        while at <= self.last:
            if at >= self.first:
                yield at
            at += timedelta(days=step)


def lanes(
    slug: str,
    title: str,
    moments: Iterable[Moment],
    order: Sequence[str],
    gaps: Iterable[Gap] = (),
    width: int = 640,
) -> str:
    """The lanes as one picture; an empty text when nothing happened.

    `order` names the lanes from top to bottom, also those in which nothing was seen.
    """
    some = sorted(moments, key=lambda m: (m.time, m.lane, m.event))
    if not some:
        return ""
    gaps = list(gaps)
    first, last = _ends(some)
    scale = Scale(first, last, _LABEL, width - 12)
    height = _TOP + _LANE * len(order) + _FOOT
    by_lane = {lane: [m for m in some if m.lane == lane] for lane in order}
    parts = [
        *_grid(scale, height),
        *(line for at, lane in enumerate(order)
          for line in _lane(lane, at, by_lane[lane], [g for g in gaps if g.lane == lane], scale)),
    ]  # fmt: skip
    told = "; ".join(_told(lane, by_lane[lane], gaps) for lane in order)
    return live(slug, title, f"{told}.", (width, height), parts)


def _ends(some: Sequence[Moment]) -> tuple[datetime, datetime]:
    """The first and last moment with room on both sides, so that no bar stands on the edge."""
    first, last = some[0].time, some[-1].time
    room = max((last - first) * 0.03, timedelta(minutes=30))
    return first - room, last + room


def _grid(scale: Scale, height: int) -> Iterator[str]:
    for moment in scale.lines():
        x = scale.x(moment)
        yield f'<line {stroke("grid")} x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{height - 22}"/>'
        at = min(max(x, scale.left + 20), scale.right - 26)  # the words stay in the picture
        yield text(at, height - 8, _day(moment), "soft", size=11, anchor="middle")


def _lane(
    lane: str, at: int, some: Sequence[Moment], gaps: Sequence[Gap], scale: Scale
) -> Iterator[str]:
    base = _TOP + (at + 1) * _LANE - 4
    yield text(4, base - 8, lane, "ink", size=12, cells=14)
    yield (
        f'<line {stroke("grid")} x1="{scale.left:.1f}" y1="{base}" x2="{scale.right:.1f}" '
        f'y2="{base}"/>'
    )
    for gap in gaps:
        yield _gap(gap, base, scale)
    bins = _bins(some, scale)
    most = max((len(inside) for inside in bins.values()), default=1)
    for x, inside in sorted(bins.items()):
        yield _bar(lane, x, inside, base, most)


def _bins(some: Sequence[Moment], scale: Scale) -> dict[int, list[Moment]]:
    found: dict[int, list[Moment]] = {}
    for moment in some:
        found.setdefault(int((scale.x(moment.time) - scale.left) // _BIN), []).append(moment)
    return {int(scale.left + at * _BIN): inside for at, inside in found.items()}


def _bar(lane: str, x: int, inside: Sequence[Moment], base: int, most: int) -> str:
    tall = 6 + round(18 * len(inside) / most)
    name = f"{_minute(inside[0].time)}: {inside[0].told}"
    if len(inside) > 1:
        until = _minute(inside[-1].time)
        name = f"{len(inside)} in {lane}, {_minute(inside[0].time)} to {until}"
    rect = (
        f'<rect {fill("other")} x="{x + 1}" y="{base - tall}" width="{_BIN - 3}" '
        f'height="{tall}" rx="1.5"/>'
    )
    ends = {"since": inside[0].time.isoformat(), "until": inside[-1].time.isoformat()}
    return spot(name, [rect], lane=lane, **ends)


def _gap(gap: Gap, base: int, scale: Scale) -> str:
    x1, x2 = scale.x(gap.since), scale.x(gap.until)
    if x2 - x1 < 6:
        return ""
    y, tall = base - 24, 24
    lines = [
        f'<path {stroke("grid")} stroke-width="2" d="M{x:.1f} {base}l{tall * 0.5} -{tall}"/>'
        for x in range(int(x1), int(x2 - tall * 0.5), 7)
    ]
    said = text((x1 + x2) / 2, base - 8, "no data", "soft", size=11, anchor="middle")
    box = (
        f'<rect {fill("back")} x="{(x1 + x2) / 2 - 26:.1f}" y="{base - 19}" width="52" '
        f'height="15" rx="3"/>'
    )
    label = [box, said] if x2 - x1 > 60 else []
    frame = (
        f'<rect {stroke("grid")} x="{x1:.1f}" y="{y}" width="{x2 - x1:.1f}" height="{tall}" '
        f'fill-opacity="0"/>'
    )
    name = f"{gap.lane}: no data from {_minute(gap.since)} to {_minute(gap.until)}"
    return spot(name, [frame, *lines, *label])


def _told(lane: str, some: Sequence[Moment], gaps: Sequence[Gap]) -> str:
    blind = ", part of the time without data" if any(g.lane == lane for g in gaps) else ""
    if not some:
        return f"{lane}: nothing in the evidence{blind}"
    ends = f"{_day(some[0].time)} to {_day(some[-1].time)}"
    return f"{lane}: {len(some)} from {ends}{blind}"


def _day(moment: datetime) -> str:
    shown = moment.astimezone(UTC)
    return f"{shown:%d %b}" if not (shown.hour or shown.minute) else f"{shown:%d %b %H:%M}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b %H:%M}"
