"""Runs what documents and help texts show: commands in one stage, stand-ins replaced.

A stage is a folder with two stores (the demo's, and one whose decisions stand, because a
simulated capability did them) and the small files that examples name. Ids differ from store to
store, so an example shows one that looks right, and the stage puts in one that is.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result
from PIL import Image
from zstandard import compress

from bantay.cli.main import cli
from bantay.runtime.demo import story_path

ROOT = Path(__file__).resolve().parent.parent
DEMO, STORE = "bantay-demo", "bantay-store"
RULES = "--policy mine.toml --capabilities acts.toml"

TEXTS = '{"id":1,"text":"my number is 07700 900143"}\n'
CHAT = "nr,sent,sender,receiver,body\n1,01/03/2026 20:15,u-17,u-22,See you at eight\n"
PEOPLE = "kind,name,year,people,complete\npageant,Miss Harbour,2018,Ann Reyes,yes\n"
LIST = f"id,kind,hash\ne1,pdq,{'0123456789abcdef' * 4}\n"
WORLD = """name = "mine"
seed = 1
days = 3
accounts = 60
bank = "train"
languages = { en = 1.0 }
"""
MAPPING = """format = "csv"
type = "message.sent"

[fields]
id = { template = "old-{nr}" }
time = { column = "sent", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }
account = "sender"
conversation = { pair = ["sender", "receiver"] }
to = { column = "receiver", split = ";" }
text = "body"
"""
REPORTS = """[people]
filers = ["Dana Reyes"]
approvers = ["Sam Okoye"]

[filer]
organisation = "Example Chat"
domain = "example.com"
platform = "Example Chat"
first = "Dana"
last = "Reyes"
mail = "safety@example.com"
countries = ["NL", "DE"]
phone = { number = "5550100", calling_code = "+1" }

[filer.address]
street = "1 Example Street"
city = "Springfield"
zip = "62701"
region = "IL"
country = "US"

[[destination]]
name = "cybertip-test"
format = "ncmec"
user = "example"
secret_file = "cybertip.secret"

[[destination]]
name = "fiu"
format = "goaml"
folder = "outgoing"
"""
STAND_INS = {
    "a": ("a-2oiys", "a-1f2e", "ALARM"),
    "c": ("c-4ik", "c-25ss", "CASE"),
    "d": ("d-7f3k2m", "d-77", "DECISION"),
    "rp": ("rp-12ab34",),
    "x": ("x-1",),
    "k": ("k-1",),
}
_LISTED = {
    "a": ("alarms --hypothesis controller", "alarm"),
    "c": ("cases", "case"),
    "d": ("decisions --status open", "decision"),
    "x": ("exceptions list", "exception"),
    "k": ("keys list", "id"),
}


def called(words: list[str], given: str | None = None) -> Result:
    """One call of the command line, in this process."""
    return CliRunner().invoke(cli, words, input=given)


def furnished(folder: Path) -> None:
    """Make the stage from which every page's own is copied."""
    lines = story_path().read_text("utf-8").splitlines(keepends=True)
    (folder / "story.jsonl").write_text("".join(lines), "utf-8")
    (folder / "chat.jsonl").write_text("".join(lines[:200]), "utf-8")
    (folder / "my-events").mkdir()
    (folder / "my-events" / "day.jsonl").write_text("".join(lines[:200]), "utf-8")
    (folder / "chat.jsonl.zst").write_bytes(compress((folder / "chat.jsonl").read_bytes()))
    shutil.copy(ROOT / "tests/golden/feeds/camt053.xml", folder / "payments.xml")
    shutil.copy(ROOT / "tests/golden/feeds/stripe.jsonl", folder)
    shutil.copy(ROOT / "src/bantay/demo_data/broken.jsonl", folder / "broken.jsonl")
    weights = ROOT / "src/bantay/fuse/weights.toml"
    for name in ("new.toml", "my-weights.toml"):
        shutil.copy(weights, folder / name)
    Image.new("RGB", (64, 64), "teal").save(folder / "picture.png")
    (folder / "src/bantay/demo_data").mkdir(parents=True)
    shutil.copy(folder / "broken.jsonl", folder / "src/bantay/demo_data")
    (folder / "drafts" / "messages").mkdir(parents=True)
    for name, text in {
        "texts.jsonl": TEXTS,
        "chat.csv": CHAT,
        "export.csv": CHAT,
        "export.toml": MAPPING,
        "webhook.secret": "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
        "kafka.password": "a word for tests\n",
        "people.csv": PEOPLE,
        "cybertip.secret": "a word for tests\n",
        "list.csv": LIST,
        "mine-world.toml": WORLD,
        "reports.toml": REPORTS,
        "acts.toml": "[simulated]\n",
        "capabilities.toml": "[answer]\n",
    }.items():
        (folder / name).write_text(text, "utf-8")
    for line in (
        "policy copy chat -o today.toml",
        "policy copy chat -o mine.toml",
        f"demo --no-serve --keep {DEMO}",
        f"run story.jsonl broken.jsonl --store {STORE} {RULES} -q",
    ):
        done = called(line.split())
        assert done.exit_code == 0, (line, done.output, done.exception)


