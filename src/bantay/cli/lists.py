"""`bantay lists`: Matrix policy lists, shown and published; never anybody who may be a victim."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened

if TYPE_CHECKING:
    from bantay.adapters.bridges.policy_lists import Rule


def _who(rule: "Rule") -> str:
    return str(rule.content.get("entity", rule.state_key.rpartition(":")[2]))


RULES: "Listing[Rule]" = Listing(
    shown=(
        Column("list", lambda r: r.list),
        Column("kind", lambda r: r.kind.rpartition(".")[2]),
        Column("who", _who, short=False),
        Column("why", lambda r: r.content.get("reason", "taken back"), short=False),
    ),
    fields=(
        Column("list", lambda r: r.list),
        Column("kind", lambda r: r.kind),
        Column("state_key", lambda r: r.state_key),
        Column("content", lambda r: json.dumps(r.content, ensure_ascii=False)),
    ),
    record=lambda r: r,
    empty="nothing to list",
    under=lambda r: str(r.content.get("reason", "taken back")),
)


@click.group("lists", short_help="Matrix policy lists: what other servers may follow.")
def lists() -> None:
    """Lists for other servers, one for each harm and how sure it is.

    Followers apply foreign lists blindly. So only what a person confirmed is listed unless you
    ask for more, and nobody whom an alarm, a decision or a case calls a possible victim ever is.

    \b
      bantay lists show --store bantay-demo
      bantay lists publish --settings lists.toml
    """


@lists.command("show", short_help="The rules that follow from a store now.")
@click.option("--likely", is_flag=True, help="Also what stands well over its threshold.")
@click.option("--hashed", is_flag=True, help="No name in a rule (MSC4205, a proposal).")
@store_option
@listing_options
def show(
    likely: bool, hashed: bool, store: Path, format_: str, output: Path | None, limit: int | None
) -> None:
    """List rules; nothing is sent anywhere.

    \b
      bantay lists show --likely --format jsonl
    """
    from bantay.adapters.bridges.policy_lists import BOTH, CONFIRMED
    from bantay.runtime.cases_desk import desk_of
    from bantay.runtime.listed import listed

    with opened(store) as place:
        desk = desk_of(place)
        desk.take_up()
        found = listed(place, desk, who(), BOTH if likely else CONFIRMED, hashed=hashed)
    write(RULES, found[:limit], format_, output)


@lists.command("publish", short_help="Make the rooms hold these rules and no others of ours.")
@click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default="lists.toml",
    show_default=True,
    help="The homeserver, the token's file, and the room of each list (TOML).",
)
@store_option
@listing_options
def publish(
    settings: Path, store: Path, format_: str, output: Path | None, limit: int | None
) -> None:
    """Send what changed, withdrawals first; show it. Only the homeserver in the settings is asked.

    \b
      bantay lists publish --settings lists.toml --store bantay-demo
    """
    from bantay.runtime.cases_desk import desk_of
    from bantay.runtime.listed import listed, read_lists

    said, rooms = read_lists(settings)
    with opened(store) as place:
        desk = desk_of(place)
        desk.take_up()
        found = listed(place, desk, who(), said.confidence, hashed=said.hashed)
    write(RULES, rooms.publish(found)[:limit], format_, output)
