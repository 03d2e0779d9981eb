"""The vault: private values of segments, encrypted, in files whose keys can be destroyed.

A file holds one retention class of one segment: a table of contents, then chunks of rows,
each compressed and encrypted under the file's own key. The table says which seqs a chunk
holds, nothing else. The wrapped key is a row of `vault_key`: without it the file is noise.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from bantay.adapters.store.disk import Staging
from bantay.adapters.store.keyring import new_key
from bantay.adapters.store.packing import Cipher, Codec, squeeze, stretch
from bantay.adapters.store.schema import VAULT_KEY
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import UNREADABLE, damaged

MAGIC = b"BANTAYV1"
CHUNK = 2_000
Rows = dict[int, Any]
"""Values by seq; raw lines by their n."""
_CHUNK: Codec[tuple[list[int], list[Any]]] = Codec(tuple[list[int], list[Any]])
_CONTENTS = msgspec.msgpack.Decoder(list[tuple[int, int, int]])  # low, high, bytes


class Entry(Struct, frozen=True):
    """A vault file and the wrapped key that opens it."""

    klass: str
    first: int
    path: str
    wrapped: bytes
    rows: int
    made: int
    expires: int | None


def stage(
    site: Site, staging: Staging, rows: Rows, entry: tuple[str, int, int], old: str = ""
) -> Entry:
    """Write rows as a new file under a new key.

    `entry` is class, first seq and the wall clock since when the texts are kept; `old` the
    path of the file that this one replaces.
    """
    klass, first, made = entry
    path, key = _path(klass, first, old), new_key()
    staging.add(site.directory / path, write_rows(rows, Cipher(key), path))
    wrapped = site.keys.wrap(key, path)
    return Entry(klass, first, path, wrapped, len(rows), made, site.expiry(klass, made))


def read(site: Site, entry: Entry, wanted: Collection[int] | None = None) -> Rows:
    """Values by seq: of the wanted rows that the file has, or of all."""
    cipher = site.keys.unwrap(entry.wrapped, entry.path)
    path = site.directory / entry.path
    try:
        return read_rows(site.files.read(path), cipher, entry.path, wanted)
    except UNREADABLE as wrong:
        raise damaged(path) from wrong


def entries(con: Connection, first: int | None = None) -> list[Entry]:
    """Every file of the vault whose key lives, or those of one segment."""
    columns = VAULT_KEY.c
    asked = select(VAULT_KEY).order_by(columns["class"], columns.first)
    if first is not None:
        asked = asked.where(columns.first == first, columns["class"] != "raw")
    return [Entry(*row) for row in con.execute(asked)]


def register(con: Connection, made: Iterable[Entry]) -> None:
    """Keep the keys of files that have come to rest."""
    rows = [dict(zip(VAULT_KEY.c.keys(), msgspec.structs.astuple(e), strict=True)) for e in made]
    if rows:
        con.execute(insert(VAULT_KEY), rows)


def destroy(con: Connection, entry: Entry) -> None:
    """Destroy a key. The file, unreadable from now on, is removed after the commit."""
    same = (VAULT_KEY.c["class"] == entry.klass) & (VAULT_KEY.c.first == entry.first)
    con.execute(delete(VAULT_KEY).where(same))


def write_rows(rows: Rows, cipher: Cipher, name: str) -> list[bytes]:
    """A vault file in parts."""
    contents, chunks, seqs = [], list[bytes](), sorted(rows)
    for number, start in enumerate(range(0, len(seqs), CHUNK)):
        some = seqs[start : start + CHUNK]
        packed = _CHUNK.pack((some, list(map(rows.__getitem__, some))))
        chunks.append(cipher.seal(squeeze(packed, level=1), f"{name}#{number}".encode()))
        contents.append((some[0], some[-1], len(chunks[-1])))
    table = msgspec.msgpack.encode(contents)
    return [MAGIC, len(table).to_bytes(4, "little"), table, *chunks]


def read_rows(data: bytes, cipher: Cipher, name: str, wanted: Collection[int] | None) -> Rows:
    """The wanted rows of a vault file, or all. One of `UNREADABLE` when it is not one."""
    size = int.from_bytes(data[8:12], "little")
    if data[:8] != MAGIC or len(data) < 12 + size:
        raise InvalidTag
    found: Rows = {}
    start, ordered = 12 + size, sorted(wanted or ())
    for number, (low, high, length) in enumerate(_CONTENTS.decode(data[12:start])):
        chunk, start = data[start : start + length], start + length
        if wanted is not None and not _any_between(ordered, low, high):
            continue
        seqs, values = _CHUNK.unpack(stretch(cipher.open(chunk, f"{name}#{number}".encode())))
        found.update(zip(seqs, values, strict=True))
    return found if wanted is None else {seq: found[seq] for seq in ordered if seq in found}


def _any_between(ordered: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(ordered, low)
    return at < len(ordered) and ordered[at] <= high


def _path(klass: str, first: int, old: str) -> str:
    """A file that replaces another has another name, so that a reader finds one or the other."""
    generation = 0
    if old:
        parts = Path(old).name.split(".")
        generation = int(parts[1]) + 1 if len(parts) == 3 else 1
    return f"vault/{klass}/{first:012d}{f'.{generation}' if generation else ''}.vault"
