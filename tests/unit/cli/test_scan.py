"""`bantay scan`: a line out for every line in, in order, while they come, and nothing kept."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from _house import ROOT
from bantay.cli.scan import LONGEST

from .conftest import Call

LINES = [
    '{"id":"1","text":"ring me at +1 415 555 0137"}',
    '{"id":"2","text":"see you there"}',
    "not json",
    '{"id":"3","messages":[["a","write to ann@example.com"],["b","ok"]]}',
]


def test_lines_come_out_in_the_order_in_which_they_went_in(call: Call) -> None:
    result = call("scan", "-", input="\n".join(LINES) + "\n")
    assert result.exit_code == 0, result.stderr
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(out) == len(LINES)
    assert [line.get("id") for line in out if "contacts" in line] == ["1", "2", "3"]
    assert out[0]["contacts"][0]["value"] == "+14155550137"
    assert out[1]["contacts"] == []


def test_a_file_is_read_like_standard_input(tmp_path: Path, call: Call) -> None:
    (tmp_path / "texts.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    from_file = call("scan", "texts.jsonl")
    assert from_file.stdout == call("scan", "-", input="\n".join(LINES)).stdout


def test_nothing_is_kept(tmp_path: Path, call: Call) -> None:
    call("scan", "-", input=LINES[0])
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_exit_2(call: Call) -> None:
    result = call("scan", "nowhere.jsonl")
    assert result.exit_code == 2 and "nowhere.jsonl" in result.stderr


def test_an_answer_comes_before_the_next_question() -> None:
    """Whoever pipes line by line may wait for each answer."""
    words = [sys.executable, "-m", "bantay", "scan", "-"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": ""}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, env=env) as running:
        assert running.stdin is not None and running.stdout is not None
        impatience = threading.Timer(60, running.kill)  # a missing answer fails, it does not hang
        impatience.start()
        for line in LINES[:2]:
            running.stdin.write(line.encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == json.loads(line)["id"]
        running.stdin.close()
        assert running.wait() == 0
        impatience.cancel()


def test_a_line_without_end_is_cut_and_refused_in_its_place(call: Call) -> None:
    for size in (LONGEST, LONGEST + 1, 3 * LONGEST):
        text = LINES[0] + "\n" + '{"id":"2","text":"' + "x" * size + '"}\n' + LINES[0]
        out = [json.loads(line) for line in call("scan", "-", input=text).stdout.splitlines()]
        assert [("error" in line, line["id"]) for line in out] == [
            (False, "1"), (True, None), (False, "1"),
        ]  # fmt: skip


def test_a_mark_of_byte_order_is_passed_over(call: Call) -> None:
    said = call("scan", "-", input=b"\xef\xbb\xbf" + LINES[0].encode())
    assert json.loads(said.stdout)["contacts"][0]["value"] == "+14155550137"
