"""The victim shield, case by case (DESIGN section 8, rule 2)."""

import pytest

from bantay.model.evidence import Subject

from .toys import ANN, CARD, DAY, HOUR, Bench, alarm, ask, finding


@pytest.mark.parametrize("db", [5.0, 14.0])
def test_signs_of_five_decibans_from_one_plane_shield(db: float) -> None:
    bench = Bench(ask("block_account"))
    bench.signs(db)
    bench.revise(alarm())
    assert bench.only().status == "waiting" and bench.only().needs == 2
    assert "shielded" in " ".join(bench.only().reasons)


def test_less_than_five_do_not() -> None:
    bench = Bench(ask("block_account"))
    bench.signs(4.9)
    bench.revise(alarm())
    assert bench.only().status == "open"


@pytest.mark.parametrize("hypothesis", ["controlled_performer", "minor_at_risk"])
def test_an_open_alarm_shields_and_a_closed_one_no_longer(hypothesis: str) -> None:
    bench = Bench(ask("strike"))
    bench.revise(alarm(hypothesis))
    assert bench.desks.desk(ANN).shielded
    bench.revise(alarm(hypothesis, status="closed", closed_by="decay", revision=2))
    assert not bench.desks.desk(ANN).shielded


def test_a_reviewers_word_shields_until_it_is_taken_back() -> None:
    bench = Bench(ask("strike"))
    bench.label("controlled_performer", "true")
    assert bench.desks.desk(ANN).shielded
    bench.label("controlled_performer", "unsure")
    assert bench.desks.desk(ANN).shielded
    bench.label("controlled_performer", "false")
    assert not bench.desks.desk(ANN).shielded


def test_a_fine_waits_a_day_and_the_shield_rises_meanwhile() -> None:
    bench = Bench(ask("fine"))
    bench.revise(alarm())
    bench.tick(DAY - HOUR)
    assert bench.only().status == "waiting" and bench.only().needs == 0
    bench.signs(9.0)
    bench.tick(HOUR)
    assert bench.only().status == "waiting" and bench.only().needs == 2
    bench.approve(bench.only().decision, "Kim")
    assert bench.only().status == "waiting"
    bench.approve(bench.only().decision, "Lee")
    assert bench.only().status == "open"


def test_when_it_rises_later_automatic_fines_and_strikes_are_undone() -> None:
    bench = Bench(ask("strike", "restrict_contact"), ask("fine", rule="two"))
    bench.revise(alarm())
    bench.tick(DAY)
    assert bench.of("fine").status == "open"
    bench.tick(20 * DAY)
    bench.signs(9.0)
    assert bench.of("fine").ended_by == "shield"
    assert bench.of("strike", "restrict_contact").in_force == ("restrict_contact",)
    assert bench.platform.state()[ANN]["fined"] == {}
    assert bench.desks.desk(ANN).strikes == 0


def test_a_fine_that_is_over_is_paid_back_too_within_ninety_days() -> None:
    bench = Bench(ask("fine", lasts=DAY))
    bench.revise(alarm())
    bench.tick(DAY)
    bench.tick(2 * DAY)
    assert bench.only().ended_by == "expiry"
    bench.tick(80 * DAY)
    bench.signs(9.0)
    assert bench.platform.state() == {}


def test_what_people_approved_or_is_older_than_ninety_days_is_not_undone_by_itself() -> None:
    bench = Bench(ask("strike", automatic=False, lasts=200 * DAY))
    bench.revise(alarm())
    bench.approve(bench.only().decision, "Kim")
    bench.signs(9.0)
    assert bench.only().in_force == ("strike",)
    old = Bench(ask("strike", lasts=200 * DAY))
    old.revise(alarm())
    old.tick(91 * DAY)
    old.signs(9.0)
    assert old.only().in_force == ("strike",)


def test_a_hold_falls_on_the_controllers_instrument_and_her_share_stays_hers() -> None:
    bench = Bench(ask("hold_payout"))
    roles = {"controller_instrument": (CARD.id,), "controller": ("boss",)}
    bench.revise(alarm("controlled_performer", roles=roles))
    assert bench.only().target == CARD and bench.only().status == "open"
    assert bench.orders[0].target == CARD and bench.orders[0].claimable == ("ann",)
    assert "boss" not in bench.only().claimable


def test_without_an_instrument_a_hold_on_a_shielded_account_waits_for_two() -> None:
    bench = Bench(ask("hold_payout"))
    bench.revise(alarm("controlled_performer"))
    assert (bench.only().target, bench.only().needs) == (ANN, 2)


def test_a_live_with_a_possible_minor_pauses_for_an_hour_at_most() -> None:
    bench = Bench(ask("pause_live", lasts=HOUR), ask("pause_live", rule="long", lasts=DAY))
    bench.revise(alarm("minor_at_risk"))
    short, long = bench.decisions.values()
    assert (short.status, long.status, long.needs) == ("open", "waiting", 2)
    assert short.claimable == ("ann",)
    bench.tick(HOUR)
    assert bench.platform.state() == {}


def test_the_shield_is_of_accounts_not_of_instruments() -> None:
    bench = Bench(ask("hold_payout"))
    card = Subject("instrument", "c")
    bench.signs(9.0, card)
    bench.revise(alarm("proceeds_mover", finding("f1", plane="money"), subject=card))
    bench.tick(DAY)
    assert bench.only().status == "open"


def test_a_fine_waits_a_day_whatever_it_falls_on() -> None:
    roles = {"controller_instrument": (CARD.id,)}
    bench = Bench(ask("fine", target="controller_instrument"))
    bench.revise(alarm("controller", roles=roles))
    assert bench.only().target == CARD and bench.only().status == "waiting"
    bench.tick(DAY)
    assert bench.only().status == "open"
