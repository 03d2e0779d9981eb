"""The vault: private values of segments, encrypted, in files whose keys can be destroyed.

A file holds one retention class of one segment: a table of contents, then chunks of rows,
each compressed and encrypted under the file's own key. The table says which seqs a chunk
holds, nothing else. The wrapped key is a row of `vault_key`: without it the file is noise.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from bantay.adapters.store.disk import Staging
from bantay.adapters.store.keyring import new_key
from bantay.adapters.store.packing import Cipher, Codec, squeeze, stretch
from bantay.adapters.store.private import Hidden
from bantay.adapters.store.schema import VAULT_KEY
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import UNREADABLE, damaged

MAGIC = b"BANTAYV1"
CHUNK = 2_000
Rows = dict[int, dict[str, Any]]
"""Values by field, by seq; raw lines, `RAW`, by their n."""
RAW = "raw"
_CHUNK: Codec[tuple[list[int], Hidden]] = Codec(tuple[list[int], Hidden])
_CONTENTS = msgspec.msgpack.Decoder(list[tuple[int, int, int]])  # low, high, bytes


class Stack(Struct, frozen=True):
    """Rows of one type on their way into a file: seqs in order, and columns beside them."""

    seqs: list[int]
    columns: Hidden


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
    site: Site,
    staging: Staging,
    stacks: Sequence[Stack],
    entry: tuple[str, int, int],
    old: str = "",
) -> Entry:
    """Write rows as a new file under a new key.

    `entry` is class, first seq and the wall clock since when the texts are kept; `old` the
    path of the file that this one replaces.
    """
    klass, first, made = entry
    path, key = _path(klass, f"{first:012d}{site.mark}", old), new_key()
    staging.add(site.directory / path, write_rows(stacks, Cipher(key), path))
    wrapped, rows = site.keys.wrap(key, path), sum(len(stack.seqs) for stack in stacks)
    return Entry(klass, first, path, wrapped, rows, made, site.expiry(klass, made))


def stack(rows: Rows) -> Stack:
    """Rows that were read, to be written again."""
    seqs = sorted(rows)
    names = dict.fromkeys(name for values in rows.values() for name in values)
    return Stack(seqs, {name: [rows[seq].get(name) for seq in seqs] for name in names})


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


def write_rows(stacks: Iterable[Stack], cipher: Cipher, name: str) -> list[bytes]:
    """A vault file in parts."""
    contents, chunks = [], list[bytes]()
    for stack, start in ((s, n) for s in stacks for n in range(0, len(s.seqs), CHUNK)):
        seqs = stack.seqs[start : start + CHUNK]
        columns = {n: column[start : start + CHUNK] for n, column in stack.columns.items()}
        about = f"{name}#{len(chunks)}".encode()
        chunks.append(cipher.seal(squeeze(_CHUNK.pack((seqs, columns)), level=1), about))
        contents.append((seqs[0], seqs[-1], len(chunks[-1])))
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
        seqs, columns = _CHUNK.unpack(stretch(cipher.open(chunk, f"{name}#{number}".encode())))
        found.update(zip(seqs, _values(columns), strict=True))
    return found if wanted is None else {seq: found[seq] for seq in ordered if seq in found}


def _values(columns: Hidden) -> Iterator[dict[str, Any]]:
    for row in zip(*columns.values(), strict=True):
        yield {n: v for n, v in zip(columns, row, strict=True) if v is not None}


def _any_between(ordered: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(ordered, low)
    return at < len(ordered) and ordered[at] <= high


def _path(klass: str, first: str, old: str) -> str:
    """A file that replaces another has another name, so that a reader finds one or the other."""
    generation = 0
    if old:
        parts = Path(old).name.split(".")
        generation = int(parts[1]) + 1 if len(parts) == 3 else 1
    return f"vault/{klass}/{first}{f'.{generation}' if generation else ''}.vault"
