"""`bantay serve`, `keys`, `people`: what they refuse, what they show once."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from bantay.adapters.store import open_store
from bantay.cli import serve as serving
from bantay.errors import MissingExtra

from .conftest import Call


def test_without_the_extra_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda n: None if n == "uvicorn" else find_spec(n))
    with pytest.raises(MissingExtra, match=r"pip install 'bantay\[console\]'"):
        serving.needs_console()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "192.0.2.1"), "--tls-cert"),
        (("--host", "192.0.2.1", "--behind-tls"), "--host-name"),
        (("--host", "0.0.0.0"), "--tls-cert"),
        (("--together", "10.0.0.5:8700"), "such as http://10.0.0.5:8700"),
        (("--together", "http://127.0.0.1:1/x"), "expected a URL"),
    ],
)
def test_others_reach_it_by_https_and_by_name_only(
    call: Call, words: tuple[str, ...], said: str
) -> None:
    refused = call("serve", *words)
    assert refused.exit_code == 2 and said in refused.output


def test_together_needs_a_store_on_a_server(call: Call, store: Path) -> None:
    refused = call("serve", "--store", str(store), "--together", "http://127.0.0.1:8700")
    assert refused.exit_code == 2 and "together need it on PostgreSQL" in refused.output


def test_settings_follow_from_where_it_listens() -> None:
    here = serving._settings("127.0.0.1", (), (None, None), behind_tls=False)
    assert not here.secure and "127.0.0.1" in here.hosts
    there = serving._settings("0.0.0.0", ("Bantay.Example.com",), (None, None), behind_tls=True)
    assert there.secure and there.hosts == ("bantay.example.com",)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made = tmp_path / "store"
    open_store(made, create=True).close()
    return made


def test_a_key_is_shown_once_and_listed_without_its_secret(call: Call, store: Path) -> None:
    made = call("keys", "new", "--store", str(store), "--scope", "events", "--name", "chat")
    key = made.stdout.strip()
    assert made.exit_code == 0 and key.startswith("bantay_")
    id = key.split("_")[1]
    listed = call("keys", "list", "--store", str(store))
    assert id in listed.output and key not in listed.output
    raw = b"".join(path.read_bytes() for path in store.iterdir() if path.is_file())
    assert key.split("_", 2)[2].encode() not in raw
    assert call("keys", "end", id, "--store", str(store)).exit_code == 0
    assert call("keys", "end", id, "--store", str(store)).exit_code == 2


def test_an_unknown_scope_names_the_nearest(call: Call, store: Path) -> None:
    wrong = call("keys", "new", "--store", str(store), "--scope", "event")
    assert wrong.exit_code == 2 and "did you mean `events`?" in wrong.output


def test_people_are_invited_listed_and_ended(call: Call, store: Path) -> None:
    words = ("--store", str(store), "--role", "moderator", "--covers", "extortion")
    made = call("people", "add", "Ana", *words)
    assert "setup#name=ana&token=" in made.output
    token = made.output.rsplit("token=", 1)[1].strip()
    listed = call("people", "list", "--store", str(store), "--format", "jsonl")
    assert "invited" in listed.output and "extortion" in listed.output
    assert token not in listed.output
    assert call("people", "end", "ana", "--store", str(store)).exit_code == 0
    assert call("people", "add", "ana", *words).exit_code == 2, "a name is never given again"
