"""What the store needs of a file system, small enough that a test can lose what was not synced."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """Nothing is safe from a power cut before `sync`; no name is safe before `sync_dir`.

    Every method raises `OSError` when the file system refuses.
    """

    def make_dir(self, path: Path) -> None:
        """Make one directory; its parent exists, itself it may already."""
        ...

    def write(self, path: Path, parts: Iterable[bytes]) -> None:
        """Write a file from its first byte to its last, over what may stand there."""
        ...

    def sync(self, path: Path) -> None:
        """Make a file's content durable."""
        ...

    def sync_dir(self, path: Path) -> None:
        """Make a directory's names durable: what was made, renamed and removed in it."""
        ...

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name in the same directory, over what may stand there."""
        ...

    def remove(self, path: Path) -> None:
        """Remove a file; it may already be gone."""
        ...

    def read(self, path: Path) -> bytes:
        """The whole file."""
        ...
