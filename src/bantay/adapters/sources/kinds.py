"""Which file is what: by its ending, checked against how it begins."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bantay.adapters.sources.problem import nearest
from bantay.errors import InputError, Place


class Format(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    XML = "xml"


class Packing(StrEnum):
    """How the bytes are compressed."""

    PLAIN = "plain"
    GZIP = "gzip"
    ZSTD = "zstd"


FORMATS = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".xml": Format.XML,
}
PACKINGS = {".gz": Packing.GZIP, ".zst": Packing.ZSTD, ".zstd": Packing.ZSTD}
ENDINGS = ".jsonl, .ndjson, .csv, .tsv or .xml (each also with .gz or .zst), or .parquet"

GZIP_MAGIC, ZSTD_MAGIC, PARQUET_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
MAGIC = (
    (GZIP_MAGIC, "gzip data"),
    (ZSTD_MAGIC, "Zstandard data"),
    (PARQUET_MAGIC, "Parquet data"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\xff\xfe", "text in UTF-16, not UTF-8"),
    (b"\xfe\xff", "text in UTF-16, not UTF-8"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that exists, with how its name says it is to be read. `size` is in bytes."""

    path: Path
    format: Format
    packing: Packing
    size: int

    @property
    def name(self) -> str:
        """The path as it was given, as text: a name that is no UTF-8 shows its bytes as \\xff."""
        return os.fsencode(self.path).decode("utf-8", "backslashreplace")


def kind_of(path: Path) -> tuple[Format, Packing] | None:
    """What the name says: format and packing, or None for an ending we do not know."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packing = PACKINGS.get(suffixes[-1]) if suffixes else None
    if packing is not None:
        suffixes.pop()
    shape = FORMATS.get(suffixes[-1]) if suffixes else None
    if shape is None or (shape is Format.PARQUET and packing is not None):
        return None
    return shape, packing or Packing.PLAIN


def input_file(path: Path) -> InputFile:
    """The file at a path. Raises `InputError` when it is not one that can be read."""
    place = Place(str(path))
    if path.is_symlink() and not path.exists():
        raise InputError("this is a link to a file that is not there", place)
    if not path.exists():
        raise InputError("there is no such file", place, _neighbour(path))
    if not path.is_file():
        raise InputError("this is neither a file nor a directory", place)
    kind = kind_of(path)
    if kind is None:
        raise InputError(f"the name should end in {ENDINGS}", place)
    size = path.stat().st_size
    if size == 0:
        raise InputError("the file is empty", place)
    file = InputFile(path, *kind, size)
    _check_packing(file, _first_bytes(path, place))
    return file


def _neighbour(path: Path) -> str | None:
    parent = path.parent
    names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
    return nearest(path.name, names)


def _first_bytes(path: Path, place: Place) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(16)
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", place) from None


def _check_packing(file: InputFile, head: bytes) -> None:
    """A compressed or Parquet file must begin like one; text is checked by `check_text`."""
    want = {
        Packing.GZIP: (GZIP_MAGIC, "gzip data"),
        Packing.ZSTD: (ZSTD_MAGIC, "Zstandard data"),
        Packing.PLAIN: (PARQUET_MAGIC, "Parquet data") if file.format is Format.PARQUET else None,
    }[file.packing]
    if want is None or head.startswith(want[0]) or _skippable(file, head):
        return
    really = named(head)
    raise InputError(
        f"the name says {want[1]}, but the file holds {really or 'something else'}",
        Place(file.name),
    )


def _skippable(file: InputFile, head: bytes) -> bool:
    """A Zstandard file may open with a frame of somebody's own, to be skipped."""
    return file.packing is Packing.ZSTD and head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5


def named(head: bytes) -> str | None:
    """What a file that begins so really is, when it is a kind that we know not to be text."""
    return next((words for magic, words in MAGIC if head.startswith(magic)), None)


def check_text(file: InputFile, head: bytes) -> None:
    """Raise `InputError` when what should be text (`head`, unpacked) is something else."""
    place = Place(file.name)
    if not head.strip():
        raise InputError("the file holds no rows", place)
    really = named(head)
    if really is None and _looks_binary(head):
        really = "binary data"
    if really is not None:
        raise InputError(f"the name says {file.format} text, but the file holds {really}", place)


def _looks_binary(head: bytes) -> bool:
    odd = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head)
    return odd * 10 > len(head) * 3
