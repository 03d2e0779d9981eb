"""The phrase banks share no wording: with each other, with what detectors read, with the demo.

A world whose people speak in the detectors' own words would grade its own homework, and a bank
that repeats another bank would score what was trained. The measure: no shared run of four words,
nor of six Chinese characters, once slots, punctuation, digits and the names of apps, numbers
and money are taken out and case is folded.
"""

import ast
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

import bantay.world

SOURCE = Path(bantay.world.__path__[0]).parent
PHRASES = SOURCE / "world" / "phrases"
BANKS = ("train", "tune", "score")
LANGUAGES = ("en", "zh", "fil")
WORDS, HAN = 4, 6  # how long a shared run may not be

APPS = """whatsapp telegram tg wechat weixin qq viber messenger line kakao signal instagram insta ig
facebook fb twitter tiktok snapchat snap discord skype zoom youtube google gcash maya paymaya paypal
alipay venmo wise remitly steam gmail shopee lazada grab"""
MONEY = """peso pesos php usd dollar dollars euro euros eur gbp pounds yuan rmb cny renminbi bucks
quid piso k percent"""
NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
hundred thousand million isa dalawa tatlo apat lima anim pito walo siyam sampu isang dalawang
tatlong apat limang daan libo"""
EXEMPT_WORDS = frozenset(f"{APPS} {MONEY} {NUMBERS}".split())
EXEMPT_HAN = re.compile("微信|支付宝|抖音|快手|微博|小红书|淘宝|人民币|美元|欧元|比索|块钱|元")

_SLOT = re.compile(r"\{[^{}]*\}")
_JOINT = re.compile(r"(?<=\w)['’\-](?=\w)")  # "don't", "pag-uwi": one word, however typed
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\d_]+")


def grams(text: str) -> Iterator[str]:
    """Every run of four words and of six Chinese characters in one line."""
    plain = unicodedata.normalize("NFKC", _SLOT.sub(" ", text)).casefold()
    han = EXEMPT_HAN.sub("", "".join(_HAN_RUN.findall(plain)))
    yield from (han[at : at + HAN] for at in range(len(han) - HAN + 1))
    for run in _HAN_RUN.split(_JOINT.sub("", plain)):
        words = [word for word in _WORD.findall(run) if word not in EXEMPT_WORDS]
        yield from (" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1))


def strings(tree: object) -> Iterator[str]:
    """Every string held anywhere in what TOML or JSON gave (values, never keys)."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        yield from (text for value in tree.values() for text in strings(value))
    elif isinstance(tree, list):
        yield from (text for value in tree for text in strings(value))


def of_toml(path: Path) -> Iterator[str]:
    return strings(tomllib.loads(path.read_text("utf-8")))


def of_jsonl(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        yield from strings(json.loads(line))


def of_python(path: Path) -> Iterator[str]:
    """The strings a module holds as data; docstrings speak to readers, not in a chat."""
    tree = ast.parse(path.read_text("utf-8"))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in spoken
        ):
            yield node.value


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".toml": of_toml,
    ".jsonl": of_jsonl,
    ".py": of_python,
}


def others() -> list[Path]:
    """What a bank must not repeat: lexicons, cases, the demo, what the bench invents."""
    read = ("planes/**/*.toml", "kit/**/*.toml", "surveys/**/*.toml")
    invented = ("bench/talk.py", "bench/generate/**/*.py", "bench/generate/**/*.toml")
    demo = ("demo_data/*.toml", "demo_data/story.jsonl")
    return sorted({path for glob in read + invented + demo for path in SOURCE.glob(glob)})


@cache
def said(path: Path) -> dict[str, str]:
    """Each gram of one file, with a line that holds it."""
    return {gram: text for text in READERS[path.suffix](path) for gram in grams(text)}


