"""On which days the log holds anything of a type: what was silent, and what could not be seen."""

from datetime import date

from sqlalchemy import select

from bantay.adapters.store.schema import SEGMENT_FILE
from bantay.adapters.store.site import Site

_DAY = 10
"""Characters of a whole day; segments of many days name a month or a year, which says less."""


def seen_days(site: Site) -> dict[str, set[date]]:
    """Days with sealed events, by event type ("message.sent"); those still unsealed are not
    among them, so nobody concludes anything about days after the last."""
    asked = select(SEGMENT_FILE.c.type, SEGMENT_FILE.c.day).distinct()
    found: dict[str, set[date]] = {}
    with site.db.read() as con:
        for kind, day in con.execute(asked):
            if len(day) == _DAY:
                found.setdefault(kind, set()).add(date.fromisoformat(day))
    return found
