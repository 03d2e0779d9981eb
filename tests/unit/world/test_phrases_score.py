"""Every phrase bank that is present obeys the same rules; the score bank is also complete."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PHRASES = Path(__file__).parents[3] / "src" / "bantay" / "world" / "phrases"
BANKS = sorted(PHRASES.glob("*/*.toml"))
SCORE = sorted(PHRASES.glob("score/*.toml"))
SLOT = re.compile(r"\{(\w+)\}")
TYPED_CONTACT = re.compile(r"@|https?:|www\.|\d{3}")
FIRST_EXPLOITATION = "evasion.offer"
LEAST = {False: (25, 6), True: (40, 10)}  # exploitation or not: lines, talks of the score bank

EXCHANGES = ("talks", "told", "asked")
Bank = dict[str, dict[str, Any]]


def _scenes(path: Path) -> Bank:
    found: Bank = tomllib.loads(path.read_text(encoding="utf-8"))["scene"]
    return found


KNOWN = _scenes(PHRASES / "scenes.toml")


def _allowed_slots() -> set[str]:
    comments = [
        line
        for line in (PHRASES / "scenes.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    ]
    return set(SLOT.findall("\n".join(comments)))


def _talks(scene: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(talk) for key in EXCHANGES for talk in scene.get(key, [])]


def _texts(scene: dict[str, Any]) -> list[str]:
    return [*scene.get("lines", []), *(text for talk in _talks(scene) for text in talk)]


def _slots_of(scene: dict[str, Any]) -> set[str]:
    return set(SLOT.findall("\n".join(_texts(scene))))


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _doubles(items: list[Any]) -> list[Any]:
    return [item for item, times in Counter(items).items() if times > 1]


def faults_of_text(text: str, slots: set[str]) -> list[str]:
    """What is wrong with one text of a bank, in words; empty when nothing is."""
    rest = SLOT.sub("", text)
    checks = {
        "empty": not text.strip(),
        "spaces around": text != text.strip(),
        "more than one line": "\n" in text,
        "unknown slot": bool(set(SLOT.findall(text)) - slots),
        "stray brace": "{" in rest or "}" in rest,
        "typed contact or number": bool(TYPED_CONTACT.search(rest)),
    }
    return [name for name, wrong in checks.items() if wrong]


def faults_of_scene(name: str, scene: dict[str, Any], slots: set[str]) -> list[str]:
    """What is wrong with one scene of a bank, in words; empty when nothing is."""
    talks = _talks(scene)
    found = [] if name in KNOWN else ["not a scene of scenes.toml"]
    found += [f"unknown key {key}" for key in set(scene) - {"lines", *EXCHANGES}]
    found += [
        f"{fault}: {text!r}" for text in _texts(scene) for fault in faults_of_text(text, slots)
    ]
    found += [
        f"line twice: {bare!r}" for bare in _doubles([_bare(x) for x in scene.get("lines", [])])
    ]
    found += [f"talk twice: {talk!r}" for talk in _doubles(talks)]
    return found + [f"talk of one voice: {talk!r}" for talk in talks if len(talk) < 2]


def _label(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", BANKS, ids=_label)
def test_a_bank_obeys_the_rules(path: Path) -> None:
    slots = _allowed_slots()
    found = {
        name: faults
        for name, scene in _scenes(path).items()
        if (faults := faults_of_scene(name, scene, slots))
    }
    assert found == {}


@pytest.mark.parametrize("path", SCORE, ids=_label)
def test_the_score_bank_fills_every_scene(path: Path) -> None:
    names = list(KNOWN)
    start = names.index(FIRST_EXPLOITATION)
    bank = _scenes(path)
    assert set(bank) == set(names)
    has = {name: (len(bank[name]["lines"]), len(_talks(bank[name]))) for name in names}
    short = {
        name: has[name]
        for at, name in enumerate(names)
        if any(many < least for many, least in zip(has[name], LEAST[at >= start], strict=True))
    }
    assert short == {}


@pytest.mark.parametrize("path", SCORE, ids=_label)
def test_no_line_of_the_score_bank_stands_in_two_scenes(path: Path) -> None:
    lines = [_bare(line) for scene in _scenes(path).values() for line in scene["lines"]]
    assert _doubles(lines) == []


@pytest.mark.parametrize("path", SCORE, ids=_label)
def test_the_score_bank_uses_each_slot_that_a_scene_offers(path: Path) -> None:
    bank = _scenes(path)
    unused = {
        name: missing
        for name, scene in KNOWN.items()
        if (missing := set(scene.get("slots", [])) - _slots_of(bank[name]))
    }
    assert unused == {}


def test_the_score_bank_speaks_the_three_languages() -> None:
    assert {path.stem for path in SCORE} == {"en", "zh", "fil"}


def test_the_score_bank_keeps_its_languages_apart() -> None:
    said = {
        path.stem: {_bare(line) for scene in _scenes(path).values() for line in scene["lines"]}
        for path in SCORE
    }
    wordy = {name: {line for line in lines if line.count(" ") >= 3} for name, lines in said.items()}
    assert wordy["en"] & wordy["fil"] == set()


@pytest.mark.parametrize(
    ("scene", "fault"),
    [
        ({"lines": ["fine", ""]}, "empty"),
        ({"lines": ["fine "]}, "spaces around"),
        ({"lines": ["see {colour}"]}, "unknown slot"),
        ({"lines": ["see {contact"]}, "stray brace"),
        ({"lines": ["call 5550100"]}, "typed contact"),
        ({"lines": ["write me@example"]}, "typed contact"),
        ({"lines": ["Hello there", "hello, there!"]}, "line twice"),
        ({"talks": [["a", "b"], ["a", "b"]]}, "talk twice"),
        ({"told": [["a", "b"]], "asked": [["a", "b"]]}, "talk twice"),
        ({"talks": [["alone"]]}, "one voice"),
        ({"texts": []}, "unknown key"),
    ],
)
def test_a_fault_is_found(scene: dict[str, Any], fault: str) -> None:
    found = faults_of_scene("greeting", scene, _allowed_slots())
    assert len(found) == 1
    assert fault in found[0]


def test_an_unknown_scene_is_found() -> None:
    assert faults_of_scene("weather", {"lines": ["rain"]}, _allowed_slots()) != []
