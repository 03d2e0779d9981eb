"""Times inside the engine are whole microseconds since 1970 UTC; these convert."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of a moment that carries its zone."""
    return (moment - EPOCH) // MICROSECOND


def moment(micros_utc: int) -> datetime:
    """The moment in UTC; the inverse of `micros`."""
    return EPOCH + micros_utc * MICROSECOND


def span(duration: timedelta) -> int:
    """A duration in whole microseconds."""
    return duration // MICROSECOND
