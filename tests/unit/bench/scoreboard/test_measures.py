"""What a board measures: every hypothesis has a row, also those that nothing speaks for."""

import pytest

from bantay.bench.scoreboard import measures, run, tables
from bantay.bench.scoreboard.board import Board, joined
from bantay.bench.scoreboard.measures import HYPOTHESES
from bantay.bench.scoreboard.watch import Said
from bantay.model.vocabulary import Hypothesis

from .toys import EVADES, said, truth, watched

Alarms = dict[tuple[Hypothesis, str], Said]


def board(found: int = 6, of: int = 10, false: int = 2, people: int = 4_000) -> Board:
    """Evaders of whom some are found, and ordinary people of whom some are wrongly named."""
    truths = [
        truth(f"x{n}", EVADES, "evader", evasion=0.3 + n / 100, numbers={"targets": float(n)})
        for n in range(of)
    ]
    truths += [truth(f"o{n}", community=f"c{n // 4}") for n in range(people)]
    truths += [truth("p", "abuse_payer", "abuse_payer"), truth("q", "scam", "scam")]
    alarms: dict[tuple[Hypothesis, str], Said] = {
        (EVADES, f"x{n}"): said(14.0, float(n)) for n in range(found)
    }
    alarms |= {(EVADES, f"o{n}"): said(12.0, 1.0) for n in range(false)}
    return joined(watched(alarms, fired=[f"x{n}" for n in range(found + 1)]), truths)


def summary_of(made: Board) -> measures.Summary:
    return next(one for one in measures.summaries(made) if one.hypothesis == EVADES)


def test_recall_precision_and_false_alarms() -> None:
    one = summary_of(board())
    assert one.recall.value == 0.6 and one.seen.value == 0.7 and one.positives == 10
    assert one.false.value == 2 / 4_000
    assert one.precision.value == pytest.approx(0.0006 / (0.0006 + 0.999 * 0.0005))
    assert one.precision.low < one.precision.value < one.precision.high <= 1
    assert one.hours.middle == 2.5 and one.detectors == 1


def test_no_false_alarm_is_no_proof() -> None:
    one = summary_of(board(false=0))
    assert one.precision.value == 1.0 and one.precision.low < 0.6
    assert one.false.high == 3 / 4_000


def test_nothing_found_has_no_precision() -> None:
    one = summary_of(board(found=0))
    assert one.recall.value == 0 and one.precision.of == 0 and one.hours.middle is None


def test_what_nothing_speaks_for_is_shown_empty_and_not_hidden() -> None:
    made = board()
    found = measures.summaries(made)
    assert [one.hypothesis for one in found] == list(HYPOTHESES)
    shown = {row[0]: row for row in tables.hypotheses(found).rows}
    assert shown["abuse_payer"][1:3] == [1, "no detector yet"]
    assert shown["scam"][2] != "no detector yet" and set(shown) == set(HYPOTHESES)


def test_scores_order_a_curve() -> None:
    """The false ones scored lower than those found: up to their number nothing is wrong."""
    one = summary_of(board())
    assert one.curve.recall[0] == 0.6 and one.curve.precision[0] == 1.0
    assert one.curve.area.value == pytest.approx(0.6 + 0.4 * 0.001)


def test_decibans_are_measured_in_bands() -> None:
    [band] = measures.bands(board(of=20, found=12, false=8), EVADES)
    assert (band.positives, band.ordinary) == (12, 8) and 12 <= band.claimed <= 14
    assert band.measured.low < band.measured.db < band.measured.high
    assert band.measured.db == pytest.approx(24.6, abs=0.2)  # 0.595 against 0.0021
    assert measures.bands(board(found=2, false=1), EVADES) == [], "too few to say anything"


def test_a_probability_that_helps_scores_better_than_the_base_rate() -> None:
    assert measures.brier(board(found=10, false=0), EVADES).skill > 0
    assert measures.brier(board(found=0, false=400), EVADES).skill < 0


def test_recall_against_a_structural_number() -> None:
    """The first six of ten are found, so recall falls with the number."""
    steps = [one for one in measures.steps(board()) if one.name == "targets"]
    assert len(steps) == 4 and sum(one.recall.of for one in steps) == 10
    values = [one.recall.value for one in steps]
    assert values[0] == 1.0 and values[-1] == 0.0 and values == sorted(values, reverse=True)
    named = {one.name for one in measures.steps(board())}
    assert named == {"evasion", "targets"}, "a dial that is the same for all says nothing"


def test_all_tables_have_as_many_cells_as_columns() -> None:
    made = board()
    for table in tables.every(made, measures.summaries(made)).values():
        assert [row for row in table.rows if len(row) != len(table.columns)] == [], table.title


def test_false_alarms_are_named_by_kind_of_life() -> None:
    [row] = tables.lives(board()).rows
    assert (
        row[0] == "friends" and row[2] == 2 and "contact_evasion (messages.one): 2" in str(row[-1])
    )


def test_bars_hold_and_fail_where_they_should() -> None:
    made = board(found=10, false=0)
    met = run.met(made, measures.summaries(made), 10.0, [])
    assert met["contact_evasion: recall 90%"] and met["contact_evasion: precision 90%"]
    assert met["at most 2 false alarms per 10,000 ordinary accounts, all hypotheses"]
    assert not met["at least 150 positives of every hypothesis"]
    worse = board(found=5, false=2)
    met = run.met(worse, measures.summaries(worse), 3_000.0, ["a detector: broke"])
    assert not met["contact_evasion: recall 90%"] and not met["no detector faults"]
    assert not met["at most 2 false alarms per 10,000 ordinary accounts, all hypotheses"]
    assert not met["at most 30 minutes of one core"]


def test_a_language_that_is_alarmed_more_than_twice_as_often_fails_the_bar() -> None:
    bar = "alarmed share differs at most twofold between languages"

    def even(chinese: int) -> bool:
        truths = [truth(f"e{n}") for n in range(100)]
        truths += [truth(f"z{n}", language="zh") for n in range(100)]
        alarms: Alarms = {(EVADES, f"e{n}"): said(14.0, 1.0) for n in range(4)}
        alarms |= {(EVADES, f"z{n}"): said(14.0, 1.0) for n in range(chinese)}
        made = joined(watched(alarms), truths)
        return run.met(made, measures.summaries(made), 1.0, [])[bar]

    assert even(8) and not even(9)


def test_what_a_missing_plane_costs_is_told_in_points() -> None:
    truths = [truth(id, EVADES, "evader") for id in "abcd"]
    truths += [truth(id, EVADES, "evader", absent=("money",)) for id in "xy"]
    alarms: Alarms = {(EVADES, id): said(14.0, 1.0) for id in "abcx"}
    rows = tables.without(joined(watched(alarms), truths)).rows
    assert {str(row[1]): row[-1] for row in rows} == {"none": "", "money": "-25.0 points"}


def test_victims_and_clean_lives_have_their_bars() -> None:
    def bars(life: str, *called: str) -> dict[str, bool]:
        truths = [truth(f"v{n}", "controlled_performer", "boss") for n in range(60)]
        truths += [truth("o", life=life)]
        alarms: Alarms = {("controller", id): said(14.0, 1.0) for id in called}
        made = joined(watched(alarms), truths)
        met = run.met(made, measures.summaries(made), 1.0, [])
        return {
            name: is_met
            for name, is_met in met.items()
            if "controllers" in name or "no alarm" in name
        }

    assert list(bars("friends", "v1", "o").values()) == [True, True]
    assert list(bars("agencies", "v1", "v2", "o").values()) == [False, False]
