"""What goes wrong outside the program, said as sentences that tell what to do."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import DBAPIError

from bantay.errors import StoreError

LOST = (
    "the connection to the server was lost: what was committed is kept, the rest is not; "
    "run again, it goes on from there"
)
_FULL = "the disk is full: free some space and run again; nothing that was committed is lost"
_READ_ONLY = "it cannot be written: check that the directory is yours and not mounted read-only"
_DAMAGED = "restore the directory from a backup, or name another store and run again"
_OS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
}
_SQLITE = (
    ("is full", _FULL),
    ("readonly", _READ_ONLY),
    ("unable to open", _READ_ONLY),
    ("locked", "another process has kept the database to itself too long: try again"),
    ("malformed", f"bantay.db is damaged: {_DAMAGED}"),
    ("not a database", f"bantay.db is not a Bantay database: {_DAMAGED}"),
    ("disk i/o", f"the disk cannot be read or written; if it is healthy, {_DAMAGED}"),
    ("no such table", f"bantay.db lacks a table: {_DAMAGED}"),
)
_STATES = (
    ("08", LOST),
    ("57P", LOST),
    ("53100", f"on the server {_FULL}"),
    ("53300", "the server has no connection left: raise its `max_connections`, or try again"),
    ("55P03", "another process has kept the database to itself too long: try again"),
    ("25006", "the server only reads: name the one that also writes"),
    ("42501", "the user of the database may not do that: `bantay doctor` says what is missing"),
    ("42P01", "the database lacks a table: restore it from a backup, or name another store"),
    ("3F000", "the schema that the address names does not exist: make it with `create schema`"),
    ("XX", "the server found its files damaged: restore it from a backup"),
    ("22021", "a text holds a character that the database cannot keep"),
)
"""What the beginning of an error's SQLSTATE means."""

UNREADABLE = (InvalidTag, zstandard.ZstdError, msgspec.MsgspecError)
"""What decrypting, decompressing and decoding raise at bytes that were not written so."""


class Housed(Protocol):
    """Something that knows which directory its store is in."""

    @property
    def directory(self) -> Path: ...


S = TypeVar("S", bound=Housed)
P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def spoken(directory: Path) -> Iterator[None]:
    """Turn errors of disk, database, decryption and decoding into a `StoreError`."""
    try:
        yield
    except DBAPIError as wrong:
        raise StoreError(f"store {directory}: {_of_database(wrong.orig or wrong)}") from wrong
    except sqlite3.Error as wrong:
        raise StoreError(f"store {directory}: {_of_database(wrong)}") from wrong
    except OSError as wrong:
        raise StoreError(f"store {directory}: {_of_disk(wrong)}") from wrong
    except UnicodeEncodeError as wrong:
        raise StoreError(
            f"store {directory}: a text holds {wrong.object[wrong.start : wrong.end]!r}, "
            "half a character that no file can keep; the batch was not committed"
        ) from wrong
    except UNREADABLE as wrong:
        raise StoreError(
            f"store {directory}: something in it cannot be read any more; {_DAMAGED}"
        ) from wrong


def guarded(
    method: Callable[Concatenate[S, P], R],
) -> Callable[Concatenate[S, P], R]:
    """The method, speaking of trouble in the sentences of `spoken`."""

    @wraps(method)
    def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with spoken(self.directory):
            return method(self, *args, **kwargs)

    return call


def damaged(path: Path) -> StoreError:
    """A file of the store that is not what was written."""
    return StoreError(f"store file {path} is damaged or missing: {_DAMAGED}")


def _of_database(wrong: BaseException) -> str:
    if hasattr(wrong, "sqlstate"):
        return _of_server(wrong, wrong.sqlstate)
    words = str(wrong).lower()
    return next((says for part, says in _SQLITE if part in words), f"database: {wrong}")


def _of_server(wrong: BaseException, state: str | None) -> str:
    """A driver's error. Without a state nobody answered, or the answer was no."""
    words = str(wrong).strip()
    if state is not None:
        first = words.partition("\n")[0]
        return next((says for code, says in _STATES if state.startswith(code)), f"server: {first}")
    if "connection failed" in words or "connection is bad" in words or "timeout" in words:
        return f"the server cannot be used: {_refused(words)}"
    return LOST


def _refused(words: str) -> str:
    """What it said last: an address may stand for several machines, each tried in turn."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    said = next((line for line in lines if "failed: " in line), words.partition("\n")[0])
    return said.removeprefix("connection failed: ").removeprefix("connection is bad: ")


def _of_disk(wrong: OSError) -> str:
    if isinstance(wrong, FileNotFoundError):
        return f"{wrong.filename} is missing: {_DAMAGED}"
    says = _OS.get(wrong.errno or 0, wrong.strerror or str(wrong))
    return f"{wrong.filename}: {says}" if wrong.filename else says
