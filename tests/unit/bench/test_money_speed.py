"""The money bar's stream, its bare windows and its engine, on a small seed."""

import msgspec

from bantay.bench import money_speed
from bantay.bench.money_mix import KINDS, lines
from bantay.model.events import Event


def test_the_same_seed_gives_the_same_lines_of_the_contract() -> None:
    made = list(lines(400))
    assert made == list(lines(400)) != list(lines(400, seed=6))
    events = [msgspec.json.decode(line, type=Event) for line in made]
    assert {msgspec.json.decode(line)["type"] for line in made} == set(KINDS)
    assert [event.time for event in events] == sorted(event.time for event in events)


def test_the_bar_tells_both_rates_and_their_share() -> None:
    met, figures = money_speed.bar(size=400, runs=1)
    assert len(met) == 1
    assert figures["detectors"] >= 20
    assert figures["share of the bare windows"].endswith("%")


def test_a_bare_window_forgets_what_is_older_than_a_month() -> None:
    made = list(lines(300))
    assert 0 < money_speed.bare(made) <= 3 * len(made)
