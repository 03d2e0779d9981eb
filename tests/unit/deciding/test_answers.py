"""A step of people goes the way of every other: policy, rights, orders, statement, inverse."""

from typing import Any

import pytest
from msgspec import structs

from bantay.model.alarm import Alarm
from bantay.model.clock import DAY, moment
from bantay.model.log import CaseAnswered
from bantay.policy import read
from bantay.policy.deciding import Made
from bantay.policy.deciding.answers import answered
from bantay.policy.deciding.limits import Limits
from bantay.policy.files import defaults, shipped

from .toys import ANN, CARD, START, Always, Bench, alarm, ask, finding

RULES = """
version = "v"
[[rule]]
name = "block"
on_answer = true
on = ["contact_evasion", "scam"]
step = "hold"
actions = ["block_account"]
lasts = "30d"
ground = "clause 4"
{more}
[[rule]]
name = "always"
step = "nudge"
actions = ["tip"]
lasts = "7d"
ground = "clause 1"
"""


def bench(more: str = "", **limits: Any) -> Bench:
    found, wrong = read(RULES.format(more=more), "made.toml", defaults())
    assert found is not None, wrong
    return Bench(policy=found.policy(), limits=Limits(**limits))


def answer(led: Bench, about: Alarm | None, *by: str, step: Any = "hold", **more: Any) -> Made:
    """What the engine is told of a case's answer."""
    of = about or alarm()
    given = CaseAnswered(
        time=moment(led.now),
        **{
            "answer": "c-1.1/a",
            "alarm": of.alarm,
            "subject": of.subject,
            "hypothesis": of.hypothesis,
            "possible": of.hypothesis,
            "step": step,
            "by": by,
        }
        | more,
    )
    made = Made()
    answered(led.decider, given, about, led.now, led.desks, made)
    return led._after(made)


def test_the_step_acts_with_reasons_a_statement_and_an_appeal() -> None:
    led = bench()
    answer(led, alarm(), "Kim")
    step = led.only()
    assert (step.status, step.rule, step.step, step.automatic) == ("open", "block", "hold", False)
    assert (step.approved_by, step.answer, step.ground) == (("Kim",), "c-1.1/a", "clause 4")
    assert "a step of people: answer c-1.1/a by Kim" in step.reasons
    assert "block_account" in led.platform.state()[ANN]["states"]
    [notice] = [one for one in led.orders if one.kind == "notice"]
    assert set(notice.statement) == {"en", "zh", "fil"} and "Kim" not in str(notice.statement)
    led.deliver(step.decision)
    assert led.only().appeal_until is not None


def test_an_appeal_against_it_is_for_another_person_and_gives_everything_back() -> None:
    led = bench()
    answer(led, alarm(), "Kim")
    led.appeal(led.only().decision)
    led.review(led.only().decision, "overturn", " kim")
    assert led.only().status == "open" and led.faults
    led.review(led.only().decision, "overturn", "Lee")
    assert led.only().ended_by == "overturn" and led.platform.state() == {}


def test_the_alarm_alone_never_asks_a_rule_for_answers_and_an_answer_no_other() -> None:
    led = bench()
    led.revise(alarm())
    assert led.only().rule == "always"
    answer(led, alarm(), "Kim")
    assert [one.rule for one in led.decisions.values()] == ["always", "block"]


def test_a_step_without_a_rule_is_kept_and_does_nothing() -> None:
    led = bench()
    answer(led, alarm(), "Kim", step="friction")
    assert (led.only().actions, led.only().status, led.orders) == ((), "open", [])


def test_the_same_answer_is_taken_once_also_after_a_restart() -> None:
    led = bench()
    answer(led, alarm(), "Kim")
    led.reload()
    assert not answer(led, alarm(), "Kim").decisions and len(led.orders) == 2


def test_where_two_people_are_wanted_one_answer_waits_and_two_act() -> None:
    led = bench("two_people = true")
    answer(led, alarm(), "Kim", "kim ")
    assert (led.only().status, led.only().needs, led.only().approved_by) == ("waiting", 2, ("Kim",))
    assert not led.orders
    led.approve(led.only().decision, "KIM")
    assert led.only().status == "waiting"
    led.approve(led.only().decision, "Lee")
    assert led.only().status == "open" and led.only().approved_by == ("Kim", "Lee")
    both = bench("two_people = true")
    answer(both, alarm(), "Kim", "Lee")
    assert both.only().status == "open"


def test_a_possible_victim_is_shielded_from_one_person() -> None:
    led = bench()
    led.signs(6.0)
    answer(led, alarm(), "Kim")
    assert (led.only().status, led.only().needs, led.orders) == ("waiting", 2, [])


def test_no_rule_is_meant_against_a_possible_victim_unless_it_says_so() -> None:
    rules = RULES.format(more="").replace('on = ["contact_evasion", "scam"]\n', "")
    found, _ = read(rules, "made.toml", defaults())
    assert found is not None
    led = Bench(policy=found.policy())
    answer(led, alarm("controlled_performer"), "Kim", "Lee")
    assert led.only().actions == () and not led.orders


