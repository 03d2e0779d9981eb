"""`bantay schema`: the event contract, printed from the very types that check it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, output_option
from bantay.cli.render.tables import Column, Listing, write
from bantay.errors import closest

if TYPE_CHECKING:
    from bantay.runtime.schema_words import FieldNote


@click.group("schema", short_help="The event contract: JSON Schema, fields, closed lists.")
def schema() -> None:
    """Print what events look like and why each field is asked for.

    \b
      bantay schema fields message.sent
    """


@schema.command("events", short_help="JSON Schema 2020-12 of one line.")
@output_option
def events(output: Path | None) -> None:
    """Print the JSON Schema of all events, made from the types that decode them.

    \b
      bantay schema events
    """
    import msgspec

    from bantay.runtime.schema import events_schema

    text = msgspec.json.format(msgspec.json.encode(events_schema()), indent=2).decode()
    click.echo(text) if output is None else output.write_text(text + "\n", encoding="utf-8")


@schema.command("fields", short_help="Why each field is asked for, what is lost without it.")
@click.argument("event", required=False)
@listing_options
def fields(event: str | None, format_: str, output: Path | None, limit: int | None) -> None:
    """List the fields of all events, or those one EVENT such as message.sent may have.

    \b
      bantay schema fields
      bantay schema fields message.sent
    """
    rows = _notes(event)
    write(_fields(), rows[:limit], format_, output)


def _notes(event: str | None) -> "tuple[FieldNote, ...]":

    from bantay.errors import InputError
    from bantay.model.events import EVENTS
    from bantay.runtime.schema import field_notes, notes_on, tag_of

    if event is None:
        return field_notes()
    tags = [tag_of(kind) for kind in EVENTS]
    if event not in tags:
        near = closest(event, tags)
        raise InputError(f"there is no event {event!r}", nearest=near)
    return notes_on(event)


def _fields() -> "Listing[FieldNote]":
    columns: tuple[Column[FieldNote], ...] = (
        Column("event", lambda n: n.event),
        Column("field", lambda n: n.field + ("*" if n.required else "")),
        Column("type", lambda n: n.type),
        Column("why it is asked for", lambda n: n.why),
        Column("rows", lambda n: " ".join(n.rows)),
        Column("without it", lambda n: n.lost),
    )
    return Listing(
        shown=columns,
        fields=(
            *(columns[0], Column("field", lambda n: n.field)),
            *(Column("required", lambda n: n.required), Column("private", lambda n: n.private)),
            *(columns[2], Column("why", lambda n: n.why)),
            *(columns[4], Column("lost", lambda n: n.lost)),
        ),
        record=lambda n: n,
        empty="no such field",
    )


@schema.command("lists", short_help="The closed lists of words.")
@click.argument("name", required=False)
@listing_options
def lists(name: str | None, format_: str, output: Path | None, limit: int | None) -> None:
    """List the words each closed list allows, or those of the list NAME (notice.reason).

    \b
      bantay schema lists
      bantay schema lists notice.reason
    """

    from bantay.errors import InputError
    from bantay.runtime.schema import lists as closed_lists

    found = closed_lists()
    if name is not None and name not in found:
        near = closest(name, found)
        raise InputError(f"there is no list {name!r}", nearest=near)
    rows = [(key, word) for key, words in found.items() if name in (None, key) for word in words]
    write(_LISTS, rows[:limit], format_, output)


_WORDS: tuple[Column[tuple[str, str]], ...] = (
    Column("list", lambda row: row[0]),
    Column("word", lambda row: row[1]),
)
_LISTS: Listing[tuple[str, str]] = Listing(
    shown=_WORDS,
    fields=_WORDS,
    record=lambda row: {"list": row[0], "word": row[1]},
    empty="no such list",
)


@schema.command("policy", short_help="JSON Schema of a policy file, for editors.")
@output_option
def policy(output: Path | None) -> None:
    """Print the JSON Schema of a policy file; `bantay policy check` knows more than it can say.

    \b
      bantay schema policy
    """
    import msgspec

    from bantay.runtime.policy_words import policy_schema

    text = msgspec.json.format(msgspec.json.encode(policy_schema()), indent=2).decode()
    click.echo(text) if output is None else output.write_text(text + "\n", encoding="utf-8")
