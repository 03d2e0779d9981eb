"""Weights are used only as far as they were measured."""

import pytest

from bantay.errors import ConfigError
from bantay.fuse.weights import parse, settled, shipped, with_weights
from bantay.model.evidence import Weight
from bantay.policy import load
from bantay.runtime.catalogue import catalogue
from tests.unit.fuse.test_sums import spec


def measured(**changes):
    base = dict(
        detector="messages.a",
        hypothesis="scam",
        db=9.0,
        draft=False,
        low=7.0,
        high=11.0,
        positives=40,
        negatives=30_000,
        data="worlds 1",
    )
    return Weight(**(base | changes))


@pytest.mark.parametrize(
    "lacks",
    [{"positives": 19}, {"negatives": 19_999}, {"positives": None}, {"low": -1.0}, {"draft": True}],
)
def test_a_weight_that_rests_on_too_little_is_draft(lacks):
    assert settled(measured(**lacks)).draft
    assert not settled(measured()).draft


def test_no_weight_is_above_fifteen():
    assert settled(measured(db=22.0, low=17.0, high=27.0)).db == 15.0
    assert settled(measured(db=-22.0, low=-27.0, high=-17.0)).db == -15.0


@pytest.mark.parametrize(
    ("interval", "used"),
    [({"low": 7.0, "high": 11.0}, 7.0), ({"db": -9.0, "low": -11.0, "high": -7.0}, -7.0)],
    ids=["for", "against"],
)
def test_the_end_of_the_interval_nearest_to_nothing_is_used(interval, used):
    weight = settled(measured(**interval))
    assert (weight.db, weight.draft) == (used, False)


def test_a_weight_without_an_interval_is_used_as_it_is():
    assert settled(measured(low=None, high=None)).db == 9.0


def test_a_detector_that_was_not_measured_weighs_its_ceiling_as_draft():
    settings = with_weights(load(), [spec("messages.a", "g", ceiling=7.0)], shipped())
    weight = settings.weights["messages.a", "contact_evasion"]
    assert (weight.db, weight.draft) == (7.0, True)


def test_a_measured_weight_replaces_the_draft():
    text = (
        'version = "w1"\n[[weight]]\ndetector = "messages.a"\nhypothesis = "contact_evasion"\n'
        "db = 9.0\ndraft = false\nlow = 7.0\nhigh = 11.0\npositives = 40\nnegatives = 30000\n"
    )
    settings = with_weights(load(), [spec("messages.a", "g")], parse(text, "w.toml"))
    assert settings.weights_version == "w1"
    assert settings.weights["messages.a", "contact_evasion"].db == 7.0


@pytest.mark.parametrize("text", ["version = 3", "nonsense", 'version = "x"\nwaits = []'])
def test_a_broken_weights_file_is_a_config_error(text):
    with pytest.raises(ConfigError):
        parse(text, "w.toml")


def test_a_detector_that_speaks_against_weighs_minus_its_ceiling() -> None:
    found = {d.spec.id: d.spec for d in catalogue()}
    settings = with_weights(load(), found.values(), shipped())
    against = [one for one in found.values() if one.against]
    assert against
    for one in against:
        for hypothesis in one.hypotheses:
            weight = settings.weights[(one.id, hypothesis)]
            assert weight.draft and weight.db == -one.ceiling


def test_a_group_has_one_sign() -> None:
    signs: dict[str, set[bool]] = {}
    for detector in catalogue():
        signs.setdefault(detector.spec.group, set()).add(detector.spec.against)
    assert {group: both for group, both in signs.items() if len(both) > 1} == {}
