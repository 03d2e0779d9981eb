"""`bantay hash` and `bantay exceptions`, on a real store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bantay.adapters.store import open_store
from bantay.cli.exceptions import standing, subject_named
from bantay.errors import InputError
from bantay.kit.hashing import contact_hash, keyed_hash
from bantay.model.evidence import Subject
from bantay.model.keys import pair
from bantay.model.log import ExceptionGiven

from .conftest import Call

KEY = b"k" * 32
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    directory = tmp_path / "store"
    open_store(directory, create=True).close()
    return directory


def key_of(store: Path) -> bytes:
    opened = open_store(store, create=False)
    opened.close()
    return opened.key


def test_hash_is_the_one_keyed_hash(store: Path, call: Call) -> None:
    result = call("hash", "phone", "+1 (555) 0100", "+15550100", "--store", str(store))
    one, other = result.stdout.splitlines()
    assert one == other == keyed_hash(key_of(store), "phone", "+15550100")


def test_hash_reads_lines_so_that_no_shell_remembers(store: Path, call: Call) -> None:
    lines = call("hash", "email", "--store", str(store), input="A@example.com\nb@example.com\n")
    key = key_of(store)
    assert lines.stdout.split() == [
        keyed_hash(key, "email", "a@example.com"),
        keyed_hash(key, "email", "b@example.com"),
    ]


def test_hash_makes_no_key_unasked(call: Call) -> None:
    refused = call("hash", "phone", "1", "--store", "new")
    assert refused.exit_code == 2 and "--create" in refused.stderr
    assert not Path("new").exists()
    made = call("hash", "phone", "1", "--store", "new", "--create")
    again = call("hash", "phone", "1", "--store", "new", "--create")
    assert made.exit_code == 0 and made.stdout == again.stdout


def test_an_exception_is_given_listed_and_ended(store: Path, call: Call) -> None:
    where = ("--store", str(store))
    said = call("exceptions", "add", "account:help-desk", "--reason", "ours", "--by", "Ana", *where)
    assert said.exit_code == 0, said.stderr
    id_ = said.stdout.split(":")[0]
    (row,) = call("exceptions", "list", "--format", "jsonl", *where).stdout.splitlines()
    told = json.loads(row)
    assert (told["exception"], told["by"], told["reason"]) == (id_, "Ana", "ours")
    assert told["subject"] == {"kind": "account", "id": "help-desk"}
    assert "in force" in call("exceptions", "list", *where).stdout
    assert call("exceptions", "end", id_, "--reason", "over", *where).exit_code == 0
    assert "no exceptions" in call("exceptions", "list", *where).stdout
    assert "exception" in call("audit", "list", *where).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("account:a", "--days", "181"), "1<=x<=180"),
        (("account:a", "--days", "9" * 12), "1<=x<=180"),
        (("pair:a",), "expected two accounts"),
        (("pair:a,",), "expected two accounts"),
        (("account:a", "--days", "0"), "1<=x<=180"),
        (("account:a", "--hypothesis", "minor_at_risk"), "no exception is possible"),
        (("acount:a",), "did you mean `account:a`?"),
        (("account",), "expected KIND:ID"),
    ],
)
def test_what_may_not_be_is_refused(
    store: Path, call: Call, words: tuple[str, ...], said: str
) -> None:
    result = call("exceptions", "add", *words, "--reason", "x", "--store", str(store))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "no exceptions" in call("exceptions", "list", "--store", str(store)).stdout


def test_ending_what_is_not_there_names_the_nearest(store: Path, call: Call) -> None:
    where = ("--store", str(store))
    given = call("exceptions", "add", "account:a", "--reason", "x", *where).stdout.split(":")[0]
    wrong = given[:-1] + ("a" if given[-1] != "a" else "b")
    result = call("exceptions", "end", wrong, "--reason", "x", *where)
    assert result.exit_code == 2 and f"did you mean `{given}`?" in result.stderr


def test_a_contact_is_kept_as_its_hash_only() -> None:
    subject = subject_named("contact:+1 (415) 555-0100", KEY)
    assert subject == Subject("contact", contact_hash(KEY, "phone:+14155550100"))
    with pytest.raises(InputError, match="expected one contact"):
        subject_named("contact:a table", KEY)


def test_a_pair_is_the_same_in_either_order() -> None:
    assert subject_named("pair:b,a", KEY) == subject_named("pair:a,b", KEY)
    assert subject_named("pair:b,a", KEY).id == pair("a", "b")


def test_ids_may_hold_colons() -> None:
    assert subject_named("account:urn:x:7", KEY) == Subject("account", "urn:x:7")


def test_an_exception_past_its_end_is_expired() -> None:
    given = ExceptionGiven(
        time=NOON,
        exception="x-1",
        subject=Subject("account", "a"),
        hypothesis=None,
        reason="r",
        by="b",
        until=NOON + timedelta(days=1),
    )
    assert standing(given, NOON) == "in force"
    assert standing(given, NOON + timedelta(days=1)) == "expired"


def test_the_example_in_the_help_is_one_that_can_be_read(store: Path, call: Call) -> None:
    asked = call("exceptions", "add", "--help").stdout
    (example,) = [word for word in asked.split() if word.startswith("contact:")]
    words = ("exceptions", "add", example, "--store", str(store), "--reason", "help desk")
    assert call(*words).exit_code == 0
