"""`bantay cases`: from the demo's alarms to a signed bundle, by words typed."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from bantay.cli.cases import cases
from bantay.cli.main import cli

Cases = Callable[..., Result]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keep = tmp_path_factory.mktemp("cases") / "kept"
    made = CliRunner().invoke(cli, ["demo", "--no-serve", "--keep", str(keep)])
    assert made.exit_code == 0, made.stderr
    return keep


@pytest.fixture
def call(demo: Path) -> Iterator[Cases]:
    def run(*words: str, by: str = "ana") -> Result:
        who = [] if words[0] == "verify" else ["--by", by]
        return CliRunner().invoke(cli, ["cases", *words, "--store", str(demo), *who])

    yield run


@pytest.fixture
def ring(call: Cases) -> dict[str, str]:
    """The ring's case as the list has it."""
    rows = [json.loads(line) for line in call("list", "--format", "jsonl").stdout.splitlines()]
    [found] = [row for row in rows if "controller" in row["hypotheses"]]
    return found  # type: ignore[no-any-return]


def test_the_demo_ends_with_several_cases(call: Cases, ring: dict[str, str]) -> None:
    rows = [json.loads(line) for line in call("list", "--format", "jsonl").stdout.splitlines()]
    assert len([row for row in rows if row["status"] == "open"]) >= 5
    assert ring["alarms"] == 5 and ring["people"] == 4
    points = [row["priority"]["score"] for row in rows]
    assert points == sorted(points, reverse=True)


def test_without_a_command_it_lists(demo: Path, call: Cases) -> None:
    bare = CliRunner().invoke(cli, ["cases", "--store", str(demo), "--by", "ana"])
    assert bare.exit_code == 0 and bare.stdout == call("list").stdout
    assert "waits for" in bare.stdout and "a report is due in" in bare.stdout


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_the_list_goes_elsewhere(
    format_: str, call: Cases, ring: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / f"cases.{format_}"
    assert call("list", "--format", format_, "-o", str(out)).exit_code == 0
    if format_ == "parquet":
        assert ring["case"] in pq.read_table(out)["case"].to_pylist()
    else:
        assert out.read_text().splitlines()[0].startswith("case,status,title,why")


def test_a_case_is_shown_with_people_card_and_questions(call: Cases, ring: dict[str, str]) -> None:
    shown = call("show", ring["case"]).stdout
    for line in (
        "possible victim: aya, named performer",
        "possible controller: rey, named beneficiary",
        "● act, harbouring (seen)",
        "○ debt bondage (not known)",
        "? age of aya: nothing in this case says it",
        "now: nobody has answered yet",
    ):
        assert line in shown, line
    assert not re.search(r"\b(guilty|trafficker|criminal)\b", shown)
    page = json.loads(call("show", ring["case"], "--json").stdout)
    assert page["case"] == ring["case"] and len(page["shown"]) == 64


def test_work_from_note_to_decision(call: Cases, ring: dict[str, str]) -> None:
    case = ring["case"]
    assert "mentions jun" in call("note", case, "@jun look at the card").stdout
    assert case in call("list", "--mentions", by="jun").stdout
    assert "in the hands of ana" in call("lease", case, "--minutes", "30").stdout
    taken = call("lease", case, by="jun")
    assert taken.exit_code == 2 and "BT106 ana has case" in taken.stderr
    assert call("handover", case, "go on", "--to", "jun").exit_code == 0
    assert case in call("list", "--mine", by="jun").stdout
    assert call("mark", case, "ilo", "isolation", "--note", "says so").exit_code == 0
    wrong = call("mark", case, "ilo", "isolaton", "--note", "x")
    assert wrong.exit_code == 2 and "did you mean `isolation`" in wrong.stderr
    page = json.loads(call("show", case, "--json").stdout)
    quoted = page["alarms"][0]["findings"][0]["quotes"][0]["event"]
    words = ("--outcome", "exploitation", "--reason", "one card")
    bare = call("decide", case, *words, "--step", "refer")
    assert bare.exit_code == 2 and "at least one quote" in bare.stderr
    first = call("decide", case, *words, "--step", "refer", "--quote", quoted)
    assert "another reader is wanted: refer is always looked at by two" in first.stdout
    again = call("decide", case, *words, "--step", "refer", "--quote", quoted)
    assert again.exit_code == 2 and "must come from another person" in again.stderr
    assert "a blind look" in call("show", case, by="jun").stdout
    second = call("decide", case, *words, "--step", "refer", "--quote", quoted, by="jun")
    assert "second look" in second.stdout
    assert "taken back" in call("undo", case, by="jun").stdout
    call("decide", case, *words, "--step", "refer", "--quote", quoted, by="jun")
    assert "decided" in call("show", case).stdout
    assert call("reverse", case, "--reason", "a contract", by="kim").exit_code == 0
    assert "open" in call("show", case).stdout.splitlines()[1]


def test_roles_stand_in_the_way(call: Cases, ring: dict[str, str]) -> None:
    refused = call("hold", ring["case"], "--reason", "x", "--role", "moderator")
    assert (
        refused.exit_code == 2 and "BT105" in refused.stderr and "auditor or lead" in refused.stderr
    )
    assert call("quality").exit_code == 2
    assert "agreement" in call("quality", "--role", "lead").stdout
    sealed = call("note", ring["case"], "report drafted", "--sealed")
    assert sealed.stdout.startswith("sealed: s-1-")
    assert "report drafted" in call("show", ring["case"]).stdout
    assert "report drafted" not in call("show", ring["case"], "--role", "moderator").stdout


def test_a_hold_is_placed_and_lifted(call: Cases, ring: dict[str, str]) -> None:
    words = (ring["case"], "--role", "lead", "--reason", "order 12/26")
    assert "placed" in call("hold", *words).stdout
    assert "under a legal hold" in call("show", ring["case"]).stdout
    assert "lifted" in call("hold", *words, "--lift").stdout


def test_a_bundle_proves_itself_until_a_byte_is_changed(
    call: Cases, ring: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "case.zip"
    assert "signed" in call("bundle", ring["case"], "-o", str(out)).stdout
    held = call("verify", str(out))
    assert held.exit_code == 0 and "by this store" in held.stdout
    alone = CliRunner().invoke(cli, ["cases", "verify", str(out)])
    assert alone.exit_code == 0 and "compare that with the key you know" in alone.stdout
    whole = out.read_bytes()
    at = whole.index(b"case.json") + 400
    out.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    broken = CliRunner().invoke(cli, ["cases", "verify", str(out)])
    assert broken.exit_code in (1, 2) and "Traceback" not in broken.output
    out.write_text("nothing")
    junk = CliRunner().invoke(cli, ["cases", "verify", str(out)])
    assert junk.exit_code == 2 and "no whole zip file" in junk.stderr


def test_every_help_has_an_example() -> None:
    for name, command in cases.commands.items():
        assert f"bantay cases {name}" in (command.help or ""), name


def test_every_look_by_hand_is_in_the_audit(call: Cases, demo: Path, ring: dict[str, str]) -> None:
    call("show", ring["case"], "--purpose", "second opinion", by="zed")
    listed = CliRunner().invoke(cli, ["audit", "list", "--store", str(demo), "--format", "jsonl"])
    last = json.loads(listed.stdout.splitlines()[-1])
    assert last["who"] == "zed" and "second opinion" in last["what"]
    assert CliRunner().invoke(cli, ["audit", "verify", "--store", str(demo)]).exit_code == 0
