"""What every answer carries, whoever gives it. Loads nothing, so that a page can be early."""

from collections.abc import Iterable, Sequence

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_FRESH = (b"cache-control", b"no-store")
_LONG = (b"strict-transport-security", b"max-age=31536000")
Pairs = Iterable[tuple[bytes, bytes]]


def dressed(headers: Pairs, *, secure: bool) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with those that every answer carries."""
    kept = [(name.lower(), value) for name, value in headers]
    named = {name for name, _ in kept}
    ours = (*HEADERS, *((_LONG,) if secure else ()))
    more = [pair for pair in ours if pair[0] not in named]
    return [*kept, *more, *(() if b"cache-control" in named else (_FRESH,))]


def ours(headers: Pairs, hosts: Sequence[str]) -> bool:
    """Whether a request calls this server by one name, and one it was told."""
    said = [value for name, value in headers if name == b"host"]
    return len(said) == 1 and _name(said[0]) in hosts


def _name(host: bytes) -> str:
    """The name in a Host header, without its port."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]
