"""The deciding stage: granting, waiting, cooling down, ending, holding a target together."""

from typing import Any

import pytest

from bantay.model.decision import Ask
from bantay.model.evidence import Subject
from bantay.policy import default_policy, load, load_file
from bantay.policy.deciding import Limits
from bantay.policy.files import PACKS, pack_rules
from bantay.runtime.embedded import pipeline

from .ladder import LADDER
from .toys import ANN, CARD, DAY, HOUR, MINUTE, Always, Bench, alarm, ask, finding


def test_a_step_is_taken_told_and_lapses() -> None:
    bench = Bench(ask("restrict_contact", "strike", lasts=7 * DAY))
    bench.revise(alarm())
    taken = bench.only()
    assert taken.status == "open" and taken.in_force == ("restrict_contact", "strike")
    assert [o.kind for o in bench.orders] == ["restrict_contact", "strike", "notice"]
    assert bench.desks.desk(ANN).strikes == 1
    bench.tick(7 * DAY - MINUTE)
    assert bench.only().status == "open"
    bench.tick(MINUTE)
    assert (bench.only().status, bench.only().ended_by) == ("ended", "expiry")
    assert bench.desks.desk(ANN).strikes == 0
    assert bench.platform.state() == {}


def test_what_money_does_not_lapse_with_the_calendar() -> None:
    bench = Bench(ask("fine", lasts=DAY))
    bench.revise(alarm())
    assert bench.only().status == "waiting" and not bench.orders
    bench.tick(DAY)
    bench.tick(2 * DAY)
    assert bench.only().status == "ended" and bench.only().in_force == ("fine",)
    bench.review(bench.only().decision, "overturn", "Kim")
    assert bench.platform.state() == {} and bench.only().in_force == ()


def test_the_same_facts_are_not_punished_twice() -> None:
    first, second = ask("strike", rule="one"), ask("block_account", rule="two")
    policy = Always(first)
    bench = Bench(policy=policy)
    bench.revise(alarm())
    policy.given = (second,)
    bench.revise(alarm(revision=2))
    assert len(bench.decisions) == 1
    bench.revise(alarm("contact_evasion", finding("f1"), finding("f2"), revision=3))
    assert bench.of("block_account").status == "open"


def test_a_rule_asks_again_only_with_new_evidence_after_it_cooled_down() -> None:
    bench = Bench(ask("strike", cool_down=DAY))
    bench.revise(alarm())
    more = alarm("contact_evasion", finding("f1", revision=2), revision=2)
    bench.revise(more)
    assert bench.desks.desk(ANN).strikes == 1
    bench.tick(DAY)
    bench.revise(alarm(revision=3))
    assert bench.desks.desk(ANN).strikes == 1
    bench.revise(more)
    assert bench.desks.desk(ANN).strikes == 2


def test_an_exception_lowers_to_watch() -> None:
    bench = Bench(ask("block_account"))
    bench.revise(alarm(exception="x-1"))
    assert bench.only().step == "watch" and bench.only().actions == () and not bench.orders


def test_a_target_is_freed_when_the_last_decision_ends() -> None:
    bench = Bench(
        ask("block_account", rule="one", lasts=DAY), ask("block_account", rule="two", lasts=2 * DAY)
    )
    bench.revise(alarm())
    assert [o.kind for o in bench.orders].count("block_account") == 1
    bench.tick(DAY)
    assert ANN in bench.platform.state()
    bench.tick(DAY)
    assert bench.platform.state() == {}
    assert [o.reverses for o in bench.orders if o.reverses] == [bench.orders[0].order]


def test_one_instrument_is_held_by_the_decisions_of_two_people() -> None:
    bob = Subject("account", "bob")
    bench = Bench(ask("hold_payout", target="controller_instrument"))
    for who in (ANN, bob):
        roles = {"controller_instrument": (CARD.id,), "performer": (who.id,)}
        bench.revise(alarm("controlled_performer", subject=who, roles=roles))
    one, two = bench.decisions.values()
    assert one.target == two.target == CARD and one.claimable == ("ann",)
    assert len([o for o in bench.orders if o.kind == "hold_payout"]) == 1
    bench.review(one.decision, "overturn", "Kim", ANN)
    assert CARD in bench.platform.state()
    bench.review(two.decision, "overturn", "Kim", bob)
    assert bench.platform.state() == {}


@pytest.mark.parametrize(("closed_by", "left"), [("withdrawal", 0), ("label", 0), ("decay", 1)])
def test_an_alarm_that_falls_takes_its_automatic_decisions_along(closed_by: str, left: int) -> None:
    bench = Bench(ask("block_account"))
    bench.revise(alarm())
    bench.revise(alarm(status="closed", closed_by=closed_by, revision=2))
    assert ANN in bench.platform.state()
    bench.tick()
    assert len(bench.platform.state()) == left
    assert bench.platform.notices(ANN) == 2 - left


def test_what_a_person_confirmed_stays_when_the_alarm_falls() -> None:
    bench = Bench(ask("block_account"))
    bench.revise(alarm())
    bench.review(bench.only().decision, "confirm", "Kim")
    bench.revise(alarm(status="closed", closed_by="withdrawal", revision=2))
    bench.tick()
    assert bench.only().status == "open"


