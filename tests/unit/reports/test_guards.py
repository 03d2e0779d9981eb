"""Rules 4, 6 and 8 about reports: what holds, and that each guard taken away is seen."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from msgspec import structs

from bantay.adapters.capabilities import SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.reporting import wire
from bantay.adapters.store.reports import ReportShelf
from bantay.bench.report_cases import NOW, made
from bantay.errors import ConfigError, InputError, StoreError
from bantay.model.decision import Order
from bantay.model.evidence import Subject
from bantay.model.reporting import Draft, Report
from bantay.ports.acting import Pending
from bantay.ports.reading import Look
from bantay.ports.reporting import SendError
from bantay.reports import dsa, guards
from bantay.runtime import outgoing
from bantay.runtime.hush import hush

from .desk import DANA, SAM, Office, office, with_file
from .doubles import receiver


def refused(work: Callable[[], Any], *errors: type[Exception]) -> None:
    """It is refused, and nothing else."""
    try:
        work()
    except (InputError, *errors):
        return
    raise AssertionError("it was not refused")


# ------------------------------------------------------------------ rule 4


def rule_4_a_named_person() -> None:
    """No draft leaves, nor one that was changed after the yes, whoever asks."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        report = desk.clerk.draft(with_file(), desk.room.target("tips"), DANA)
        refused(lambda: desk.clerk.send(report, SAM))
        nobody = structs.replace(report, status="approved", approved_by="  ", approved=NOW)
        engine = structs.replace(nobody, approved_by="Bantay")
        for one in (nobody, engine):
            desk.shelf.change(one, "test", "test", 0, ("draft", "approved"))
            refused(lambda one=one: desk.clerk.send(one, SAM))
        yes = structs.replace(nobody, approved_by=SAM, digest="0" * 64)
        desk.shelf.change(yes, "test", "test", 0, ("approved",))
        refused(lambda: desk.clerk.send(yes, SAM))
        assert double.calls == []


def rule_4_production_twice() -> None:
    """Production goes out only when it is named in the settings and by the sender."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port, production="production = true") as desk,
    ):
        report = desk.approved()
        for named in (None, "dsa", "Tips"):
            refused(lambda named=named: desk.clerk.send(report, SAM, production=named))
        assert double.calls == []
        assert desk.clerk.send(report, SAM, production="tips").production
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        report = desk.approved()
        refused(lambda: desk.clerk.send(report, SAM, production="tips"))
        assert double.calls == []
    for host in guards.LIVE_HOSTS:
        assert guards.may_go_live("tips", False, host, None) is not None


# ------------------------------------------------------------------ rule 6


def rule_6_no_notice() -> None:
    """While a report of suspicion is about, a notice waits until a named person lets it go."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        ann = Subject("account", "u-reported-0")
        platform = SimulatedPlatform(strict=False)
        orders = Orders([order("d-1", "notice", ann), order("d-1", "warn", ann)])

        def round_() -> None:
            quiet = hush(desk.store, lambda id: ann)
            outgoing.send(orders, Routed(fallback=platform), orders, desk.clock, whose, 0, quiet)

        def whose(id: str) -> Subject | None:
            return ann

        desk.clerk.draft(made(2, "maximum"), desk.room.target("unit"), DANA)
        round_()
        assert platform.notices(ann) == 0 and "d-1.warn" in platform.done
        assert orders.put_off == ["d-1.notice"] and not orders.failed
        desk.clerk.release("d-1", SAM)
        orders.left.append(order("d-1", "notice", ann))
        round_()
        assert platform.notices(ann) == 1


