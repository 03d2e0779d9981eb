"""`bantay serve --together`: one of several workers over a store on a server."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bantay.adapters.capabilities.config import Routed
    from bantay.runtime.serving import Site
    from bantay.server.settings import ServerSettings

Listening = tuple[str, int, Path | None, Path | None]
"""Host, port, certificate and its key."""


def serve_together(
    store: Path,
    policy: Path | None,
    address: str,
    settings: "ServerSettings",
    rooms: "Callable[[Site], list[Any]]",
    given: "tuple[Routed | None, Path | None]",
    listening: Listening,
) -> None:
    """Serve until asked to stop. `given` are capabilities and the settings of reports."""
    from bantay.runtime.chosen import chosen
    from bantay.server.app import make_app
    from bantay.server.together import Together

    def full(site: "Site") -> Any:
        click.echo("this worker keeps the log")
        return make_app(site, settings, rooms(site), own_site=False)

    worker = Together(store, chosen(policy), address, settings, full, *given)
    click.echo(f"serving   {address}   store {store}, together with other workers")
    worker.run(*listening)
