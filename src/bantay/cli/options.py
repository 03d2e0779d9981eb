"""Options that several commands share, so that they are spelled and explained once."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bantay.cli.render.tables import FORMATS

DEFAULT_STORE = "bantay-store"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

store_option: Decorator = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_STORE,
    show_default=True,
    envvar="BANTAY_STORE",
    help="The directory that holds log, alarms and texts.",
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
