"""Never sent twice, never lost, never silently successful: on doubles that fail in every way."""

import subprocess
import sys
from pathlib import Path

import pytest

from _house import ROOT
from bantay.errors import InputError
from bantay.model.clock import HOUR
from bantay.model.reporting import Report
from bantay.ports.reading import Look
from bantay.runtime.report_sending import ANOTHER, LEASE, UNSURE, Sender

from .desk import DANA, SAM, Office, office
from .doubles import Double, receiver

CALLS = ("submit", "upload", "fileinfo", "finish")
DAMAGE = ("cut", "early", "slow", "garbage", "500", "503", "429", "1000", "1100", "1210", "1300")
FINAL = ("2000", "3000", "3100", "3300", "4000", "4100", "4110", "4200", "401", "403")


def filed_once(double: Double, report: Report) -> None:
    """What must hold whatever happened."""
    assert len(double.filed) <= 1
    if report.status == "sent":
        assert double.filed and report.external == str(double.filed[0])
        assert report.sent is not None and report.keep_until is not None
    elif double.filed:
        assert UNSURE in report.said


def whole(double: Double) -> None:
    """The report that was filed has every file once, and each was told of once."""
    [filed] = double.filed
    held = double.open[filed]
    assert list(held["files"].values()) == [1] and held["told"] == list(held["files"])


def test_a_report_goes_its_five_calls(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        sent = desk.sent(desk.approved())
        assert sent.status == "sent" and double.calls == list(CALLS)
        filed_once(double, sent)
        whole(double)
        receipts = desk.shelf.receipts(sent.report, Look(DANA, "test"))
        assert [r.step for r in receipts] == ["submit", "upload/0", "info/0", "finish"]
        assert all(r.code == "0" and r.request_id and r.body for r in receipts)
        again = desk.clerk.send(sent, SAM)
        assert again.status == "sent" and double.calls == list(CALLS)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", DAMAGE)
def test_one_failure_anywhere_is_overcome(tmp_path: Path, call: str, fault: str) -> None:
    with receiver(**{call: [fault]}) as double, office(tmp_path, double.port) as desk:
        sent = desk.sent(desk.approved())
        assert sent.status == "sent", sent.said
        filed_once(double, sent)
        whole(double)


@pytest.mark.parametrize(
    ("call", "fault"),
    [("submit", f) for f in FINAL] + [(c, f) for c in CALLS[1:] for f in ("4100", "3300")],
)
def test_what_is_refused_for_good_is_dead_and_says_why(
    tmp_path: Path, call: str, fault: str
) -> None:
    with receiver(**{call: [fault]}) as double, office(tmp_path, double.port) as desk:
        dead = desk.sent(desk.approved())
        assert dead.status == "dead" and fault in dead.said and double.filed == []
        assert any(step.status == "dead" for step in desk.shelf.steps(dead.report))
        with pytest.raises(InputError, match="again"):
            desk.clerk.send(dead, SAM)
        sent = desk.clerk.send(dead, SAM, again=True)
        assert sent.status == "sent"
        filed_once(double, sent)
        whole(double)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", ["cut", "slow", "1000", "early"])
def test_a_failure_that_stays_ends_with_a_person(tmp_path: Path, call: str, fault: str) -> None:
    faults = [fault] * 2 + ["cut"] * 30 if fault == "slow" else [fault] * 30
    with receiver(**{call: faults}) as double, office(tmp_path, double.port) as desk:
        dead = desk.sent(desk.approved())
        filed_once(double, dead)
        if call == "finish" and fault in ("cut", "slow"):
            # the first finish did its work, and every answer was lost
            assert dead.status == "dead" and double.filed and UNSURE in dead.said
        else:
            assert dead.status == "dead" and double.filed == []


def test_a_finish_that_was_lost_is_success_when_it_is_said_to_be_finished(tmp_path: Path) -> None:
    with receiver(finish=["cut"]) as double, office(tmp_path, double.port) as desk:
        sent = desk.sent(desk.approved())
        assert sent.status == "sent" and double.calls.count("finish") == 2
        assert double.calls.count("submit") == 1
        codes = [r.code for r in desk.shelf.receipts(sent.report, Look(DANA, "test"))]
        assert codes[-1] == "5102"


def test_a_report_that_the_receiver_forgot_is_begun_anew(tmp_path: Path) -> None:
    with receiver(upload=["1000"]) as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        assert report.status == "sending" and "1000" in report.said
        double.open.clear()  # a day later
        desk.clock.skip()
        sent = desk.sent(report)
        assert sent.status == "sent" and double.calls.count("submit") == 2
        filed_once(double, sent)


def test_a_lost_finish_of_a_report_nobody_knows_is_laid_before_a_person(tmp_path: Path) -> None:
    with receiver(finish=["cut"]) as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        double.open.clear()
        double.filed.clear()
        desk.clock.skip()
        dead = desk.sent(report)
        assert dead.status == "dead" and UNSURE in dead.said
        assert desk.clerk.send(dead, SAM, again=True).status == "sent"
        assert len(double.filed) == 1


def test_it_waits_between_tries(tmp_path: Path) -> None:
    with receiver(submit=["1000", "1000"]) as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        desk.clerk.send(report, SAM)
        assert double.calls == ["submit"] and desk.clerk.due() == []
        desk.clock.skip(HOUR)
        assert desk.clerk.due() == [report.report]
        assert desk.sent(report).status == "sent"


def test_nobody_there_is_no_success(tmp_path: Path) -> None:
    with receiver() as double:
        port = double.port
    with office(tmp_path, port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        assert report.status == "sending" and "cannot be reached" in report.said
        assert desk.sent(report).status == "dead"


@pytest.mark.parametrize("call", CALLS)
def test_kill_nine_between_accepting_and_the_receipt(tmp_path: Path, call: str) -> None:
    with receiver(**{call: ["kill"]}) as double, office(tmp_path, double.port) as desk:
        report = desk.approved()
        killed(tmp_path, double, report, desk.clock())
        steps = {step.name.partition("/")[0]: step for step in desk.shelf.steps(report.report)}
        assert steps[call.replace("fileinfo", "info")].status == "started"
        sent = desk.sent(report)
        assert sent.status == "sent"
        filed_once(double, sent)
        whole(double)


def killed(folder: Path, double: Double, report: Report, now: int) -> None:
    """Send in another process, which the receiver ends."""
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.unit.reports.kill_child",
            folder,
            report.report,
            SAM,
            str(now),
        ],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
        stderr=subprocess.DEVNULL,
    )
    double.caller = lambda: child.pid
    assert child.wait(60) == -9