def test_a_step_that_costs_money_waits_its_day_and_looks_at_the_shield_again() -> None:
    led = Bench(ask("fine", step="hold", automatic=False))
    answer(led, alarm(), "Kim")
    assert led.only().status == "waiting" and led.only().due is not None
    led.signs(6.0)
    led.tick(DAY)
    assert led.only().status == "waiting" and led.only().needs == 2
    other = Bench(ask("fine", step="hold", automatic=False))
    answer(other, alarm(), "Kim")
    other.tick(DAY)
    assert other.only().status == "open"


def test_a_report_is_silent_and_holds_back_what_would_tell_of_it() -> None:
    led = Bench(ask("report", step="refer"), ask("warn", rule="two"))
    answer(led, alarm(), "Kim", "Lee", step="refer")
    assert led.of("report").status == "open" and led.of("warn").notice == "held"
    assert not [one for one in led.orders if one.kind == "notice"]


def test_an_exception_lowers_it_to_watch() -> None:
    led = bench()
    answer(led, alarm(exception="x-1"), "Kim")
    assert (led.only().step, led.only().actions) == ("watch", ())


@pytest.mark.parametrize(
    "about",
    [
        None,
        alarm(status="closed", closed_by="decay"),
        alarm("contact_evasion", finding("f1", db=0.0)),
        alarm(episode=2),
    ],
)
def test_what_has_fallen_carries_no_step_and_that_is_said(about: Alarm | None) -> None:
    led = bench()
    answer(led, about, "Kim", alarm=alarm().alarm)
    assert not led.decisions and "nothing stands" in led.faults[0].reason


def test_without_a_name_nothing_happens() -> None:
    led = bench()
    answer(led, alarm(), " ")
    assert not led.decisions and led.faults


def test_what_is_not_configured_is_decided_in_shadow() -> None:
    found, _ = read(RULES.format(more=""), "made.toml", defaults())
    assert found is not None
    led = Bench(policy=found.policy(), live=False)
    answer(led, alarm(), "Kim")
    assert led.only().status == "shadow" and not led.orders


def test_a_possible_scam_is_what_the_rule_the_reasons_and_the_statement_speak_of() -> None:
    led = bench()
    answer(led, alarm(), "Kim", possible="scam")
    assert led.only().hypothesis == "scam" and led.only().reasons[0].startswith("possible scam")


def test_a_label_that_closes_the_alarm_does_not_end_a_step_of_people() -> None:
    led = bench("two_people = true")
    answer(led, alarm(), "Kim", possible="scam")
    led.revise(alarm(status="closed", closed_by="label"))
    led.tick()
    assert led.only().status == "waiting"
    led.approve(led.only().decision, "Lee")
    led.revise(alarm(status="closed", closed_by="withdrawal"))
    led.tick()
    assert led.only().status == "open"


def test_a_reversal_takes_it_back_whole_by_somebody_else() -> None:
    led = bench()
    answer(led, alarm(), "Kim")
    answer(led, None, "KIM", alarm=alarm().alarm, ended=True)
    assert led.only().status == "open" and "another person" in led.faults[0].reason
    answer(led, None, "Zed", alarm=alarm().alarm, ended=True)
    assert (led.only().ended_by, led.only().overturned_by) == ("overturn", "Zed")
    assert led.platform.state() == {}
    answer(led, alarm(), "Lee", answer="c-1.2/a")
    [again] = [one for one in led.decisions.values() if one.status == "open"]
    assert again.approved_by == ("Lee",)


def test_nobody_is_punished_twice_for_the_same_facts_and_that_is_said() -> None:
    led = bench()
    answer(led, alarm(), "Kim")
    answer(led, alarm(), "Lee", answer="c-2.1/a")
    assert len(led.decisions) == 1 and "twice for the same facts" in led.faults[-1].reason


def test_a_reversal_refuses_what_still_waits() -> None:
    led = bench("two_people = true")
    answer(led, alarm(), "Kim")
    answer(led, None, "Zed", alarm=alarm().alarm, ended=True)
    assert led.only().ended_by == "refusal" and not led.orders


def test_many_answers_of_people_do_not_stop_at_the_cap() -> None:
    led = bench(cap=1)
    for n in range(3):
        who = structs.replace(ANN, id=f"ann-{n}")
        answer(led, alarm(subject=who), "Kim", answer=f"c-{n}")
    assert {one.status for one in led.decisions.values()} == {"open"}


def test_a_rule_that_cannot_be_asked_is_said() -> None:
    class Broken(Always):
        def asks(self, situation: Any) -> Any:
            raise ValueError

    led = Bench(policy=Broken())
    answer(led, alarm(), "Kim")
    assert not led.decisions and "ValueError" in led.faults[0].reason


def test_the_shipped_rules_hold_where_earnings_leave_and_refer_by_hand() -> None:
    found, wrong = read(shipped("defaults"), "defaults.toml", defaults())
    assert found is not None, wrong
    about = alarm(
        "controller",
        finding("f1"),
        finding("f2", plane="money"),
        roles={"payout_instrument": (CARD.id,), "performer": ("bea",)},
    )
    led = Bench(policy=found.policy())
    answer(led, about, "Kim")
    assert led.of("hold_payout").target == CARD and led.of("hold_payout").claimable == ("bea",)
    answer(led, about, "Kim", "Lee", step="refer", answer="c-1.2/a")
    assert led.of().status == "open" and led.now == START
