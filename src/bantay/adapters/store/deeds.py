"""Decisions, orders and the journal as rows of a commit, and their audit records."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from bantay.adapters.store import audit
from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.packing import Codec, squeeze
from bantay.model.clock import micros
from bantay.model.decision import Decision, Order
from bantay.model.events import AppealFiled
from bantay.model.journal import Entry
from bantay.model.log import ActingChanged, ApprovalGiven, CaseAnswered, DecisionReviewed
from bantay.ports.store import Commit

DECISIONS: Codec[Decision] = Codec(Decision)
ORDERS: Codec[Order] = Codec(Order)
ENTRIES: Codec[list[Entry]] = Codec(list[Entry])
JOURNAL = b"journal"

_DECISION = (
    "insert into decision (id, rule, status, subject_kind, subject, alarm, revision, time, body) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set "
    "status = excluded.status, revision = excluded.revision, body = excluded.body"
)
_ORDER = (
    "insert into action_order (id, decision, kind, status, attempts, next, said, body) "
    "values (?, ?, ?, 'waiting', 0, 0, '', ?) on conflict (id) do nothing"
)
_DONE = "update action_order set status = 'done', said = '', done = ? where id = ?"
_JOURNAL = "insert into journal (first_seq, body) values (?, ?)"
_SPOKEN = (ApprovalGiven, DecisionReviewed, CaseAnswered, ActingChanged, AppealFiled)

Statement = tuple[str, list[tuple[Any, ...]]]


def statements(commit: Commit, keys: Keyring) -> list[Statement]:
    """The writes of a commit that concern deciding and acting."""
    return [
        (_DECISION, [_decision(one, keys) for one in commit.decisions]),
        (_ORDER, [_order(one, keys) for one in commit.orders]),
        (_DONE, [(commit.wall, id) for id in commit.done]),
        (_JOURNAL, list(_journal(commit, keys))),
    ]


def note(con: Connection, commit: Commit) -> None:
    """Every decision, and every word of a person about one, in the audit chain."""
    said = [
        _by_person(record)
        for record in (commit.records if commit.decisions or commit.journal else ())
        if type(record) in _SPOKEN
    ]
    for one in commit.decisions:
        what = {
            "decision": one.decision,
            "revision": one.revision,
            "rule": one.rule,
            "status": one.status,
            "actions": list(one.actions),
            "in_force": list(one.in_force),
            "alarm": one.alarm,
        }
        said.append((audit.ENGINE, "decided", what))
    said += [(audit.ENGINE, "action confirmed", {"order": id}) for id in commit.done]
    audit.write_all(con, commit.wall, said)


def _by_person(record: Any) -> audit.Said:
    match record:
        case ApprovalGiven():
            return record.by, "approved", {"of": record.of}
        case DecisionReviewed():
            what = {"decision": record.decision, "appeal": record.appeal}
            return record.by, f"decision: {record.verdict}", what
        case CaseAnswered():
            step = {"answer": record.answer, "alarm": record.alarm, "step": record.step}
            act = "step taken back" if record.ended else "step taken"
            return ", ".join(record.by), act, step
        case ActingChanged():
            return audit.ENGINE, "acting changed", {"live": record.live, "why": record.why}
        case _:
            what = {"appeal": record.appeal, "decision": record.decision}
            return record.account or "unknown", "appealed", what


def _decision(one: Decision, keys: Keyring) -> tuple[Any, ...]:
    body = keys.rest.seal(DECISIONS.pack(one), f"decision/{one.decision}".encode())
    subject = one.subject
    clear = (one.decision, one.rule, one.status, subject.kind, subject.id, one.alarm)
    return (*clear, one.revision, micros(one.time), body)


def _order(one: Order, keys: Keyring) -> tuple[Any, ...]:
    body = keys.rest.seal(ORDERS.pack(one), f"order/{one.order}".encode())
    return one.order, one.decision, one.kind, body


def _journal(commit: Commit, keys: Keyring) -> Iterator[tuple[int, bytes]]:
    if commit.journal:
        packed = squeeze(ENTRIES.pack(commit.journal))
        yield commit.first_seq, keys.rest.seal(packed, JOURNAL)
