"""How long somebody was live, day by day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bantay.model.events import LiveEnded

_DAY = timedelta(days=1)


def live_by_day(sessions: Sequence[LiveEnded]) -> dict[date, timedelta]:
    """Time live on each day of UTC. Sessions that overlap count once; one that lasts past
    midnight counts on both days. Seconds are rounded to whole microseconds."""
    spans = sorted(
        (session.time.astimezone(UTC) - _length(session), session.time.astimezone(UTC))
        for session in sessions
    )
    worked: dict[date, timedelta] = {}
    done = datetime.min.replace(tzinfo=UTC)
    for begun, ended in spans:
        at = max(begun, done)
        while at < ended:
            midnight = datetime.combine(at.date(), time(), UTC) + _DAY
            till = min(midnight, ended)
            worked[at.date()] = worked.get(at.date(), timedelta()) + (till - at)
            at = till
        done = max(done, ended)
    return worked


def longest_week(worked: Mapping[date, timedelta]) -> timedelta:
    """The most time live within any seven days in a row."""
    return max(
        (
            sum(
                (spent for day, spent in worked.items() if 0 <= (day - first).days < 7), timedelta()
            )
            for first in worked
        ),
        default=timedelta(),
    )


def _length(session: LiveEnded) -> timedelta:
    """How long it lasted; nothing beyond a month is believed."""
    return min(timedelta(seconds=session.seconds), timedelta(days=31))
