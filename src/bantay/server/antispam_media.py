"""Pictures of a chat server: the hash of an upload waits for the message that carries it.

Synapse's hook for uploads knows no sender, so nothing can be decided there: it only tells the
SHA-256 (deploy/synapse). When a message names the same media, its event gets the hash and what
the operator's hash lists say of it, and goes the way of every event.
"""

import time
from collections.abc import Sequence
from functools import partial

import msgspec
from msgspec import Struct

from bantay.model.events import Event, MediaShared
from bantay.ports.hashlists import Lookup
from bantay.runtime.hashes import looked_up, lookups
from bantay.runtime.serving import Site

MOST = 50_000
"""Uploads that are remembered; the oldest go first."""
AGAIN = 600.0
"""Seconds after which the lists are read again."""


class Upload(Struct, forbid_unknown_fields=True):
    """What the module posts: the media's address in the chat server, and its hash."""

    media: str
    sha256: str

    def __post_init__(self) -> None:
        digits = self.sha256.lower()
        if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise ValueError("sha256 is 64 hexadecimal digits")


class Uploads:
    """The hashes of what was uploaded lately. One object a server."""

    def __init__(self, most: int = MOST):
        self._most = most
        self._known: dict[str, str] = {}
        self._asked: list[Lookup] | None = None
        self._read_at = float("-inf")

    def take(self, body: bytes) -> None:
        """Remember an upload. Raises `msgspec.ValidationError` or `msgspec.DecodeError`."""
        one = msgspec.json.decode(body, type=Upload)
        self._known.pop(one.media, None)
        self._known[one.media] = one.sha256.lower()
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]

    async def told(self, site: Site, events: Sequence[Event]) -> list[Event]:
        """The events, pictures with their hash and with what the lists say of it."""
        hashed = [self._hashed(event) for event in events]
        if all(new is old for new, old in zip(hashed, events, strict=True)):
            return list(events)
        found, _ = await site.work(partial(self._looked_up, site, hashed))
        return found

    def _hashed(self, event: Event) -> Event:
        if not isinstance(event, MediaShared) or event.sha256 is not None:
            return event
        digest = self._known.get(event.media)
        return event if digest is None else msgspec.structs.replace(event, sha256=digest)

    def _looked_up(self, site: Site, events: Sequence[Event]) -> tuple[list[Event], int]:
        """In a reading thread: the lists are files, and services are asked over the network."""
        if self._asked is None or time.monotonic() - self._read_at > AGAIN:
            self._asked, self._read_at = lookups(site.reader.directory), time.monotonic()
        found, silent = looked_up(events, self._asked)
        return found, len(silent)
