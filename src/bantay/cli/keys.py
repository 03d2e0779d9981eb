"""`bantay keys`: what machines come in with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.errors import InputError, closest
from bantay.model.clock import moment

if TYPE_CHECKING:
    from bantay.adapters.store.access import AccessKey


@click.group("keys", short_help="Keys of machines for `bantay serve`.")
def keys() -> None:
    """Make, list and end the keys that machines send as `Authorization: Bearer KEY`.

    \b
      bantay keys list --store bantay-demo
    """


@keys.command("new", short_help="Make a key; it is shown once.")
@store_option
@click.option("--scope", "scopes", multiple=True, required=True, help="What it is for.")
@click.option("--name", default="", help="What it is called in lists.")
def new(store: Path, scopes: tuple[str, ...], name: str) -> None:
    """Make a key for one or more scopes: events, notices, labels, alarms, decisions, listable,
    metrics.

    It is printed once, alone on standard output, and kept as a keyed hash only.

    \b
      bantay keys new --scope events --name importer --store bantay-demo
    """
    from bantay.cli.serve import needs_console

    needs_console()

    from bantay.server.people import new_key, shown
    from bantay.server.rights import SCOPE_RIGHTS

    for scope in scopes:
        if scope not in SCOPE_RIGHTS:
            near = closest(scope, SCOPE_RIGHTS)
            known = ", ".join(SCOPE_RIGHTS)
            raise InputError(f"{scope!r} is no scope: {known}", nearest=near)
    row, secret = new_key(name, scopes)
    with opened(store) as place:
        place.access.add_key(row, secret, who())
    click.echo(f"key {row.id} for {', '.join(scopes)}; it is not shown again:", err=True)
    click.echo(shown(row, secret))


@keys.command("list", short_help="List keys, without their secrets.")
@store_option
@listing_options
def list_(store: Path, format_: str, output: Path | None, limit: int | None) -> None:
    """List all keys that were ever made.

    \b
      bantay keys list --store bantay-demo
    """
    with opened(store) as place:
        rows = place.access.keys()
    write(_listing(), rows[:limit], format_, output)


@keys.command("end", short_help="End a key.")
@click.argument("key")
@store_option
def end(key: str, store: Path) -> None:
    """End a KEY, named by its id; a running server refuses it within two seconds.

    \b
      bantay keys end k-1 --store bantay-demo
    """
    with opened(store) as place:
        if not place.access.end_key(key, who()):
            raise InputError(f"there is no key {key!r} in use; `bantay keys list` lists them")
    click.echo(f"{key} ended")


def _listing() -> "Listing[AccessKey]":
    columns: tuple[Column[AccessKey], ...] = (
        Column("key", lambda k: k.id),
        Column("name", lambda k: k.name),
        Column("scopes", lambda k: " ".join(k.scopes)),
        Column("made", lambda k: f"{moment(k.made):%Y-%m-%d %H:%M}"),
        Column("ended", lambda k: "" if k.ended is None else f"{moment(k.ended):%Y-%m-%d %H:%M}"),
    )
    return Listing(shown=columns, fields=columns, record=lambda k: k, empty="no keys")
