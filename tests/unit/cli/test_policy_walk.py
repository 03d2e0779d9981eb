"""`docs/guide/policy-walk.md`, run as it stands: one number, its reach, and everything undone."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bantay.adapters.store import open_store
from bantay.cli.main import cli
from bantay.ports.acting import DecisionFilter
from bantay.runtime.demo import story_path

PAGE = Path(__file__).parents[3] / "docs/guide/policy-walk.md"
RULE = "chat: a strike for going on"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
_EXIT = re.compile(r"\s+# exit (\d)$")


def steps() -> list[tuple[str, int]]:
    """The page's commands, each with the exit code it promises."""
    lines = [
        line for block in _BLOCK.findall(PAGE.read_text("utf-8")) for line in block.split("\n")
    ]
    found = [(line, _EXIT.search(line)) for line in lines if line.strip()]
    return [(_EXIT.sub("", line), int(code[1]) if code else 0) for line, code in found]


def said(line: str, expected: int) -> str:
    """Run one command where we are; its output."""
    if not line.startswith("bantay "):
        subprocess.run(line, shell=True, check=True)
        return ""
    done = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert done.exit_code == expected, (line, done.output, done.exception)
    return done.output


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The folder after the walk, and what each command said."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(str(story_path()), folder / "chat.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder, [(line, said(line, code)) for line, code in steps()]


def of(walked: Any, word: str) -> list[str]:
    """What the commands that hold a word said."""
    return [text for line, text in walked[1] if word in line]


def decided(walked: Any, store: str) -> list[Any]:
    place = open_store(walked[0] / store, create=False)
    found = place.decisions(DecisionFilter())
    place.close()
    return found


def test_the_backtest_says_what_the_page_prints(walked: Any) -> None:
    printed = re.search(r"^```text\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    modest, bolder = of(walked, "policy backtest")
    assert printed is not None and printed[1] in modest
    assert "now fires: 12" in bolder and "friction: strike" in bolder
    assert "over_db >= 6.0" in of(walked, "policy diff")[0]


def test_in_shadow_the_rule_does_nothing_while_others_act(walked: Any) -> None:
    trial = decided(walked, "trial")
    mine = [one for one in trial if one.rule == RULE]
    assert mine and {one.shadow_because for one in mine} == {"the rule is in shadow"}
    assert any(one.status in ("open", "ended") for one in trial if one.rule != RULE)
    assert "in shadow: the rule is in shadow" in of(walked, "--store trial --rule")[0]


def test_then_it_acts_and_then_every_consequence_is_undone(walked: Any) -> None:
    live = decided(walked, "live")
    mine = [one for one in live if one.rule == RULE]
    assert mine and all(one.status == "ended" for one in mine)
    assert "overturn" in {one.ended_by for one in live}
    assert all(one.in_force == () or one.ended_by == "expiry" for one in live)
    assert not any(one.status in ("open", "waiting") for one in live)
    listed, done = of(walked, "bantay undo")
    assert "would be undone: --yes does it" in listed and ", 0 left" in done
    assert "no decisions" in of(walked, "--status open")[0]


def test_what_was_ordered_was_taken_back(walked: Any) -> None:
    """Of every action of a decision that was overturned, the inverse went out."""
    place = open_store(walked[0] / "live", create=False)
    orders = [pending.order for pending in place.orders()]
    assert {pending.status for pending in place.orders()} == {"done"}
    place.close()
    reversed_ = {order.reverses for order in orders if order.reverses}
    undone = {one.decision for one in decided(walked, "live") if one.ended_by == "overturn"}
    taken = [o for o in orders if o.decision in undone and o.kind != "notice" and not o.reverses]
    assert taken and {order.order for order in taken} <= reversed_
