"""What the commands of `bantay report` share: settings, who asks, and the clerk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import Decorator
from bantay.cli.rooms import opened
from bantay.errors import ConfigError, Place

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.runtime.report_settings import Room
    from bantay.runtime.reporting import Clerk

HERE = Path("reports.toml")
settings_option: Decorator = click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    default=HERE,
    show_default=True,
    envvar="BANTAY_REPORTS",
    help="Who reports, who may approve, and where reports go (TOML); else the store's own.",
)
by_option: Decorator = click.option(
    "--by", help="Who asks; must be named in the settings. Else your user name."
)
media_option: Decorator = click.option(
    "--media",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder where media lie under their SHA-256 or id.",
)


@contextmanager
def clerk_of(
    store: Path, settings: Path, media: Path | None = None
) -> Iterator[tuple["Clerk", "EmbeddedStore", "Room"]]:
    """The clerk of a store and a settings file, with both of them."""
    from bantay.adapters.store.opening import wall_clock
    from bantay.runtime.report_keeping import keeper
    from bantay.runtime.report_settings import read_settings
    from bantay.runtime.reporting import Clerk

    room = read_settings(_settings(store, settings))
    with opened(store) as place:
        keep = keeper(place)
        yield Clerk(place.reports, room, wall_clock, keep, media), place, room


def _settings(store: Path, named: Path) -> Path:
    """The file that is named; unless one is, `reports.toml` here, or else in the store, where
    `bantay serve` reads it too. ConfigError when there is none."""
    if named != HERE or named.is_file():
        return named
    inside = store / HERE
    if inside.is_file():
        return inside
    words = "there are no report settings, neither here nor in the store: name them with --settings"
    raise ConfigError(f"{words} (the page Reports shows a file)", Place(str(HERE)))
