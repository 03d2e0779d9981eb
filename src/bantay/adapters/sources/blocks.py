"""The bytes of a file, unpacked, in blocks: never more in memory than a block or two."""

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import zstandard

from bantay.adapters.sources.kinds import InputFile, Packing
from bantay.errors import InputError, Place

BLOCK = 1 << 18
"""Bytes of a block at most; small enough for a cache, far below the longest line allowed."""

# A compressed byte can become 32,000; what goes in at once bounds what comes out.
_SIP = 1 << 11
_WINDOW = 1 << 27  # the largest history a Zstandard frame may ask for: 128 MiB
_GZIP = 16 + zlib.MAX_WBITS

Block = tuple[bytes, int]  # unpacked bytes, and how many bytes of the file were read


class Broken(Exception):
    """Compressed data ends early or is damaged; all that could be read came before this."""


def blocks(file: InputFile) -> Iterator[Block]:
    """Unpacked blocks of at most `BLOCK` bytes. Raises `Broken` after the last good one."""
    try:
        with file.path.open("rb") as handle:
            if file.packing is Packing.PLAIN:
                yield from _plain(handle)
            else:
                unpack = _gunzip if file.packing is Packing.GZIP else _unzstd
                yield from _gather(unpack(handle))
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise InputError(reason, Place(file.name)) from None


def head(file: InputFile, size: int) -> bytes:
    """The first `size` unpacked bytes, or what of them can be read."""
    got = b""
    stream = blocks(file)
    try:
        for data, _ in stream:
            got += data
            if len(got) >= size:
                break
    except Broken:
        pass
    return got[:size]


def is_broken(file: InputFile) -> bool:
    """Whether the compressed data is damaged so early that nothing can be read of it."""
    try:
        next(blocks(file), None)
    except Broken:
        return True
    return False


def _plain(handle: BinaryIO) -> Iterator[Block]:
    done = 0
    while data := handle.read(BLOCK):
        done += len(data)
        yield data, done


def _gather(pieces: Iterable[Block]) -> Iterator[Block]:
    """Put small pieces together and cut large ones; what is whole goes out before `Broken`."""
    held: list[bytes] = []
    size = done = 0
    broken: Broken | None = None
    try:
        for piece, read in pieces:
            held.append(piece)
            size, done = size + len(piece), read
            if size >= BLOCK:
                yield from _cut(b"".join(held), done)
                held, size = [], 0
    except Broken as error:
        broken = error
    yield from _cut(b"".join(held), done)
    if broken is not None:
        raise broken


def _cut(data: bytes, done: int) -> Iterator[Block]:
    for start in range(0, len(data), BLOCK):
        yield data[start : start + BLOCK], done


def _gunzip(handle: BinaryIO) -> Iterator[Block]:
    member, fresh = zlib.decompressobj(_GZIP), True
    while data := handle.read(_SIP * 16):
        while data:
            if fresh and not (data := data.lstrip(b"\x00")):  # padding between members
                break
            try:
                out = member.decompress(data, BLOCK)
            except zlib.error:
                raise Broken("the compressed data is damaged") from None
            yield out, handle.tell()
            fresh = member.eof
            data = member.unused_data if fresh else member.unconsumed_tail
            if fresh:
                member = zlib.decompressobj(_GZIP)
    if not fresh:
        raise Broken("the compressed data ends early")


def _unzstd(handle: BinaryIO) -> Iterator[Block]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    frame, fresh = unpacker.decompressobj(), True
    while data := handle.read(_SIP):
        while data:
            try:
                out = frame.decompress(data)
            except zstandard.ZstdError:
                raise Broken("the compressed data is damaged") from None
            yield out, handle.tell()
            fresh = frame.eof
            data = frame.unused_data if fresh else b""
            if fresh:
                frame = unpacker.decompressobj()
    if not fresh:
        raise Broken("the compressed data ends early")
