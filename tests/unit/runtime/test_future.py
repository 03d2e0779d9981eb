"""One wrong year makes nothing late: it goes to quarantine, with its line where that is known."""

from datetime import UTC, datetime, timedelta

from bantay.ports.source import Reject
from bantay.ports.store import Position
from bantay.runtime.future import set_aside
from bantay.runtime.merge import Piece
from tests.unit.engine.toys import START, message

NOW = START + timedelta(hours=1)
FAR = 3 * 86_400


def piece(seconds, rejected=(), lines=None, consumed=None):
    rejects = [
        Reject(file="f", line=n, column=1, field=None, reason="bad", nearest=None, raw=b"")
        for n in rejected
    ]
    count = len(seconds) + len(rejects)
    at = Position("f", "f", count if consumed is None else consumed)
    events = [message(n, at, "x") for n, at in enumerate(seconds)]
    return Piece(events, rejects, [at], "f", lines=count if lines is None else lines)


def test_what_is_not_ahead_is_left_alone():
    whole = piece([0, 3600 + 86_400])
    assert set_aside(whole, NOW) is whole


def test_the_line_is_counted_past_rejects():
    left = set_aside(piece([0, FAR, 5, FAR], rejected=(102,), consumed=105, lines=5), NOW)
    assert [e.id for e in left.events] == ["m0000", "m0002"]
    assert [r.line for r in left.rejects] == [102, 103, 105]
    assert all(r.field == "time" and b"m000" in r.raw for r in left.rejects[1:])


def test_a_line_that_cannot_be_known_is_not_invented():
    left = set_aside(piece([0, FAR], lines=7), NOW)
    assert [r.line for r in left.rejects] == [0]


def test_all_may_be_from_the_future():
    left = set_aside(piece([FAR]), datetime(1999, 1, 1, tzinfo=UTC))
    assert left.events == [] and len(left.rejects) == 1
