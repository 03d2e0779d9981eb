"""HTTP underneath the client: one connection kept open, tried again where that is harmless."""

import http.client
import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from bantay.client.answers import Wrong
from bantay.errors import BantayError, InputError
from bantay.model.address import parts, refused

AGAIN = frozenset({429, 502, 503, 504})
"""Answers after which the same may be sent again: nothing of it was taken, or it is known by id."""
LONGEST = 30.0
"""Seconds between two tries at most."""
T = TypeVar("T")


class ApiError(BantayError):
    """The server refused. `errors` name what is wrong, each with a pointer into what was sent."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: tuple[Wrong, ...] = (),
        body: bytes = b"",
    ):
        self.status, self.title, self.detail, self.errors = status, title, detail, errors
        self.body = body
        more = "; ".join(f"{one.pointer}: {one.detail}" for one in errors[:5])
        super().__init__(" ".join(part for part in (f"{status} {title}", detail, more) if part))


class Unreachable(BantayError):
    """No answer came, however often it was tried."""


class _Problem(Struct):
    title: str = "it was refused"
    detail: str = ""
    errors: tuple[Wrong, ...] = ()


class Answer(Struct, frozen=True):
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Asks one server, from one thread. `sleep` and `chance` are there for tests."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        retries: int = 6,
        timeout: float = 30.0,
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ):
        if why := refused(url):
            raise InputError(f"the server: {why}")
        self._at, self._key, self._retries, self._timeout = parts(url), key, retries, timeout
        self._context, self._sleep, self._chance = context, sleep, chance
        self._open: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        harmless: bool = True,
    ) -> Answer:
        """An answer below 400, or one that says what is wrong with parts of it (422).

        `harmless`: sending it twice does nothing twice, so that a cut line is tried again, too.
        """
        where = self._path(path, query)
        said = "no answer"
        for attempt in range(self._retries + 1):
            wait = None
            try:
                answer = self._once(method, where, body, headers or {})
            except (OSError, http.client.HTTPException) as cut:
                self.close()
                said = f"{type(cut).__name__}: {cut}"
                if not harmless and not isinstance(cut, ConnectionRefusedError):
                    raise Unreachable(f"nobody knows whether it arrived: {said}") from None
            else:
                if answer.status not in AGAIN or attempt == self._retries:
                    return _checked(answer)
                said, wait = f"it answered {answer.status}", _after(answer.headers)
            if attempt < self._retries:
                self._sleep(self._pause(attempt) if wait is None else min(wait, LONGEST))
        raise Unreachable(f"{self._at.netloc} was tried {self._retries + 1} times: {said}")

    def get(self, path: str, into: type[T], query: Mapping[str, object] | None = None) -> T:
        """What is there, as a value of a type."""
        return msgspec.json.decode(self.ask("GET", path, query).body, type=into)

    def post(self, path: str, into: type[T], said: Mapping[str, object]) -> T:
        """Words of people: a line that is cut is not tried again, as they would stand twice."""
        body = msgspec.json.encode(
            {name: value for name, value in said.items() if value is not None}
        )
        headers = {"content-type": "application/json"}
        answer = self.ask("POST", path, None, body, headers, harmless=False)
        return msgspec.json.decode(answer.body, type=into)

    def lines(self, path: str, headers: Mapping[str, str]) -> Iterator[str]:
        """The lines of a stream, on a connection of its own, until it ends."""
        connection = self._connection()
        try:
            connection.request("GET", self._path(path, None), headers=self._headers(headers))
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                _checked(Answer(answer.status, dict(answer.headers), answer.read()))
            while line := answer.readline():
                yield line.decode("utf-8", "replace").rstrip("\r\n")
        except (OSError, http.client.HTTPException) as cut:
            raise Unreachable(f"the stream ended: {type(cut).__name__}") from None
        finally:
            connection.close()

    def pause(self, attempt: int) -> None:
        """Wait as long as before a try of that number."""
        self._sleep(self._pause(attempt))

    def _once(
        self, method: str, where: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        if self._open is None:
            self._open = self._connection()
        self._open.request(method, where, body, self._headers(headers))
        answer = self._open.getresponse()
        return Answer(answer.status, dict(answer.headers.items()), answer.read())

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        return {"authorization": f"Bearer {self._key}", "accept": "application/json", **more}

    def _path(self, path: str, query: Mapping[str, object] | None) -> str:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        tail = f"?{urlencode(given)}" if given else ""
        return f"{self._at.path.rstrip('/')}{path}{tail}"

    def _connection(self) -> http.client.HTTPConnection:
        if self._at.scheme == "http":
            return http.client.HTTPConnection(self._at.netloc, timeout=self._timeout)
        context = self._context or ssl.create_default_context()
        return http.client.HTTPSConnection(self._at.netloc, timeout=self._timeout, context=context)

    def _pause(self, attempt: int) -> float:
        """Twice as long each time, and by chance shorter, so that callers do not come at once."""
        return float(min(LONGEST, 0.1 * 2**attempt) * (0.5 + self._chance() / 2))


def part(id: str) -> str:
    """An id as one part of a path."""
    return quote(id, safe="")


def _checked(answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    try:
        told = msgspec.json.decode(answer.body, type=_Problem)
    except msgspec.DecodeError:
        told = _Problem()
    raise ApiError(answer.status, told.title, told.detail, told.errors, answer.body)


def _after(headers: Mapping[str, str]) -> float | None:
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(found) if found.isascii() and found.isdigit() else None
