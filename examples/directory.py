"""A directory: listings go in when they are published, and search asks what may be shown.

    python examples/directory.py http://127.0.0.1:8700 KEY

An alarm alone takes nothing out of search: only a decision in force does, with a reason, an end
and an appeal. People who tell the directory of something are passed on as notices.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.client import Client

BIO = "Award-winning lead of three films. Warm, patient, and free for private sessions in town."


def published() -> Iterator[dict[str, Any]]:
    """Five listings under five names with one text, and one that is somebody's own."""
    begin = datetime.now(UTC) - timedelta(days=2)
    for n in range(5):
        yield listing(f"l-{n}", f"star-{n}", BIO, begin + timedelta(hours=n))
    own = "I teach piano on weekday afternoons, beginners welcome."
    yield listing("l-own", "teacher", own, begin + timedelta(hours=9))


def listing(id: str, account: str, text: str, when: datetime) -> dict[str, Any]:
    """One entry as it was published."""
    return {
        "id": f"published-{id}",
        "time": when.isoformat(),
        "type": "listing.published",
        "listing": id,
        "account": account,
        "title": f"Entry {id}",
        "text": text,
        "paid": True,
    }


def shown(bantay: Client, found: list[str]) -> list[str]:
    """What of a search's results may be shown now."""
    return [one for one in found if bantay.may_list(one).listable]


def main(url: str, key: str) -> list[str]:
    """Publish, search, and pass on what a reader says."""
    with Client(url, key) as bantay:
        bantay.send(published())
        results = shown(bantay, ["l-0", "l-1", "l-own"])
        receipt = bantay.notice(
            "listing",
            "l-0",
            "impersonation",
            "The pictures are of somebody I know, who has no entry here.",
            ["entry l-0, second picture"],
            good_faith=True,  # the reader ticked it on the form
            name="A Reader",
            email="reader@example.com",
        )
    print(f"shown: {results}; the notice arrived as {receipt.id}")
    return results


if __name__ == "__main__":
    main(*sys.argv[1:3])
