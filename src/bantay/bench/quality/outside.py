"""Against the yardsticks of others: a phone-number finder, and a conformance suite for links.

Rows of the sets are named by a hash of their text, so that results and the ledger of
differences can be kept without a word of the sets.
"""

from collections.abc import Iterator
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import phonenumbers
from msgspec import Struct

from bantay.bench.quality.rates import Rate
from bantay.bench.sets import rows
from bantay.kit.text.contacts import contacts
from bantay.kit.toml import read_toml

LEDGER = "differences.toml"


def name_of(test: str, text: str) -> str:
    """A row of a set by its test and a hash of its text."""
    return f"{test} {blake2b(text.encode(), digest_size=4).hexdigest()}"


class Matched(Struct, frozen=True):
    """One row of the phone finder's tests: what is expected, what both readers say."""

    expect: str
    level: str
    ours: bool
    theirs: bool


def matched(folder: Path) -> list[Matched]:
    """Every row, read by us with the row's one number plan, and by their matcher."""
    return [_match(row) for row in rows(folder, "libphonenumber_matcher")]


def _match(row: dict[str, Any]) -> Matched:
    text, region = row["text"], row["region"]
    plans = (region,) if region in phonenumbers.SUPPORTED_REGIONS else ()
    ours = any(contact.kind == "phone" for contact in contacts(text, plans))
    theirs = phonenumbers.PhoneNumberMatcher(text, region).has_next()
    return Matched(row["expect"], row["level"], ours, theirs)


def right(found: list[Matched], whose: Literal["ours", "theirs"]) -> Rate:
    """Rows that must match and do, or must not and do not; "possible only" rows are left out."""
    judged = [row for row in found if row.expect in ("match", "no match")]
    hits = sum(getattr(row, whose) == (row.expect == "match") for row in judged)
    return Rate(hits, len(judged))


class Extracted(Struct, frozen=True):
    """One row of the conformance suite. `text` and what was read are for a screen only."""

    row: str
    kind: Literal["mentions", "urls"]
    right: bool
    text: str
    expected: list[str]
    got: list[str]


_OF = {"mentions": ("handle",), "urls": ("url", "payment")}


def extracted(folder: Path) -> list[Extracted]:
    """Every `extract` row on mentions or links, as their suite expects it and as we read it."""
    return list(_extracted(folder))


def _extracted(folder: Path) -> Iterator[Extracted]:
    for row in rows(folder, "twitter_text_conformance"):
        kind = next((k for k in ("mentions", "urls") if row["test"].startswith(k)), None)
        if row["file"] == "extract" and kind is not None:
            yield _extract(row, kind)


def _extract(row: dict[str, Any], kind: Any) -> Extracted:
    text, expected, places = row["text"], [], []
    for one in row["expected"]:
        told = one if isinstance(one, str) else one.get("screen_name") or one["url"]
        expected.append(told)
        if isinstance(one, dict) and not one.get("list_slug"):
            places.append(tuple(one["indices"]))
    read = [contact for contact in contacts(text) if contact.kind in _OF[kind]]
    got = [_cut(text, contact).lstrip("@＠") for contact in read]
    spans = {(contact.start - back, contact.end) for contact in read for back in (0, 1)}
    same = got == expected and all(place in spans for place in places)
    return Extracted(name_of(row["test"], text), kind, same, text, expected, got)


def _cut(text: str, contact: Any) -> str:
    return text[contact.start : contact.end]


class Difference(Struct, frozen=True, forbid_unknown_fields=True):
    """Why we and the suite differ on one row, in our words, and who is right to us."""

    row: str
    whose: Literal["theirs", "ours"]
    why: str


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape."""

    difference: tuple[Difference, ...] = ()


def ledger() -> dict[str, Difference]:
    """The differences that a person has named, by row. ConfigError when the file is wrong."""
    text = files("bantay.bench.quality").joinpath(LEDGER).read_text("utf-8")
    return {one.row: one for one in read_toml(text, LEDGER, Ledger).difference}
