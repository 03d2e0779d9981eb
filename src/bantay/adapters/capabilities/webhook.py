"""Orders as signed webhooks (Standard Webhooks): ids and references, never content.

Only hosts that the operator configured are ever called (DESIGN section 8, rule 8): a redirect
to another host is refused, and no proxy is taken from the environment.
"""

import http.client
import ssl
from collections.abc import Sequence
from urllib.parse import SplitResult, urljoin

import msgspec

from bantay.adapters.capabilities.signing import signed
from bantay.errors import ConfigError
from bantay.model.address import parts, refused
from bantay.model.clock import SECOND
from bantay.model.decision import Order
from bantay.ports.acting import CapabilityError

TIMEOUT = 20.0
HOPS = 3
GONE = 410
_REDIRECTS = (307, 308)


class Webhook:
    """Posts every order to one address. `webhook-id` is the order's id: a receiver that
    remembers ids does each order once."""

    real = True

    def __init__(self, name: str, url: str, keys: Sequence[bytes], timeout: float = TIMEOUT):
        self.name, self._url, self._keys, self._timeout = name, url, tuple(keys), timeout
        if why := refused(url):
            raise ConfigError(f"{name}: {why}")
        if not keys:
            raise ConfigError(f"{name}: a webhook needs a secret")
        self._host = parts(url).netloc

    def act(self, order: Order, wall: int) -> None:
        """Post one order. `CapabilityError` says what the receiver answered, not what we sent."""
        body = body_of(order)
        headers = signed(self._keys, order.order, wall // SECOND, body)
        headers |= {"content-type": "application/json"}
        url = self._url
        for _ in range(HOPS):
            allow_host(url, (self._host,))
            status, location = self._post(parts(url), body, headers)
            if status in _REDIRECTS and location is not None:
                url = _joined(url, location)
                continue
            if 200 <= status < 300:
                return
            final = status == GONE
            raise CapabilityError(f"the receiver answered {status}", final=final)
        raise CapabilityError("the receiver redirects in circles", final=True)

    def _post(
        self, at: SplitResult, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str | None]:
        path = (at.path or "/") + (f"?{at.query}" if at.query else "")
        connection = self._connection(at)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read(65_536)
            return answer.status, answer.getheader("location")
        except (OSError, http.client.HTTPException) as wrong:
            raise CapabilityError(
                f"the receiver cannot be reached: {type(wrong).__name__}"
            ) from None
        finally:
            connection.close()

    def _connection(self, at: SplitResult) -> http.client.HTTPConnection:
        if at.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(at.netloc, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(at.netloc, timeout=self._timeout)


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; nowhere, when what the receiver wrote is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def allow_host(url: str, hosts: Sequence[str]) -> None:
    """Rule 8: refuse every host that the operator did not configure."""
    if parts(url).netloc not in hosts:
        raise CapabilityError("the receiver points to a host that is not configured", final=True)


def body_of(order: Order) -> bytes:
    """The JSON of an order: `type`, `timestamp` and `data`; below 20 kB."""
    kind = "decision.notice" if order.kind == "notice" else "action.ordered"
    if order.reverses is not None:
        kind = "action.reversed"
    said = {"type": kind, "timestamp": order.time, "data": order}
    return msgspec.json.encode(said)
