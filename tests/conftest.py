"""What every test may rely on, and the ledger that lets no skip pass unsigned."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from _skips import MEASURING_DATA, PROBES, SkipLedger, read_permits

if TYPE_CHECKING:
    from _postgres import Server

pytest_plugins = ["pytester"]

# No deadlines: the machine may be busy, and a slow example is not a wrong one. The build server
# always tries the same examples; everybody else explores.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Put the ledger in place."""
    ledger = SkipLedger(read_permits(Path(__file__).with_name("skips.toml")), PROBES)
    config.pluginmanager.register(ledger, "skip-ledger")


@pytest.fixture(autouse=True)
def _no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """A browser's driver, started once, leaves its loop running in this thread: whoever opens no
    browser may run loops of their own."""
    loop = asyncio._get_running_loop()
    if loop is None or "chromium" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def measuring_data() -> Path:
    """The corpora beside the repository. They are measured on, never copied, and may be absent."""
    probe = PROBES["measuring data"]
    if probe.absent():
        pytest.skip(probe.says)
    return MEASURING_DATA


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """A PostgreSQL server, started when a test first asks for it."""
    from _postgres import Server

    made = Server()
    yield made
    made.remove()
