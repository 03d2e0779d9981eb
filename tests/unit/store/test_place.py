"""An address names a server and a directory; its password is nowhere repeated."""

from pathlib import Path

import pytest

from _postgres import prepared
from bantay.adapters.store import open_store
from bantay.adapters.store.place import find, name
from bantay.errors import StoreError

SECRET = "s3cret/word"
ADDRESS = "postgresql://kim:s3cret%2Fword@db.example.org:5433/bantay?files=here&sslmode=require"


def test_an_address_names_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = find(ADDRESS)
    assert place.directory == tmp_path / "here" and place.id is None
    assert place.server is not None
    assert place.server.url == ADDRESS.replace("files=here&", "")
    assert place.server.shown == "postgresql://kim@db.example.org:5433/bantay?sslmode=require"
    assert place.server.hushed(f"no {SECRET} or s3cret%2Fword") == "no *** or ***"


def test_a_directory_stands_for_the_address_that_named_it(tmp_path: Path) -> None:
    """Or somebody who is handed the directory would make another store in it."""
    address = f"postgresql://kim:s3cret@192.0.2.1/bantay?files={tmp_path / 'store'}"
    directory = name(address)
    place = find(directory)
    assert directory == tmp_path / "store" and place.server is not None
    assert place.server.url == "postgresql://kim:s3cret@192.0.2.1/bantay"
    assert find(tmp_path / "other").server is None


def test_a_marked_directory_is_enough(tmp_path: Path) -> None:
    home = prepared(tmp_path / "store", "postgresql://kim@db.example.org/bantay")
    place = find(home)
    assert place.server is not None and place.server.shown.endswith("@db.example.org/bantay")
    assert place.id is not None and find(tmp_path).server is None
    named = find(f"postgres://kim@192.0.2.1/other?files={home}")
    assert named.id == place.id and named.server is not None
    assert named.server.shown == "postgresql://kim@192.0.2.1/other"


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql://kim:s3cret/word@db.example.org/bantay?files=here",
        "postgresql://kim:s3cret#word@db.example.org/bantay?files=here",
        "postgresql://kim:s3cret@[db/bantay?files=here",
        "postgresql://kim:s3cret@db.example.org?files=here",
        "postgresql://kim:s3cret@db.example.org/bantay",
        "postgresql://kim:s3cret@db.example.org/bantay?files=",
        "postgresql://kim:s3cret@db.example.org/bantay?files=a&files=b",
    ],
)
def test_a_wrong_address_is_explained_and_not_repeated(wrong: str) -> None:
    with pytest.raises(StoreError, match="postgresql://USER@HOST:PORT/DATABASE") as told:
        find(wrong)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [("database = ", "cannot be read"), ("store = 'x'", "must say"), ("database = 3", "must say")],
)
def test_a_marker_that_says_nothing(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "store.toml").write_text(content)
    with pytest.raises(StoreError, match=says):
        find(tmp_path)


def test_a_server_nobody_can_reach_is_a_sentence(tmp_path: Path) -> None:
    address = f"postgresql://kim:s3cret@/bantay?host={tmp_path}&files={tmp_path / 'store'}"
    with pytest.raises(StoreError, match=r"the server cannot be used: .*No such file") as told:
        open_store(address, create=True)
    assert "s3cret" not in str(told.value) and "\n" not in str(told.value)


def test_an_option_nobody_knows_is_a_sentence(tmp_path: Path) -> None:
    address = f"postgresql://kim:s3cret@/bantay?hots={tmp_path}&files={tmp_path / 'store'}"
    with pytest.raises(StoreError, match=r'the address: .*"hots"') as told:
        open_store(address, create=True)
    assert "s3cret" not in str(told.value)
