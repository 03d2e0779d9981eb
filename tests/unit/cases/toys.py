"""Alarms, records and cases for the tests of cases. All people are invented."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.cases.state import CaseState, replay
from bantay.kit.spec import Indicators
from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Versions
from bantay.model.casework import (
    AlarmTaken,
    Answer,
    AnyRecord,
    Ruled,
    StaffRole,
    Touch,
    Viewer,
)
from bantay.model.evidence import Quote, Subject

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CASE = "c-1"


def finding(id: str, detector: str = "money.payout_hub", **more: Any) -> AlarmFinding:
    given: dict[str, Any] = {
        "revision": 1,
        "version": 1,
        "group": detector,
        "weight_db": 9.0,
        "counted": True,
        "draft": False,
        "summary": f"what {id} says",
        "quotes": (Quote(f"e-{id}", "text", 0, 4),),
    }
    return AlarmFinding(finding=id, detector=detector, **{**given, **more})


def alarm(id: str, about: str = "ann", hypothesis: Any = "contact_evasion", **more: Any) -> Alarm:
    """An open alarm about an account, with one finding of its own."""
    given: dict[str, Any] = {
        "revision": 1,
        "episode": 1,
        "status": "open",
        "opened": NOON,
        "closed_by": None,
        "time": NOON,
        "subject": Subject(more.pop("kind", "account"), about),
        "roles": {},
        "score_db": 12.0,
        "prior_db": -20.0,
        "weight_db": 32.0,
        "threshold_db": 3.0,
        "probability": None,
        "calibration": "draft 1",
        "planes": ("money",),
        "palermo": Palermo(),
        "region": (),
        "transmission": (),
        "findings": (finding(f"f-{id}"),),
        "versions": Versions("1", "1", "1"),
        "first_event_time": NOON - timedelta(days=2),
    }
    return Alarm(alarm=id, hypothesis=hypothesis, **{**given, **more})


RING = (
    alarm("a-boss", "rey", "controller", roles={"performer": ("aya", "bea")}),
    alarm(
        "a-aya",
        "aya",
        "controlled_performer",
        roles={"beneficiary": ("rey",), "instrument": ("i-1",), "payer": ("pat",)},
        opened=NOON - timedelta(days=1),
    ),
    alarm("a-bea", "bea", "controlled_performer", roles={"instrument": ("i-1",)}),
)
"""One possible controller and two possible victims, tied by name and by one card."""


def viewer(who: str = "ana", role: StaffRole = "analyst", **more: Any) -> Viewer:
    return Viewer(who=who, role=role, purpose="a test", **more)


def taken(one: Alarm, *touches: Touch, **more: Any) -> AlarmTaken:
    return AlarmTaken(alarm=one, touches=touches, **{"time": NOON, "case": CASE} | more)


def case_of(*records: Any) -> CaseState:
    """A case after records; bare alarms are taken up at noon."""
    every = [taken(r) if isinstance(r, Alarm) else r for r in records]
    return replay(CASE, every)


def answer(outcome: Any = "exploitation", step: Any = "friction", **more: Any) -> Answer:
    quotes = (Quote("e-f-a-boss", "text", 0, 4),)
    if outcome == "not_enough":
        step, quotes = None, ()
    given = {"reason": "one card for all", "quotes": quotes}
    return Answer(outcome=outcome, step=step, **given | more)


def ruled(who: str, said: Answer | None = None, **more: Any) -> Ruled:
    given: dict[str, Any] = {"time": NOON, "case": CASE, "look": "first"}
    given |= {"ruling": f"{CASE}.{who}", "role": "analyst"}
    return Ruled(by=who, answer=said or answer(), **given | more)


INDICATORS = {
    "money.payout_hub": Indicators(
        act=("harbouring",),
        means=("abuse of power",),
        ilo=("withholding of wages", "isolation"),
    )
}
Records = list[AnyRecord]
