"""The store's key: where it comes from, and the keys derived from it.

One 32-byte key a store. What rests in the database is encrypted under keys derived from it
(HKDF-SHA256); texts in the vault under keys of their own, which it wraps.
"""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bantay.adapters.store.disk import Staging
from bantay.adapters.store.packing import Cipher
from bantay.errors import StoreError
from bantay.ports.files import Files

KEY_FILE = "bantay.key"
VARIABLE = "BANTAY_KEY_FILE"
SIZE = 32


class Keyring:
    """The store's key and its offspring. `check` recognises the key and reveals nothing."""

    def __init__(self, key: bytes):
        self.key = key
        self.check = derive(key, "check")[:16]
        self.rest = Cipher(derive(key, "rest"))
        self.sealed = Cipher(derive(key, "sealed notes"))
        self.slots = derive(key, "slots")
        self._wrap = Cipher(derive(key, "wrap"))

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """What signs evidence that leaves the store."""
        return Ed25519PrivateKey.from_private_bytes(derive(self.key, "signing"))

    def wrap(self, key: bytes, name: str) -> bytes:
        """A text key as it may be stored: useless without the store's key."""
        return self._wrap.seal(key, name.encode())

    def unwrap(self, wrapped: bytes, name: str) -> Cipher:
        """The cipher of a stored text key."""
        return Cipher(self._wrap.open(wrapped, name.encode()))


def new_key() -> bytes:
    """A key for one segment and retention class."""
    return os.urandom(SIZE)


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose; none of them tells of another or of `key`."""
    return HKDF(SHA256(), SIZE, salt=None, info=f"bantay {purpose}".encode()).derive(key)


def load_key(directory: Path, environment: Mapping[str, str], *, files: Files, new: bool) -> bytes:
    """The store's key from the file the environment names, else from the directory.

    `new` allows making one in the directory, never elsewhere: a misspelt path must not
    become a second key. `StoreError` when there is none, or it is not 32 bytes.
    """
    named = environment.get(VARIABLE)
    path = Path(named) if named else directory / KEY_FILE
    if not path.exists():
        if named or not new:
            raise StoreError(_missing(path, bool(named)))
        staging = Staging(files)
        staging.add(path, (new_key(),))
        staging.settle()
    return _read(path, files)


def _read(path: Path, files: Files) -> bytes:
    raw = files.read(path)
    if len(raw) == SIZE:
        return raw
    try:
        key = bytes.fromhex(raw.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise StoreError(
            f"{path} is not a key: expected {SIZE} bytes, or {2 * SIZE} hexadecimal characters"
        )
    return key


def _missing(path: Path, named: bool) -> str:
    if named:
        return f"{VARIABLE} names {path}, which does not exist: correct the path, or unset it"
    return (
        f"the store's key {path} is missing: put it back, or set {VARIABLE} to where it is; "
        "without it nothing encrypted in this store can be read"
    )