def test_the_cap_stops_everything_until_a_person_lifts_it() -> None:
    bench = Bench(ask("warn"), limits=Limits(cap=3, cap_window=10 * MINUTE))
    people = [Subject("account", f"u{n}") for n in range(5)]
    for who in people:
        bench.revise(alarm(subject=who))
    statuses = [d.status for d in bench.decisions.values()]
    assert statuses == ["open"] * 3 + ["waiting"] * 2
    assert "cap" in {f.where for f in bench.faults}
    bench.tick(HOUR)
    bench.revise(alarm(subject=Subject("account", "u9")))
    assert [d.status for d in bench.decisions.values()][-1] == "waiting"
    bench.approve("cap", "Kim")
    bench.revise(alarm(subject=Subject("account", "u10")))
    assert [d.status for d in bench.decisions.values()][-1] == "open"
    waiting = next(d for d in bench.decisions.values() if d.status == "waiting")
    bench.approve(waiting.decision, "Kim")
    assert bench.decisions[waiting.decision].status == "open"


def test_two_people_are_two() -> None:
    bench = Bench(ask("block_account", two_people=True))
    bench.revise(alarm())
    id = bench.only().decision
    bench.approve(id, "Kim Reyes")
    bench.approve(id, " kim  REYES ")
    assert bench.only().status == "waiting" and bench.faults
    bench.approve(id, "Lee")
    assert bench.only().status == "open" and not bench.only().automatic
    assert bench.orders[0].approved_by == ("Kim Reyes", "Lee")


def test_what_waits_for_people_lapses() -> None:
    bench = Bench(ask("block_account", automatic=False))
    bench.revise(alarm())
    bench.tick(14 * DAY)
    assert bench.only().ended_by == "lapse" and not bench.orders


def test_old_events_are_decided_in_shadow_and_say_so() -> None:
    bench = Bench(ask("block_account"))
    bench.revise(alarm(), occurred=bench.now - 2 * HOUR)
    assert bench.only().status == "shadow" and not bench.orders
    assert "older" in str(bench.only().shadow_because)
    assert bench.desks.desk(ANN).taken == 0


def test_without_a_capability_everything_is_shadow() -> None:
    bench = Bench(ask("warn"), live=False)
    bench.revise(alarm())
    assert bench.only().shadow_because == "no capability is configured"


def test_a_shadow_rule_does_not_keep_the_real_one_from_acting() -> None:
    policy = Always(ask("block_account", shadow=True))
    bench = Bench(policy=policy)
    bench.revise(alarm())
    policy.given = (ask("block_account"),)
    bench.revise(alarm(revision=2))
    assert [d.status for d in bench.decisions.values()] == ["shadow", "open"]


def test_parts_of_an_ask_go_by_their_own_terms() -> None:
    bench = Bench(ask("warn", "fine", "report"))
    bench.revise(alarm())
    assert bench.of("warn").status == "open"
    assert bench.of("fine").status == "waiting" and bench.of("fine").needs == 0
    assert bench.of("report").needs == 1


def test_states_survive_their_bytes() -> None:
    bench = Bench(ask("block_account", lasts=DAY), ask("fine", rule="two"))
    bench.revise(alarm())
    bench.reload()
    bench.tick(DAY)
    bench.reload()
    assert bench.of("fine").status == "open" and bench.of("block_account").status == "ended"
    bench.review(bench.of("fine").decision, "overturn", "Kim")
    assert bench.platform.state() == {}


def test_the_ladder_for_first_and_second_time() -> None:
    bench = Bench(policy=LADDER)
    bench.revise(alarm())
    assert bench.of("warn", "strike").status == "open"
    bench.tick(HOUR)
    bench.revise(alarm("contact_evasion", finding("f1"), finding("f2"), revision=2))
    assert bench.of("restrict_contact", "strike").status == "open"
    assert bench.desks.desk(ANN).strikes == 2


@pytest.mark.parametrize("pack", PACKS)
def test_nothing_that_ships_fines_strikes_for_good_or_closes(pack: str) -> None:
    """A report is asked for in one place, known material, and a named person says whether."""
    never = {"fine", "block_account", "block_group", "delete_group"}
    for rule in pack_rules(pack):
        assert not set(rule.actions) & never, rule.name
        people = not rule.automatic
        assert people or not set(rule.actions) & {"hold_payout", "delist", "report"}, rule.name
        assert "report" not in rule.actions or "media.known_material" in rule.when, rule.name


def test_without_a_choice_there_is_one_policy_and_it_is_the_file() -> None:
    """What a program gets that names no policy is what `bantay policy show` lists."""
    engine = pipeline(load(), b"k" * 32, ())
    assert engine.judge.decider.policy is default_policy()
    shown = load_file(None)
    assert default_policy().rules == shown.rules
    alone = [rule for rule in shown.rules if not rule.on_answer]
    known = [rule for rule in alone if "media.known_material" in rule.when]
    assert {a for rule in known for a in rule.actions} == {"remove_content", "report"}
    rest = [rule for rule in alone if rule not in known]
    assert {a for rule in rest for a in rule.actions} == {"open_case", "tip"}


@pytest.mark.parametrize("status", ["open", "closed"])
def test_no_rule_is_asked_of_an_alarm_that_nothing_speaks_for(status: Any) -> None:
    """Findings that were called false weigh nothing, those of a weaker sign are not counted:
    that is no refusal of a rule, so nothing is said aloud."""
    bench = Bench(ask("warn"))
    muted, weaker = finding("f1", 0.0), finding("f2", 9.0, counted=False)
    for some in ((muted,), (weaker,), (muted, weaker)):
        told = alarm("contact_evasion", *some, status=status)
        bench.revise(told)
    assert bench.policy.seen == [] and bench.faults == [] and not bench.decisions


def test_a_policy_that_fails_is_heard() -> None:
    class Broken:
        def asks(self, situation: object) -> tuple[Ask, ...]:
            raise ZeroDivisionError

    bench = Bench(policy=Broken())
    bench.revise(alarm())
    assert [f.where for f in bench.faults] == ["policy"]
