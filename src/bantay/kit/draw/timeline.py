"""When it happened: the evidence on a line of time, one lane a kind of event."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bantay.kit.draw.svg import document, fill, stroke, text, words

_LEFT, _RIGHT, _TOP, _LANE = 190, 930, 74, 30
_STEPS = (0.25, 0.5, 1, 2, 7, 14, 28, 91, 365)
"""Days between two lines of the grid."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: when, in which lane, and what to say of it."""

    time: datetime
    lane: str
    told: str


def timeline(slug: str, title: str, marks: Iterable[Mark]) -> str:
    """The marks as one SVG document; an empty string when there are none."""
    marks = sorted(marks, key=lambda mark: (mark.time, mark.lane, mark.told))
    if not marks:
        return ""
    lanes = sorted({mark.lane for mark in marks})
    scale = _Scale(marks[0].time, marks[-1].time)
    height = _TOP + _LANE * len(lanes) + 44
    parts = [
        text(24, 50, f"{len(marks)} events of the evidence, times in UTC", "soft"),
        *_grid(scale, height),
        *(line for at, lane in enumerate(lanes) for line in _lane(lane, at, marks, scale)),
    ]
    told = "; ".join(
        f"{lane}: {len(some)} from {_day(some[0].time)} to {_day(some[-1].time)}"
        for lane in lanes
        if (some := [mark for mark in marks if mark.lane == lane])
    )
    return document(slug, title, f"{told}.", height, parts)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime
    last: datetime

    def x(self, moment: datetime) -> float:
        """The horizontal place of a moment."""
        reach = (self.last - self.first).total_seconds() or 1.0
        return _LEFT + (moment - self.first).total_seconds() / reach * (_RIGHT - _LEFT)

    def lines(self) -> Sequence[datetime]:
        """Moments that get a line, on whole steps."""
        days = (self.last - self.first).total_seconds() / 86_400
        step = next((s for s in _STEPS if days / s <= 9), _STEPS[-1] * 4)
        begin = self.first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        found, at = [], begin
        while at <= self.last:
            if at >= self.first:
                found.append(at)
            at += timedelta(days=step)
        return found


def _grid(scale: _Scale, height: int) -> Iterator[str]:
    for moment in scale.lines():
        x = scale.x(moment)
        ends = f'x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{height - 34}"'
        yield f"<line {stroke('grid')} {ends}/>"
        yield text(x, height - 16, _day(moment), "soft", size=11, anchor="middle")


def _lane(lane: str, at: int, marks: Sequence[Mark], scale: _Scale) -> Iterator[str]:
    y = _TOP + at * _LANE + _LANE / 2
    yield f'<line {stroke("grid")} x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}"/>'
    some = [mark for mark in marks if mark.lane == lane]
    yield text(24, y + 4, f"{lane} ({len(some)})", "ink", cells=24)
    for mark in some:
        said = f"{_minute(mark.time)} UTC: {mark.told}"
        yield (
            f'<rect {fill("other")} fill-opacity="0.75" x="{scale.x(mark.time) - 2:.1f}" '
            f'y="{y - 8:.1f}" width="4" height="16"><title>{words(said)}</title></rect>'
        )


def _day(moment: datetime) -> str:
    shown = moment.astimezone(UTC)
    return f"{shown:%Y-%m-%d}" if not (shown.hour or shown.minute) else f"{shown:%m-%d %H:%M}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
