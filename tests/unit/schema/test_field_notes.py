"""Every field of the contract is justified, and the reference page is fresh."""

import re
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pytest

from bantay.model import vocabulary
from bantay.model.events import EVENTS, PaymentMade
from bantay.runtime import schema
from bantay.runtime.schema import COMMON, field_notes, hints_of, lists, notes_on, rows, tag_of
from bantay.runtime.schema_words import words

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "events.md"
TAGS = [tag_of(event) for event in EVENTS]
ROWS = (
    [f"C{n:02}" for n in range(1, 15)]
    + [f"P{n:02}" for n in range(1, 9)]
    + [f"M{n:02}" for n in range(1, 5)]
    + [f"G{n:02}" for n in range(1, 6)]
    + [f"${n:02}" for n in range(1, 20)]
    + [f"L{n:02}" for n in range(1, 7)]
)


def test_the_rows_are_those_of_the_typology_table() -> None:
    assert list(rows()) == ROWS
    assert all(title and len(title) < 90 for title in rows().values())


@pytest.mark.parametrize("event", EVENTS, ids=tag_of)
def test_every_field_has_a_note(event: type[Any]) -> None:
    noted = {note.field for note in notes_on(tag_of(event))}
    assert {"type", *hints_of(event)} <= noted


def test_no_note_without_a_field() -> None:
    """A renamed field leaves its old note behind in the file: that is found here."""
    reasons = schema._reasons()
    assert set(reasons) - {"rows", "common"} == {tag for tag in TAGS if tag in reasons}
    seen = {(note.event, note.field) for note in field_notes()}
    for tag in set(reasons) - {"rows", "common"}:
        assert {(tag, name) for name in reasons[tag]} <= seen
    assert set(reasons["common"]) == {n.field for n in field_notes() if n.event == COMMON}
    assert len(seen) == len(field_notes())


def test_notes_hold_whole_short_sentences_and_known_rows() -> None:
    for note in field_notes():
        where = f"{note.event} {note.field}"
        assert set(note.rows) <= set(ROWS), where
        assert len(set(note.rows)) == len(note.rows), where
        for sentence in (note.why, note.lost):
            assert re.match(r"[A-Z$].{10,170}\.$", sentence), f"{where}: {sentence}"
        assert "nothing works" not in note.lost.lower(), where


def test_what_is_required_says_so_and_what_is_optional_does_not() -> None:
    for note in field_notes():
        assert note.lost.startswith("Required") == note.required, f"{note.event} {note.field}"


def test_every_row_is_served_by_some_field() -> None:
    assert {row for note in field_notes() for row in note.rows} == set(ROWS)


def test_an_event_may_say_otherwise_of_a_common_field() -> None:
    common = next(n for n in field_notes() if (n.event, n.field) == (COMMON, "account"))
    own = next(n for n in notes_on("appeal.filed") if n.field == "account")
    assert common.required
    assert not own.required
    assert "account" not in {n.field for n in notes_on("notice.filed")}


def test_privacy_is_the_types_own_word() -> None:
    private = {(n.event, n.field) for n in field_notes() if n.private}
    expected = {(tag_of(event), field) for event in EVENTS for field in event.PRIVATE} | {
        ("profile.updated", "claims.kind"),
        ("profile.updated", "claims.value"),
    }
    assert private == expected


def test_names_are_those_of_the_line() -> None:
    assert "class" in {n.field for n in notes_on("label.given")}
    assert "matches.distance" in {n.field for n in notes_on("media.shared")}


def test_an_unknown_event_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        notes_on("payment.mad")


# -- closed lists


def literals(hint: Any) -> list[Any]:
    if get_origin(hint) is Literal:
        return [hint]
    nested = get_args(hint) if get_origin(hint) in (Union, UnionType, list) else ()
    return [found for inner in nested for found in literals(inner)]


def test_every_closed_list_is_printed() -> None:
    printed = set(lists().values())
    for event in EVENTS:
        for hint in hints_of(event).values():
            assert {get_args(found) for found in literals(hint)} <= printed
    assert lists()["notice.reason"] == get_args(vocabulary.NoticeReason)
    assert lists()["action.kind"] == get_args(vocabulary.ActionKind)
    assert lists()["profile.claims.kind"] == get_args(vocabulary.ClaimKind)
    assert lists()["label.class"] == get_args(vocabulary.LabelClass)


def test_one_name_never_means_two_lists() -> None:
    for event in EVENTS:
        noun = tag_of(event).split(".", maxsplit=1)[0]
        for name, hint in hints_of(event).items():
            for found in literals(hint):
                assert lists()[f"{noun}.{name}"] == get_args(found)


def test_categories_are_open() -> None:
    assert set(lists()) >= schema.OPEN_LISTS
    assert lists()["payment.category"] == vocabulary.KNOWN_CATEGORIES
    line = b'{"type":"payment.made","id":"1","time":"2026-03-01T09:00:00Z","payment":"p",'
    line += b'"kind":"purchase","amount":"1","currency":"USD","category":"own word"}'
    assert msgspec.json.decode(line, type=PaymentMade).category == "own word"


# -- words and the page


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        (vocabulary.Id, "opaque key, 1 to 200 characters"),
        (vocabulary.Amount | None, "decimal string"),
        (list[vocabulary.Name] | None, "list of text, at most 2,000 characters"),
        (dict[str, vocabulary.Score], "object of name to number from 0 to 1"),
        (vocabulary.Seconds, "number, 0 or more"),
        (vocabulary.Per | None, "one of minute, session"),
        (bool | None, "true or false"),
        (vocabulary.Time, "time with zone"),
        (int | None, "whole number"),
    ],
)
def test_types_in_words(hint: Any, said: str) -> None:
    assert words(hint) == said


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == schema.events_page(), (
        "stale: python -m bantay.runtime.schema > docs/reference/events.md"
    )


def test_the_page_tells_of_every_event_and_field() -> None:
    page = schema.events_page()
    for event in EVENTS:
        section = page.split(f"\n## {tag_of(event)}\n")[1].split("\n## ")[0]
        for note in (n for n in field_notes() if n.event == tag_of(event)):
            assert f"| `{note.field}`" in section
            assert note.lost in section
    assert all(line.count(" | ") == 4 for line in page.splitlines() if line.startswith("| `"))
