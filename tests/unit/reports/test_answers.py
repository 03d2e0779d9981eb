"""Every documented answer of every receiver, at every call: never twice, never lost, never silent.

One office and one receiver for all of them; each answer meets a case of its own. What follows each:
a report is sent only when everything stands at the receiver, once; a dead one says why, and
a person's word sends it, once.
"""

from collections.abc import Iterator

import pytest
from msgspec import structs

from bantay.bench.report_cases import made
from bantay.model.report import ReportCase
from bantay.model.reporting import Report
from bantay.runtime.report_sending import UNSURE

from .desk import SAM, Office, office, with_file
from .doubles import Double, receiver

BROKEN = ("cut", "early")
BUSY = ("408", "425", "429", "500", "502", "503", "504")
REFUSED = ("301", "302", "307", "400", "401", "403", "404", "413", "415")
SERVER = ("1000", "1001", "1100", "1110", "1111", "1210", "1300")
RIGHTS, WRONG = ("2000", "3000", "3100", "3300"), ("4000", "4100", "4110", "4200")
FORGOTTEN = ("5001", "5002", "5101")
TIP = (*SERVER, *RIGHTS, *WRONG, *FORGOTTEN, *BUSY, *REFUSED, *BROKEN, "garbage")
ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "tips": {call: TIP for call in ("submit", "upload", "fileinfo", "finish")},
    "dsa": {
        "statements": (*BUSY, *REFUSED, *BROKEN, "garbage"),
        "statement": (*BUSY, *REFUSED, *BROKEN, "422"),
    },
    "host": {"abuse": (*BUSY, *REFUSED, *BROKEN, "409", "422")},
}
"""Receiver, call, answers."""
Room = tuple[Double, Office]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with receiver() as double, office(tmp_path_factory.mktemp("desk"), double.port) as desk:
        yield double, desk


def case_of(to: str, name: str) -> ReportCase:
    """A case that makes every call of its receiver."""
    case = with_file() if to == "tips" else made(4, "usual")
    parties = tuple(structs.replace(p, account=f"{p.account}-{name}") for p in case.parties)
    taken = tuple(structs.replace(d, decision=f"{d.decision}-{name}") for d in case.decisions)
    links = tuple(structs.replace(link, url=f"{link.url}/{name}") for link in case.links)
    return structs.replace(case, case=name, parties=parties, decisions=taken, links=links)


def arrived(double: Double, desk: Office, to: str, report: Report) -> list[int]:
    """How often each thing that the report holds stands at its receiver."""
    if to == "tips":
        return [len(double.filed)]
    items = desk.shelf.parcel(report.report).items
    if to == "dsa":
        return [int(item in double.statements) for item in items]
    return [double.posted.count(item) for item in items]


def cleared(double: Double) -> None:
    double.faults.clear()
    double.filed.clear()
    double.posted.clear()
    double.refuse.clear()


@pytest.mark.parametrize(
    ("to", "call"), [(to, call) for to, calls in ANSWERS.items() for call in calls]
)
def test_every_answer_ends_well_or_before_a_person(room: Room, to: str, call: str) -> None:
    double, desk = room
    for fault in ANSWERS[to][call]:
        cleared(double)
        report = desk.approved(to, case_of(to, f"{to}-{call}-{fault}"))
        double.faults[call] = [fault]
        if call == "statement":  # they go one by one when a batch is refused as a whole
            double.faults["statements"] = ["422"]
        ended = desk.sent(report)
        where = arrived(double, desk, to, report)
        assert max(where) <= 1, (fault, "sent twice")
        assert double.faults[call] == [], (fault, "it was never answered so")
        if ended.status == "sent":
            if fault == "409":  # the host's own word that it has this one
                assert where == [0, *[1] * (len(where) - 1)]
            else:
                assert min(where) == 1, (fault, "a success that is none")
            continue
        assert ended.status == "dead", (fault, ended)
        told = "were refused" if call == "statement" and fault == "422" else fault
        assert told in ended.said or UNSURE in ended.said, (fault, ended.said)
        assert fault in (*RIGHTS, *WRONG, *REFUSED, *BROKEN, "422", "5101", "garbage"), fault
        if UNSURE in ended.said:
            assert to == "host" and fault in BROKEN
            continue  # nobody sends it again but a person who has asked the host
        again = desk.clerk.send(ended, SAM, again=True)
        assert again.status == "sent", (fault, again.said)
        assert set(arrived(double, desk, to, report)) == {1}, (fault, "lost, or sent twice")


@pytest.mark.parametrize(
    ("to", "call"), [("tips", "finish"), ("dsa", "statements"), ("host", "abuse")]
)
@pytest.mark.parametrize("fault", [BUSY[2], "503"])
def test_a_receiver_that_stays_busy_ends_before_a_person(
    room: Room, to: str, call: str, fault: str
) -> None:
    double, desk = room
    cleared(double)
    report = desk.approved(to, case_of(to, f"{to}-stays-{fault}"))
    double.faults[call] = [fault] * 60
    dead = desk.sent(report)
    assert dead.status == "dead" and fault in dead.said
    assert set(arrived(double, desk, to, report)) == {0}
    double.faults.clear()
    assert desk.clerk.send(dead, SAM, again=True).status == "sent"
    assert set(arrived(double, desk, to, report)) == {1}


@pytest.mark.parametrize("to", ["unit", "sar", "helpers"])
def test_what_people_hand_over_is_written_once_and_waits(room: Room, to: str) -> None:
    _, desk = room
    folder = desk.media.parent / "out"
    report = desk.clerk.send(desk.approved(to, case_of(to, f"{to}-handed")), SAM)
    for _ in range(3):  # as often as it is tried
        desk.clock.skip()
        report = desk.clerk.send(report, SAM)
        assert report.status == "sending" and report.sent is None
    [written] = folder.glob(f"{report.report}-*")
    assert len([file for file in written.iterdir() if not file.name.endswith(".txt")]) == 1
    sent = desk.clerk.reference(report, "REF-1", SAM)
    assert (sent.status, sent.external) == ("sent", "REF-1")
