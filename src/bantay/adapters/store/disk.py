"""The real file system, and the way files come to rest on it: written, synced, named, synced."""

import os
from collections.abc import Iterable
from pathlib import Path

from bantay.ports.files import Files

FRESH = ".new"
"""A file's suffix until it is whole and durable."""


class DiskFiles:
    """Implements `ports.files.Files` on the disk. New directories belong to the user alone."""

    def make_dir(self, path: Path) -> None:
        """Make one directory for its owner alone; it may already be there."""
        path.mkdir(mode=0o700, exist_ok=True)

    def write(self, path: Path, parts: Iterable[bytes]) -> None:
        """Write a file from beginning to end."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "wb") as file:
            for part in parts:
                file.write(part)

    def sync(self, path: Path) -> None:
        """Make a file's content durable."""
        _sync(path, os.O_RDWR)

    def sync_dir(self, path: Path) -> None:
        """Make a directory's names durable."""
        _sync(path, os.O_RDONLY)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)

    def read(self, path: Path) -> bytes:
        """The whole file."""
        return path.read_bytes()


class Staging:
    """Files that shall come to rest together: `add` each, then `settle` all.

    Until `settle` has returned nothing may speak of them.
    """

    def __init__(self, files: Files):
        self._files = files
        self._fresh: list[Path] = []
        self._dirs: dict[Path, None] = {}

    def add(self, path: Path, parts: Iterable[bytes]) -> None:
        """Write a file under a name that nobody reads yet."""
        self._ensure(path.parent)
        fresh = path.with_name(path.name + FRESH)
        self._files.write(fresh, parts)
        self._fresh.append(path)
        self._dirs[path.parent] = None

    def settle(self) -> None:
        """Sync every content, give every file its name, sync every directory that changed."""
        fresh = [path.with_name(path.name + FRESH) for path in self._fresh]
        for path in fresh:
            self._files.sync(path)
        for old, new in zip(fresh, self._fresh, strict=True):
            self._files.rename(old, new)
        for directory in self._dirs:
            self._files.sync_dir(directory)

    def _ensure(self, directory: Path) -> None:
        if directory in self._dirs or directory.is_dir():
            return
        self._ensure(directory.parent)
        self._files.make_dir(directory)
        self._dirs[directory.parent] = None


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
