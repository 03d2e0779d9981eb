"""A store that is closed when its test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bantay.adapters.store import EmbeddedStore

from .toys import opened


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(home: Path) -> Iterator[EmbeddedStore]:
    made = opened(home)
    yield made
    made.close()
