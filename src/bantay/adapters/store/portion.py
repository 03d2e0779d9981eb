"""A stretch of the tail on its way to become a segment: its records sorted out by type."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import compress
from operator import attrgetter

from msgspec import Struct

from bantay.adapters.store.neighbours import Said, around
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.site import Site
from bantay.adapters.store.tail import Recent, TailRow, every_row, open_cipher
from bantay.model.clock import micros
from bantay.model.events import EventBase, MessageSent
from bantay.model.log import OWN, Record

_ID, _CONVERSATION = attrgetter("id"), attrgetter("conversation")


_OWN = frozenset(OWN)


class Group(Struct, frozen=True):
    """Records of one type, in log order, with their seqs and times (microseconds UTC)."""

    kind: type
    seqs: list[int]
    times: list[int]
    records: list[Record]


class Portion(Struct, frozen=True):
    """Records from seq `first` to `last`; `ids` and `id_times` are what was accepted in it."""

    first: int
    last: int
    ids: bytes
    id_times: bytes
    groups: list[Group]


def portions(site: Site, recent: Recent, limit: int) -> Iterator[Portion]:
    """The tail in portions of about `limit` records, each read when its turn has come."""
    after = -1
    while rows := _some_rows(site, after, limit):
        with site.db.read() as con:
            cipher = open_cipher(con, site)
        after = rows[-1].last
        yield _portion(rows, recent, cipher)


def quoted_in(groups: Iterable[Group], quoted: Collection[str]) -> dict[str, int]:
    """Which of the quoted events are here, and their seqs."""
    return {
        id: seq
        for group in groups
        if quoted and issubclass(group.kind, EventBase)
        for id, seq in zip(map(_ID, group.records), group.seqs, strict=True)
        if id in quoted
    }


def near(groups: Iterable[Group], quoted: set[int]) -> set[int]:
    """Seqs of quoted events and of the messages around them."""
    talk = next((group for group in groups if group.kind is MessageSent), None)
    if talk is None or not quoted:
        return quoted
    where = list(map(_CONVERSATION, talk.records))
    touched = {where[place] for place in _places(talk.seqs, quoted)}
    chosen = [conversation in touched for conversation in where]
    some = (where, talk.times, map(_ID, talk.records), talk.seqs)
    said: Iterable[Said] = compress(zip(*some, strict=True), chosen)
    return quoted | around(said, quoted)


def _some_rows(site: Site, after: int, limit: int) -> list[TailRow]:
    rows: list[TailRow] = []
    with site.db.read() as con:
        for row in every_row(con, after):
            rows.append(row)
            if row.last - rows[0].first + 1 >= limit:
                break
    return rows


def _portion(rows: Sequence[TailRow], recent: Recent, cipher: Cipher) -> Portion:
    records: list[Record] = []
    times: list[int] = []
    for row in rows:
        some = recent.records(row, cipher)
        records += some
        times += _times(row, some)
    ids, id_times = b"".join(r.ids for r in rows), b"".join(r.times for r in rows)
    first, last = rows[0].first, rows[-1].last
    return Portion(first, last, ids, id_times, _groups(first, times, records))


def _times(row: TailRow, records: Sequence[Record]) -> list[int]:
    """Every record's time. Those of events were committed as numbers, which saves work."""
    times = array("q", row.times).tolist()
    own = [n for n, kind in enumerate(map(type, records)) if kind in _OWN]
    if len(times) + len(own) != len(records):
        return [micros(record.time) for record in records]
    for n in own:  # few: ticks, facts
        times.insert(n, micros(records[n].time))
    return times


def _groups(first: int, times: list[int], records: list[Record]) -> list[Group]:
    kinds = list(map(type, records))
    groups = []
    for kind in dict.fromkeys(kinds):
        chosen = [one is kind for one in kinds]
        seqs = list(compress(range(first, first + len(records)), chosen))
        some = list(compress(times, chosen)), list(compress(records, chosen))
        groups.append(Group(kind, seqs, *some))
    return sorted(groups, key=lambda group: group.kind.__name__)


def _places(seqs: Sequence[int], some: Iterable[int]) -> Iterator[int]:
    """Where in sorted seqs some of them are."""
    for seq in some:
        place = bisect_left(seqs, seq)
        if place < len(seqs) and seqs[place] == seq:
            yield place
