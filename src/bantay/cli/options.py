"""Options that several commands share, so that they are spelled and explained once."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bantay.cli.render.tables import FORMATS

DEFAULT_STORE = "bantay-store"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

ADDRESS = f"{__name__}.address"
"""Under this name the running command knows the address that stands for a directory."""


class StorePath(click.Path):
    """A store's directory. An address of a server names one too, and is kept beside it.

    Commands get the directory alone, so that an address, which may hold a password, is
    nowhere printed.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The directory; `InputError` when an address cannot be read."""
        if not str(value).startswith(("postgresql://", "postgres://")):
            return super().convert(value, param, ctx)
        from bantay.adapters.store.place import find

        directory = find(str(value)).directory
        if ctx is not None:
            ctx.meta[ADDRESS] = {directory: str(value)}
        return super().convert(str(directory), param, ctx)


def address_of(directory: Path) -> Path | str:
    """What opens the store in a directory: the address that named it, or the directory."""
    ctx = click.get_current_context(silent=True)
    known: dict[Path, str] = ctx.meta.get(ADDRESS, {}) if ctx else {}
    return known.get(directory, directory)


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
