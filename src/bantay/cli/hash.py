"""`bantay hash`: the keyed hash for identifiers that should never be sent in the clear."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from bantay.cli.options import store_option
from bantay.cli.rooms import opened
from bantay.errors import InputError


@click.command("hash", short_help="The keyed hash of identifiers, for events and look-ups.")
@click.argument("kind", metavar="KIND")
@click.argument("values", metavar="[VALUE]...", nargs=-1)
@store_option
@click.option("--create", is_flag=True, help="Make the store, with a new key, if there is none.")
def hash_(kind: str, values: tuple[str, ...], store: Path, create: bool) -> None:
    """Hash each VALUE of a KIND: email, phone, ip, name, or a word of your own.

    Without values, lines of standard input are hashed, which keeps them out of your shell's
    history. Spellings of one value give one hash; without the store's key it says nothing.

    \b
      bantay hash email ana@example.com --store bantay-demo
      bantay hash phone "+1 415 555 0100" --store bantay-demo
    """
    from bantay.kit.hashing import keyed_hash

    made = store.is_dir() and any(store.iterdir())
    if not made and not create:
        raise InputError(f"there is no store in {store}, so no key: --create makes one")
    with opened(store, create=not made) as place:
        for value in _given(values):
            click.echo(keyed_hash(place.key, kind, value))


def _given(values: tuple[str, ...]) -> Iterable[str]:
    if values:
        return values
    return (line.rstrip("\r\n") for line in sys.stdin)
