"""The words of statements, language by language, from `statements.toml`."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh", "fil")
Words = dict[str, Any]


@cache
def words() -> dict[str, Words]:
    """Every language's words."""
    text = files("bantay.policy.deciding").joinpath("statements.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def verdicts() -> re.Pattern[str]:
    """What a clause must not say of anybody, in any of the languages."""
    parts = [part for lang in LANGUAGES for part in words()[lang]["verdicts"]]
    return re.compile("|".join(parts), re.IGNORECASE)
