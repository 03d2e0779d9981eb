"""Sinks: where alarms are told. Delivering a parcel twice leaves it there once."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bantay.errors import StoreError
from bantay.ports.store import Parcel


class _Line(msgspec.Struct):
    parcel: str


class JsonlSink:
    """A file with one JSON line a parcel: `{"parcel", "kind", "body"}`.

    Lines are synced before the receipt; a line cut by a crash is completed or dropped when
    the file is opened again, and parcels already in it are not written twice.
    """

    def __init__(self, path: Path):
        self._path = path
        self._told: set[str] | None = None

    @property
    def name(self) -> str:
        """The sink's name in receipts."""
        return f"jsonl:{self._path.name}"

    def deliver(self, parcels: Sequence[Parcel]) -> None:
        """Append what the file does not hold yet. StoreError when it cannot be written."""
        try:
            told = self._mended()
            fresh = [parcel for parcel in parcels if parcel.id not in told]
            with self._path.open("ab") as file:
                file.write(b"".join(_line(parcel) for parcel in fresh))
                file.flush()
                os.fsync(file.fileno())
        except OSError as wrong:
            raise StoreError(f"cannot write {self._path}: {wrong.strerror}") from None
        told.update(parcel.id for parcel in fresh)

    def _mended(self) -> set[str]:
        if self._told is None:
            raw = self._path.read_bytes() if self._path.exists() else b""
            whole = raw.rfind(b"\n") + 1
            if whole < len(raw):
                os.truncate(self._path, whole)
            lines = raw[:whole].splitlines()
            self._told = {msgspec.json.decode(line, type=_Line).parcel for line in lines if line}
        return self._told


def _line(parcel: Parcel) -> bytes:
    body = msgspec.Raw(parcel.body)
    return msgspec.json.encode({"parcel": parcel.id, "kind": parcel.kind, "body": body}) + b"\n"
