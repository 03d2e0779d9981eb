"""The DSA Transparency Database: statements in batches, with our own ledger of what it has.

A statement's puid is its idempotency key: sending a batch again is harmless, and a 422 that
names an existing puid means it is done. A batch the receiver refuses as a whole is sent again
one by one, so that one bad statement does not sink the others.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from bantay.adapters.reporting import wire
from bantay.model.clock import moment
from bantay.model.reporting import Draft, Receipt
from bantay.ports.reporting import Done, Parcel, SendError

TEST = "https://sandbox.transparency.dsa.ec.europa.eu/api/v1"
BATCH = 100
CREATED, UNPROCESSABLE = 201, 422
Item = tuple[str, str | None]


def batches(body: bytes) -> list[list[dict[str, Any]]]:
    """The statements of a document in the portions in which they are sent."""
    statements = msgspec.json.decode(body)["statements"]
    return [statements[start : start + BATCH] for start in range(0, len(statements), BATCH)]


class Transparency:
    """One platform's account. Without an address it is the Commission's sandbox."""

    def __init__(
        self,
        name: str,
        token: str,
        url: str = TEST,
        production: bool = False,
        timeout: float = wire.TIMEOUT,
    ):
        self.name, self.production, self._url = name, production, url.rstrip("/")
        self.host = wire.checked(name, url).hostname or ""
        self._headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        self._headers["content-type"] = "application/json"
        self._timeout = timeout

    def plan(self, draft: Draft) -> Sequence[str]:
        """One step a batch of at most a hundred."""
        return [f"batch/{n}" for n in range(len(batches(draft.body)))]

    def repeatable(self, step: str) -> bool:
        """Always: the receiver knows every puid it has."""
        return True

    def takes_up(self, step: str) -> bool:
        """Never needed."""
        return False

    def external(self, values: dict[str, str]) -> str | None:
        """How many statements are there now."""
        return ", ".join(values.values()) or None

    def take(self, step: str, parcel: Parcel) -> Done:
        """Send one batch, without what our own ledger says is there."""
        batch = batches(parcel.draft.body)[int(step.partition("/")[2])]
        left = [one for one in batch if one["puid"] not in parcel.known]
        if not left:
            return Done(value=f"{len(batch)} statements there already")
        answer = self._post("/statements", {"statements": left})
        receipt = _receipt(step, parcel, answer)
        if answer.status == CREATED:
            return Done(value=_count(left), receipt=receipt, items=tuple(_items(left, answer)))
        if answer.status == UNPROCESSABLE:
            return self._one_by_one(step, parcel, left)
        raise _wrong(answer, receipt)

    def _one_by_one(self, step: str, parcel: Parcel, left: Sequence[dict[str, Any]]) -> Done:
        items: list[Item] = []
        refused: list[str] = []
        for one in left:
            answer = self._post("/statement", one)
            said = _json(answer)
            if answer.status == CREATED:
                items.append((one["puid"], _text(said.get("uuid"))))
            elif answer.status == UNPROCESSABLE and (there := _existing(said)) is not None:
                items.append((one["puid"], there or None))
            elif answer.status == UNPROCESSABLE:
                refused.append(f"{one['puid']}: {_fields(said)}")
            else:
                raise _Partly(_wrong(answer, _receipt(step, parcel, answer)), items)
        receipt = _receipt(step, parcel, answer)
        if refused:
            why = f"{len(refused)} of {len(left)} statements were refused: {'; '.join(refused)}"
            raise _Partly(SendError(why[:2_000], final=True, receipt=receipt), items)
        return Done(value=_count(left), receipt=receipt, items=tuple(items))

    def _post(self, path: str, body: Any) -> wire.Answer:
        raw = msgspec.json.encode(body)
        return wire.call("POST", self._url + path, self.host, raw, self._headers, self._timeout)


class _Partly(SendError):
    """Some statements are there; the ledger keeps them, whatever becomes of the others."""

    def __init__(self, wrong: SendError, items: Sequence[Item]):
        super().__init__(
            str(wrong), arrived=wrong.arrived, final=wrong.final, receipt=wrong.receipt
        )
        self.items = tuple(items)


def _count(statements: Sequence[Any]) -> str:
    return f"{len(statements)} statements"


def _items(left: Sequence[dict[str, Any]], answer: wire.Answer) -> list[Item]:
    """The uuid of each statement where the answer names it; its puid stands without, too."""
    said = _json(answer).get("statements")
    rows = said if isinstance(said, list) else []
    uuids = {row.get("puid"): _text(row.get("uuid")) for row in rows if isinstance(row, dict)}
    return [(one["puid"], uuids.get(one["puid"])) for one in left]


def _existing(said: dict[str, Any]) -> str | None:
    """The uuid of the statement that is there already; empty when it is not named."""
    existing, errors = said.get("existing"), said.get("errors")
    if isinstance(existing, dict):
        return _text(existing.get("uuid")) or ""
    words = errors.get("puid") if isinstance(errors, dict) else None
    unique = isinstance(words, list) and any("not unique" in str(word) for word in words)
    return "" if unique else None


def _fields(said: dict[str, Any]) -> str:
    """Which fields an answer names; its words may repeat what we sent."""
    errors = said.get("errors")
    return ", ".join(sorted(errors)) if isinstance(errors, dict) else "no field named"


def _wrong(answer: wire.Answer, receipt: Receipt) -> SendError:
    final = not wire.busy(answer.status)
    return SendError(f"the receiver answered {answer.status}", final=final, receipt=receipt)


def _json(answer: wire.Answer) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _receipt(step: str, parcel: Parcel, answer: wire.Answer) -> Receipt:
    return Receipt(
        report=parcel.report.report,
        step=step,
        time=moment(parcel.wall),
        code=f"http {answer.status}",
        request_id=answer.headers.get("request-id"),
        body=answer.body,
    )