def test_two_senders_at_once_are_one(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.approved()
        with desk.shelf.sending(), pytest.raises(Exception, match="written by"):
            desk.clerk.send(report, SAM)
        assert double.calls == []


def test_on_two_machines_a_call_is_one_process_s_alone(tmp_path: Path) -> None:
    """Without a common lock file: whoever noted the call first makes it."""
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.approved()
        plug = desk.room.destination(desk.room.target("tips"))
        draft = desk.shelf.parcel(report.report)
        inside: list[str] = []

        class Slow:
            """A receiver during whose first call another machine tries, too."""

            def __getattr__(self, name: str) -> object:
                return getattr(plug, name)

            def take(self, step: str, parcel: object) -> object:
                if not inside:
                    inside.append(step)
                    other = Sender(desk.shelf, plug, draft, desk.clock)
                    current = desk.shelf.peek(report.report)
                    assert current is not None
                    assert other.send(current, SAM, False).said == ANOTHER
                return plug.take(step, parcel)  # type: ignore[arg-type]

        sent = Sender(desk.shelf, Slow(), draft, desk.clock).send(report, SAM, False)  # type: ignore[arg-type]
        assert sent.status == "sent" and double.calls == list(CALLS)


def test_who_was_taken_for_dead_does_not_go_on(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.approved()
        plug = desk.room.destination(desk.room.target("tips"))
        draft = desk.shelf.parcel(report.report)
        inside: list[str] = []

        class Asleep:
            """A process that sleeps over its lease in its upload; another finishes the report."""

            def __getattr__(self, name: str) -> object:
                return getattr(plug, name)

            def take(self, step: str, parcel: object) -> object:
                if step.startswith("upload") and not inside:
                    inside.append(step)
                    desk.clock.skip(LEASE + 1)
                    current = desk.shelf.peek(report.report)
                    assert current is not None
                    done = Sender(desk.shelf, plug, draft, desk.clock).send(current, SAM, False)
                    assert done.status == "sent"
                return plug.take(step, parcel)  # type: ignore[arg-type]

        late = Sender(desk.shelf, Asleep(), draft, desk.clock).send(report, SAM, False)  # type: ignore[arg-type]
        assert late.said == ANOTHER and len(double.filed) == 1
        whole(double)


# ------------------------------------------------------------------ after acceptance


def test_evidence_is_kept_for_a_year_and_a_failing_hook_sends_nothing_again(
    tmp_path: Path,
) -> None:
    asked: list[str] = []

    def preserve(report: Report, until: object) -> None:
        asked.append(report.report)
        if len(asked) < 3:
            raise OSError("not now")

    with receiver() as double, office(tmp_path, double.port, preserve=preserve) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        assert report.status == "sent" and double.calls == list(CALLS)
        for _ in range(4):
            desk.clock.skip()
            for id in desk.clerk.due():
                desk.clerk.send(desk.clerk.find(id, SAM), SAM)
        assert len(asked) == 3 and double.calls == list(CALLS)
        kept = desk.clerk.find(report.report, DANA)
        assert kept.keep_until is not None and kept.sent is not None
        assert (kept.keep_until - kept.sent).days == 365


def test_a_follow_up_names_the_earlier_report(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        first = desk.sent(desk.approved())
        case = desk_case()
        with pytest.raises(InputError, match="follows"):
            desk.clerk.draft(case, desk.room.target("tips"), DANA)
        second = desk.clerk.draft(case, desk.room.target("tips"), DANA, follows=first.report)
        body = desk.clerk.document(second, DANA).body.decode()
        assert f"<priorCTReports>{first.external}</priorCTReports>" in body
        assert second.report != first.report and second.follows == first.report


def test_a_new_case_about_the_same_account_names_the_earlier_report(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        first = desk.sent(desk.approved())
        from msgspec import structs

        another = structs.replace(desk_case(), case="case-8")
        second = desk.clerk.draft(another, desk.room.target("tips"), DANA)
        body = desk.clerk.document(second, DANA).body.decode()
        assert f"<priorCTReports>{first.external}</priorCTReports>" in body


def desk_case():  # type: ignore[no-untyped-def]
    """The case of these tests."""
    from .desk import with_file

    return with_file()


def test_before_it_is_filed_a_report_can_be_retracted(tmp_path: Path) -> None:
    with receiver(upload=["1000"]) as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        gone = desk.clerk.retract(report, SAM, "the wrong account")
        assert gone.status == "retracted" and double.retracted and double.filed == []
        with pytest.raises(InputError):
            desk.clerk.send(gone, SAM)


def test_a_filed_report_is_corrected_and_not_retracted(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        sent = desk.sent(desk.approved())
        with pytest.raises(InputError, match="--follows"):
            desk.clerk.retract(sent, SAM, "late")
        assert "retract" not in double.calls


def test_a_report_of_which_nobody_knows_is_not_retracted(tmp_path: Path) -> None:
    with receiver(finish=["cut"]) as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved(), SAM)
        with pytest.raises(InputError, match="nobody knows"):
            desk.clerk.retract(report, SAM, "late")


# ------------------------------------------------------------------ DSA


def statements(desk: Office) -> Report:
    from bantay.bench.report_cases import made

    return desk.approved("dsa", made(4, "maximum"))


@pytest.mark.parametrize("fault", ["cut", "early", "slow", "500", "503", "429"])
def test_statements_arrive_once_whatever_happens(tmp_path: Path, fault: str) -> None:
    with receiver(statements=[fault]) as double, office(tmp_path, double.port) as desk:
        report = statements(desk)
        sent = desk.sent(report)
        items = desk.shelf.parcel(report.report).items
        assert sent.status == "sent" and sorted(double.statements) == sorted(items)
        assert set(desk.shelf.known("dsa", items)) == set(items)


def test_kill_nine_and_the_statements_are_there_once(tmp_path: Path) -> None:
    with receiver(statements=["kill"]) as double, office(tmp_path, double.port) as desk:
        report = statements(desk)
        killed(tmp_path, double, report, desk.clock())
        sent = desk.sent(report)
        items = desk.shelf.parcel(report.report).items
        assert sent.status == "sent" and sorted(double.statements) == sorted(items)


def test_one_refused_statement_does_not_sink_the_others(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = statements(desk)
        items = desk.shelf.parcel(report.report).items
        double.refuse.add(items[1])
        dead = desk.sent(report)
        assert dead.status == "dead" and items[1] in dead.said and "category" in dead.said
        assert set(double.statements) == set(items) - {items[1]}
        assert set(desk.shelf.known("dsa", items)) == set(double.statements)
        double.refuse.clear()
        before = double.calls.count("statement")
        sent = desk.clerk.send(dead, SAM, again=True)
        assert sent.status == "sent" and set(double.statements) == set(items)
        assert double.calls.count("statement") == before  # the ledger left one to send


def test_what_is_there_already_is_done(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = statements(desk)
        for item in desk.shelf.parcel(report.report).items:
            double.statements[item] = f"uuid of {item}"
        sent = desk.sent(report)
        known = desk.shelf.known("dsa", list(double.statements))
        assert sent.status == "sent" and all(known[i] == f"uuid of {i}" for i in known)


def test_a_token_that_is_refused_is_dead(tmp_path: Path) -> None:
    with receiver(statements=["401"]) as double, office(tmp_path, double.port) as desk:
        assert desk.sent(statements(desk)).status == "dead" and not double.statements


# ------------------------------------------------------------------ hosts, folders


def abuse(desk: Office) -> Report:
    from bantay.bench.report_cases import made

    return desk.approved("host", made(4, "maximum"))


@pytest.mark.parametrize("fault", ["500", "429"])
def test_a_busy_host_is_asked_again(tmp_path: Path, fault: str) -> None:
    with receiver(abuse=[fault]) as double, office(tmp_path, double.port) as desk:
        assert desk.sent(abuse(desk)).status == "sent"
        assert len(double.posted) == len(set(double.posted)) == 3


@pytest.mark.parametrize("fault", ["cut", "slow"])
def test_a_host_that_knows_no_ids_is_not_sent_the_same_twice(tmp_path: Path, fault: str) -> None:
    with receiver(abuse=[fault]) as double, office(tmp_path, double.port) as desk:
        dead = desk.sent(abuse(desk))
        assert dead.status == "dead" and UNSURE in dead.said and len(double.posted) == 1


def test_kill_nine_and_a_host_is_not_sent_the_same_twice(tmp_path: Path) -> None:
    with receiver(abuse=["kill"]) as double, office(tmp_path, double.port) as desk:
        report = abuse(desk)
        killed(tmp_path, double, report, desk.clock())
        dead = desk.sent(report)
        assert dead.status == "dead" and UNSURE in dead.said and len(double.posted) == 1


def test_a_file_waits_for_a_person_to_hand_it_over(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.send(desk.approved("unit"), SAM)
        assert report.status == "sending" and "hand it over" in report.said
        [folder] = (tmp_path / "out").iterdir()
        [file] = folder.glob("*.xml")
        assert file.read_bytes() == desk.shelf.parcel(report.report).body
        assert desk.clerk.send(report, SAM).status == "sending"
        assert len(list((tmp_path / "out").iterdir())) == 1
        sent = desk.clerk.reference(report, "FIU-2026-77", SAM)
        assert (sent.status, sent.external) == ("sent", "FIU-2026-77")
        assert double.calls == []


def test_a_folder_that_cannot_be_written_is_no_success(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        (tmp_path / "out").write_text("a file")
        report = desk.clerk.send(desk.approved("unit"), SAM)
        assert report.status == "sending" and "cannot be written" in report.said
        with pytest.raises(InputError, match="does not wait"):
            desk.clerk.reference(report, "FIU-2026-77", SAM)


def test_media_that_are_not_there_are_named(tmp_path: Path) -> None:
    from bantay.bench.report_cases import made

    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.approved("tips", made(1, "maximum"))
        dead = desk.sent(report)
        assert dead.status == "dead" and "--media" in dead.said and double.filed == []
        for n in range(3):
            (desk.media / f"{n:064x}").write_bytes(b"\x00" * (n + 1))
        sent = desk.clerk.send(dead, SAM, again=True)
        assert sent.status == "sent" and len(double.open[double.filed[0]]["files"]) == 3 + 1
