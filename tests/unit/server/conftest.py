"""A server over an invented store, asked in process; people of every role, keys of every scope."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store.access import Person, Proof
from bantay.ports.visitor import Role
from bantay.runtime.chosen import chosen
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.app import make_app
from bantay.server.people import new_key, shown
from bantay.server.settings import ServerSettings

BASE = "http://127.0.0.1"
CODE_WORD = "correct horse battery"
Client = TestClient[Any]


def message(id: str, text: str = "see you tomorrow", **more: Any) -> dict[str, Any]:
    """A message of a moment ago, as it is sent."""
    said = {"account": "u-1", "conversation": "c-1", **more}
    return {"id": id, "time": ago(5), "type": "message.sent", "text": text, **said}


def ago(seconds: float) -> str:
    """A time that is so far past, as it is sent."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


def key(site: Site, *scopes: str) -> dict[str, str]:
    """The header of a machine with a key of those scopes."""
    row, secret = new_key("test", scopes)
    site.reader.access.add_key(row, secret, "tests")
    return {"authorization": f"Bearer {shown(row, secret)}"}


def person(site: Site, role: Role, name: str, *covers: str) -> str:
    """Somebody of a role, ready to sign in without a second factor; their name."""
    from bantay.server.accounts import _HASHER

    proof = Proof(covers=covers, password=_HASHER.hash(CODE_WORD))
    made = Person(name=name, role=role, status="active", made=0, proof=proof)
    if site.reader.access.person(name) is None:
        site.reader.access.add_person(made, "tests")
    return name


def signed_in(site: Site, name: str, token: str | None = None) -> dict[str, str]:
    """The headers of a browser in which somebody has signed in."""
    from bantay.server.door import csrf_of

    token = token or f"token-{name}-{time.time_ns()}"
    site.reader.access.open_session(token, name)
    return {"cookie": f"bantay={token}", "x-csrf-token": csrf_of(site.reader, token)}


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests of this folder: starting the engine takes a second."""
    folder: Path = tmp_path_factory.mktemp("served") / "store"
    routed = Routed(fallback=Answer())
    made = open_site(folder, chosen(), capabilities=routed, draw=lambda a: f"<svg>{a.alarm}")
    yield made
    made.close()


@pytest.fixture(scope="package")
def client(site: Site) -> Iterator[Client]:
    """Asks the site."""
    app = make_app(site, ServerSettings(most_events=1_000), own_site=False)
    with TestClient(app, base_url=BASE) as asked:
        yield asked
