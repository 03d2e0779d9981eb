"""Addresses of other machines: in parts, and whether a secret may go there."""

from urllib.parse import SplitResult, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Names of this machine: what goes to them crosses no wire."""
_NONE = urlsplit("")


def parts(url: str) -> SplitResult:
    """An address in parts. What cannot be one has no parts: a bracket without its other, a port
    that is no number, a path that no request line can hold."""
    try:
        at = urlsplit(url)
        at.port  # noqa: B018  # read, because reading it is what fails
    except ValueError:
        return _NONE
    path = at.path + at.query
    return at if path.isascii() and path.isprintable() and " " not in path else _NONE


def refused(url: str) -> str | None:
    """Why nothing is sent to an address; None: it may be. Over a wire only https."""
    at = parts(url)
    if at.scheme not in ("https", "http") or not at.hostname:
        return "a url begins with https:// and names a host"
    if at.scheme == "http" and at.hostname not in LOOPBACK:
        return "http is for this machine only, use https"
    return None
