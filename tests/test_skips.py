"""The ledger of skips does what it says, shown on small runs of their own."""

from pathlib import Path

import pytest

from _skips import PROBES, SkipLedger, read_permits

CONFTEST = """
import pytest
from pathlib import Path
from _skips import Probe, SkipLedger, read_permits

PROBES = {"sky": Probe("no sky", lambda: True), "sea": Probe("no sea", lambda: False)}

def pytest_configure(config):
    permits = read_permits(Path(__file__).with_name("skips.toml"), PROBES)
    config.pluginmanager.register(SkipLedger(permits, PROBES), "skip-ledger")
"""
PERMIT = '[[skip]]\ntest = "test_it.py*"\nprobe = "{probe}"\nreason = "because"\n'


def outcome(pytester: pytest.Pytester, ledger: str, test: str, *args: str) -> tuple[int, str]:
    """Exit status and output of one run over one test file."""
    pytester.makeconftest(CONFTEST)
    pytester.makefile(".toml", skips=ledger)
    pytester.makeini("[pytest]\ntestpaths = .\nxfail_strict = true")
    pytester.makepyfile(test_it=test)
    result = pytester.runpytest_inprocess("-p", "no:hypothesispytest", *args)
    return int(result.ret), result.stdout.str()


SKIPS = "import pytest\ndef test_a(): pytest.skip('{}')\ndef test_b(): pass\n"


def test_a_permitted_skip_passes(pytester: pytest.Pytester) -> None:
    status, text = outcome(pytester, PERMIT.format(probe="sky"), SKIPS.format("no sky"))
    assert status == pytest.ExitCode.OK
    assert "1 passed, 1 skipped" in text


def test_an_unsigned_skip_fails_and_is_named(pytester: pytest.Pytester) -> None:
    status, text = outcome(pytester, "", SKIPS.format("no sky"))
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_it.py::test_a: skipped (no sky); not permitted" in text


def test_a_skip_for_another_reason_fails(pytester: pytest.Pytester) -> None:
    status, text = outcome(pytester, PERMIT.format(probe="sky"), SKIPS.format("not today"))
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "skipped (not today)" in text


def test_a_skip_whose_probe_finds_the_thing_fails(pytester: pytest.Pytester) -> None:
    status, text = outcome(pytester, PERMIT.format(probe="sea"), SKIPS.format("no sea"))
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "but the probe finds it here" in text


@pytest.mark.parametrize(
    "test",
    [
        "import pytest\n@pytest.mark.skip(reason='later')\ndef test_a(): pass\n",
        "import pytest\n@pytest.mark.skipif(True, reason='later')\ndef test_a(): pass\n",
        "import pytest\n@pytest.fixture\ndef f(): pytest.skip('later')\ndef test_a(f): pass\n",
        "import pytest\npytest.importorskip('no_such_module_here', reason='later')\n",
        "import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n",
        "import pytest\ndef test_a(): pytest.xfail('later')\n",
    ],
    ids=["mark", "skipif", "fixture", "whole module", "xfail mark", "xfail call"],
)
def test_every_way_of_not_running_is_seen(pytester: pytest.Pytester, test: str) -> None:
    status, text = outcome(pytester, "", test + "\ndef test_b(): pass\n")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "tests that did not run and should have" in text


def test_a_dead_line_fails_a_full_run_only(pytester: pytest.Pytester) -> None:
    ledger = PERMIT.format(probe="sky").replace("test_it", "test_gone")
    status, text = outcome(pytester, ledger, "def test_b(): pass")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_gone.py*: in the ledger, but no such test" in text
    assert outcome(pytester, ledger, "def test_b(): pass", "-k", "test_b")[0] == 0
    assert outcome(pytester, ledger, "def test_b(): pass", "test_it.py")[0] == 0


@pytest.mark.parametrize(
    "ledger",
    [
        PERMIT.format(probe="moon"),
        PERMIT.format(probe="sky").replace("because", ""),
        PERMIT.format(probe="sky").replace("reason", "why"),
        '[[skips]]\ntest = "x"\n',
    ],
    ids=["unknown probe", "no reason", "unknown key", "unknown table"],
)
def test_a_ledger_that_is_not_whole_is_refused(pytester: pytest.Pytester, ledger: str) -> None:
    assert outcome(pytester, ledger, "def test_b(): pass")[0] == pytest.ExitCode.USAGE_ERROR


def test_this_run_is_watched(request: pytest.FixtureRequest) -> None:
    plugin = request.config.pluginmanager.get_plugin("skip-ledger")
    assert isinstance(plugin, SkipLedger)
    assert tuple(plugin.permits) == read_permits(Path(__file__).with_name("skips.toml"))
    assert plugin.probes is PROBES
