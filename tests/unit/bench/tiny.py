"""Measuring data made up for tests: every set there is, with a few rows of its own shape."""

import json
from pathlib import Path
from typing import Any

from bantay.bench.sets_catalogue import BENIGN, SPAM

PHONE = "07700 900123"
HAS_PHONE = f"ring me, my number is {PHONE}"
DIALOGUES = (
    *("xdailydialog", "xpersona", "sgd_dialogues", "taskmaster4", "topical_chat", "kdconv"),
    *("lccc_weibo", "chatterbot_corpus"),
)


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """One set as JSON lines."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name / "data.jsonl").write_text(lines, "utf-8")


def _talk(name: str) -> list[dict[str, Any]]:
    words = ("red", "blue", "green", "white", "black", "brown", "grey", "pink")
    if name in DIALOGUES:
        return [
            {"id": f"d{n}", "lang": "en", "turns": [f"a {w} door", "yes"]}
            for n, w in enumerate(words)
        ]
    if name == "irc_disentangle":
        return [
            {"file": f"f{n}", "line": 0, "time": "10:00", "user": "ana", "text": f"{w} lamp"}
            for n, w in enumerate(words)
        ]
    if name == "youtube_comments_raw":
        time = "2026-01-02T03:04:05"
        return [{"video": w, "author": "ana", "time": time, "text": f"{w} lamp"} for w in words]
    if name == "job_postings_emscad":
        return [{"title": w, "description": "paint doors", "fraudulent": "0"} for w in words]
    if name == "discord_scam_domains":
        return [{"domain": f"{w}.example.com"} for w in words]
    label = "spam" if name in {of.name for of in SPAM} else "benign"
    return [{"lang": "en", "label": label, "text": f"a {w} lamp by the door"} for w in words]


def write_all(folder: Path) -> Path:
    """Every set that a quality run reads."""
    for of in (*BENIGN, *SPAM):
        write(folder, of.name, _talk(of.name))
    contact = {"suite": "s", "lang": "en", "text": HAS_PHONE, "label": "contact", "kind": "phone"}
    benign = {"suite": "s", "lang": "en", "text": "a lamp", "label": "benign", "kind": ""}
    rows = [contact | {"quote": PHONE}, benign | {"quote": ""}]
    write(folder, "contact_evasion_suites", rows)
    mail = "write to ana@example.com today"
    spans = {"recognizer": "email", "text": mail, "expected_count": 1, "spans": [[9, 24]]}
    write(folder, "presidio_recognizers", [spans])
    write(folder, "presidio_synth", [{"text": mail, "spans": [[9, 24, "EMAIL_ADDRESS"]]}])
    found = {"kind": "find", "region": "US", "expect": "match", "level": "valid"}
    none = {"kind": "leniency", "region": "US", "expect": "no match", "level": "impossible"}
    rows = [found | {"text": "call 202-555-0143"}, none | {"text": "on 31/8/2011"}]
    write(folder, "libphonenumber_matcher", rows)
    link = {"file": "extract", "test": "urls", "text": "see https://example.com/a now"}
    rows = [link | {"expected": ["https://example.com/a"]}]
    write(folder, "twitter_text_conformance", rows)
    return folder
