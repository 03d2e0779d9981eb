"""Values to bytes and back: MessagePack, zstd, AES-256-GCM."""

import os
from typing import Any, Generic, TypeVar

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")
NONCE = 12
_ENCODER = msgspec.msgpack.Encoder()


class Codec(Generic[T]):
    """One type's values to bytes and back.

    MessagePack, but for values it cannot hold: numbers beyond 64 bits, which `extra` may
    carry, go as JSON. The first byte says which.
    """

    def __init__(self, shape: Any):
        self._pack: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(shape)
        self._json: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape)

    def pack(self, value: T) -> bytes:
        """Bytes of a value."""
        try:
            return b"M" + _ENCODER.encode(value)
        except OverflowError:
            return b"J" + msgspec.json.encode(value)

    def unpack(self, packed: bytes) -> T:
        """The value of such bytes."""
        body = memoryview(packed)[1:]
        return (self._json if packed[:1] == b"J" else self._pack).decode(body)


class Cipher:
    """AES-256-GCM under one key; the nonce stands before the text.

    `about` says what a text is and where it belongs: opened as anything else it fails with
    `cryptography.exceptions.InvalidTag`. Nonces are random: one key is good for four
    thousand million texts.
    """

    def __init__(self, key: bytes):
        self._aes = AESGCM(key)

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Encrypt."""
        nonce = os.urandom(NONCE)
        return nonce + self._aes.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Decrypt."""
        if len(sealed) < NONCE:
            raise InvalidTag
        return self._aes.decrypt(sealed[:NONCE], sealed[NONCE:], about)


def squeeze(plain: bytes, level: int = 1) -> bytes:
    """Compress."""
    return zstandard.ZstdCompressor(level=level).compress(plain)


def stretch(squeezed: bytes) -> bytes:
    """The inverse of `squeeze`."""
    return zstandard.ZstdDecompressor().decompress(squeezed)
