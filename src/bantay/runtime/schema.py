"""What the event contract says of itself: JSON Schema, closed lists, a note on every field.

Everything is made from the event types; only the reasons (why a field is asked for, what
is lost without it) are written, in `model/fields.toml`. `python -m bantay.runtime.schema`
prints the page `docs/reference/events.md`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from bantay.model import vocabulary as v
from bantay.model.events import EVENTS, Event, EventBase
from bantay.runtime.schema_page import page
from bantay.runtime.schema_sharp import PDQ, sharp
from bantay.runtime.schema_words import FieldNote, words

COMMON = "*"
"""The `event` of a note that holds for every event having the field."""
OPEN_LISTS = frozenset({"payment.category"})
"""Lists that only name the words detectors know; any other word is valid too."""
FIRST = ("type", "id", "time", "source")


def tag_of(event: type[EventBase]) -> str:
    """The event's `type` as it stands in a line: `payment.made`."""
    return str(event.__struct_config__.tag)


def hints_of(struct: type[Struct]) -> dict[str, Any]:
    """The struct's fields by the name they have in a line, with annotated types, in order."""
    hints = get_type_hints(struct, include_extras=True)
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    return {encoded: hints[field] for field, encoded in names}


# ------------------------------------------------------------------------- JSON Schema


def events_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one line: one definition an event, told apart by `type`."""
    _, parts = msgspec.json.schema_components([Event], ref_template="#/$defs/{name}")
    tags = {tag_of(event): event for event in EVENTS}
    for tag, event in tags.items():
        parts[event.__name__] = _told(parts[event.__name__], tag)
    refs = {tag: f"#/$defs/{event.__name__}" for tag, event in tags.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:bantay:events:1",
        "title": "Bantay event contract, version 1",
        "oneOf": [{"$ref": ref} for ref in refs.values()],
        "discriminator": {"propertyName": "type", "mapping": refs},
        "$defs": sharp(parts),
    }


def _told(schema: dict[str, Any], tag: str) -> dict[str, Any]:
    """An event's definition with its `type` as a constant and a reason beside every field."""
    why = {note.field: note.why for note in field_notes() if note.event in (COMMON, tag)}
    own = {**schema["properties"], "type": {"const": tag}}
    order = [*(n for n in FIRST if n in own), *(n for n in own if n not in FIRST)]
    told = {name: {**own[name], "description": why[name]} for name in order}
    if tag == "payment.made":
        told["category"]["examples"] = list(v.KNOWN_CATEGORIES)
    if tag == "media.shared":
        told["pdq"]["anyOf"][0] = {"type": "string", "pattern": PDQ}
    return {**schema, "title": tag, "properties": told}


# ------------------------------------------------------------------------- closed lists


def lists() -> dict[str, tuple[str, ...]]:
    """Every closed list of the contract by name (`notice.reason`), its words in order.

    The names in `OPEN_LISTS` are open: other words are valid and count as `other`.
    """
    found: dict[str, tuple[str, ...]] = {}
    for event in EVENTS:
        found.update(_lists_in(tag_of(event).split(".")[0], event))
    return {**found, "payment.category": v.KNOWN_CATEGORIES}


def _lists_in(prefix: str, struct: type[Struct]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, hint in hints_of(struct).items():
        for part in _parts(hint):
            if get_origin(part) is Literal:
                found[f"{prefix}.{name}"] = get_args(part)
            elif isinstance(part, type) and issubclass(part, Struct):
                found.update(_lists_in(f"{prefix}.{name}", part))
    return found


def _parts(hint: Any) -> list[Any]:
    """The types inside unions, lists and annotations, themselves not taken apart further."""
    if get_origin(hint) in (Union, UnionType, list, Annotated):
        return [part for inner in get_args(hint) for part in _parts(inner)]
    return [hint]


# ------------------------------------------------------------------------- field notes


@cache
def field_notes() -> tuple[FieldNote, ...]:
    """A note on every field: those common to all events first, then event by event.

    Raises `KeyError` when a field has no note, which a test of the package excludes.
    """
    reasons = _reasons()
    notes = [_note(COMMON, "type", EventBase, reasons["common"]["type"])]
    for name in ("id", "time", "source", "extra", "account"):
        struct = EventBase if name != "account" else EVENTS[0]
        notes.append(_note(COMMON, name, struct, reasons["common"][name]))
    for event in EVENTS:
        notes += _notes_of(event, reasons)
    return tuple(notes)


def notes_on(tag: str) -> tuple[FieldNote, ...]:
    """The notes an engineer sending that event needs: the common fields it has, then its own.

    Raises `KeyError` for a type that the contract does not have.
    """
    event = {tag_of(event): event for event in EVENTS}[tag]
    own = tuple(note for note in field_notes() if note.event == tag)
    mine = {note.field for note in own}
    has = {"type", *hints_of(event)} - mine
    return (*(n for n in field_notes() if n.event == COMMON and n.field in has), *own)


def rows() -> dict[str, str]:
    """The typology rows by id, each in a few words."""
    return {str(id_): str(words) for id_, words in _reasons()["rows"].items()}


@cache
def _reasons() -> dict[str, dict[str, Any]]:
    data = (files("bantay.model") / "fields.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


def _notes_of(event: type[EventBase], reasons: dict[str, dict[str, Any]]) -> list[FieldNote]:
    tag = tag_of(event)
    own = reasons.get(tag, {})
    notes = []
    for name, hint in hints_of(event).items():
        if name in own or name not in reasons["common"]:
            notes.append(_note(tag, name, event, own[name]))
        for inner in _parts(hint):
            if isinstance(inner, type) and issubclass(inner, Struct):
                notes += _inner_notes(event, name, inner, own)
    return notes


def _inner_notes(
    event: type[EventBase], name: str, inner: type[Struct], own: dict[str, Any]
) -> list[FieldNote]:
    private = name in event.PRIVATE
    return [
        msgspec.structs.replace(
            _note(tag_of(event), field, inner, own[f"{name}.{field}"]),
            field=f"{name}.{field}",
            private=private,
        )
        for field in hints_of(inner)
    ]


def _note(event: str, name: str, struct: type[Struct], reason: dict[str, Any]) -> FieldNote:
    """One note: what the type says, and what was written beside it."""
    hint = hints_of(struct).get(name, str)  # `type` itself is a tag, not a field
    inside = {f.encode_name: f for f in msgspec.structs.fields(struct)}
    form = reason.get("form")
    return FieldNote(
        event=event,
        field=name,
        required=name not in inside or inside[name].required,
        type=f"{words(hint)}; {form}" if form else words(hint),
        private=name in getattr(struct, "PRIVATE", ()),
        why=reason["why"],
        rows=tuple(reason["rows"]),
        lost=reason["lost"],
    )


# ------------------------------------------------------------------------- the page


def events_page() -> str:
    """`docs/reference/events.md`: every event with an invented example and every reason."""
    text = (files("bantay.model") / "examples.jsonl").read_text(encoding="utf-8")
    examples = {msgspec.json.decode(line)["type"]: line for line in text.splitlines()}
    told = [(tag_of(event), event.__doc__ or "", examples[tag_of(event)]) for event in EVENTS]
    return page(told, field_notes(), lists(), OPEN_LISTS, rows())


if __name__ == "__main__":
    print(events_page(), end="")
