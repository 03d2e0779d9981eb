"""The story's phrases are its own: no four words in a row from a case or a lexicon."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bantay
from bantay.demo_data import make_story

PACKAGE = Path(bantay.__file__).parent
WORDS = re.compile(r"[^\W\d_]+")
HAN = re.compile(r"[\u4e00-\u9fff]{6,}")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in strings(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in strings(inner))


def grams(text: str) -> set[str]:
    """Runs of four words of letters, and of six Chinese characters."""
    words = WORDS.findall(text.casefold())
    fours = {" ".join(words[i : i + 4]) for i in range(len(words) - 3)}
    runs = HAN.findall(text)
    return fours | {run[i : i + 6] for run in runs for i in range(len(run) - 5)}


def story_texts() -> set[str]:
    """What people of the story say; the truth about them is not said."""
    tables: list[Any] = [make_story._load(name) for name in ("phrases", "people")]
    tables += [scene["steps"] for scene in make_story._load("scenes")["scene"]]
    return {text for table in tables for text in strings(table)}


def material() -> Iterator[tuple[Path, str]]:
    """Every text of every detector's cases and lexicons."""
    for path in sorted((PACKAGE / "planes").rglob("*.toml")):
        for text in strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield path, text


def test_grams_are_seen_in_both_kinds_of_script() -> None:
    assert grams("Meet me at the gate") == {"meet me at the", "me at the gate"}
    assert grams("明天下午三点见") == {"明天下午三点", "天下午三点见"}
    assert not grams("12 34 56 78") and not grams("one two three")


def test_no_phrase_is_shared_with_cases_or_lexicons() -> None:
    own = {gram for text in story_texts() for gram in grams(text)}
    assert len(own) > 500
    shared = {(path.name, gram) for path, text in material() for gram in grams(text) & own}
    assert shared == set()
