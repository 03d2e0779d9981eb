"""A store on SQLite, then the same on PostgreSQL; each is closed when its test ends."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from _postgres import Server, prepared
from bantay.adapters.store import EmbeddedStore

from .toys import opened

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Started when a test first needs it."""
    made = Server()
    yield made
    made.remove()


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The directory of a store that is not made yet. `only` says which kind a test is about."""
    if request.param == "sqlite":
        return tmp_path / "store"
    server: Server = request.getfixturevalue("server")
    return prepared(tmp_path / "store", server.schema())


@pytest.fixture
def store(home: Path) -> Iterator[EmbeddedStore]:
    made = opened(home)
    yield made
    made.close()


def only(kind: str, why: str) -> Any:
    """For a test that makes sense on one kind of database alone; the reason is for readers."""
    assert kind in KINDS and why
    return pytest.mark.parametrize("home", [kind], indirect=True)
