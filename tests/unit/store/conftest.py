"""A store on SQLite, then the same on PostgreSQL; each is closed when its test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from _postgres import Server, prepared
from bantay.adapters.store import EmbeddedStore

from .toys import opened

KINDS = ("sqlite", "postgresql")


@pytest.fixture
def server(postgres: Server) -> Server:
    return postgres


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The directory of a store that is not made yet. `only` says which kind a test is about."""
    return _made(request, request.param, tmp_path / "store")


@pytest.fixture
def new_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Gives the directory of another store of a kind, as often as it is called."""
    return lambda kind: _made(request, kind, tmp_path_factory.mktemp("any") / "store")


def _made(request: pytest.FixtureRequest, kind: str, directory: Path) -> Path:
    if kind == "sqlite":
        return directory
    server: Server = request.getfixturevalue("postgres")
    return prepared(directory, server.schema())


@pytest.fixture
def store(home: Path) -> Iterator[EmbeddedStore]:
    made = opened(home)
    yield made
    made.close()


def only(kind: str, why: str) -> Any:
    """For a test that makes sense on one kind of database alone; the reason is for readers."""
    assert kind in KINDS and why
    return pytest.mark.parametrize("home", [kind], indirect=True)
