"""Signatures of webhooks as Standard Webhooks has them: symmetric, `v1`.

The signed text is `id.timestamp.body`, the key the base64 part after `whsec_` (24 to 64
bytes). While keys are rotated a request carries one signature a key.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from bantay.errors import ConfigError

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64


def key_of(secret: str) -> bytes:
    """The bytes of a written secret. ConfigError when it is none; it is never repeated."""
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except ValueError:  # no base64, or letters that base64 does not have
        key = b""
    if not SHORTEST <= len(key) <= LONGEST:
        raise ConfigError(
            f"a webhook secret is {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64"
        )
    return key


def digest_of(key: bytes, id: str, timestamp: str, body: bytes) -> bytes:
    """The symmetric signature of a request, as bytes."""
    return hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()


def signed(keys: Sequence[bytes], id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a request; `timestamp` is seconds UTC."""
    digests = (digest_of(key, id, str(timestamp), body) for key in keys)
    signatures = " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures,
    }
