"""A store that is not there, and a way to call the command line as a person would."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bantay.cli.main import cli

from .toys import EVENTS, THE_ALARM, FakeReading

Call = Callable[..., Result]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> FakeReading:
    """What every command finds behind `--store`, whatever directory it names."""
    fake = FakeReading(THE_ALARM, events=EVENTS)

    def open_store(directory: Path, *, create: bool) -> FakeReading:
        return fake

    monkeypatch.setattr("bantay.adapters.store.open_store", open_store)
    return fake


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls `bantay …` in an empty directory."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, words, input=input)

    return run
