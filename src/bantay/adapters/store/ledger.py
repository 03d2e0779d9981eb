"""The ledger of erasures: which people's texts were erased, and when, beside the tables.

An old backup holds the texts of people who were erased after it was made, and the keys to
them. So every erasure is also a line of `erased.log`: small, encrypted under the store's key
(it names nobody), copied with each backup, and kept where it survives the store. A restore
erases everybody in it again. docs/decisions/0073 has the reasons.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from bantay.adapters.store.disk import Staging
from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import UNREADABLE
from bantay.errors import StoreError

FILE = "erased.log"
_ABOUT = b"erased"


class Erased(Struct, frozen=True, order=True):
    """One person's erasure; `wall` is when it was asked for, microseconds UTC."""

    wall: int
    account: str


def note(site: Site, account: str, wall: int) -> None:
    """Add a line, durably, before anything is erased."""
    path = site.directory / FILE
    before = site.files.read(path) if path.exists() else b""
    staging = Staging(site.files)
    staging.add(path, (before, *lines([Erased(wall, account)], site.keys)))
    staging.settle()


def lines(erased: Iterable[Erased], keys: Keyring) -> list[bytes]:
    """A ledger's lines."""
    bodies = (keys.rest.seal(msgspec.json.encode(one), _ABOUT) for one in erased)
    return [b64encode(body) + b"\n" for body in bodies]


def read(path: Path, keys: Keyring) -> list[Erased]:
    """Everybody in a ledger, the earliest first. `StoreError` when it is not one of this key."""
    return parse(path.read_bytes(), keys, path)


def parse(data: bytes, keys: Keyring, path: Path) -> list[Erased]:
    """The same from a ledger's bytes; `path` is what a mistake is said of."""
    found = []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            body = keys.rest.open(b64decode(line, validate=True), _ABOUT)
            found.append(msgspec.json.decode(body, type=Erased))
        except (*UNREADABLE, ValueError) as wrong:
            raise StoreError(
                f"{path}:{number}: is no line of this store's ledger of erasures: name the "
                "right file, or another copy of it"
            ) from wrong
    return sorted(found)


def latest(erased: Iterable[Erased]) -> dict[str, int]:
    """When each person was last erased."""
    return {one.account: one.wall for one in sorted(erased)}
