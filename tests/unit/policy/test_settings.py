"""A policy file becomes settings, or an error that says where and what was expected."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.errors import ConfigError
from bantay.model.clock import DAY, MINUTE
from bantay.model.vocabulary import Hypothesis
from bantay.policy import load, parse


def test_the_defaults_cover_every_hypothesis():
    settings = load()
    assert set(settings.bars) == set(get_args(Hypothesis))
    assert (settings.lateness, settings.dedup) == (10 * MINUTE, 7 * DAY)


def test_no_default_lets_an_alarm_open_without_evidence():
    assert all(bar.prior_db < bar.threshold_db for bar in load().bars.values())


def test_a_file_is_laid_over_the_defaults(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('version = "mine"\n[hypotheses]\nscam = { prior_db = -12, threshold_db = 0 }\n')
    settings = load(path)
    assert settings.policy_version == "mine"
    assert (settings.bars["scam"].prior_db, settings.bars["scam"].threshold_db) == (-12, 0)
    assert settings.bars["extortion"] == load().bars["extortion"]


@pytest.mark.parametrize(
    ("text", "line", "column", "nearest", "word"),
    [
        ('version = "x"\nlatenes = "1m"\n', 2, 1, "lateness", "unknown key"),
        ('version = "x"\n[hypotheses]\nscan = {}\n', 3, 1, "scam", "unknown key"),
        (
            'version = "x"\n[hypotheses]\nscam = { prior = 1, threshold_db = 1 }\n',
            3,
            10,
            "prior_db",
            "unknown key",
        ),
        (
            'version = "x"\n[hypotheses]\nscam = { prior_db = "low", threshold_db = 1 }\n',
            3,
            10,
            None,
            "decibans",
        ),
        (
            'version = "x"\n[hypotheses]\nscam = { prior_db = -20, threshold_db = 99 }\n',
            3,
            26,
            None,
            "between -60 and 60",
        ),
        ('version = "x"\nlateness = "soon"\n', 2, 12, None, '"10m"'),
        ('version = "x"\nlateness = \n', 2, 12, None, "not TOML"),
        ('version = ""\n', 1, 1, None, "version"),
        ('version = "x"\nhypotheses = 3\n', 2, 1, None, "table"),
        ('version = "x"\n[hypotheses]\nscam = -3\n', 3, 1, None, "table such as"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, line, column, nearest, word):
    with pytest.raises(ConfigError) as wrong:
        parse(text, "mine.toml", load())
    assert (wrong.value.place.line, wrong.value.place.column) == (line, column)
    assert wrong.value.nearest == nearest and word in wrong.value.reason


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "bytes.toml")


@given(st.text(max_size=200))
def test_any_text_gives_settings_or_a_config_error(text):
    try:
        parse(text, "x", load())
    except ConfigError as wrong:
        assert wrong.place is not None
