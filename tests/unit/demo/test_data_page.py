"""The examples on the page about one's own data work as they stand there."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bantay import policy
from bantay.adapters.sources import open_sources
from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.adapters.sources.problem import Problem
from bantay.adapters.store.site import RETENTION
from bantay.model.clock import DAY, MINUTE
from bantay.model.events import EventBase, MessageSent
from bantay.runtime import demo

PAGE = (Path(__file__).parents[3] / "docs" / "guide" / "your-own-data.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found, language
    return found[1]


def test_the_json_lines_are_events() -> None:
    read = [read_line(line.encode()) for line in block("json").splitlines()]
    assert len(read) == 3
    assert all(isinstance(event, EventBase) for event in read)


def test_the_mapping_is_one_and_names_the_csv_files_columns() -> None:
    mapping = parse_mapping(block("toml"), "export.toml")
    columns = block("csv").splitlines()[0].split(",")
    used = {name for origin in mapping.fields.values() for name in origin.columns}
    assert used <= set(columns)
    assert {"id", "time", "account", "conversation", "text"} <= set(mapping.fields)


def test_the_limits_named_are_the_ones_in_force() -> None:
    settings = policy.load(None)
    assert settings.lateness == 10 * MINUTE
    assert settings.dedup == 7 * DAY
    assert RETENTION == {"finding": 90, "other": 30, "raw": 30, "delivered": 30}


def test_the_broken_file_is_wrong_in_the_ways_the_page_says() -> None:
    read = [read_line(line) for line in demo.broken_path().read_bytes().splitlines()]
    wrong = [problem for problem in read if isinstance(problem, Problem)]
    assert (len(read), len(wrong)) == (10, 4)
    misspelt, naive, number, cut = wrong
    assert misspelt.nearest == "conversation"
    assert naive.field == "time"
    assert number.field == "amount"
    assert "JSON" in cut.reason or "ends" in cut.reason


def test_the_csv_file_becomes_messages_through_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(block("csv"), encoding="utf-8")
    (tmp_path / "export.toml").write_text(block("toml"), encoding="utf-8")
    [source] = open_sources([tmp_path / "export.csv"], tmp_path / "export.toml")
    [chunk] = source.chunks(100, 0)
    assert not chunk.rejects
    first, second = (event for event in chunk.events if isinstance(event, MessageSent))
    assert (first.id, first.account, first.to) == ("old-1", "u-17", ["u-22"])
    assert first.time == datetime(2026, 3, 1, 12, 15, tzinfo=UTC)
    assert first.conversation == second.conversation
    assert second.text == "I bring the bread"
