"""Nothing about the form of an event gives a scenario away: ordinary life has it too.

What a field says may show exploitation; that a field is there at all, or that a value of a
closed list is used, must not. Else detectors would be measured on the simulator's habits.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from .toys import positives, simulation, world

CLOSED = (
    *("kind", "status", "category", "from_kind", "to_kind", "action", "method", "result"),
    *("purpose", "private", "per", "channel", "absent", "verified", "reason", "proxy"),
    *("subject_kind", "by", "public", "contract", "paid", "mime", "device_model"),
)
TELLING = {
    ("payment.made", "kind", "fine"),
    *(("action.taken", "kind", kind) for kind in ("block_group", "delete_group")),
    *(("action.taken", "subject_kind", kind) for kind in ("group", "instrument")),
    *(("notice.filed", "reason", r) for r in ("threat", "extortion", "exploitation")),
}
"""Values that really do tell: the operator or a target named what happens."""


def forms(event: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """An event's type with each of its fields, and with each value of a closed list."""
    tag = event["type"]
    for name, value in event.items():
        yield tag, name, "is there"
        if name in CLOSED:
            yield tag, name, str(value)
        if name == "claims":
            yield from ((tag, "claim", claim["kind"]) for claim in value)
        if name == "ip":
            yield tag, "ip", str(value)[:4]


Event = dict[str, Any]


@pytest.fixture(scope="module")
def evidence() -> list[Event]:
    """Every event that shows something."""
    acted = simulation(world(count=3, accounts=600, days=12))
    wanted = {e for truth in positives(acted.truths()) for e in truth.evidence}
    events: list[Event] = [msgspec.json.decode(line) for line in acted.events()]
    return [event for event in events if event["id"] in wanted]


@pytest.fixture(scope="module")
def ordinary() -> list[Event]:
    """A week in which nobody does harm."""
    return [msgspec.json.decode(line) for line in simulation(PLAIN).events()]


PLAIN = world((), accounts=12_000, days=7)


def test_the_form_of_evidence_occurs_in_ordinary_life(
    evidence: list[Event], ordinary: list[Event]
) -> None:
    shown = {form for event in evidence for form in forms(event)}
    plain = {form for event in ordinary for form in forms(event)}
    assert shown - plain - TELLING == set()


def test_no_field_that_ordinary_events_always_have_is_missing(
    evidence: list[Event], ordinary: list[Event]
) -> None:
    always: dict[str, set[str]] = {}
    for event in ordinary:
        always[event["type"]] = always.get(event["type"], {*event}) & {*event}
    lacking = {
        (event["type"], name) for event in evidence for name in always[event["type"]] - {*event}
    }
    assert lacking == set()
