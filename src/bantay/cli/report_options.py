"""What the commands of `bantay report` share: settings, who asks, and the clerk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import Decorator
from bantay.cli.rooms import opened

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.runtime.report_settings import Room
    from bantay.runtime.reporting import Clerk

settings_option: Decorator = click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    default="reports.toml",
    show_default=True,
    envvar="BANTAY_REPORTS",
    help="Who reports, who may approve, and where reports go (TOML).",
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

    room = read_settings(settings)
    with opened(store) as place:
        keep = keeper(place)
        yield Clerk(place.reports, room, wall_clock, keep, media), place, room
