"""How a server behaves: whom it listens to, how much and how long. Seconds and bytes."""

from msgspec import Struct

from bantay.model.address import LOOPBACK


class ServerSettings(Struct, frozen=True, kw_only=True):
    """Secure as it stands: the loopback only, bounded in size and time.

    `hosts` are the names that a request may call us by. `secure` says that browsers reach us
    by https, so that cookies are never sent in the clear; `proxied` that
    all of them come from one address, which then says nothing of who tries to sign in.
    """

    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    proxied: bool = False
    most_bytes: int = 16 * 2**20
    most_events: int = 10_000
    small_bytes: int = 256 * 1024  # of every body that is not events
    body_seconds: float = 20.0
    idle_seconds: int = 30 * 60
    session_seconds: int = 12 * 3600
    second_factor: bool = True
    streams: int = 64
