"""Batches this process committed and has not sealed: sealing need not decode them again."""

from bantay.adapters.store.columns import Columns, columns_of
from bantay.model.log import Record

RECENT = 48 * 2**20
"""Bytes of packed records that are also kept in memory until they are sealed."""
LARGE = 500
"""Records of a batch from which turning it into columns at once pays."""


class Recent:
    """Batches this process committed, as long as they are small.

    By their first seq: large ones as columns, others as records.
    """

    def __init__(self) -> None:
        self.columns: dict[int, list[Columns]] = {}
        self.records: dict[int, list[Record]] = {}
        self._size = 0

    def add(self, first: int, records: list[Record], times: bytes, key: bytes, size: int) -> None:
        """Remember a batch whose packed records are `size` bytes. `key` is that of hashes."""
        self._size += size
        if self._size > RECENT:
            return
        if len(records) < LARGE:
            self.records[first] = records
        else:
            self.columns[first] = columns_of(first, times, records, key)

    def clear(self) -> None:
        """Forget every batch."""
        self.columns.clear()
        self.records.clear()
        self._size = 0
