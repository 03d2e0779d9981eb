"""The log's tail: what was committed since the last seal, one encrypted row a batch."""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import Connection, func, select

from bantay.adapters.store.packing import Cipher, Codec, squeeze, stretch
from bantay.adapters.store.schema import HEAD, LOG_TAIL, QUARANTINE
from bantay.adapters.store.site import Site
from bantay.model.log import Record

OPEN_KEY = "open segment"
"""What the wrapped key of the tail is called: it lives until the tail is sealed."""
ONE_BY_ONE = {"stream_results": True, "max_row_buffer": 16}
"""For rows that hold whole batches: a server hands them out as they are asked for."""
RECORDS: Codec[list[Record]] = Codec(list[Record])


class TailRow(Struct, frozen=True):
    """One batch: seqs, the wall clock of its commit, its ids' digests, event times, records."""

    first: int
    last: int
    wall: int
    ids: bytes
    times: bytes
    body: bytes


def open_cipher(con: Connection, site: Site) -> Cipher:
    """The cipher of the tail as it is now."""
    wrapped = con.execute(select(HEAD.c.open_key)).scalar_one()
    return site.keys.unwrap(wrapped, OPEN_KEY)


def every_row(con: Connection, after: int = -1) -> Iterator[TailRow]:
    """The tail's rows that hold something beyond a seq, in log order."""
    asked = select(LOG_TAIL).where(LOG_TAIL.c.last_seq > after).order_by(LOG_TAIL.c.first_seq)
    with con.execute(asked, execution_options=ONE_BY_ONE) as rows:
        for row in rows:
            yield TailRow(*row)


def size(con: Connection) -> int:
    """How many records the tail holds."""
    length = func.sum(LOG_TAIL.c.last_seq - LOG_TAIL.c.first_seq + 1)
    return int(con.execute(select(length)).scalar() or 0)


def raw_bytes(con: Connection) -> int:
    """How many bytes of quarantined lines wait to be sealed."""
    return int(con.execute(select(func.sum(func.length(QUARANTINE.c.raw)))).scalar() or 0)


def seal_records(first: int, packed: bytes, cipher: Cipher) -> bytes:
    """The body of a batch whose records were packed with `RECORDS`."""
    return cipher.seal(squeeze(packed), _about(first))


def open_records(row: TailRow, cipher: Cipher) -> list[Record]:
    """The records of a batch."""
    return RECORDS.unpack(stretch(cipher.open(row.body, _about(row.first))))


def _about(first: int) -> bytes:
    return f"tail/{first}".encode()
