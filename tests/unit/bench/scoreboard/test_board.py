"""The truth beside what was said: who is found, who is wrongly named, and what it is called."""

import pytest

from bantay.bench.scoreboard.board import DEFAULT, EASY, HARDEST, evidence_of, joined
from bantay.bench.scoreboard.watch import Said
from bantay.model.clock import HOUR, micros
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis

from .toys import BEGIN, EVADES, account, said, truth, watched


def test_a_positive_knows_when_it_was_found_and_what_had_happened() -> None:
    at = micros(BEGIN)
    acts = {"e1": (at, 10.0), "e2": (at + HOUR, 20.0), "e3": (at + 9 * HOUR, 70.0)}
    seen = watched({(EVADES, "x"): said(14.0, 2.0)}, fired=["x"], acts=acts)
    [one] = joined(seen, [truth("x", EVADES, "evader", evidence=("e1", "e2", "e3"))]).positives
    assert one.alarmed and one.seen and one.plain and one.hours == 2.0
    assert one.acts == (2, 3) and one.usd == (30.0, 100.0)


def test_what_is_seen_below_the_threshold_is_no_alarm() -> None:
    seen = watched({(EVADES, "x"): said(7.0, None)}, fired=["x"])
    [one] = joined(seen, [truth("x", EVADES, "evader")]).positives
    assert one.seen and not one.alarmed and one.hours is None


def test_an_alarm_before_the_first_act_is_at_hour_nothing() -> None:
    seen = watched({(EVADES, "x"): said(14.0, -3.0)})
    [one] = joined(seen, [truth("x", EVADES, "evader")]).positives
    assert one.hours == 0.0


@pytest.mark.parametrize(("evasion", "named"), [(0.1, EASY), (0.4, DEFAULT), (0.9, HARDEST)])
def test_difficulty_is_the_dial_of_evasion(evasion: float, named: str) -> None:
    [one] = joined(watched({}), [truth("x", EVADES, "evader", evasion=evasion)]).positives
    assert one.difficulty == named and one.plain == (named == DEFAULT)


def test_a_missing_plane_is_not_the_plain_case() -> None:
    [one] = joined(watched({}), [truth("x", EVADES, "evader", absent=("money",))]).positives
    assert one.absent == "money" and not one.plain


def test_ordinary_people_and_what_they_own_are_false_alarms() -> None:
    card = Subject("instrument", "card")
    seen = watched({(EVADES, "o"): said(14.0, 1.0)}, owners={card: "b"})
    seen.said["scam", card] = said(20.0, 1.0)
    board = joined(seen, [truth("o"), truth("b", scenario="bystander", community="c-x")])
    assert {(one.hypothesis, one.who.community) for one in board.wrong} == {
        (EVADES, "c-o"),
        ("scam", "c-x"),
    }
    assert board.accounts == 2


def test_people_of_other_scenarios_are_counted_apart() -> None:
    truths = [
        truth("x", EVADES, "evader"),
        truth("s", "scam", "scam"),
        truth("h", scenario="pyramid", role="recruit"),
        truth("o"),
    ]
    alarms: dict[tuple[Hypothesis, str], Said] = {(EVADES, id): said(14.0, 1.0) for id in "xsh"}
    board = joined(watched(alarms), truths)
    assert board.wrong == [] and board.others == {EVADES: (2, 2), "scam": (0, 2)}


def test_three_ways_to_be_called() -> None:
    truths = [truth("s", "scam", "scam"), truth("m", "extortion", "sextortion"), truth("o")]
    truths += [truth("t", "scam", "scam"), truth("h", scenario="pyramid", role="recruit")]
    alarms: dict[tuple[Hypothesis, str], Said] = {
        ("scam", "s"): said(12.0, 1.0),
        (EVADES, "s"): said(30.0, 1.0),  # moving somebody off decides only where it is alone
        (EVADES, "t"): said(30.0, 1.0),
        ("scam", "o"): said(12.0, 1.0),
        ("scam", "h"): said(12.0, 1.0),  # no class of its own: in a scenario, without one
    }
    assert joined(watched(alarms), truths).called == {
        ("scam", "scam"): 1,
        ("scam", "exploitation"): 1,
        ("exploitation", "ordinary"): 1,
        ("ordinary", "scam"): 1,
    }


def test_what_is_only_heard_of_below_the_threshold_calls_nobody_anything() -> None:
    board = joined(watched({("scam", "o"): said(5.0, None)}), [truth("o")])
    assert board.called == {("ordinary", "ordinary"): 1}
    assert [one.said.opened for one in board.wrong] == [None]


def test_an_account_of_whom_nothing_is_known_is_nobody() -> None:
    board = joined(watched({("scam", "z"): said(15.0, 1.0)}), [truth("o")])
    assert board.wrong == [] and board.accounts == 1


def test_evidence_is_what_the_truth_names() -> None:
    made = [truth("x", EVADES, "evader", evidence=("a", "b")), truth("o")]
    assert evidence_of(made) == {"a", "b"}
    assert joined(watched({}), made).positives[0].subject == account("x")


def test_victims_are_not_to_be_taken_for_controllers() -> None:
    """Who is held and holds others counts as a controller: a boss may perform too."""
    truths = [truth(id, "controlled_performer", "boss") for id in "abc"]
    truths += [truth("b", "controller", "boss"), truth("k", "controller", "boss")]
    alarms: dict[tuple[Hypothesis, str], Said] = {
        ("controller", "a"): said(14.0, 1.0),
        ("controller", "b"): said(14.0, 1.0),
        ("controller", "c"): said(7.0, None),
        ("controlled_performer", "c"): said(14.0, 1.0),
    }
    assert joined(watched(alarms), truths).victims == (1, 2)
