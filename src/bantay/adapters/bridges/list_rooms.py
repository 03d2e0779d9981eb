"""Rooms that are policy lists: what stands there, and what to change.

The account whose token is used must be allowed to send state there; which room is which list is
the operator's to say. Only the configured homeserver is called, and a redirect is refused.
"""

import http.client
import ssl
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from bantay.adapters.bridges.policy_lists import Rule, changes, standing
from bantay.errors import ConfigError, StoreError
from bantay.model.address import parts, refused

SECONDS = 20.0
_LARGEST = 64 << 20


class ListRooms:
    """The rooms of an operator's lists. `rooms` are room ids by the name of the list."""

    def __init__(
        self, url: str, token_file: Path, rooms: Mapping[str, str], seconds: float = SECONDS
    ):
        if why := refused(url):
            raise ConfigError(f"the homeserver: {why}")
        self._at = parts(url)
        self._token, self._rooms = token_file.read_text("ascii").strip(), dict(rooms)
        self._seconds = seconds

    def publish(self, rules: Iterable[Rule]) -> list[Rule]:
        """Make the rooms hold these rules of ours and no others; what was sent.

        Rules of lists without a room stay unpublished. `StoreError` when the homeserver
        refuses; what was sent before it did stands, and the next call goes on from there.
        """
        wanted = [rule for rule in rules if rule.list in self._rooms]
        held = [rule for name, room in self._rooms.items() for rule in self._standing(name, room)]
        due = changes(wanted, held)
        for rule in due:
            place = f"{quote(self._rooms[rule.list])}/state/{rule.kind}"
            self._call("PUT", f"{place}/{quote(rule.state_key, safe='')}", rule.content)
        return due

    def _standing(self, name: str, room: str) -> list[Rule]:
        state = self._call("GET", f"{quote(room)}/state", None)
        if not isinstance(state, list):
            raise StoreError("the homeserver answers something that is not a room's state")
        return standing(name, [event for event in state if isinstance(event, dict)])

    def _call(self, method: str, place: str, body: Mapping[str, Any] | None) -> Any:
        path = f"{self._at.path.rstrip('/')}/_matrix/client/v3/rooms/{place}"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        said = None if body is None else msgspec.json.encode(body)
        connection = self._connection()
        try:
            connection.request(method, path, said, headers)
            answer = connection.getresponse()
            raw = answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as wrong:
            raise StoreError(f"the homeserver does not answer: {type(wrong).__name__}") from None
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise StoreError(f"the homeserver answered {answer.status}")
        try:
            return msgspec.json.decode(raw)
        except msgspec.DecodeError:
            raise StoreError("the homeserver answers no JSON") from None

    def _connection(self) -> http.client.HTTPConnection:
        if self._at.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self._at.netloc, timeout=self._seconds, context=context
            )
        return http.client.HTTPConnection(self._at.netloc, timeout=self._seconds)
