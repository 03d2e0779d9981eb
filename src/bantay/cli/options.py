"""Options that several commands share, so that they are spelled and explained once."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bantay.cli.render.tables import FORMATS

DEFAULT_STORE = "bantay-store"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class StorePath(click.Path):
    """A store's directory. An address of a server names one too: commands get that alone, so
    that an address, which may hold a password, is nowhere printed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The directory. `StoreError` when an address cannot be read."""
        if not str(value).startswith(("postgresql://", "postgres://")):
            return super().convert(value, param, ctx)
        from bantay.adapters.store.place import name

        return super().convert(str(name(str(value))), param, ctx)


store_option: Decorator = click.option(
    "--store",
    type=StorePath(path_type=Path, file_okay=False),
    default=DEFAULT_STORE,
    show_default=True,
    envvar="BANTAY_STORE",
    help="The directory that holds log, alarms and texts; or postgresql://…?files=DIR.",
)
policy_option: Decorator = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A policy file; without it the settings that come with Bantay.",
)
format_option: Decorator = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How to list: csv disarms cells a spreadsheet would run; jsonl and parquet are exact.",
)
output_option: Decorator = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write to this file instead of the screen.",
)
limit_option: Decorator = click.option(
    "--limit", type=click.IntRange(min=1), help="At most so many rows."
)


def listing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, `--output` and `--limit`, which every listing takes."""
    return format_option(output_option(limit_option(command)))


def who() -> str:
    """The person at the keyboard, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in a container: the log still gets a name
        return "unknown"
