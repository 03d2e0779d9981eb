"""The ledger of permitted skips: a skip nobody signed for fails the run, by name."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
MEASURING_DATA = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Permit:
    """One line of skips.toml."""

    test: str
    probe: str
    reason: str


@dataclass(frozen=True)
class Probe:
    """What may be absent from a machine. `says` is the only reason such a skip may give."""

    says: str
    absent: Callable[[], bool]


PROBES: Mapping[str, Probe] = {
    "browser": Probe("no browser", lambda: not Path("/usr/bin/chromium").exists()),
    "measuring data": Probe("no measuring data", lambda: not MEASURING_DATA.is_dir()),
}


def read_permits(path: Path, probes: Mapping[str, Probe] = PROBES) -> tuple[Permit, ...]:
    """The permits in a ledger. Raises pytest.UsageError for a line that is not whole."""
    return tuple(_permit(path, row, probes) for row in _rows(path))


def _rows(path: Path) -> list[dict[str, str]]:
    ledger = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(ledger) - {"skip"}:
        raise pytest.UsageError(f"{path.name}: only [[skip]] tables belong here")
    return ledger.get("skip", [])


def _permit(path: Path, row: dict[str, str], probes: Mapping[str, Probe]) -> Permit:
    wanted = {f.name for f in fields(Permit)}
    if set(row) != wanted or not all(row.values()):
        raise pytest.UsageError(
            f"{path.name}: {row} must have exactly {sorted(wanted)}, none empty"
        )
    if row["probe"] not in probes:
        raise pytest.UsageError(
            f"{path.name}: no probe {row['probe']!r}; there is {sorted(probes)}"
        )
    return Permit(**row)


@dataclass(eq=False)
class SkipLedger:
    """Watches a run, compares each skip with the permits, and fails the run for the others."""

    permits: Sequence[Permit]
    probes: Mapping[str, Probe]
    problems: list[str] = field(default_factory=list)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._judge(report.nodeid, _said(report))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if hasattr(report, "wasxfail"):
            self.problems.append(f"{report.nodeid}: marked as an expected failure")
        elif report.skipped:
            self._judge(report.nodeid, _said(report))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._look_for_unused(session.config, [item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Several processes share a run: what a worker alone saw, this one has to say."""
        known = getattr(node, "workeroutput", {}).get("skip problems", [])
        self.problems += [problem for problem in known if problem not in self.problems]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        """The same for what was collected: every worker collects everything."""
        self._look_for_unused(node.config, ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["skip problems"] = self.problems
        if self.problems and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.problems:
            terminalreporter.section("tests that did not run and should have", red=True, bold=True)
            for problem in self.problems:
                terminalreporter.line(problem, red=True)

    def _look_for_unused(self, config: pytest.Config, ids: Sequence[str]) -> None:
        if _is_full_run(config):
            said = (
                f"{p.test}: in the ledger, but no such test" for p in _unused(self.permits, ids)
            )
            self.problems += [problem for problem in said if problem not in self.problems]

    def _judge(self, nodeid: str, said: str) -> None:
        mine = [p for p in self.permits if fnmatchcase(nodeid, p.test)]
        fitting = [self.probes[p.probe] for p in mine if self.probes[p.probe].says == said]
        if not fitting:
            self.problems.append(f"{nodeid}: skipped ({said}); not permitted by skips.toml")
        elif not any(probe.absent() for probe in fitting):
            self.problems.append(f"{nodeid}: skipped ({said}), but the probe finds it here")


def _said(report: pytest.CollectReport | pytest.TestReport) -> str:
    where_and_why = report.longrepr
    why = where_and_why[2] if isinstance(where_and_why, tuple) else str(where_and_why)
    return why.removeprefix("Skipped: ")


def _is_full_run(config: pytest.Config) -> bool:
    narrowed = config.option.keyword or config.option.markexpr or config.option.deselect
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed


def _unused(permits: Sequence[Permit], ids: Sequence[str]) -> Iterator[Permit]:
    return (p for p in permits if not any(fnmatchcase(i, p.test) for i in ids))
