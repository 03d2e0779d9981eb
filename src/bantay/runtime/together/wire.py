"""What goes between workers, sealed under a key made of the store's own."""

import time
from collections import OrderedDict

from cryptography.exceptions import InvalidTag
from msgspec import MsgspecError, Struct

from bantay.adapters.store.keyring import derive
from bantay.adapters.store.packing import Cipher, Codec
from bantay.errors import BantayError
from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.runtime.serving.taken import Taken
from bantay.runtime.spread.wire import Screened

FRESH = 120.0
"""Seconds between a frame's making and its coming, beyond which it is refused; the clocks of
workers may differ by as much."""
_MOST = 100_000


class Post(Struct):
    """A request's events on their way, as in `serving.waiting.Posting`."""

    events: list[Event]
    rejects: list[Reject]
    slot: bytes | None
    print: bytes


class Sent(Struct, tag="sent"):
    """Requests that one worker hands to the keeper, and what their texts say; `mark` tells with
    which detectors they were read."""

    posts: list[Post]
    mark: bytes
    read: Screened | None


class Relayed(Struct, tag="relayed"):
    """A whole request that the keeper answers in another's place."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    client: tuple[str, int]
    body: bytes


class Refusal(Struct):
    """Why a request was not taken: `full` (come back in `wait` seconds), `other`, `stopped`."""

    kind: str
    said: str
    wait: float = 0.0


class Given(Struct):
    """What one request was answered: one of the two."""

    taken: Taken | None = None
    refusal: Refusal | None = None


class Answered(Struct, tag="answered"):
    """One answer a request, in their order."""

    given: list[Given]


class Response(Struct, tag="response"):
    """What a relayed request was answered with."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class _Frame(Struct):
    id: bytes
    made: float
    what: Sent | Relayed | Answered | Response


_FRAMES: Codec[_Frame] = Codec(_Frame)


class NotOurs(BantayError):
    """A frame that no worker of this store made for us, just now."""

    def __init__(self) -> None:
        super().__init__("this did not come from a worker of the same store")


class Sealed:
    """Seals and opens frames. `to` is the worker that a frame is for: nobody else can use it, and
    it cannot either, twice. Safe in several threads but for `opened`."""

    def __init__(self, key: bytes):
        self._cipher = Cipher(derive(key, "between workers"))
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def asking(self, what: Sent | Relayed, to: str, id: bytes) -> bytes:
        """A question for a worker."""
        return self._sealed(what, to, id)

    def opened(self, sealed: bytes, me: str) -> tuple[bytes, Sent | Relayed]:
        """A question for us, and its id; NotOurs: it is none, is old, or came before."""
        frame, now = self._open(sealed, me), time.time()
        if not isinstance(frame.what, Sent | Relayed) or abs(now - frame.made) > FRESH:
            raise NotOurs
        while self._seen and (now - next(iter(self._seen.values())) > 2 * FRESH):
            self._seen.popitem(last=False)
        if frame.id in self._seen or len(self._seen) > _MOST:
            raise NotOurs
        self._seen[frame.id] = now
        return frame.id, frame.what

    def answer(self, what: Answered | Response, to_question: bytes) -> bytes:
        """The answer to a question."""
        return self._sealed(what, "answer", to_question)

    def answered(self, sealed: bytes, question: bytes) -> Answered | Response:
        """What a question was answered with; NotOurs: this is no answer to it."""
        frame = self._open(sealed, "answer")
        if frame.id != question or not isinstance(frame.what, Answered | Response):
            raise NotOurs
        return frame.what

    def _sealed(self, what: Sent | Relayed | Answered | Response, to: str, id: bytes) -> bytes:
        return self._cipher.seal(_FRAMES.pack(_Frame(id, time.time(), what)), to.encode())

    def _open(self, sealed: bytes, about: str) -> _Frame:
        try:
            return _FRAMES.unpack(self._cipher.open(sealed, about.encode()))
        except (InvalidTag, MsgspecError):
            raise NotOurs from None
