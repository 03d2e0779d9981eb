"""The end of `bantay demo`: the console over the demo's store, opened at its first alarm."""

import secrets
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from bantay.cli.serve import NEEDED, PORT

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.adapters.store.access import Access
    from bantay.ports.visitor import Role

HERE = "127.0.0.1"
PEOPLE: tuple[tuple[str, "Role", str], ...] = (
    ("ana", "lead", "looks and decides"),
    ("ada", "auditor", "reads the ledger"),
)
"""The invented people of the demo, their roles, and what they are there for."""


def can_serve() -> bool:
    """Whether what serves is installed."""
    return all(find_spec(name) is not None for name in NEEDED)


def wanted(no_serve: bool) -> bool:
    """Whether to serve at the end: on a terminal, unless told not to; a script goes on."""
    return not no_serve and can_serve() and sys.stdout.isatty()


def told(no_serve: bool, keep: Path) -> str:
    """The line about the console of a demo that ends without serving."""
    if no_serve:
        return ""
    if can_serve():
        return f"console   bantay serve --store {keep}\n"
    return "console   needs more: pip install 'bantay[console]'\n"


def serve_demo(keep: Path, port: int = PORT) -> None:
    """Serve the demo's store on this machine until Ctrl-C, with a link for each person.

    The passwords are made anew each time and never leave the links: what stands behind `#`
    in an address is not sent to any server.
    """
    from bantay.cli.serve import _rooms
    from bantay.runtime.chosen import chosen
    from bantay.runtime.serving.opening import open_site
    from bantay.server.app import make_app
    from bantay.server.running import run
    from bantay.server.settings import ServerSettings

    site = open_site(keep, chosen())
    try:
        links = _links(site.reader.access, port, first_case(site.reader))
        app = make_app(site, ServerSettings(second_factor=False), _rooms(site))
        click.echo("\n".join(["", "console   open one of these; Ctrl-C ends it", *links]))
        run(app, site, HERE, port)
    finally:
        site.close()


def first_case(store: "EmbeddedStore") -> str | None:
    """The case at whose alarm the console opens: of a possible boss, else the most urgent."""
    from bantay.model.casework import Viewer
    from bantay.runtime.cases_desk import desk_of

    rows = desk_of(store).queue(Viewer(who="bantay demo", role="lead", purpose="the first alarm"))
    bosses = [row for row in rows if "controller" in row.hypotheses]
    return next((row.case for row in [*bosses, *rows]), None)


def _links(access: "Access", port: int, case: str | None = None) -> Sequence[str]:
    """A link for each of the demo's people; whoever opens it is signed in as them, and whoever
    may look at cases stands before the first one."""
    from bantay.server.accounts import finish, invite, invited

    lines = []
    for name, role, there_to in PEOPLE:
        person = invited(access, name, invite(access, name, role, "bantay demo"))
        if person is None:  # the clock went back between two lines
            continue
        secret = secrets.token_urlsafe(18)
        finish(access, person, secret, None)
        link = f"http://{HERE}:{port}/#enter&name={name}&secret={quote(secret)}"
        if case is not None and role != "auditor":
            link += f"&case={quote(case)}"
        lines.append(f"          {link}   {role}: {there_to}")
    return lines
