"""Standard Webhooks, the receiving side: is this request of the one who holds the secret, is it
fresh, and have we seen it?

The signature is checked on the raw bytes, before anything of them is parsed. While keys are
rotated either side may know two: a request is good when one of its signatures fits one of our
keys. Nothing of a refused body is read, and no answer says which check it failed.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

from bantay.adapters.capabilities.signing import digest_of
from bantay.errors import InputError
from bantay.model.clock import MINUTE, SECOND

TOLERANCE = 5 * MINUTE
"""Microseconds by which a request's time may be off ours, before and after (the reference
libraries' five minutes)."""
REMEMBERED = 100_000
"""Ids that are remembered at least; at the tolerance's ends that is over 150 requests a second."""
ID_MAX = 256


class Refused(InputError):
    """A request that is not to be believed."""


class Receiver:
    """Checks requests. One object a sender: keys and remembered ids are its own."""

    def __init__(self, keys: Sequence[bytes], tolerance: int = TOLERANCE, most: int = REMEMBERED):
        if not keys:
            raise InputError("a receiver of webhooks needs a secret")
        self._keys, self._tolerance, self._most = tuple(keys), tolerance, most
        self._seen: dict[str, int] = {}

    def checked(self, headers: Mapping[str, str], body: bytes, wall: int) -> bool:
        """Whether the request is new; False for one that came before. Raises `Refused`.

        `headers` are looked up without regard to case; `wall` is microseconds UTC.
        """
        folded = {name.lower(): value for name, value in headers.items()}
        id, stamp = folded.get("webhook-id", ""), folded.get("webhook-timestamp", "")
        if not 0 < len(id) <= ID_MAX or not (stamp.isascii() and stamp.isdigit()):
            raise Refused("the request carries no webhook-id and webhook-timestamp")
        if not self._signed(id, stamp, body, folded.get("webhook-signature", "")):
            raise Refused("the signature does not fit")
        if len(stamp) > 12 or abs(int(stamp) * SECOND - wall) > self._tolerance:
            raise Refused("the request is too old, or from the future")
        return self._is_new(id, wall)

    def forget(self, headers: Mapping[str, str]) -> None:
        """Take an id back, because what it carried could not be kept: it may come again."""
        folded = {name.lower(): value for name, value in headers.items()}
        self._seen.pop(folded.get("webhook-id", ""), None)

    def _signed(self, id: str, stamp: str, body: bytes, signatures: str) -> bool:
        """Every pair is compared, in constant time each, so that time tells nothing."""
        given = [_bytes(one) for one in signatures.split(" ")[:16] if one.startswith("v1,")]
        wanted = [digest_of(key, id, stamp, body) for key in self._keys]
        fits = [hmac.compare_digest(one, want) for one in given for want in wanted]
        return any(fits)

    def _is_new(self, id: str, wall: int) -> bool:
        if id in self._seen:
            return False
        if len(self._seen) >= self._most:
            self._drop(wall - 2 * self._tolerance)
        self._seen[id] = wall
        return True

    def _drop(self, before: int) -> None:
        """Ids so old that their requests would be refused anyway; else the oldest half."""
        old = [id for id, wall in self._seen.items() if wall < before]
        for id in old or list(self._seen)[: self._most // 2]:
            del self._seen[id]


def _bytes(signature: str) -> bytes:
    try:
        return base64.b64decode(signature.removeprefix("v1,"), validate=True)
    except (binascii.Error, ValueError):
        return b""
