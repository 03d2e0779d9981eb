"""Who a file is, whatever it is called.

`fingerprint` answers "did we read this before, and how far?". It is a hash of the first
4 KiB *after unpacking*, the row format and the mapping. So a file keeps it when it is
moved, renamed, compressed by log rotation, or appended to. A file with the same ending but
other first rows, an edited small file, or the same file under a corrected mapping is
another source and is read from its start. A file under 4 KiB that grows is read from its
start, too: the ids of events make what was known a duplicate, so nothing is doubled, and
skipping lines that were never read, which would lose them, cannot happen. A Parquet
file is never appended to: its identity is its footer, which holds the place and
statistics of all its rows. A file that a mapping sorts is told by all its bytes, because
where a row comes in the order depends on all others.

`birthmark` names a file inside generated ids. It is a hash of the first two lines only (in
a table the header and the first row), so that it stays the same while a small file grows.
"""

import hashlib

from bantay.adapters.sources.blocks import head
from bantay.adapters.sources.kinds import Format, InputFile

PREFIX = 4 << 10
_FOOTER = 64 << 10
_FIRST_LINES = 64 << 10


def fingerprint(file: InputFile, mapping: str = "", *, whole: bool = False) -> str:
    """A name of 32 hex digits for the file's content read through a mapping (as text)."""
    if whole:
        content = _digest(file)
    else:
        content = _footer(file) if file.format is Format.PARQUET else _prefix(file)
    return _hash(file.format.encode(), content, mapping.encode(), size=16)


def birthmark(file: InputFile) -> str:
    """A name of 8 hex digits for use inside ids."""
    if file.format is Format.PARQUET:
        return _hash(_footer(file), size=4)
    lines = head(file, _FIRST_LINES).split(b"\n", 2)
    return _hash(*(line.rstrip(b"\r") for line in lines[:2]), size=4)


def _prefix(file: InputFile) -> bytes:
    """What stands first; of a file too damaged to unpack, the damaged bytes."""
    if unpacked := head(file, PREFIX):
        return unpacked
    with file.path.open("rb") as handle:
        return handle.read(PREFIX)


def _digest(file: InputFile) -> bytes:
    with file.path.open("rb") as handle:
        return hashlib.file_digest(handle, "blake2b").digest()


def _footer(file: InputFile) -> bytes:
    with file.path.open("rb") as handle:
        handle.seek(max(0, file.size - _FOOTER))
        return file.size.to_bytes(8, "big") + handle.read()


def _hash(*parts: bytes, size: int) -> str:
    made = hashlib.blake2b(digest_size=size, person=b"bantay source")
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()
