"""Appeals, second looks, notices that are held back: what named people do."""

from datetime import timedelta

import pytest

from bantay.model.clock import moment

from .toys import ANN, DAY, Bench, alarm, ask


def test_the_window_counts_from_delivery() -> None:
    bench = Bench(ask("warn"))
    bench.revise(alarm())
    assert bench.only().appeal_until is None
    bench.tick(9 * DAY)
    bench.deliver(bench.only().decision)
    assert bench.only().delivered == moment(bench.now)
    assert bench.only().appeal_until == moment(bench.now) + timedelta(days=184)


def test_an_appeal_in_time_is_heard_and_a_late_one_is_not() -> None:
    bench = Bench(ask("warn"))
    bench.revise(alarm())
    bench.deliver(bench.only().decision)
    bench.tick(184 * DAY)
    bench.appeal(bench.only().decision)
    assert bench.only().appeal is not None
    late = Bench(ask("warn"))
    late.revise(alarm())
    late.deliver(late.only().decision)
    late.tick(185 * DAY)
    late.appeal(late.only().decision)
    assert late.only().appeal is None and late.faults


def test_nobody_judges_an_appeal_against_their_own_decision() -> None:
    bench = Bench(ask("block_account", automatic=False))
    bench.revise(alarm())
    bench.approve(bench.only().decision, "Kim")
    bench.appeal(bench.only().decision)
    for verdict in ("confirm", "overturn"):
        bench.review(bench.only().decision, verdict, "KIM ")
        assert bench.only().status == "open" and bench.only().confirmed_by is None
    bench.review(bench.only().decision, "overturn", "Lee")
    assert bench.only().overturned_by == "Lee" and bench.platform.state() == {}


def test_a_refused_step_is_never_taken() -> None:
    bench = Bench(ask("block_account", automatic=False))
    bench.revise(alarm())
    bench.review(bench.only().decision, "refuse", "Kim")
    bench.approve(bench.only().decision, "Lee")
    assert bench.only().ended_by == "refusal" and not bench.orders


def test_telling_waits_while_a_report_is_asked_for_and_a_person_lets_it_go() -> None:
    bench = Bench(ask("warn", "report"))
    bench.revise(alarm())
    assert bench.of("warn").notice == "held"
    assert not [o for o in bench.orders if o.kind == "notice"]
    bench.approve(f"notice {bench.of('warn').decision}", "Kim")
    [notice] = [o for o in bench.orders if o.kind == "notice"]
    assert "report" not in notice.statement["en"]


def test_a_report_itself_is_never_told() -> None:
    bench = Bench(ask("report"))
    bench.revise(alarm())
    bench.approve(bench.only().decision, "Kim")
    assert bench.only().notice == "none"
    assert [(o.kind, o.approved_by) for o in bench.orders] == [("report", ("Kim",))]
    bench.review(bench.only().decision, "overturn", "Lee")
    assert [(o.reverses is not None, o.approved_by) for o in bench.orders[1:]] == [(True, ("Lee",))]


def test_an_end_is_not_told_either_while_a_report_stands() -> None:
    bench = Bench(ask("block_account", rule="one"))
    bench.revise(alarm())
    bench.policy.given = (ask("report", rule="two"),)
    bench.revise(alarm(revision=2))
    before = bench.platform.notices(ANN)
    bench.review(bench.of("block_account").decision, "overturn", "Kim")
    assert bench.platform.notices(ANN) == before
    assert bench.of("block_account").notice == "held"


@pytest.mark.parametrize("of", ["d-nobody", "notice d-nobody"])
def test_a_word_about_no_decision_is_heard_as_a_fault(of: str) -> None:
    bench = Bench(ask("warn"))
    bench.approve(of, "Kim")
    bench.review(of, "overturn", "Kim")
    assert len(bench.faults) == 2


def test_an_appeal_against_an_action_that_is_not_ours_is_a_persons_matter() -> None:
    """The operator acts too, and whoever it acted on may ask for another look."""
    bench = Bench(ask("warn"))
    bench.appeal("act-1")
    bench.review("act-1", "overturn", "Kim", appeal="ap0")
    assert bench.faults == [] and bench.orders == []
    bench.review("act-1", "overturn", " ", appeal="ap0")
    assert len(bench.faults) == 1
