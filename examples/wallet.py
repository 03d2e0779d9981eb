"""A wallet: payments go in as they are booked, and a payout waits while a hold on it is open.

    python examples/wallet.py http://127.0.0.1:8700 KEY

Only `pays_out` is the wallet's own: nothing here closes an account or keeps money by itself.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.client import Client

HOSTS = ("host-1", "host-2", "host-3")
CARD, COLLECTOR = "card-9", "collector-1"


def ledger(days: int = 6) -> Iterator[dict[str, Any]]:
    """Three hosts whose payouts land on one card, and most of it goes on to one person."""
    begin = datetime.now(UTC) - timedelta(days=days)
    for account in HOSTS:
        yield {
            "id": f"link-{account}",
            "time": begin.isoformat(),
            "type": "instrument.linked",
            "instrument": CARD,
            "account": account,
            "kind": "payout_card",
        }
    for day in range(days):
        for account in HOSTS:
            when = begin + timedelta(days=day, hours=2)
            yield payment(f"out-{account}-{day}", when, "payout", "80.00", account, CARD)
            yield payment(f"on-{account}-{day}", when + timedelta(minutes=40), "transfer", "64.00",
                          account, None, to=COLLECTOR)  # fmt: skip


def payment(
    id: str,
    when: datetime,
    kind: str,
    amount: str,
    account: str,
    instrument: str | None,
    to: str | None = None,
) -> dict[str, Any]:
    """One booked payment: amounts are decimal text, never floats."""
    told = {"id": id, "payment": id, "time": when.isoformat(), "type": "payment.made", "kind": kind}
    more = {"to_instrument": instrument, "to_account": to}
    return {
        **told,
        "amount": amount,
        "currency": "USD",
        "status": "booked",
        "from_account": account,
        **{name: value for name, value in more.items() if value is not None},
    }


def pays_out(bantay: Client, account: str) -> bool:
    """Whether a payout to an account may go now: a hold in force on it says no, for a while."""
    found = bantay.decisions(status="open", subject=account).decisions
    return not any("hold_payout" in decision.in_force for decision in found)


def main(url: str, key: str) -> dict[str, bool]:
    """Send a week of bookings; say what is possible, and whose payout may go."""
    with Client(url, key) as bantay:
        taken = sum(told.accepted + told.duplicates for told in bantay.stream(ledger()))
        for alarm in bantay.alarms(limit=20).alarms:
            print(f"possible {alarm.hypothesis}: {alarm.subject.id}, {alarm.score_db:.1f} dB")
        may = {account: pays_out(bantay, account) for account in HOSTS}
    print(f"{taken} bookings, payouts that may go: {sorted(a for a, yes in may.items() if yes)}")
    return may


if __name__ == "__main__":
    main(*sys.argv[1:3])
