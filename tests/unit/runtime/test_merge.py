"""Several sources become one stream in time order, and each can be resumed anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bantay.ports.source import Chunk, Reject
from bantay.runtime.merge import pieces
from tests.unit.engine.toys import message


def reject(line):
    return Reject(
        file="f", line=line, column=None, field=None, reason="bad", nearest=None, raw=b"x"
    )


class Listed:
    """A source of seconds; None is a line that is no event."""

    def __init__(self, name, seconds):
        self.name = self.fingerprint = name
        self._rows = [
            at if at is None else structs.replace(message(0, at, "x"), id=f"{name}-{n}")
            for n, at in enumerate(seconds)
        ]

    def chunks(self, size, after):
        for start in range(after, len(self._rows), size):
            rows = self._rows[start : start + size]
            yield Chunk(
                events=[row for row in rows if row is not None],
                rejects=[reject(start + n + 1) for n, row in enumerate(rows) if row is None],
                consumed=start + len(rows),
            )


class Known(dict):
    def position(self, fingerprint):
        return self.get(fingerprint, 0)

    def keep(self, piece):
        self.update({p.fingerprint: p.consumed for p in piece.positions})


def test_the_earliest_goes_first():
    sources = [Listed("chat", [0, 10, 20]), Listed("pay", [5, 15, 25])]
    events = [e for piece in pieces(sources, Known(), 2) for e in piece.events]
    assert [e.id for e in events] == ["chat-0", "pay-0", "chat-1", "pay-1", "chat-2", "pay-2"]


def test_one_source_keeps_its_chunks():
    (first, second) = pieces([Listed("chat", [5, None, 3])], Known(), 2)
    assert [e.id for e in first.events] == ["chat-0"] and len(first.rejects) == 1
    assert second.positions[0].consumed == 3


ROWS = st.lists(st.one_of(st.none(), st.integers(0, 500)), max_size=12)


@given(st.lists(ROWS, min_size=2, max_size=4), st.integers(1, 7), st.data())
def test_nothing_is_lost_wherever_it_stops(rows, size, data):
    sources = [Listed(f"s{n}", r) for n, r in enumerate(rows)]
    known, got, rejects = Known(), [], []
    for attempt in range(5):
        run = list(pieces(sources, known, size))
        stop = data.draw(st.integers(0, len(run))) if attempt < 4 else len(run)
        for piece in run[:stop]:
            got += [e.id for e in piece.events]
            rejects += [r.line for r in piece.rejects]
            known.keep(piece)
    wanted = {f"s{n}-{i}" for n, r in enumerate(rows) for i, at in enumerate(r) if at is not None}
    assert set(got) == wanted
    assert len(rejects) == sum(at is None for r in rows for at in r)
    assert {f"s{n}": len(r) for n, r in enumerate(rows) if r}.items() <= known.items()


@given(st.lists(st.lists(st.integers(0, 500)).map(sorted), min_size=2, max_size=4))
def test_sources_in_order_give_a_stream_in_order(rows):
    sources = [Listed(f"s{n}", r) for n, r in enumerate(rows)]
    times = [e.time for piece in pieces(sources, Known(), 5) for e in piece.events]
    assert times == sorted(times)


@pytest.mark.parametrize("sources", [[], [Listed("a", [])], [Listed("a", []), Listed("b", [])]])
def test_nothing_gives_nothing(sources):
    assert [p for p in pieces(sources, Known(), 3) if p.events or p.rejects] == []