def lines_of(block: str) -> Iterator[str]:
    """The commands of a shell block, continued lines joined; blank lines and comments left out."""
    for line in re.sub(r"\\\n\s*", " ", block).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def ran(line: str) -> Result | None:
    """Run one line where we are; None when another program ran it. Wrong input is a failure."""
    expected = re.search(r"# exit (\d)", line)
    if not re.search(r"(^|\| *|= *)bantay ", line):
        subprocess.run(line, shell=True, check=True, capture_output=True)
        return None
    given, words, into = _parts(line)
    done = called([_meant(word, words) for word in words], given)
    wanted = (int(expected[1]),) if expected else (0, 1)
    assert done.exit_code in wanted, f"{line}\n{done.exit_code}: {done.output}\n{done.exception!r}"
    if into:
        Path(into).write_text(done.stdout, "utf-8")
    return done


def _parts(line: str) -> tuple[str | None, list[str], str | None]:
    """What a line sends in, the words of its command, and the file it writes to."""
    lexer = shlex.shlex(re.split(r"\s{3,}(?=\w)", line)[0], posix=True, punctuation_chars="|>")
    lexer.whitespace_split = True
    words = list(lexer)
    given, into = None, None
    if "|" in words:
        at = words.index("|")
        assert words[0] in ("echo", "cat"), f"only echo and cat are piped: {line}"
        given = " ".join(words[1:at]) + "\n"
        given = Path(words[1]).read_text("utf-8") if words[0] == "cat" else given
        words = words[at + 1 :]
    if ">" in words:
        words, into = words[: words.index(">")], words[-1]
    return given, words[1:], into


def _meant(word: str, words: list[str]) -> str:
    kind = next((kind for kind, shown in STAND_INS.items() if word in shown), None)
    store = words[words.index("--store") + 1] if "--store" in words else STORE
    if word == "EVENT":
        return _event(store)
    if word == "9f86d081":
        return _digest()
    if kind is None:
        return word
    if kind == "rp":
        return _report()
    return _settled(kind, store, os.getcwd()) if kind in "acd" else _listed(kind, store)


@cache
def _settled(kind: str, store: str, folder: str) -> str:
    """The same alarm, case or decision all along: their order changes with what is done."""
    return _listed(kind, store)


def _listed(kind: str, store: str) -> str:
    command, field = _LISTED[kind]
    said = called([*command.split(), "--store", store, "--format", "jsonl"])
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert rows, f"{command} --store {store}: {said.output}"
    return str(rows[0][field])


def _event(store: str) -> str:
    said = called(["cases", "show", _listed("c", store), "--json", "--store", store])
    return re.findall(r'"event": ?"([^"]+)"', said.stdout)[0]


def _reports() -> list[dict[str, str]]:
    said = called(["report", "status", "--by", "Dana Reyes", "--format", "jsonl"])
    return [json.loads(line) for line in said.stdout.splitlines()]


def _report() -> str:
    rows = _reports()
    assert rows, "no report was drafted yet"
    return rows[-1]["report"]


def _digest() -> str:
    said = called(["report", "show", _report(), "--by", "Dana Reyes"])
    return re.findall(r"\b[0-9a-f]{8,64}\b", said.output)[-1]
