"""Compiled screens kept between two starts: the same hits, and no trust in what is wrong."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hyperscan
import pytest

from bantay.engine.screen import Screen
from bantay.runtime import screens
from bantay.runtime.screens import LEAST, MOST, kept

TERMS = tuple(b"term%04d" % n for n in range(LEAST))
TEXT = b"a term0007 and a term0999"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept.cache_clear()
    yield tmp_path
    kept.cache_clear()


def hits(database: Any) -> list[int]:
    found: list[int] = []
    scratch = hyperscan.Scratch(database)
    database.scan(TEXT, match_event_handler=lambda id, *_: found.append(id), scratch=scratch)
    return found


def again() -> list[int]:
    """As a new process would."""
    kept.cache_clear()
    return hits(kept(TERMS))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def never(expressions: tuple[bytes, ...]) -> Any:
    raise AssertionError(f"{len(expressions)} patterns were compiled again")


def test_the_second_start_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hits(kept(TERMS)) == [7, 999]
    [file] = files(folder)
    assert file.stat().st_mode & 0o077 == 0, "an operator's own terms are nobody else's"
    monkeypatch.setattr(screens, "compiled", never)
    assert again() == [7, 999]


def test_other_terms_are_another_screen(folder: Path) -> None:
    kept(TERMS)
    other = (*TERMS[:-1], b"else")
    assert hits(kept(other)) == [7]
    assert len(files(folder)) == 2


@pytest.mark.parametrize("broken", [b"", b"no frame", "cut", "flipped"])
def test_a_broken_file_is_made_anew(folder: Path, broken: bytes | str) -> None:
    kept(TERMS)
    [file] = files(folder)
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    pieces = {"cut": whole[:middle], "flipped": flipped}
    file.write_bytes(pieces[broken] if isinstance(broken, str) else broken)
    assert again() == [7, 999]
    assert file.read_bytes() == whole or len(file.read_bytes()) > middle


def test_what_others_may_write_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(TERMS)
    [file] = files(folder)
    monkeypatch.setattr(screens.hyperscan, "loadb", never)
    file.chmod(0o622)
    assert again() == [7, 999]
    file.parent.chmod(0o777)
    before = file.stat().st_mtime_ns
    assert again() == [7, 999]
    assert file.stat().st_mtime_ns == before, "nor is anything put there"


def test_without_a_place_to_keep_it_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert again() == [7, 999]


def test_few_are_kept_and_small_ones_never(folder: Path) -> None:
    kept(TERMS[:-1])
    assert files(folder) == []
    first = None
    for n in range(MOST + 1):
        kept((*TERMS, b"own%d" % n))
        if first is None:
            [first] = files(folder)
            os.utime(first, (1, 1))
    assert len(files(folder)) == MOST and first is not None and not first.exists()


def test_a_screen_says_the_same_either_way() -> None:
    terms = {"cue": [f"word{n}" for n in range(LEAST)], "age": ["years old", "微信"]}
    texts = ["word9 and word10", "16 years old", "加 微信", "nothing"]
    assert Screen(terms).bits(texts) == Screen(terms, kept).bits(texts)
    kept.cache_clear()
    assert Screen(terms).bits(texts) == Screen(terms, kept).bits(texts)
