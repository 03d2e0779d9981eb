"""A Matrix room is protected with ten lines of configuration: the ten that the handbook prints.

The bar `synapse` runs a real homeserver on exactly these; here is checked that they are ten, and
that the page and the bar say the same.
"""

import re
import tomllib
from typing import Any

import pytest

from _house import ROOT
from bantay.bench.protected import CAPABILITIES, POLICY
from bantay.bench.synapse import TEN

PAGE = ROOT / "docs" / "guide" / "plugging-in.md"


def blocks() -> list[tuple[str, str]]:
    """Language and text of the blocks under the heading."""
    page = PAGE.read_text()
    part = page.partition("## A Matrix room in ten lines")[2].partition("\n## ")[0]
    return re.findall(r"```(\w+)\n(.*?)```", part, re.DOTALL)


def configuration() -> dict[str, str]:
    """File name and text of what a newcomer writes; lines of comment are none."""
    found = {}
    for _, text in blocks():
        name, _, rest = text.partition("\n")
        if name.startswith("# ") and name.endswith((".yaml", ".toml")):
            found[name[2:]] = rest
    return {name: found[name] for name in ("homeserver.yaml", "policy.toml", "capabilities.toml")}


def test_it_is_ten_lines() -> None:
    lines = [line for text in configuration().values() for line in text.splitlines()]
    assert 0 < len([line for line in lines if line.strip()]) <= 10


def test_the_page_and_the_bar_say_the_same() -> None:
    said = configuration()
    assert tomllib.loads(said["policy.toml"]) == tomllib.loads(POLICY)
    assert tomllib.loads(said["capabilities.toml"]) == tomllib.loads(CAPABILITIES)
    yaml = pytest.importorskip("yaml")
    [plugged] = yaml.safe_load(said["homeserver.yaml"])["modules"]
    config: dict[str, Any] = dict(plugged["config"])
    assert plugged["module"] == "synapse_http_antispam.HTTPAntispam"
    assert config.pop("base_url").endswith("/v1/matrix") and config.pop("authorization_path")
    assert config == TEN
