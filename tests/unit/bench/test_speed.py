"""The speed bench: a small run of everything on made-up texts, with and without a peer."""

import ast
import json
import sys
from pathlib import Path
from random import Random

import pytest

from _house import PACKAGE, text_of
from bantay.bench import peers, speed
from bantay.bench.generate.mix import recipe
from bantay.bench.mixed import write_mix
from bantay.errors import MissingExtra

_LETTERS = {"zh": "山水花鸟云雨风雪", "ja, ko": "やまかわはな", "th": "กขคงจ", "ru": "абвгд"}
_SIZES = {"fil": 108, "zh": 14, "en": 57, "ja, ko": 28, "th": 85, "ru": 22}
SMALL = speed.Plan(size=600, runs=1, singles=40, timed=20, timed_default=10)

FAKE = """#!{python}
import json, sys
rows = [json.loads(line) for line in sys.stdin]
for row in rows:
    if not row["timed"]:
        print(json.dumps({{"id": row["id"], "spans": [[0, len(row["text"]), "PHONE_NUMBER"]]}}))
timed = sum(row["timed"] for row in rows)
print(json.dumps({{"peer": "a peer " + sys.argv[-1], "messages": timed, "wall": 2.0, "cpu": 1.0}}))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like that of the measuring data, with made-up texts."""
    folder, source = tmp_path_factory.mktemp("data"), Random(5)
    for one in recipe().source:
        (folder / one.set).mkdir(exist_ok=True)
        with (folder / one.set / "data.jsonl").open("a", encoding="utf-8") as file:
            for language in one.languages:
                text = "".join(source.choices(_LETTERS.get(one.name, "abcde "), k=_SIZES[one.name]))
                file.write(json.dumps({"lang": language, "text": text}) + "\n")
    return folder


@pytest.fixture
def fake(tmp_path: Path) -> str:
    """An interpreter that stands for a peer: it marks every message from end to end."""
    path = tmp_path / "peer"
    path.write_text(FAKE.format(python=sys.executable))
    path.chmod(0o755)
    return str(path)


def test_a_small_run_measures_everything(data: Path, fake: str) -> None:
    met, figures = speed.speed(SMALL, data, fake)
    assert figures["messages"] == 600 and figures["contacts planted"] > 4
    assert met["no detector fault"]
    assert figures["Presidio, three recognizers: what"] == "a peer three"
    assert figures["Presidio, three recognizers: messages a second of processor time"] == 20
    assert figures["Presidio, default: messages timed"] == 10
    assert figures["Presidio, default: contacts touched at all"].startswith("100")
    rate = figures["to findings: messages a second of processor time"]
    assert figures["times Presidio, three recognizers"] == pytest.approx(rate / 20, rel=0.02)
    assert met["at least 20 times Presidio, three recognizers"] == (rate / 20 >= 20)
    assert 0 < float(figures["share of the ceiling"].rstrip("%")) < 100
    assert figures["a batch of one, ms of processor time"]["p99"] > 0
    assert len(figures["to a committed store: each run"]) == 1


def test_a_missing_peer_is_a_sentence(data: Path, tmp_path: Path) -> None:
    lacking = tmp_path / "peer"
    lacking.write_text('#!/bin/sh\ncat >/dev/null\necho \'{"missing": "the_peer"}\'\n')
    lacking.chmod(0o755)
    mixed = write_mix(tmp_path / "mix.jsonl", 300, data)
    met, figures = dict[str, bool](), dict[str, object]()
    speed._peers(mixed, SMALL, (1_000.0, speed.Rate(1, 1)), str(lacking), met, figures)
    said = figures["Presidio, three recognizers"]
    assert said == "not measured: the_peer is not installed for the peer"
    assert len(met) == 4 and not any(met.values())


def test_a_failing_peer_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "peer"
    broken.write_text("#!/bin/sh\necho 'it broke' >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(RuntimeError, match="it broke"):
        peers.ask("three", [], str(broken))


def test_without_the_peer_the_child_itself_says_what_is_missing() -> None:
    said = peers.ask("three", [peers.Text("a", "call me")], sys.executable)
    assert said.missing or said.peer  # whichever this machine has


def test_found_is_by_value(data: Path, tmp_path: Path) -> None:
    mixed = write_mix(tmp_path / "mix.jsonl", 2_000, data)
    out, one = tmp_path / "found.jsonl", mixed.planted[0]
    name = speed.contact_hash(speed.SECRET, f"{one.contact.kind}:{one.contact.value}")
    event = one.pieces[0][0]
    for contact, events, right in (
        (name, [event], True),
        (name, ["elsewhere"], False),
        (None, [event], False),
        ("0" * 32, [event], False),
    ):
        out.write_text(json.dumps(["messages.contact_shared", contact, events]) + "\n")
        assert speed.found(mixed.planted, out) == [right] + [False] * (len(mixed.planted) - 1)


def test_a_peer_is_read_kindly_and_exactly(data: Path, tmp_path: Path) -> None:
    mixed = write_mix(tmp_path / "mix.jsonl", 6_000, data)
    one = next(p for p in mixed.planted if p.contact.kind == "email" and not p.split)
    ((id, start, end),) = one.pieces
    texts = {id: " " * start + one.contact.written}
    whole = (start, start + len(one.contact.written), "EMAIL_ADDRESS")
    assert peers.touched(peers.Peer(spans={id: [(end - 1, end + 9, "URL")]}), one)
    assert not peers.touched(peers.Peer(spans={id: [(end, end + 9, "URL")]}), one)
    assert peers.exact(peers.Peer(spans={id: [whole]}), one, texts)
    assert not peers.exact(peers.Peer(spans={id: [(start, start + 3, "URL")]}), one, texts)


def test_memory_is_that_of_a_run(data: Path) -> None:
    met, figures = speed.memory(400, data)
    assert figures["messages"] == 400 and all(met.values())
    assert figures["own memory at its most, MiB"] > 10


def test_without_the_data_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="which is not there"):
        speed.speed(SMALL, tmp_path)


def test_the_peers_side_needs_nothing_of_ours() -> None:
    tree = ast.parse(text_of(PACKAGE / "bench" / "peers_child.py"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    assert {str(name).split(".")[0] for name in modules} <= sys.stdlib_module_names
