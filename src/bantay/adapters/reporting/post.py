"""JSON reports posted one by one to an address: XARF to a host's desk.

The report's own id goes as `Idempotency-Key`. Unless the settings say that the receiver knows
ids it has seen, a call of which nobody knows whether it arrived is not repeated: a person looks.
"""

from collections.abc import Sequence

import msgspec

from bantay.adapters.reporting import wire
from bantay.model.clock import moment
from bantay.model.reporting import Draft, Receipt
from bantay.ports.reporting import Done, Parcel, SendError


class Post:
    """One address that takes JSON reports."""

    def __init__(
        self,
        name: str,
        url: str,
        token: str | None = None,
        production: bool = False,
        knows_ids: bool = False,
        timeout: float = wire.TIMEOUT,
    ):
        self.name, self.production, self._url = name, production, url
        self.host = wire.checked(name, url).hostname or ""
        self._headers = {"content-type": "application/json"}
        if token is not None:
            self._headers["authorization"] = f"Bearer {token}"
        self._knows_ids, self._timeout = knows_ids, timeout

    def plan(self, draft: Draft) -> Sequence[str]:
        """One step a report."""
        return [f"post/{n}" for n in range(len(draft.items))]

    def repeatable(self, step: str) -> bool:
        """Only where the receiver knows ids it has seen."""
        return self._knows_ids

    def takes_up(self, step: str) -> bool:
        """Never."""
        return False

    def external(self, values: dict[str, str]) -> str | None:
        """The ids under which they went."""
        return ", ".join(values.values()) or None

    def take(self, step: str, parcel: Parcel) -> Done:
        """Post one report."""
        number = int(step.partition("/")[2])
        id = parcel.draft.items[number]
        if id in parcel.known:
            return Done(value=id)
        body = msgspec.json.encode(msgspec.json.decode(parcel.draft.body)[number])
        headers = {**self._headers, "idempotency-key": id}
        answer = wire.call("POST", self._url, self.host, body, headers, self._timeout)
        receipt = Receipt(
            report=parcel.report.report,
            step=step,
            time=moment(parcel.wall),
            code=f"http {answer.status}",
            request_id=answer.headers.get("request-id"),
            body=answer.body,
        )
        if 200 <= answer.status < 300 or answer.status == 409:
            return Done(value=id, receipt=receipt, items=((id, None),))
        final = not wire.busy(answer.status)
        raise SendError(f"the receiver answered {answer.status}", final=final, receipt=receipt)
