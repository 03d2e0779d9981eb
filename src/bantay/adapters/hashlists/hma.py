"""Asks a Hasher-Matcher-Actioner (HMA) that the operator runs what it knows of a picture.

Only the host that the operator names is ever asked, and only hashes are sent. A redirect is
refused, an answer is bounded in time and size, and one that is not understood is an error:
silence must mean that nothing matched. So is the coin flip refused by which an HMA rolls a
bank out to a share of requests: whether a picture is known may not be a matter of luck.
"""

import http.client
import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from bantay.errors import InputError, StoreError
from bantay.kit.pdq.bits import QUALITY, WITHIN, parse
from bantay.model.address import parts
from bantay.model.events import MediaShared
from bantay.model.events.talk import Match

_LARGEST = 1 << 20
_PATH = "/m/lookup"


class HmaLookup:
    """Implements `ports.hashlists.Lookup` over HTTP. `seconds` bound connecting and reading.

    `limits` are bits by bank, where a bank has a limit below `within`.
    """

    def __init__(
        self,
        url: str,
        source: str = "hma",
        seconds: float = 2.0,
        within: int = WITHIN,
        limits: dict[str, int] | None = None,
    ):
        at = parts(url)
        if at.scheme not in ("http", "https") or not at.hostname or at.query:
            raise InputError(f"the address of a service expected, such as http://host:5000: {url}")
        self._parts, self._source, self._seconds = at, source, seconds
        self._within, self._limits = within, limits or {}

    @property
    def name(self) -> str:
        """The source's name."""
        return self._source

    def matches(self, pictures: Sequence[MediaShared]) -> list[list[Match]]:
        """The hits of each picture that has a hash good enough to compare."""
        return [list(self._matches(event)) for event in pictures]

    def _matches(self, event: MediaShared) -> Iterator[Match]:
        poor = event.pdq_quality is not None and event.pdq_quality < QUALITY
        if poor or parse(event.pdq) is None:
            return
        answer = self._asked(
            {"signal": event.pdq or "", "signal_type": "pdq", "bypass_coinflip": "true"}
        )
        for bank, found in answer.items():
            for hit in found if isinstance(found, list) else self._odd():
                yield from self._match(bank, hit)

    def _match(self, bank: str, hit: Any) -> Iterator[Match]:
        told = hit if isinstance(hit, dict) else {"bank_content_id": hit}
        try:
            id, raw = str(int(told["bank_content_id"])), told.get("distance")
            apart = None if raw is None else int(raw)
        except (KeyError, TypeError, ValueError):
            self._odd()
        if apart is None or apart <= self._limits.get(bank, self._within):
            yield Match(source=self._source, list=bank, id=id, kind="pdq", distance=apart)

    def _asked(self, query: dict[str, str]) -> dict[str, Any]:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else None
        connect = kind or http.client.HTTPConnection
        host = self._parts.hostname or ""
        connection = connect(host, self._parts.port, timeout=self._seconds)
        path = f"{self._parts.path.rstrip('/')}{_PATH}?{urlencode(query)}"
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            response = connection.getresponse()
            body = response.read(_LARGEST + 1)
        except (OSError, http.client.HTTPException) as silent:
            raise StoreError(f"{self._source} at {host} does not answer: {silent!r}") from None
        finally:
            connection.close()
        if response.status != http.client.OK or len(body) > _LARGEST:
            raise StoreError(f"{self._source} at {host} answers {response.status}, not a list")
        return self._read(body)

    def _read(self, body: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        return answer if isinstance(answer, dict) else self._odd()

    def _odd(self) -> Any:
        raise StoreError(f"{self._source} answers something that is not banks with their hits")