def rule_6_no_statement() -> None:
    """Nor does a public statement of a decision beside a report, until it is released."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        case = made(4, "maximum")
        first = case.decisions[0].decision
        desk.clerk.draft(case, desk.room.target("sar"), DANA)
        held = desk.clerk.draft(case, desk.room.target("dsa"), DANA)
        assert held.problems and desk.clerk.document(held, DANA).items == ()
        desk.clerk.release(first, SAM)
        free = desk.clerk.document(desk.clerk.draft(case, desk.room.target("dsa"), DANA), DANA)
        assert free.items == (dsa.puid(first),)


def rule_6_no_mention() -> None:
    """No document but the unit's own says that something was reported."""
    case = made(3, "maximum")
    told = structs.replace(case.decisions[0], actions=("report",), ground="filed with the unit")
    case = structs.replace(case, decisions=(told,))
    for format in ("ncmec", "dsa", "xarf", "htcds", "ftm", "stix"):
        assert guards.quiet(case, format).decisions == (), format  # type: ignore[arg-type]
    assert guards.quiet(case, "goaml").decisions == (told,)


def rule_6_sealed() -> None:
    """Report records open for the people named for them, by whatever door."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        clerk, report = desk.clerk, desk.approved()
        target = desk.room.target("tips")
        for by in ("", "a moderator", "  "):
            refused(lambda by=by: clerk.find(report.report, by))
            refused(lambda by=by: clerk.listed(by))
            refused(lambda by=by: clerk.document(report, by))
            refused(lambda by=by: clerk.draft(with_file(), target, by))
        for by in ("a moderator", DANA):  # who drafts does not approve, send or release
            refused(lambda by=by: clerk.approve(report, report.digest, by))
            refused(lambda by=by: clerk.send(report, by))
            refused(lambda by=by: clerk.release("d-1", by))
            refused(lambda by=by: clerk.retract(report, by, "why"))
        assert double.calls == []
        assert clerk.find(report.report, " dana  REYES ").report == report.report


def rule_5_looks_are_logged() -> None:
    """Every look at a report leaves its record first."""
    with (
        TemporaryDirectory() as folder,
        receiver() as double,
        office(Path(folder), double.port) as desk,
    ):
        report = desk.approved()
        before = len(desk.store.audit())
        desk.shelf.document(report.report, Look(DANA, "why"))
        desk.shelf.listed(Look(DANA, "why"))
        desk.shelf.receipts(report.report, Look(DANA, "why"))
        rows = desk.store.audit()[before:]
        assert [row.who for row in rows] == [DANA] * 3
        refused(lambda: desk.shelf.document(report.report, Look("", "why")))
        assert desk.store.verify_audit() is None


# ------------------------------------------------------------------ rule 8


def rule_8_configured_hosts_only() -> None:
    """No call goes to a host but the one of the settings."""
    with receiver() as double:
        url = f"http://127.0.0.1:{double.port}/ispws/submit"
        refused(lambda: wire.call("POST", url, "exttest.example.org", b"", {}), SendError)
        assert double.calls == []


GUARDS: list[tuple[Callable[[], None], Any, str, Any]] = [
    (rule_4_a_named_person, guards, "may_leave", lambda report, draft: None),
    (rule_4_production_twice, guards, "may_go_live", lambda *args: None),
    (rule_5_looks_are_logged, ReportShelf, "_look", lambda self, look, what: None),
    (rule_6_no_notice, guards, "hushed", lambda reported, by: None),
    (rule_6_no_statement, guards, "hushed", lambda reported, by: None),
    (rule_6_no_mention, guards, "quiet", lambda case, format, hidden=(): case),
    (rule_6_no_statement, guards, "quiet", lambda case, format, hidden=(): case),
    (rule_6_sealed, guards, "may_open", lambda who, people: None),
    (rule_8_configured_hosts_only, wire, "allow_host", lambda url, host: None),
]
RULES = dict.fromkeys(rule for rule, *_ in GUARDS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Callable[[], None]) -> None:
    rule()


@pytest.mark.parametrize(
    ("rule", "where", "guard", "nothing"),
    GUARDS,
    ids=[f"{rule.__name__}-{guard}" for rule, _, guard, _ in GUARDS],
)
def test_without_its_guard_the_rule_is_seen_to_break(
    monkeypatch: pytest.MonkeyPatch, rule: Callable[[], None], where: Any, guard: str, nothing: Any
) -> None:
    monkeypatch.setattr(where, guard, nothing)
    with pytest.raises((AssertionError, InputError, StoreError)):
        rule()


# ------------------------------------------------------------------ what rests


def test_what_rests_is_sealed(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        case = structs.replace(with_file(), summary="Zephyrine Quillfeather")
        report = desk.clerk.approve(
            found := desk.clerk.draft(case, desk.room.target("tips"), DANA), found.digest[:8], SAM
        )
        assert desk.sent(report).status == "sent"
        desk.store._site.db.flush()
        told = " ".join(f"{row.act} {row.what}" for row in desk.store.audit())
        for mark in ("case-7", "ncmec", "u-reported", "4564654"):
            assert mark not in told
        raw = b"".join(p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file())
        for mark in (b"Zephyrine", b"u-reported-0", b"4564654", b"Example Chat", b"case-7"):
            assert mark not in raw, mark


def test_a_draft_with_problems_is_not_approved(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        case = structs.replace(with_file(), minor=False, hypothesis="scam")
        report = desk.clerk.draft(case, desk.room.target("tips"), DANA)
        refused(lambda: desk.clerk.approve(report, report.digest, SAM))


def test_a_yes_is_to_what_was_seen(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        seen = desk.clerk.draft(with_file(), desk.room.target("tips"), DANA)
        changed = structs.replace(with_file(), summary="another story")
        desk.clerk.draft(changed, desk.room.target("tips"), DANA)
        now = desk.clerk.find(seen.report, DANA)
        refused(lambda: desk.clerk.approve(now, seen.digest, SAM))
        refused(lambda: desk.clerk.approve(now, "", SAM))
        assert desk.clerk.approve(now, now.digest[:8], SAM).status == "approved"


def test_a_draft_that_is_discarded_hushes_nobody(tmp_path: Path) -> None:
    with receiver() as double, office(tmp_path, double.port) as desk:
        report = desk.clerk.draft(made(2, "maximum"), desk.room.target("unit"), DANA)
        assert desk.shelf.reported(["u-reported-0"]) and not desk.shelf.reported(["u-victim-0"])
        desk.clerk.discard(report, DANA)
        assert not desk.shelf.reported(["u-reported-0"])


def test_the_digest_covers_what_goes_along() -> None:
    one = Draft(format="ncmec", name="a", mime="b", body=b"c")
    case = made(1, "maximum")
    from bantay.reports.ncmec_files import files

    more = structs.replace(one, attachments=tuple(files(case)))
    assert guards.digest(one) != guards.digest(more)


@pytest.mark.parametrize("url", ["http://example.com/x", "ftp://127.0.0.1/", "example.com"])
def test_an_address_is_https_or_this_machine(url: str) -> None:
    with pytest.raises(ConfigError):
        wire.checked("tips", url)


def order(decision: str, kind: Any, target: Subject) -> Order:
    """An order of a decision."""
    return Order(
        order=f"{decision}.{kind}",
        decision=decision,
        kind=kind,
        target=target,
        time=NOW,
        automatic=True,
    )


class Orders:
    """As much of a store and a driver as sending orders needs."""

    def __init__(self, orders: list[Order]):
        self.left, self.put_off, self.failed = list(orders), list[str](), list[str]()

    def due_orders(self, wall: int, limit: int) -> list[Pending]:
        due, self.left = self.left, []
        return [Pending(one, "waiting", 0, 0, "") for one in due]

    def order_waits(self, order: str, said: str, next: int) -> None:
        assert "named person" in said
        self.put_off.append(order)

    def order_failed(self, order: str, said: str, next: int | None, wall: int) -> None:
        self.failed.append(order)

    def confirm(self, events: Any, records: Any, done: str) -> None:
        pass

    def fault(self, fault: Any) -> None:
        self.failed.append(fault.reason)


def test_desks_are_typed() -> None:
    assert Office.approved.__annotations__["return"] in (Report, "Report")
