"""One HTTP call, and an honest word on whether it arrived.

What fails before the request is on its way did not arrive; what is cut or times out after it
may have. Redirects are refused: a report goes to the configured host, or nowhere (rule 8).
"""

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult

from msgspec import Struct

from bantay.errors import ConfigError
from bantay.model.address import parts, refused
from bantay.ports.reporting import SendError

TIMEOUT = 30.0
LONGEST = 1_000_000
"""Bytes of an answer that are read."""


class Answer(Struct, frozen=True):
    """What came back: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def checked(name: str, url: str) -> SplitResult:
    """An address a report may go to: https, or this machine. ConfigError otherwise."""
    if why := refused(url):
        raise ConfigError(f"{name}: {why}")
    return parts(url)


def allow_host(url: str, host: str) -> None:
    """Rule 8: refuse every host but the configured one."""
    if parts(url).hostname != host:
        raise SendError("this host is not configured", final=True)


def call(
    method: str,
    url: str,
    host: str,
    body: bytes,
    headers: Mapping[str, str],
    timeout: float = TIMEOUT,
) -> Answer:
    """Send a request and read its answer. Raises `SendError`."""
    allow_host(url, host)
    at = parts(url)
    path = (at.path or "/") + (f"?{at.query}" if at.query else "")
    connection = _connection(at, timeout)
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as wrong:
        connection.close()
        raise SendError(f"the receiver cannot be reached: {type(wrong).__name__}") from None
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, said, answer.read(LONGEST))
    except (OSError, http.client.HTTPException) as wrong:
        why = f"the line was cut or timed out after sending: {type(wrong).__name__}"
        raise SendError(why, arrived="unsure") from None
    finally:
        connection.close()


def busy(status: int) -> bool:
    """Whether an HTTP answer means "later": the receiver's own trouble, or that it has too much
    to do. Every other refusal, and every redirect, stays what it is however often one asks."""
    return status in (408, 425, 429) or status >= 500


def _connection(at: SplitResult, timeout: float) -> http.client.HTTPConnection:
    if at.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(at.netloc, timeout=timeout, context=context)
    return http.client.HTTPConnection(at.netloc, timeout=timeout)


def multipart(fields: Mapping[str, str], file: tuple[str, str, bytes] | None) -> tuple[bytes, str]:
    """A multipart body and its content type; `file` is (name, type, bytes) of the field `file`."""
    mark = b"----bantay-part-0123456789abcdef"
    while file is not None and mark in file[2]:
        mark += b"x"
    parts = [
        b"--"
        + mark
        + b'\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + b'"\r\n\r\n'
        + value.encode()
        + b"\r\n"
        for name, value in fields.items()
    ]
    if file is not None:
        name, mime, body = file
        safe = name.replace('"', "_").replace("\r", "_").replace("\n", "_")
        head = f'Content-Disposition: form-data; name="file"; filename="{safe}"\r\n'
        kind = f"Content-Type: {mime}\r\n\r\n"
        parts.append(b"--" + mark + b"\r\n" + (head + kind).encode() + body + b"\r\n")
    body = b"".join(parts) + b"--" + mark + b"--\r\n"
    return body, f"multipart/form-data; boundary={mark.decode()}"
