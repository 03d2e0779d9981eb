"""The examples run as they stand, against a server on this machine, with nothing else."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from _house import ROOT
from bantay.ports.reading import Look
from bantay.runtime.serving import Site

from .test_client import key, served, site

__all__ = ["served", "site"]
EXAMPLES = ROOT / "examples"
NEEDS = ("events", "alarms", "decisions", "notices", "listable")


def loaded(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_live_video_site_obeys_each_order_once(
    site: Site, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = loaded("live_video").main(served, key(site, *NEEDS))
    assert made.done, "the policy asked it to do something"
    assert set(made.warned) == {"host-7"}
    again = next(iter(made.done))
    before = dict(made.done)
    made.obey(_Order(again))
    assert made.done == before
    assert "possible" in capsys.readouterr().out


class _Order:
    def __init__(self, order: str):
        self.order = order


def test_a_wallet_pays_out_what_nobody_holds(site: Site, served: str) -> None:
    may = loaded("wallet").main(served, key(site, *NEEDS))
    assert set(may) == {"host-1", "host-2", "host-3"}
    assert all(may.values()), "possible victims lose nothing without a person"
    wanted = ["link-host-1", "out-host-1-0", "on-host-3-5"]
    kept = site.reader.events(wanted, Look("tests", "an example"))
    assert list(kept) == wanted


def test_a_directory_shows_what_no_decision_holds_back(site: Site, served: str) -> None:
    assert loaded("directory").main(served, key(site, *NEEDS)) == ["l-0", "l-1", "l-own"]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_it_runs_from_a_command_line_and_says_what_it_needs(path: Path) -> None:
    said = subprocess.run(
        [sys.executable, str(path), "http://127.0.0.1:9", "key"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said.returncode != 0 and "tried 7 times" in said.stderr
