"""Answers given to requests, kept for a day so that the same request gets the same answer."""

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b

from sqlalchemy import delete, select

from bantay.adapters.store.part import Part
from bantay.adapters.store.schema import ANSWERED
from bantay.adapters.store.trouble import guarded
from bantay.model.clock import DAY

KEPT = DAY
"""How long an answer is kept, microseconds of the wall clock."""
_KEEP = (
    "insert into answered (slot, print, wall, body) values (?, ?, ?, ?) "
    "on conflict (slot) do nothing"
)


class Answered(Part):
    """Answers by name. Names are hashed under the store's key, bodies are encrypted. Only
    the engine's thread keeps and finds."""

    @cached_property
    def _known(self) -> set[bytes]:
        """The slots that are taken: almost every request asks for one that is not."""
        with self._site.db.read() as con:
            return set(con.execute(select(ANSWERED.c.slot)).scalars())

    @guarded
    def find(self, name: bytes) -> tuple[bytes, bytes] | None:
        """The print of the request and the answer it got; None: it got none."""
        slot = self._slot(name)
        if slot not in self._known:
            return None
        asked = select(ANSWERED.c.print, ANSWERED.c.body).where(ANSWERED.c.slot == slot)
        with self._site.db.read() as con:
            row = con.execute(asked).first()
        return None if row is None else (row.print, self._site.keys.rest.open(row.body, slot))

    @guarded
    def keep(self, rows: Iterable[tuple[bytes, bytes, bytes]], wall: int) -> None:
        """Keep answers: (name, print, body) each. The first answer under a name stays."""
        sealed = []
        for name, print_, body in rows:
            slot = self._slot(name)
            sealed.append((slot, print_, wall, self._site.keys.rest.seal(body, slot)))
        with self._site.db.write() as con:
            con.exec_driver_sql(_KEEP, sealed)
        self._known.update(slot for slot, *_ in sealed)

    @guarded
    def forget(self, wall: int) -> None:
        """Drop answers older than a day."""
        with self._site.db.write() as con:
            con.execute(delete(ANSWERED).where(ANSWERED.c.wall < wall - KEPT))
        self.__dict__.pop("_known", None)

    def _slot(self, name: bytes) -> bytes:
        return blake2b(name, key=self._site.keys.slots, digest_size=16).digest()
