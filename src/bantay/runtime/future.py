"""Events from the future go to quarantine: one wrong year would make all others late."""

from datetime import datetime, timedelta
from operator import attrgetter

import msgspec

from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.runtime.merge import Piece

AHEAD = timedelta(days=1)
"""How far a sender's clock may run before ours."""

_REASON = "`time` is more than a day after this machine's clock: one of the two is wrong"


def set_aside(piece: Piece, wall: datetime) -> Piece:
    """The piece without events from after tomorrow; those are rejects now."""
    latest = wall + AHEAD
    if not piece.events or max(map(attrgetter("time"), piece.events)) <= latest:
        return piece
    lines = _lines(piece)
    far = {n for n, event in enumerate(piece.events) if event.time > latest}
    rejects = [_reject(piece.name, lines[n], piece.events[n]) for n in sorted(far)]
    kept = [event for n, event in enumerate(piece.events) if n not in far]
    return msgspec.structs.replace(
        piece, events=kept, rejects=sorted([*piece.rejects, *rejects], key=attrgetter("line"))
    )


def _lines(piece: Piece) -> list[int]:
    """The line of each event where every line is accounted for, else 0: not known."""
    count = len(piece.events) + len(piece.rejects)
    if len(piece.positions) != 1 or piece.lines != count:
        return [0] * len(piece.events)
    last = piece.positions[0].consumed
    rejected = {reject.line for reject in piece.rejects}
    return [line for line in range(last - count + 1, last + 1) if line not in rejected]


def _reject(name: str, line: int, event: Event) -> Reject:
    return Reject(
        file=name,
        line=line,
        column=None,
        field="time",
        reason=_REASON,
        nearest=None,
        raw=msgspec.json.encode(event),
    )
