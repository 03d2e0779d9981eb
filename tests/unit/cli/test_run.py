"""`bantay run` with the real engine and store: from files to alarms that explain themselves."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from _house import ROOT
from bantay.adapters.sources.mapping import Mapping, Origin, TypeByRow
from bantay.cli.mapping import shown

from .conftest import Call

HIDDEN = "④①⑤ ⑤⑤⑤ ⓪①③⑦"  # one plain contact would be no alarm
GOOD = (
    '{"type":"message.sent","id":"m1","time":"2026-03-01T12:00:00Z","account":"ann",'
    f'"conversation":"c","text":"ring me at {HIDDEN} tonight"}}\n'
)
UNKNOWN = (
    '{"type":"message.sent","id":"m2","time":"2026-03-01T12:00:10Z","account":"bob",'
    '"conversation":"c","txt":"ok"}\n'
)
TABLE = (
    "when,sender,receiver,message\n"
    f"2026-03-01 12:00:00,ann,bob,ring me at {HIDDEN} tonight\n"
    "2026-03-01 12:01:00,bob,ann,ok\n"
)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.jsonl"
    path.write_text(GOOD + UNKNOWN + "not json\n", encoding="utf-8")
    return path


def test_from_a_file_to_a_lit_alarm(chat: Path, call: Call) -> None:
    ran = call("run", "chat.jsonl")
    assert ran.exit_code == 0, ran.stderr
    assert "rejected  2 lines, kept in quarantine" in ran.stdout
    assert "chat.jsonl:2:99 field 'txt'" in ran.stdout and "did you mean 'text'?" in ran.stdout
    assert "1 opened, 1 open now" in ran.stdout
    (row,) = call("alarms", "--format", "jsonl").stdout.splitlines()
    id_ = json.loads(row)["alarm"]
    assert f"bantay explain {id_}" in ran.stdout
    assert f"ring me at «{HIDDEN}» tonight" in call("explain", id_).stdout
    assert "looked at events" in call("audit", "list").stdout
    assert call("alarms", "--fail-on-open").exit_code == 1
    assert call("audit", "verify").exit_code == 0
    assert len(call("quarantine", "--format", "jsonl").stdout.splitlines()) == 2


def test_running_again_reads_nothing_twice(chat: Path, call: Call) -> None:
    call("run", "chat.jsonl", "--quiet")
    again = call("run", "chat.jsonl", "--json")
    told = json.loads(again.stdout)
    assert (told["events"], told["duplicates"], told["alarms_open"]) == (0, 0, 1)
    assert "read these files before" in call("run", "chat.jsonl").stdout


def test_strict_is_exit_2_and_the_events_are_kept(chat: Path, call: Call) -> None:
    assert call("run", "chat.jsonl", "--strict").exit_code == 2
    assert "1 open now" in call("run", "chat.jsonl").stdout


def test_alarms_are_told_to_a_file_once(chat: Path, call: Call) -> None:
    for _ in range(2):
        call("run", "chat.jsonl", "--alarms-to", "out.jsonl")
    (line,) = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["body"]["subject"]["id"] == "ann"


def test_raw_lines_stay_in_the_vault_unless_asked_for(chat: Path, call: Call) -> None:
    call("run", "chat.jsonl", "--store", "closed")
    inside = b"".join(p.read_bytes() for p in Path("closed").rglob("*") if p.is_file())
    assert b"not json" not in inside and b'"txt":"ok"' not in inside
    call("run", "chat.jsonl", "--store", "clear", "--keep-raw")
    kept = Path("clear/quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["raw"].strip() for line in kept] == [UNKNOWN.strip(), "not json"]


def test_a_raw_line_is_shown_when_asked_for_and_the_look_is_logged(chat: Path, call: Call) -> None:
    call("run", "chat.jsonl")
    shown = call("quarantine", "--raw", "chat.jsonl:2", "--purpose", "feed 7")
    assert shown.stdout == UNKNOWN
    assert '"purpose":"feed 7"' in call("audit", "list").stdout
    assert call("quarantine", "--raw", "chat.jsonl:1").exit_code == 2
    assert call("quarantine", "--raw", "chat.jsonl").exit_code == 2


def test_a_guessed_mapping_is_shown_saved_and_used_again(tmp_path: Path, call: Call) -> None:
    (tmp_path / "chat.csv").write_text(TABLE, encoding="utf-8")
    first = call("run", "chat.csv")
    assert first.exit_code == 0, first.stderr
    assert "account       column sender" in first.stderr
    assert "saved as chat.csv.mapping.toml" in first.stderr
    assert "accepted  2, 0 duplicates" in first.stdout and "1 open now" in first.stdout
    saved = tmp_path / "chat.csv.mapping.toml"
    saved.write_text(
        saved.read_text(encoding="utf-8").replace('account = "sender"', 'account = "receiver"')
    )
    again = call("run", "chat.csv")
    assert "chat.csv is read as chat.csv.mapping.toml says" in again.stderr
    assert "column sender" not in again.stderr


def test_a_correction_by_hand_is_what_counts(tmp_path: Path, call: Call) -> None:
    (tmp_path / "chat.csv").write_text(TABLE, encoding="utf-8")
    mapping = (
        'type = "message.sent"\n[fields]\naccount = { template = "shop:{sender}" }\n'
        'conversation = { pair = ["sender", "receiver"] }\ntext = "message"\n'
        'time = { column = "when", format = "iso", zone = "UTC" }\n'
    )
    (tmp_path / "chat.csv.mapping.toml").write_text(mapping, encoding="utf-8")
    call("run", "chat.csv")
    (row,) = call("alarms", "--format", "jsonl").stdout.splitlines()
    assert json.loads(row)["subject"]["id"] == "shop:ann"


def test_where_the_folder_cannot_be_written_the_store_keeps_the_mapping(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chat.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr("bantay.cli.mapping.writable", lambda folder: False)
    assert "saved as bantay-store/mappings/chat.csv.mapping.toml" in call("run", "chat.csv").stderr
    assert not (tmp_path / "chat.csv.mapping.toml").exists()
    assert "is read as bantay-store/mappings/" in call("run", "chat.csv").stderr


def test_a_folder_of_files(tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "chat.csv").write_text(TABLE, encoding="utf-8")
    (folder / "more.jsonl").write_text(GOOD, encoding="utf-8")
    first = call("run", "logs")
    assert "done      3 events" in first.stdout
    assert (folder / "chat.csv.mapping.toml").exists()
    assert "logs/chat.csv is read as" in call("run", "logs").stderr


def test_programs_get_the_guess_as_json(tmp_path: Path, call: Call) -> None:
    (tmp_path / "chat.csv").write_text(TABLE, encoding="utf-8")
    ran = call("run", "chat.csv", "--json")
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert lines[0]["mapping"]["fields"]["text"] == {"column": "message"}
    size = len(TABLE.encode())
    assert lines[-1] == {"file": "chat.csv", "done": size, "size": size, "events": 2}
    assert json.loads(ran.stdout)["accepted"] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chta.jsonl",), "did you mean `chat.jsonl`?"),
        (("chat.jsonl", "--policy", "p.toml"), "did you mean `lateness`?"),
        (("chat.jsonl", "--mapping", "p.toml"), "p.toml:"),
    ],
)
def test_wrong_input_is_exit_2_and_leaves_no_store(
    chat: Path, call: Call, words: tuple[str, ...], said: str
) -> None:
    Path("p.toml").write_text('version = "1"\nlatenes = "1m"\n', encoding="utf-8")
    result = call("run", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("bantay-store").exists()


MANY = 60_000


def test_ctrl_c_leaves_a_run_that_goes_on(tmp_path: Path, call: Call) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(MANY):
            file.write(
                f'{{"type":"message.sent","id":"m{n}","time":"2026-03-01T12:00:00Z",'
                f'"account":"a{n % 50}","conversation":"c{n % 50}","text":"see you there"}}\n'
            )
    words = [sys.executable, "-m", "bantay", "run", path.name, "--json", "--store", "s"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, cwd=tmp_path, env=env) as running:
        assert running.stderr is not None and running.stdout is not None
        assert json.loads(running.stderr.readline())["events"] > 0
        running.send_signal(signal.SIGINT)
        told = json.loads(running.stdout.read())
        assert b"Traceback" not in running.stderr.read()
    assert running.returncode == 130
    assert told["interrupted"] is True
    assert 0 < told["accepted"] < MANY
    rest = json.loads(call("run", path.name, "--json", "--store", "s").stdout)
    assert told["accepted"] + rest["accepted"] == MANY
    assert (rest["duplicates"], rest["interrupted"]) == (0, False)


def test_a_guess_says_how_words_gaps_and_order_are_read() -> None:
    fields = {
        "account": Origin(column="who", default="{#file}"),
        "kind": Origin(column="k", values={f"w{n}": "tip" for n in range(8)}, otherwise="transfer"),
        "time": Origin(column="at", format="iso", zone="UTC"),
    }
    kind = TypeByRow(column="t", values={"MSG": "message.sent"}, skip=("PING",))
    mapping = Mapping(type=kind, fields=fields, sort=True)
    told = "\n".join(shown(Path("a.csv"), mapping, Path("a.toml")))
    assert "column t, MSG as message.sent, not those that say PING" in told
    assert "column who, where it is empty {#file}" in told
    assert "w0 as tip" in told and "w5 as tip and 2 words more" in told and "w6" not in told
    assert "any other word as transfer" in told
    assert "column at, written iso, in UTC where it says none" in told
    assert "sorted by time first" in told


def test_a_file_name_that_is_no_utf8_is_read_and_its_mapping_is_whole(
    tmp_path: Path, call: Call
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/x\xff.csv"))
    path.write_text(TABLE, encoding="utf-8")
    first = call("run", str(path))
    assert first.exit_code == 0, first.stderr
    assert "accepted  2, 0 duplicates" in first.stdout
    assert "read these files before" in call("run", str(path)).stdout
    assert [p.name for p in tmp_path.glob("*.toml*")] == [path.name + ".mapping.toml"]


def test_a_rejected_line_of_such_a_file_keeps_its_place(tmp_path: Path, call: Call) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/x\xff.jsonl"))
    path.write_text(GOOD + UNKNOWN, encoding="utf-8")
    assert call("run", str(path)).exit_code == 0
    (row,) = call("quarantine", "--format", "jsonl").stdout.splitlines()
    assert json.loads(row)["file"].endswith("x\\xff.jsonl")


def test_a_payment_message_is_read_without_a_mapping(call: Call, tmp_path: Path) -> None:
    golden = ROOT / "tests" / "golden" / "feeds"
    path = tmp_path / "payments.xml"
    path.write_text((golden / "pacs008.xml").read_text("utf-8").replace(">1200<", ">many<"))
    hooks = str(golden / "stripe.jsonl")
    ended = call("run", str(path), hooks, "--store", "store", "--json", "--quiet")
    told = json.loads(ended.stdout)
    assert (told["accepted"], told["duplicates"], told["rejected"]) == (7, 1, 1)
    assert not list(tmp_path.glob("*.mapping.toml"))
    listed = call("quarantine", "--store", "store").stdout
    assert "decimal number" in listed and "payments.xml" in listed
