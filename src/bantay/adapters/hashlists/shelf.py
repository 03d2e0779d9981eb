"""Where loaded hash lists rest: one Parquet file a source, in the store's `hashes` folder.

A load is whole or not at all: the new file is written beside the old one and takes its name.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from bantay.adapters.arrow import pc
from bantay.errors import InputError, StoreError
from bantay.kit.known import BETWEEN, KnownHashes, Names, Rows
from bantay.kit.pdq.bits import QUALITY, WITHIN
from bantay.kit.pdq.index import Kernel
from bantay.ports.hashlists import Entry, Gone, HashList

FOLDER = "hashes"
_SCHEMA = pa.schema(
    [
        ("id", pa.large_string()),
        ("list", pa.large_string()),
        ("kind", pa.string()),
        ("hash", pa.binary(32)),
        ("opinion", pa.string()),
        ("quality", pa.int16()),
    ]
)
_PORTION = 200_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Kept(Struct, frozen=True):
    """What is kept of one source: entries, and their hashes.

    `pdq` and `sha256` are looked for; `other` are of kinds that events do not carry (MD5,
    SHA-1); `not_acted` are disputed, seeds, or PDQ hashes too poor to compare.
    """

    source: str
    within: int
    entries: int
    pdq: int
    sha256: int
    other: int
    not_acted: int


class Change(Struct, frozen=True):
    """What a load did: entries told of, withdrawn ids that had been there, and what is kept."""

    told: int
    withdrawn: tuple[str, ...]
    kept: Kept


class Shelf:
    """The lists beside one store."""

    def __init__(self, store: Path):
        self._folder = store / FOLDER

    def load(self, source: str, told: HashList, within: int | None = None) -> Change:
        """Take up a list, or what changed in it. `within` None: as before, at first 31.

        Raises `InputError` where the list is wrong; then nothing has changed.
        """
        if not _NAME.fullmatch(source):
            raise InputError(f"a source's name is short, in a-z, 0-9, - and _: not {source!r}")
        old, old_within = self._read(source)
        latest, count = _told(told.changes())
        new = pa.concat_tables(latest.tables) if latest.tables else _SCHEMA.empty_table()
        touched = pa.array(latest.entries.keys() | latest.gone, pa.large_string())
        stays = pc.invert(pc.is_in(old["id"], value_set=touched))
        before = set(old["id"].to_pylist()) if told.whole or latest.gone else set()
        gone = before - latest.entries.keys() if told.whole else before & latest.gone
        merged = new if told.whole else pa.concat_tables([old.filter(stays), new])
        bits = old_within if within is None else within
        self._write(source, merged, bits)
        return Change(count, tuple(sorted(gone)), _kept(source, bits, merged))

    def kept(self) -> list[Kept]:
        """What is kept, by source."""
        tables = ((source, *self._read(source)) for source in self._sources())
        return [_kept(source, within, table) for source, table, within in tables]

    def known(self, kernel: Kernel | None = None) -> KnownHashes:
        """All entries that may be acted on, ready to be searched."""
        tables = ((source, *self._read(source)) for source in self._sources())
        return KnownHashes([_rows(s, within, table) for s, table, within in tables], kernel)

    def drop(self, source: str) -> None:
        """Forget a source. `InputError` when there is none of that name."""
        if source not in self._sources():
            raise InputError(f"there is no source {source!r}: {', '.join(self._sources()) or '-'}")
        self._path(source).unlink()

    def _sources(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.parquet"))

    def _path(self, source: str) -> Path:
        return self._folder / f"{source}.parquet"

    def _read(self, source: str) -> tuple[Any, int]:
        if not self._path(source).is_file():
            return _SCHEMA.empty_table(), WITHIN
        try:
            table = pq.read_table(self._path(source), memory_map=True)
            within = int((table.schema.metadata or {})[b"within"])
            return table.cast(_SCHEMA).replace_schema_metadata(None), within
        except (pa.ArrowException, OSError, KeyError, ValueError) as wrong:
            words = f"the hash list {self._path(source)} cannot be read: {wrong}; load it again"
            raise StoreError(words) from None

    def _write(self, source: str, table: Any, within: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self._folder / f"{source}.new"
        about = {b"within": str(within).encode()}
        try:
            pq.write_table(table.replace_schema_metadata(about), half, compression="zstd")
            half.replace(self._path(source))
        except OSError as full:
            raise StoreError(f"the hash list cannot be kept in {self._folder}: {full}") from None


class _Latest(Struct):
    """The last word on each id: the table and row range that holds it, and what is gone."""

    tables: list[Any]
    entries: dict[str, None]
    gone: set[str]


def _told(changes: Iterable[Entry | Gone]) -> tuple[_Latest, int]:
    """Changes by id, the later one counting; portions keep the memory of millions flat."""
    latest, count = _Latest([], {}, set()), 0
    for portion in _portions(changes):
        last: dict[str, Entry | Gone] = {change.id: change for change in portion}
        count += len(portion)
        if latest.tables and (again := last.keys() & latest.entries.keys()):
            once_more = pa.array(again, pa.large_string())
            latest.tables = [
                t.filter(pc.invert(pc.is_in(t["id"], value_set=once_more))) for t in latest.tables
            ]
        for change in last.values():
            if isinstance(change, Gone):
                latest.entries.pop(change.id, None)
                latest.gone.add(change.id)
            else:
                latest.entries[change.id] = None
                latest.gone.discard(change.id)
        latest.tables.append(_table([c for c in last.values() if isinstance(c, Entry)]))
    return latest, count


def _portions(changes: Iterable[Entry | Gone]) -> Iterator[list[Entry | Gone]]:
    portion: list[Entry | Gone] = []
    for change in changes:
        portion.append(change)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _table(entries: Iterable[Entry]) -> Any:
    rows = [(entry, mark) for entry in entries for mark in entry.prints]
    columns = {
        "id": [entry.id for entry, _ in rows],
        "list": [entry.list for entry, _ in rows],
        "kind": [mark.kind for _, mark in rows],
        "hash": [bytes.fromhex(mark.hash).ljust(32, b"\0") for _, mark in rows],
        "opinion": [mark.opinion for _, mark in rows],
        "quality": [mark.quality for _, mark in rows],
    }
    return pa.table(columns, schema=_SCHEMA)


def _acted(table: Any) -> Any:
    """Rows that may be acted on."""
    good = pc.fill_null(pc.greater_equal(table["quality"], QUALITY), True)
    return table.filter(pc.and_(pc.equal(table["opinion"], "positive"), good))


def _kept(source: str, within: int, table: Any) -> Kept:
    acted = _acted(table)
    pdq, sha256 = (pc.sum(pc.equal(acted["kind"], k)).as_py() or 0 for k in ("pdq", "sha256"))
    return Kept(
        source=source,
        within=within,
        entries=pc.count_distinct(table["id"]).as_py(),
        pdq=pdq,
        sha256=sha256,
        other=len(acted) - pdq - sha256,
        not_acted=len(table) - len(acted),
    )


def _rows(source: str, within: int, table: Any) -> Rows:
    acted = _acted(table)
    pdq = acted.filter(pc.equal(acted["kind"], "pdq"))
    sha256 = acted.filter(pc.equal(acted["kind"], "sha256"))
    turned = _hashes(pdq).reshape(-1, 32)[:, ::-1]  # digits are written from the highest
    return Rows(
        source=source,
        within=within,
        pdq=np.ascontiguousarray(turned).view("<u8").reshape(-1, 4),
        pdq_names=_names(pdq),
        sha256=_hashes(sha256).view("S32"),
        sha256_names=_names(sha256),
    )


def _hashes(table: Any) -> Any:
    column = table["hash"].combine_chunks()
    if not len(column):
        return np.empty(0, np.uint8)
    raw = np.frombuffer(column.buffers()[1], np.uint8)
    return raw[column.offset * 32 : (column.offset + len(column)) * 32]


def _names(table: Any) -> Names:
    between = pa.scalar(BETWEEN, pa.large_string())
    joined = pc.binary_join_element_wise(table["list"], table["id"], between).combine_chunks()
    if not len(joined):
        return memoryview(b""), np.zeros(1, np.int64)
    begins = np.frombuffer(joined.buffers()[1], np.int64)[joined.offset :][: len(joined) + 1]
    return memoryview(joined.buffers()[2] or b""), begins
