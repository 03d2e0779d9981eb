"""A backup as it lies on a disk: a directory, or a tar file; its list of contents comes last.

The list has the size and SHA-256 of every member, and a seal under the store's key: what is
cut short or changed is not a backup. Until it is whole it has another name.
"""

import hashlib
import hmac
import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

import msgspec
from msgspec import Struct

from bantay.adapters.store.disk import FRESH
from bantay.adapters.store.keyring import derive
from bantay.errors import StoreError

CONTENTS = "backup.json"
PART = ".part"
"""The suffix of a backup that is not whole yet."""
FORM = 1
_BLOCK = 1 << 20


class Member(Struct, frozen=True):
    """One file of a backup."""

    size: int
    sha256: str


class Contents(Struct, frozen=True, kw_only=True):
    """What a backup holds. `made` is the wall clock when its moment was, `next_seq` the log's
    end then, `key_check` what recognises the key it needs."""

    form: int
    version: str
    schema: str
    made: int
    next_seq: int
    key_check: str
    rows: Mapping[str, int]
    members: Mapping[str, Member]


class Place(Protocol):
    """Where the members of a backup go."""

    def put(self, name: str, file: IO[bytes], size: int) -> None:
        """Copy one member."""
        ...

    def drop(self, name: str) -> None:
        """A member is not wanted any more; where that cannot be, it stays and is not listed."""
        ...


class Folder:
    """A backup as a directory."""

    def __init__(self, path: Path):
        self._path = path

    def put(self, name: str, file: IO[bytes], size: int) -> None:
        """Write and sync one member."""
        path = self._path / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to:
            shutil.copyfileobj(file, to, _BLOCK)
            to.flush()
            os.fsync(to.fileno())

    def drop(self, name: str) -> None:
        """Remove a member."""
        (self._path / name).unlink(missing_ok=True)


class Tar:
    """A backup as one file; what is dropped stays in it and is not listed."""

    def __init__(self, file: tarfile.TarFile):
        self._file = file

    def put(self, name: str, file: IO[bytes], size: int) -> None:
        """Append one member."""
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o600
        self._file.addfile(about, file)

    def drop(self, name: str) -> None:
        """Nothing: a later member of the same name counts."""


@contextmanager
def writing(target: Path) -> Iterator[Place]:
    """A backup in the making; it gets its name when the block ends well."""
    if target.exists():
        raise StoreError(f"{target} is there already: name another place for the backup")
    if not target.parent.is_dir():
        raise StoreError(f"there is no directory {target.parent}: make it, or name another place")
    part = target.with_name(target.name + PART)
    shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
    if target.suffix == ".tar":
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as file:
                yield Tar(file)
            raw.flush()
            os.fsync(raw.fileno())
    else:
        part.mkdir(mode=0o700)
        yield Folder(part)
        _sync(part)
    part.replace(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sealed(contents: Contents, key: bytes) -> bytes:
    """The list of contents as it is written: a seal in hexadecimal, a new line, the list."""
    body = msgspec.json.format(msgspec.json.encode(contents), indent=1)
    return _seal(body, key).encode() + b"\n" + body


def opened(data: bytes, key: bytes, path: Path) -> Contents:
    """The list again. `StoreError` when key or list are not those that were written."""
    seal, _, body = data.partition(b"\n")
    try:
        contents = msgspec.json.decode(body, type=Contents)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise StoreError(f"{path} is not a whole backup: its list cannot be read") from wrong
    if contents.form != FORM:
        raise StoreError(f"{path} was made by a newer Bantay ({contents.version}): use that one")
    if contents.key_check != derive(key, "check")[:16].hex():
        raise StoreError(f"the key is not the one of the store that {path} was made from")
    if not hmac.compare_digest(seal, _seal(body, key).encode()):
        raise StoreError(f"{path}: its list was changed after the backup was made")
    return contents


def _seal(body: bytes, key: bytes) -> str:
    return hmac.new(derive(key, "backup"), body, hashlib.sha256).hexdigest()


class Whole:
    """A backup to be read: a directory or a tar file."""

    def __init__(self, path: Path):
        self.path = path
        if path.name.endswith(PART):
            raise StoreError(f"{path} is not whole: making it was interrupted; take it again")
        if not path.exists():
            raise StoreError(f"there is no backup {path}")
        try:
            self._tar = None if path.is_dir() else tarfile.open(path)  # noqa: SIM115, `close`
        except tarfile.TarError as wrong:
            raise StoreError(
                f"{path} is not a backup: expected a directory or a tar file"
            ) from wrong

    def close(self) -> None:
        """Let go of the file."""
        if self._tar is not None:
            self._tar.close()

    def contents(self, key: bytes) -> Contents:
        """What it holds; `StoreError` when it is not whole, or of another store."""
        try:
            with self._open(CONTENTS) as file:
                data = file.read()
        except (OSError, KeyError, tarfile.TarError) as wrong:
            raise StoreError(f"{self.path} is not a whole backup: it has no list") from wrong
        return opened(data, key, self.path)

    def listed(self) -> Contents | None:
        """The list, not held against any key; None when there is none that can be read."""
        try:
            with self._open(CONTENTS) as file:
                return msgspec.json.decode(file.read().partition(b"\n")[2], type=Contents)
        except (OSError, KeyError, ValueError, RecursionError, tarfile.TarError):
            return None

    def member(self, name: str, about: Member) -> Iterator[bytes]:
        """A member's bytes, held against the list. `StoreError` when they differ."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._open(name) as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    yield block
        except (OSError, KeyError, tarfile.TarError) as wrong:
            raise StoreError(f"{self.path}: {name} is missing or cannot be read") from wrong
        if size != about.size or digest.hexdigest() != about.sha256:
            raise StoreError(f"{self.path}: {name} is not what was backed up: take another backup")

    def whole(self, name: str, about: Member) -> bytes:
        """A small member at once."""
        return b"".join(self.member(name, about))

    def _open(self, name: str) -> IO[bytes]:
        if self._tar is None:
            return (self.path / name).open("rb")
        file = self._tar.extractfile(name)
        if file is None:
            raise KeyError(name)
        return file


def inside(name: str) -> PurePosixPath:
    """A member's path in a store; `StoreError` when it would lie elsewhere, or be what a
    backup never holds."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not beside(name):
        raise StoreError(f"a backup must not hold {name!r}: it was not made by `bantay backup`")
    return path


def beside(name: str) -> bool:
    """Whether a file of a store's directory belongs into a backup as it is: not tables, key,
    lock and address, no lines kept in the clear, nothing unfinished."""
    first = name.partition("/")[0]
    return not (first.startswith((".", "bantay.")) or first in _NEVER or name.endswith(FRESH))


_NEVER = {"store.toml", "quarantine.jsonl", "tables", CONTENTS}


class Counted:
    """A place that keeps the list while members are put."""

    def __init__(self, place: Place):
        self._place = place
        self.members: dict[str, Member] = {}

    def bytes(self, name: str, parts: Iterable[bytes]) -> None:
        """Put a small member."""
        data = b"".join(parts)
        self._place.put(name, BytesIO(data), len(data))
        self.members[name] = Member(len(data), hashlib.sha256(data).hexdigest())

    def file(self, name: str, path: Path) -> None:
        """Put a file as it is. FileNotFoundError when it has gone."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            self._place.put(name, file, size)
        self.members[name] = Member(size, digest)

    def only(self, names: Iterable[str]) -> None:
        """Drop every other member."""
        for name in self.members.keys() - set(names):
            self._place.drop(name)
            del self.members[name]
