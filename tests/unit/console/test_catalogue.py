"""The catalogues hold exactly what the source says, translated, and no verdict."""

import json
import re

import pytest

from tests.test_wording import VERDICT
from tests.unit.console.catalogue import (
    LANGUAGES,
    LOCALE,
    STATIC,
    as_json,
    as_po,
    asked,
    held,
    updated,
)

AGAIN = "run: python -m tests.unit.console.catalogue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_up_to_date(language: str) -> None:
    assert as_po(updated(language)) == (LOCALE / f"{language}.po").read_bytes(), AGAIN
    served = (STATIC / "locale" / f"{language}.json").read_text("utf-8")
    assert served == as_json(held(language)), AGAIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_its_places(language: str) -> None:
    said = json.loads((STATIC / "locale" / f"{language}.json").read_text("utf-8"))
    assert asked().keys() - said.keys() == set()
    for one, forms in said.items():
        places = set(re.findall(r"\{\w+\}", one))
        assert all(set(re.findall(r"\{\w+\}", form)) == places for form in forms), one


def test_no_text_gives_a_verdict() -> None:
    told = [text for pair in asked().items() for text in pair if text]
    assert [text for text in told if VERDICT.search(text)] == []


def test_whoever_is_named_is_possible_in_every_language() -> None:
    marks = {"fil": "posible", "zh-Hans": "可能", "zh-Hant": "可能"}
    for language, mark in marks.items():
        said = json.loads((STATIC / "locale" / f"{language}.json").read_text("utf-8"))
        named = [one for one in said if one.startswith("possible ")]
        assert len(named) >= 20
        assert [one for one in named if mark not in said[one][0]] == []
