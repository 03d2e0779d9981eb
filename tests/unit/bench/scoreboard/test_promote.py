"""Weights go over from a candidate whole, and only those that were named."""

import pytest

from bantay.bench.scoreboard.promote import promoted
from bantay.errors import ConfigError, InputError
from bantay.fuse.weights import parse


def entry(detector: str, db: float, hypothesis: str = "scam") -> str:
    return (
        f'\n[[weight]]\ndetector = "{detector}"\nhypothesis = "{hypothesis}"\ndb = {db}\n'
        f'draft = false\npositives = 30  # firings, of 40 keys\nnegatives = 30000\ndata = "x"\n'
    )


OLD = 'version = "weights-0"\n' + entry("money.a", 1.5) + entry("messages.b", 2.5)
NEW = 'version = "weights-1"\n' + entry("money.a", 9.5) + entry("money.c", 3.0) + entry("x.y", 4.0)


def weights(text: str) -> dict[str, float]:
    return {w.detector: w.db for w in parse(text, "made").weight}


def test_what_is_named_goes_over_and_the_rest_stays() -> None:
    made = promoted(OLD, NEW, ["money.*"], ["money.c"])
    assert weights(made) == {"money.a": 9.5, "messages.b": 2.5}
    assert "# firings, of 40 keys" in made


def test_the_version_says_what_is_in_it() -> None:
    one, two = (promoted(OLD, NEW, what, []) for what in (["money.*"], ["*"]))
    assert len({parse(text, "").version for text in (OLD, one, two)}) == 3
    assert promoted(one, NEW, ["money.*"], []) == one


def test_a_weight_that_is_no_longer_measured_goes() -> None:
    assert "messages.b" not in weights(promoted(OLD, NEW, ["*"], []))


def test_mistakes_are_said() -> None:
    with pytest.raises(InputError, match="no weight of groups"):
        promoted(OLD, NEW, ["groups.*"], [])
    with pytest.raises(ConfigError):
        promoted(OLD, "version = 1\n", ["*"], [])
