"""Invented files for the tests of sources, and short ways to read them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zstandard
from msgspec import Struct

from bantay.adapters.sources import Mapping, open_sources
from bantay.adapters.sources.identity import fingerprint
from bantay.adapters.sources.jsonl import JsonlSource
from bantay.adapters.sources.kinds import input_file
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.model.events import Event
from bantay.ports.source import Reject, Source


class Read(Struct):
    """All that a source gave."""

    events: list[Event]
    rejects: list[Reject]
    consumed: int

    @property
    def texts(self) -> list[Any]:
        return [getattr(event, "text", None) for event in self.events]

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.events]

    @property
    def reasons(self) -> list[str]:
        return [reject.reason for reject in self.rejects]


def message(n: int = 1, **fields: Any) -> dict[str, Any]:
    """A good message as a dict."""
    return {
        "id": f"m{n}",
        "time": "2026-03-01T09:00:00+08:00",
        "type": "message.sent",
        "account": "a-17",
        "conversation": "c-1",
        "text": f"see you at the café {n}",
        **fields,
    }


def payment(n: int = 1, **fields: Any) -> dict[str, Any]:
    """A good payment as a dict."""
    return {
        "id": f"p{n}",
        "time": "2026-03-01T09:00:00Z",
        "type": "payment.made",
        "payment": f"pay-{n}",
        "kind": "gift",
        "amount": "12.50",
        "currency": "PHP",
        **fields,
    }


def line(fields: dict[str, Any]) -> bytes:
    """A dict as a line of JSON, without its line break."""
    return json.dumps(fields, ensure_ascii=False).encode()


def lines(*rows: dict[str, Any]) -> bytes:
    """Dicts as lines of JSON."""
    return b"".join(line(row) + b"\n" for row in rows)


def messages(count: int) -> bytes:
    """So many good messages."""
    return lines(*(message(n) for n in range(1, count + 1)))


def packed(data: bytes, ending: str) -> bytes:
    """The data compressed as the ending says."""
    if ending == ".gz":
        return gzip.compress(data, mtime=0)
    return zstandard.compress(data) if ending == ".zst" else data


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def everything(source: Source, size: int = 1_000, after: int = 0) -> Read:
    """What a source gives in chunks of a size."""
    read = Read([], [], after)
    for chunk in source.chunks(size, after):
        assert chunk.done <= chunk.size
        read.events += chunk.events
        read.rejects += chunk.rejects
        read.consumed = chunk.consumed
    return read


def read(
    path: Path, mapping: str | Mapping | None = None, size: int = 1_000, after: int = 0
) -> Read:
    """What a file gives, through a mapping when one is given (as TOML)."""
    used = parse_mapping(mapping, "map.toml") if isinstance(mapping, str) else mapping
    (source,) = open_sources([path], used)
    return everything(source, size, after)


def read_contract(folder: Path, data: bytes, size: int = 1_000, after: int = 0) -> Read:
    """What bytes give as a file of the contract, whatever they are."""
    path = put(folder, "any.jsonl", data or b"\n")
    return everything(contract_source(path), size, after)


def contract_source(path: Path) -> JsonlSource:
    """The file as a source of contract events, without looking whether it is one."""
    file = input_file(path)
    return JsonlSource(file, fingerprint(file))


def csv(*rows: Sequence[str]) -> str:
    """Rows of cells that need no quotes."""
    return "".join(",".join(row) + "\n" for row in rows)