@cache
def bank(name: str) -> dict[str, str]:
    """Each gram of one bank, all languages together, with a line that holds it."""
    held: dict[str, str] = {}
    for language in LANGUAGES:
        held |= said(PHRASES / name / f"{language}.toml")
    return held


def shared(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """The grams two sides share, each with both lines, for somebody who has to reword one."""
    both = sorted(here.keys() & there.keys())
    return [f"{gram!r}: {here[gram]!r} | {there[gram]!r}" for gram in both]


def scenes() -> dict[str, object]:
    held: dict[str, object] = tomllib.loads((PHRASES / "scenes.toml").read_text("utf-8"))["scene"]
    return held


@pytest.mark.parametrize(("one", "two"), list(combinations(BANKS, 2)))
def test_no_two_banks_share_wording(one: str, two: str) -> None:
    assert shared(bank(one), bank(two)) == []


@pytest.mark.parametrize("name", BANKS)
def test_a_bank_shares_nothing_with_what_detectors_read_or_the_demo_says(name: str) -> None:
    assert {
        str(path.relative_to(SOURCE)): found
        for path in others()
        if (found := shared(bank(name), said(path)))
    } == {}


def test_the_other_side_is_really_read() -> None:
    seen = {path.relative_to(SOURCE).as_posix() for path in others()}
    assert {"demo_data/story.jsonl", "planes/messages/lexicon/cue.toml"} <= seen
    assert any(name.endswith(".cases.toml") for name in seen)
    assert "bench/talk.py" in seen
    # Each format yields wording: one that changed would otherwise pass in silence.
    for suffix in (".toml", ".jsonl"):
        assert sum(len(said(path)) for path in others() if path.suffix == suffix) > 10, suffix


def test_a_module_is_read_for_its_data_not_its_docstrings(tmp_path: Path) -> None:
    module = tmp_path / "talk.py"
    module.write_text('"""Says hello to all."""\nLINES = ["well good day everybody"]\n', "utf-8")
    assert list(of_python(module)) == ["well good day everybody"]


@pytest.mark.parametrize("name", ("train", "tune"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bank_fills_every_scene(name: str, language: str) -> None:
    filled = tomllib.loads((PHRASES / name / f"{language}.toml").read_text("utf-8"))["scene"]
    assert filled.keys() == scenes().keys()
    lines, talks = (25, 6) if name == "train" else (12, 3)
    found = {scene: (len(set(has["lines"])), exchanges(has)) for scene, has in filled.items()}
    assert {scene: n for scene, n in found.items() if n[0] < lines or n[1] < talks} == {}


def exchanges(scene: dict[str, list[object]]) -> int:
    return sum(len(scene.get(kind, ())) for kind in ("talks", "told", "asked"))


@pytest.mark.parametrize("name", ("train", "tune"))
def test_numbers_and_contacts_come_from_slots_alone(name: str) -> None:
    header = (PHRASES / "scenes.toml").read_text("utf-8").split("[scene.", 1)[0]
    slots = set(re.findall(r"\{(\w+)\}", header))
    for language in LANGUAGES:
        for text in of_toml(PHRASES / name / f"{language}.toml"):
            assert set(re.findall(r"\{([^{}]*)\}", text)) <= slots, text
            assert not re.search(r"\d|@|https?:|www\.", text), text


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Send it to my other phone", "she did SEND IT, to my mum"),
        ("pay {amount} before noon today ok", "Pay before noon, today!"),
        ("Don't tell them what we said", "dont tell them what"),
        ("打开那个旧的相册看看", "他说打开那个,旧的相册"),
    ],
)
def test_a_shared_run_is_seen(one: str, two: str) -> None:
    assert set(grams(one)) & set(grams(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("send it to whatsapp please", "send it to viber now"),
        ("that is {amount} for us", "that is for him"),
        ("打开那个旧的", "打开那个旧车"),
    ],
)
def test_three_words_names_and_sums_are_free(one: str, two: str) -> None:
    assert not set(grams(one)) & set(grams(two))
