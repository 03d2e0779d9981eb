"""World files: typed, and every mistake named with its place."""

from pathlib import Path

import pytest

from bantay.errors import ConfigError
from bantay.world.simulate import Simulation
from bantay.world.spec import load_world, read_world, shipped

from .toys import positives, simulation, world, world_text, write_bank


@pytest.mark.parametrize("name", ["demo", "town", "train", "tune", "score"])
def test_shipped_worlds_are_sound(name: str) -> None:
    made = load_world(name)
    assert made.name == name and name in shipped()
    assert {entry.name for entry in made.scenario} >= {"studio", "evader", "scam", "minor"}


def test_train_tune_and_score_differ_in_seed_words_and_numbers() -> None:
    made = [load_world(name) for name in ("train", "tune", "score")]
    for differs in ("seed", "bank", "start", "accounts"):
        values = [getattr(one, differs) for one in made]
        assert len(set(map(str, values))) == 3 - (differs == "start" and values[0] == values[1])
    numbers = [
        next(entry.numbers for entry in one.scenario if entry.name == "studio") for one in made
    ]
    assert numbers[0] != numbers[1] != numbers[2] != numbers[0]


def test_the_town_is_near_the_base_rate() -> None:
    run = simulation(load_world("town"))
    involved = {t.subject.id for t in positives(run.truths()) if t.subject.kind == "account"}
    assert 0.0005 < len(involved) / run.layout.accounts < 0.002


@pytest.mark.parametrize(
    ("wrong", "line", "said", "nearest"),
    [
        ("acounts = 5", 2, "unknown field", "accounts"),
        ("activity = 0", 2, "above 0", None),
        ("newcomers = 2", 2, "share", None),
        ("lives = { cafe = 1 }", 2, "no kind of ordinary life", "cafes"),
        ("text = { typos = 3 }", 2, "share", None),
        ("days = 0", 4, "`days`", None),
    ],
)
def test_a_mistake_has_its_place(wrong: str, line: int, said: str, nearest: str | None) -> None:
    key = wrong.partition(" ")[0]
    kept = [row for row in world_text(()).splitlines() if not row.startswith(f"{key} ")]
    kept.insert(line - 1, wrong)
    with pytest.raises(ConfigError, match=said) as caught:
        read_world("\n".join(kept), "mine.toml")
    place = caught.value.place
    assert place is not None and (place.file, place.line) == ("mine.toml", line)
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("wrong", "said", "nearest"),
    [
        ("evasion = [0.5, 1.5]", "inside 0 to 1", None),
        ("splitting = [0.9, 0.1]", "low end first", None),
        ("numbers = { keeps = [0.1, 0.2] }", "no number `keeps`", "kept"),
        ("numbers = { kept = [0.9, 0.2] }", "low end first", None),
        ('absent = ["mony"]', "mony", "money"),
    ],
)
def test_a_mistake_in_a_scenario_is_found_in_that_one(
    wrong: str, said: str, nearest: str | None
) -> None:
    raw = world_text(("evader",)) + world_text(("studio",)).split("[[", 1)[1].join(("[[", ""))
    raw += wrong + "\n"
    with pytest.raises(ConfigError, match=said) as caught:
        read_world(raw, "mine.toml")
    place = caught.value.place
    assert place is not None and place.line is not None
    assert place.line > world_text(("evader",)).count("\n")
    assert caught.value.nearest == nearest


def test_an_unknown_scenario_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        read_world(world_text(("studioo",)), "mine.toml")
    assert caught.value.nearest == "studio"


def test_an_unknown_world_names_the_shipped_ones() -> None:
    with pytest.raises(ConfigError, match="shipped are demo") as caught:
        load_world("scores")
    assert caught.value.nearest == "score"


def test_a_bank_can_be_a_folder_of_ones_own(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "words")
    made = world((), accounts=60, days=1, bank=f'"{bank}"')
    assert list(Simulation(made).events())


def test_a_missing_bank_is_named() -> None:
    with pytest.raises(ConfigError, match="no phrase bank"):
        Simulation(world((), bank='"trian"'))
