"""One writer at a time: a lock that dies with its process."""

import fcntl
import os
from pathlib import Path

from bantay.errors import StoreError

FILE = "bantay.lock"


class WriterLock:
    """Held from `take` to `release`, or to the end of the process, however it ends."""

    def __init__(self, directory: Path):
        self._path = directory / FILE
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def take(self) -> None:
        """`StoreError` names the process that holds it already."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            os.close(handle)
            raise StoreError(self._busy(holder)) from busy
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Let the next writer in; nothing happens when the lock is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _busy(self, holder: str) -> str:
        who = "this process" if holder == str(os.getpid()) else f"process {holder or '?'}"
        return (
            f"store {self._path.parent} is being written by {who}: "
            "wait for it to end, or stop it; reading is always possible"
        )
