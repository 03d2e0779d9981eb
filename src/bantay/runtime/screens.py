"""Compiled screens, kept between two starts: compiling nine thousand terms takes a second.

A screen is found by the hash of its patterns, of the library's version and of the machine's
kind. One that cannot be trusted or read, or was made for another processor, is as one that is
not there: it is compiled again.
"""

import os
import platform
import tempfile
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import hyperscan
import zstandard

from bantay.adapters.cache import cache, is_ours
from bantay.engine.screen import compiled

LEAST = 1_000
"""Patterns from which on keeping pays."""
MOST = 8
"""Screens that are kept; an operator's own terms make another."""
_SIZE = 64 << 20
"""Bytes of a screen at most, so that a broken file cannot ask for more."""


@lru_cache(maxsize=32)
def kept(expressions: tuple[bytes, ...]) -> Any:
    """The database of some patterns: the one that was kept, or a new one, kept from now on."""
    if len(expressions) < LEAST:
        return compiled(expressions)
    try:
        path = cache() / f"screen-{_name(expressions)}.zst"
    except (OSError, RuntimeError):  # no home, or a folder that others can write to
        return compiled(expressions)
    return _loaded(path) or _saved(path, compiled(expressions))


def _name(expressions: tuple[bytes, ...]) -> str:
    about = f"{version('hyperscan')} {platform.machine()} {platform.processor()}".encode()
    return blake2b(b"\0".join((about, *expressions)), digest_size=16).hexdigest()


def _loaded(path: Path) -> Any:
    """None where there is none that can be used."""
    try:
        if not is_ours(path):
            return None
        raw = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=_SIZE)
        database = hyperscan.loadb(raw, hyperscan.HS_MODE_BLOCK)
        database.scan(b" ", match_event_handler=_heard, scratch=hyperscan.Scratch(database))
        os.utime(path)  # used: others are forgotten first
    except (OSError, zstandard.ZstdError, hyperscan.error):
        return None
    return database


def _heard(*_: object) -> None:
    """A hit of the first look, which only asks whether this processor can scan."""


def _saved(path: Path, database: Any) -> Any:
    """Keep a database if that can be done; whoever reads finds a whole file or none."""
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(hyperscan.dumpb(database))
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="half-", delete=False) as half:
            half.write(packed)
        Path(half.name).replace(path)  # the file was made for this user alone
        for old in sorted(path.parent.glob("screen-*.zst"), key=_used)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        pass
    return database


def _used(path: Path) -> float:
    return path.stat().st_mtime
