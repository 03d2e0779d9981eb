"""The example ladder, live: first a fine, then a block; nobody who may be a victim; at most so
many, and then a person."""

from decimal import Decimal
from typing import Any

from bantay.model.clock import DAY, HOUR
from bantay.model.evidence import Subject
from bantay.policy import PolicyFile, read
from bantay.policy.files import defaults, shipped

from .toys import ANN, Always, Bench, alarm, ask, finding


def ladder() -> PolicyFile:
    """The example, as an operator would run it."""
    found, wrong = read(shipped("evasion_ladder"), "evasion_ladder.toml", defaults())
    assert found is not None, wrong
    return found


def bench() -> Bench:
    file = ladder()
    return Bench(policy=file.policy(), limits=file.limits)


def evades(led: Bench, number: int, who: Subject = ANN) -> None:
    """A contact handed out for the nth time, with evidence of its own."""
    found = [finding(f"f{n}") for n in range(number)]
    led.revise(alarm("contact_evasion", *found, subject=who, now=led.now, revision=number))


def test_first_a_fine_then_a_block_and_both_come_back() -> None:
    led = bench()
    evades(led, 1)
    assert led.of("strike").status == "open" and led.of("remove_content").status == "open"
    fine = led.of("fine")
    assert fine.status == "waiting" and fine.needs == 0
    assert led.platform.state()[ANN]["fined"] == {}
    led.tick(DAY)
    assert led.of("fine").status == "open"
    assert led.platform.state()[ANN]["fined"] == {"EUR": Decimal("20.00")}
    led.tick(2 * DAY)
    evades(led, 2)
    assert led.of("block_account").status == "open"
    assert "block_account" in led.platform.state()[ANN]["states"]
    for one in list(led.decisions.values()):
        if one.in_force:
            led.review(one.decision, "overturn", "Zed")
    assert led.platform.state() == {} and led.desks.desk(ANN).strikes == 0


def test_a_possible_victim_is_heard_and_not_fined() -> None:
    led = bench()
    led.signs(9.0)
    for number in (1, 2, 3):
        evades(led, number)
        led.tick(3 * DAY)
    taken = {action for one in led.decisions.values() for action in one.actions}
    assert taken == {"open_case", "remove_content"}
    assert led.desks.desk(ANN).strikes == 0


def test_a_shield_that_rises_within_the_day_stops_the_fine() -> None:
    led = bench()
    evades(led, 1)
    led.tick(HOUR)
    led.signs(9.0)
    led.tick(DAY)
    assert led.of("fine").status == "waiting" and led.of("fine").needs == 2
    assert not led.platform.state().get(ANN, {}).get("fined")
    assert led.desks.desk(ANN).strikes == 0, "the strike was undone"


def test_after_so_many_in_ten_minutes_everything_waits_for_a_person() -> None:
    led = bench()
    most = ladder().limits.cap
    for n in range(most):
        evades(led, 1, Subject("account", f"u{n}"))
    opened = sum(one.status == "open" for one in led.decisions.values())
    assert opened == most and "cap" in {fault.where for fault in led.faults}
    orders = len(led.orders)
    led.tick(HOUR)
    evades(led, 1, Subject("account", "late"))
    assert len([o for o in led.orders[orders:] if o.reverses is None]) == 0
    led.approve("cap", "Kim")
    evades(led, 1, Subject("account", "later"))
    assert [d.status for d in led.decisions.values() if d.subject.id == "later"].count("open") == 2


def test_a_ladder_climbs_its_own_strikes_and_not_those_of_another() -> None:
    """A strike for a possible scam does not make the first contact handed out the second."""
    led = bench()
    led.policy = Both(ladder().policy(), Always(ask("strike", rule="scam strike")))
    led.decider.policy = led.policy
    led.revise(alarm("scam", finding("s1"), now=led.now))
    assert led.desks.desk(ANN).strikes == 1
    assert led.desks.desk(ANN).strikes_by == {"scam": 1}
    evades(led, 1)
    asked = {one.rule for one in led.decisions.values() if one.hypothesis == "contact_evasion"}
    assert "chat: contacts handed out/1" in asked and "chat: contacts handed out/2" not in asked


class Both:
    """The ladder for contact evasion, and something else for everything else."""

    def __init__(self, one: Any, other: Any):
        self._one, self._other = one, other

    def asks(self, situation: Any) -> Any:
        chosen = self._one if situation.alarm.hypothesis == "contact_evasion" else self._other
        return chosen.asks(situation)
