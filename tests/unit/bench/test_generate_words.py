"""The generators' words are their own: no number stored, none shared with reader or cases."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import phonenumbers
import pytest

from _house import PACKAGE, text_of
from bantay.bench.generate import contacts
from bantay.bench.generate.bank import LANGUAGES, number_words, phrases

GENERATE = PACKAGE / "bench" / "generate"
FILES = sorted(path for path in GENERATE.rglob("*") if path.suffix in (".py", ".toml"))
each = pytest.mark.parametrize("language", LANGUAGES)


def lines_of(language: str) -> list[str]:
    """Every phrase of a language but the facts, which are about numbers."""
    table = tomllib.loads(text_of(GENERATE / "bank" / f"{language}.toml"))
    del table["facts"]
    carriers = table.pop("carriers").values()
    return [line for many in (*table.values(), *carriers) for line in many]


@each
def test_a_bank_is_large_enough_and_says_nothing_twice(language: str) -> None:
    bank = phrases(language)
    assert len(set(bank.chatter)) == len(bank.chatter) >= 60
    assert set(bank.facts) == {"time", "price", "age", "order", "date", "count"}
    assert set(bank.carriers) == {"phone", "email", "handle"}


@each
def test_phrases_hold_no_number_of_their_own(language: str) -> None:
    spoken = {"en": ("en",), "fil": ("en", "fil", "fil_es"), "zh": ("zh", "zh_formal")}[language]
    words = {w for name in spoken for many in number_words()[name].words for w in many}
    for line in lines_of(language):
        bare = re.sub(r"\{\w*\}", "", line)
        assert not any(c.isdigit() for c in bare), line
        said = set(bare) if language == "zh" else set(re.findall(r"\w+", bare))
        assert not words & said, line


@each
def test_leads_hold_one_place_for_the_piece(language: str) -> None:
    bank = phrases(language)
    for line in (*bank.leads, *bank.confirms, *bank.guesses):
        assert [name for _, name, _, _ in string.Formatter().parse(line) if name == ""] == [""]


def test_ten_digits_in_every_language() -> None:
    for name, words in number_words().items():
        assert len(words.words) == 10, name
        said = [word for many in words.words for word in many]
        assert len(set(said)) == len(said), name


def test_no_telephone_number_is_stored() -> None:
    assert len(FILES) > 8
    for path in FILES:
        text = text_of(path)
        assert not re.search(r"\d[\d ().-]{5,}\d{2}", text), path.name
        for region in ("PH", "US", "CN", "GB"):
            found = phonenumbers.PhoneNumberMatcher(text, region)
            assert [match.raw_string for match in found] == [], path.name


def test_numbers_are_valid_and_near_the_example_of_their_region() -> None:
    source = Random(1)
    seen = set()
    for _ in range(400):
        one = contacts.phone(source)
        number = phonenumbers.parse(one.value)
        assert phonenumbers.is_valid_number(number)
        assert one.value.endswith(phonenumbers.national_significant_number(number))
        example = phonenumbers.example_number_for_type(
            one.region, phonenumbers.PhoneNumberType.MOBILE
        )
        assert str(example.national_number)[:-4] == str(number.national_number)[:-4]
        assert one.written.lstrip("+") in {value.lstrip("+") for value in one.values}
        seen.add(one.region)
    assert seen == set(contacts.REGIONS)


def test_mail_and_names_are_invented() -> None:
    source = Random(2)
    mails = {contacts.email(source).value for _ in range(200)}
    assert all(mail.split("@")[1] in contacts._DOMAINS for mail in mails)
    assert len(mails) > 190
    assert len({contacts.handle(source).value for _ in range(200)}) > 190


# ------------------------------------------------------------------ nothing shared


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_generators_share_no_code_with_the_reader() -> None:
    used = {name for path in FILES if path.suffix == ".py" for name in imports(path)}
    ours = {name for name in used if name.startswith("bantay")}
    allowed = ("bantay.bench.generate", "bantay.bench.talk", "bantay.model.")
    assert [name for name in ours if not name.startswith(allowed)] == []


def grams(text: str, joined: bool) -> set[tuple[str, ...]]:
    """Runs of four words, or of six characters where words are not parted."""
    parts = [c for c in text if c.isalpha()] if joined else re.findall(r"[^\W\d_]+", text.lower())
    size = 6 if joined else 4
    return {tuple(parts[n : n + size]) for n in range(len(parts) - size + 1)}


def strings(value: object) -> Iterator[str]:
    """Every text in a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


@each
def test_phrases_are_in_no_lexicon_and_no_case(language: str) -> None:
    joined = language == "zh"
    ours = {gram for line in lines_of(language) for gram in grams(line, joined)}
    assert len(ours) > 50
    theirs = {
        gram
        for path in (PACKAGE / "planes").rglob("*.toml")
        for text in strings(tomllib.loads(text_of(path)))
        for gram in grams(text, joined)
    }
    assert ours & theirs == set()
