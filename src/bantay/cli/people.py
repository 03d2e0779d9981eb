"""`bantay people`: who may sign in to `bantay serve`, and as what."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.model.vocabulary import Hypothesis
from bantay.ports.visitor import ROLES, Role

if TYPE_CHECKING:
    from bantay.adapters.store.access import Person


@click.group("people", short_help="People who may sign in to `bantay serve`.")
def people() -> None:
    """Invite, list and end the accounts of people.

    \b
      bantay people list --store bantay-demo
    """


@people.command("add", short_help="Invite somebody; the token is shown once.")
@click.argument("name")
@store_option
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they do here.")
@click.option(
    "--covers",
    multiple=True,
    type=click.Choice(get_args(Hypothesis)),
    help="Only cases about this; without it, all.",
)
@click.option("--url", default="http://127.0.0.1:8700", show_default=True, help="The server's.")
def add(name: str, store: Path, role: Role, covers: tuple[str, ...], url: str) -> None:
    """Invite NAME, or invite them anew, which ends their password and their sessions.

    They set a password and a second factor with the link, within a week.

    \b
      bantay people add ana --role lead --store bantay-demo
    """
    from bantay.cli.serve import needs_console

    needs_console()
    from bantay.server.accounts import invite

    with opened(store) as place:
        token = invite(place.access, name, role, who(), covers)
    click.echo(f"{name} is invited as {role}; the link is good for a week, not shown again:")
    click.echo(f"  {url.rstrip('/')}/setup#name={name.strip().lower()}&token={token}")


@people.command("list", short_help="List people.")
@store_option
@listing_options
def list_(store: Path, format_: str, output: Path | None, limit: int | None) -> None:
    """List everybody who ever had an account.

    \b
      bantay people list --store bantay-demo
    """
    with opened(store) as place:
        rows = place.access.people()
    write(_listing(), rows[:limit], format_, output)


@people.command("end", short_help="End an account and its sessions.")
@click.argument("name")
@store_option
def end(name: str, store: Path) -> None:
    """End the account of NAME, at once. The name is never given again.

    \b
      bantay people end ana --store bantay-demo
    """
    from msgspec import structs

    with opened(store) as place:
        person = place.access.person(name)
        if person is None:
            raise InputError(f"there is nobody called {name!r}; `bantay people list` lists them")
        ended = structs.replace(person, status="ended")
        place.access.change_person(ended, who(), "person ended", sign_out=True)
    click.echo(f"{name} ended")


def _listing() -> "Listing[Person]":
    columns: tuple[Column[Person], ...] = (
        Column("name", lambda p: p.name),
        Column("role", lambda p: p.role),
        Column("status", lambda p: p.status),
        Column("covers", lambda p: " ".join(p.proof.covers) or "all"),
        Column("second factor", lambda p: "yes" if p.proof.totp is not None else "no"),
    )

    def record(person: "Person") -> dict[str, str]:
        return {column.name: str(column.read(person)) for column in columns}

    return Listing(shown=columns, fields=columns, record=record, empty="nobody")
