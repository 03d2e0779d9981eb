"""`bantay backup` and `bantay restore`: a store's contents, without its key, and back again."""

import os
from pathlib import Path

import click

from bantay.cli.options import DEFAULT_STORE, store_option, who
from bantay.cli.rooms import opened
from bantay.model.clock import moment


@click.command("backup", short_help="Back the store up, while it runs.")
@click.argument("target", type=click.Path(path_type=Path))
@store_option
def backup(target: Path, store: Path) -> None:
    """Back the store up into TARGET: a new directory, or one file if its name ends in .tar.

    Nothing needs to stop. The key is not in it: keep bantay.key apart, or nothing can be read.

    \b
      bantay backup 2026-03-01 --store bantay-demo
    """
    with opened(store) as place:
        made = place.back_up(target, who())
    click.echo(
        f"{target}: {made.records:,} records of the log, {made.files:,} files, "
        f"{made.size / 2**20:,.1f} MiB; every member has its SHA-256"
    )
    click.echo("the key is not in it: keep bantay.key somewhere else, without it nothing is read")


@click.command("restore", short_help="Make a store of a backup.")
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--store",
    default=DEFAULT_STORE,
    show_default=True,
    envvar="BANTAY_STORE",
    help="An empty directory; or postgresql://…?files=DIR, a database without tables.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The store's key, to be copied there; without it BANTAY_KEY_FILE or what is there.",
)
@click.option(
    "--erased",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A later copy of erased.log: who was erased since the backup.",
)
def restore(source: Path, store: str, key: Path | None, erased: tuple[Path, ...]) -> None:
    """Make a store of BACKUP. Whoever was erased since stays erased, as far as a ledger says.

    Ledgers (erased.log) are looked for in the backup, in the directory that is restored into,
    and in other backups beside this one.

    \b
      bantay restore 2026-03-01 --store new-store --key bantay-demo/bantay.key
    """
    from bantay.adapters.store.opening import restored_store

    found = restored_store(
        source, store, key=key, who=who(), ledgers=erased, environment=os.environ
    )
    click.echo(
        f"{store_name(store)}: {found.records:,} records of the log as of "
        f"{moment(found.made):%Y-%m-%d %H:%M} UTC, {found.files:,} files"
    )
    click.echo(f"erased again: {found.erased:,} people whose erasure came after the backup")
    click.echo("known erasures are those in the ledgers that were found: is yours the newest?")
    click.echo("next      bantay doctor --thorough, then bantay audit verify")


def store_name(store: str) -> str:
    """A store as it may be shown: never an address, which may hold a password."""
    if not store.startswith(("postgresql://", "postgres://")):
        return store
    from bantay.adapters.store.place import name

    return str(name(store))
