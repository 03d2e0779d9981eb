"""A store with a ring in it, and a desk before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.cases.settings import CaseSettings
from bantay.runtime.cases_desk import CaseDesk

from ..cases.toys import INDICATORS
from .toys import Clock, filled


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[EmbeddedStore]:
    made = filled(tmp_path / "store", clock)
    yield made
    made.close()


@pytest.fixture
def desk(store: EmbeddedStore) -> CaseDesk:
    """Never draws a second look by chance."""
    return CaseDesk(store, CaseSettings(second_look_share=0), INDICATORS)
