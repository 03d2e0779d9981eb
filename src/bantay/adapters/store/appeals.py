"""Appeals as rows: filed by an event, answered by a person's review or by the action's end."""

from collections.abc import Iterable, Iterator
from typing import Any

from bantay.model.clock import micros
from bantay.model.events import ActionTaken, AppealFiled
from bantay.model.log import DecisionReviewed, Record

FILED = (
    "insert into appeal (id, decision, account, time, answer) values (?, ?, ?, ?, '') "
    "on conflict (id) do nothing"
)
ANSWERED = (
    "update appeal set answered = ?, answer = ? where decision = ? and answered is null "
    "and time <= ?"
)
_ANSWERS = {"confirm": "upheld", "overturn": "overturned", "refuse": "overturned"}
KINDS = (AppealFiled, DecisionReviewed, ActionTaken)
"""The records that file or answer an appeal."""


def filed(records: Iterable[Record]) -> Iterator[tuple[Any, ...]]:
    """Rows of the appeals among some records."""
    for record in records:
        if isinstance(record, AppealFiled):
            account = record.account or ""
            yield record.appeal, record.decision, account, micros(record.time)


def answered(records: Iterable[Record]) -> Iterator[tuple[Any, ...]]:
    """Which appeals some records answer: those against what was reviewed or taken back."""
    for record in records:
        match record:
            case DecisionReviewed():
                at = micros(record.time)
                yield at, f"{_ANSWERS[record.verdict]} by {record.by}", record.decision, at
            case ActionTaken(reverses=str(action)):
                at = micros(record.time)
                yield at, "taken back", action, at
            case _:
                pass
