"""The wall clock, held against what the store has seen of it.

Texts are destroyed by the wall clock, and a wrong one would destroy them all. So a leap
forward is doubted until the clock has gone on for a day from there, unless the events say the
same; a clock behind what was seen is refused. docs/decisions/0072 has the reasons.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select

from bantay.adapters.store import audit, faults
from bantay.adapters.store.schema import CLOCK, HEAD
from bantay.adapters.store.site import Site
from bantay.errors import StoreError
from bantay.model.clock import DAY, HOUR, moment
from bantay.model.evidence import Fault

LEAP = 7 * DAY
"""How far the clock, and the events, may be ahead of what was seen before it is doubted."""
BACK = DAY
"""How far it may be behind: a zone that was set wrong is no reason to refuse."""
SETTLED = DAY
"""How long a clock that leapt must go on before it is believed."""
_OFTEN = HOUR
"""How often what is seen is written down while nothing is odd."""
_KEEP = (
    "insert into clock (one, seen, doubted) values (1, ?, ?) "
    "on conflict (one) do update set seen = excluded.seen, doubted = excluded.doubted"
)
_AHEAD = (
    "update vault_key set expires = expires - (made - ?), made = ? where made > ?",
    "update log_tail set wall = ? where wall > ?",
)
"""Texts that were dated by a clock that ran ahead shall not stay longer for it."""


class Seen(NamedTuple):
    """The latest that the store saw of the wall clock; since when it is doubted, if it is."""

    at: int
    doubted: int | None


class Watch:
    """Looks at the clock for one writer. `leap` None: nothing is doubted and nothing refused."""

    def __init__(self, site: Site, leap: int | None):
        self._site, self._leap = site, leap
        with site.db.read() as con:
            self._seen = seen(con)
        self._kept = self._seen

    @property
    def doubted(self) -> bool:
        """Whether the clock leapt and is not believed yet: nothing is destroyed for its age."""
        return self._seen is not None and self._seen.doubted is not None

    def look(self, con: Connection, wall: int, events: int | None) -> None:
        """Take note of the time, in the caller's transaction. `events` is the event time that
        the log has reached. `StoreError` when the clock is behind."""
        if self._leap is None:
            return
        was, now = self._seen, self._judged(wall, events, self._leap)
        if was is not None and was.doubted is None and now.doubted is not None:
            faults.note(con, self._site.keys, [_fault(was.at, wall)], wall)
        if was is not None and now.at < was.at - BACK:
            set_right(con, wall)
        kept = self._kept
        if kept is None or now.doubted != kept.doubted or abs(now.at - kept.at) >= _OFTEN:
            con.exec_driver_sql(_KEEP, now)
            self._kept = now
        self._seen = now

    def _judged(self, wall: int, events: int | None, leap: int) -> Seen:
        was = self._seen
        if was is None:
            return Seen(wall, None)
        at, doubted = was
        if wall < at - BACK:
            if doubted is None:
                raise StoreError(_behind(self._site, at, wall))
            return Seen(wall, None)  # it had leapt, and was set right
        if doubted is not None and wall >= doubted + SETTLED:
            doubted = None
        elif doubted is None and wall > max(at, events or 0) + leap:
            doubted = wall
        return Seen(max(at, wall), doubted)


def seen(con: Connection) -> Seen | None:
    """What was written down last; None before the first writer."""
    row = con.execute(select(CLOCK.c.seen, CLOCK.c.doubted)).first()
    return None if row is None else Seen(*row)


def reached(con: Connection) -> int | None:
    """The event time that the log has reached."""
    now: int | None = con.execute(select(HEAD.c.now)).scalar()
    return now


def believe(site: Site, wall: int, who: str) -> None:
    """A person says that the clock is right as it is."""
    with site.db.write() as con:
        set_right(con, wall)
        con.exec_driver_sql(_KEEP, (wall, None))
        audit.write(con, wall, who, "clock believed", {"time": moment(wall).isoformat()})


def set_right(con: Connection, wall: int) -> None:
    """Date what a clock that ran ahead has dated."""
    con.exec_driver_sql(_AHEAD[0], (wall, wall, wall + BACK))
    con.exec_driver_sql(_AHEAD[1], (wall, wall + BACK))


def _fault(was: int, wall: int) -> Fault:
    said = f"leapt from {moment(was):%Y-%m-%d} to {moment(wall):%Y-%m-%d}"
    return Fault("clock", "wall", f"{said}: for a day nothing is destroyed for its age")


def _behind(site: Site, at: int, wall: int) -> str:
    return (
        f"store {site.directory}: this machine's clock says {moment(wall):%Y-%m-%d %H:%M}, but "
        f"the store was written on {moment(at):%Y-%m-%d %H:%M} already: set the clock right and "
        "run again, nothing is lost. If it was wrong then and is right now: "
        "`bantay doctor --clock-is-right`"
    )
