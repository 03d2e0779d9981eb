"""`bantay serve`: the HTTP API, live alarms, and what other rooms add to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from bantay.cli.decisions import capabilities_of
from bantay.cli.options import policy_option, store_option
from bantay.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from bantay.adapters.capabilities.config import Routed
    from bantay.runtime.serving import Site
    from bantay.server.front import App, Page
    from bantay.server.log import Lines
    from bantay.server.provider import Provider
    from bantay.server.settings import ServerSettings

PORT = 8700
PROVIDER = "provider.toml"
NEEDED = ("litestar", "uvicorn", "httptools", "argon2")


def needs_console() -> None:
    """MissingExtra, one sentence, when what serves is not installed."""
    if any(find_spec(name) is None for name in NEEDED):
        raise MissingExtra("serving", "console")


@click.command("serve", short_help="Serve the HTTP API, live alarms, the console.")
@store_option
@policy_option
@click.option(
    "--capabilities",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What decisions may do (TOML); without it all are taken in shadow.",
)
@click.option(
    "--reports",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Who writes reports and where they go (TOML); else reports.toml in the store.",
)
@click.option(
    "--hooks",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Whose signed webhooks are taken (TOML); else hooks.toml in the store.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--host-name", multiple=True, help="A name that requests may call this server by.")
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The certificate (PEM), with --tls-key.",
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Its private key (PEM).",
)
@click.option("--behind-tls", is_flag=True, help="A proxy in front speaks https for us.")
@click.option(
    "--provider",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Whose accounts may sign in by OpenID Connect (TOML); else provider.toml in the store.",
)
@click.option(
    "--chat-deadline",
    type=click.FloatRange(0.05, 60),
    default=1.0,
    show_default=True,
    help="Seconds a chat server waits for us; then what it does without an answer is done.",
)
@click.option(
    "--together",
    metavar="URL",
    help="Serve one store with other workers; the URL is where they reach this one.",
)
@click.option(
    "--log",
    type=click.Choice(("none", "words", "json")),
    default="none",
    show_default=True,
    help="A line an answer on standard error: route and status, never who or what.",
)
def serve(
    store: Path,
    policy: Path | None,
    capabilities: Path | None,
    reports: Path | None,
    hooks: Path | None,
    host: str,
    port: int,
    host_name: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
    behind_tls: bool,
    provider: Path | None,
    chat_deadline: float,
    together: str | None,
    log: str,
) -> None:
    """Take events over HTTP, answer with decisions, and serve people.

    Only this machine can reach it unless --host says otherwise; then it wants https and the
    names it is called by. The first start prints a link with which the first account is made.

    \b
      bantay serve --store bantay-demo
      bantay serve --store my-store --policy mine.toml --capabilities capabilities.toml
    """
    needs_console()
    settings = _settings(host, host_name, (tls_cert, tls_key), behind_tls)
    theirs = _provider(provider or store / PROVIDER)
    from bantay.cli.together import serve_together

    def rooms(site: "Site") -> list[Any]:
        return _rooms(site, chat_deadline, hooks, theirs)

    given = (capabilities_of(capabilities), reports)
    where = (host, port, tls_cert, tls_key)
    if together is not None:
        serve_together(store, policy, _address(together), settings, rooms, given, where)
    else:
        greeting = partial(_greet, store=store, host=host, port=port, names=host_name)
        _alone(store, policy, settings, rooms, given, where, (log, greeting))


def _alone(
    store: Path,
    policy: Path | None,
    settings: "ServerSettings",
    rooms: "Callable[[Site], list[Any]]",
    given: "tuple[Routed | None, Path | None]",
    where: tuple[str, int, Path | None, Path | None],
    told: "tuple[str, Callable[..., None]]",
) -> None:
    """Serve a store that is this process's alone. `given` are capabilities and the settings of
    reports, `told` the form of the log and what greets the operator."""
    from bantay.server.front import Front, Loaded
    from bantay.server.running import run

    log, greet = told
    listening, opened, lines = Event(), list["Site"](), _lines(log)

    def load() -> Loaded:
        from bantay.runtime.chosen import chosen
        from bantay.runtime.serving.opening import open_site
        from bantay.server.app import make_app

        routed, reports = given
        rules = chosen(policy)
        site = open_site(store, rules, capabilities=routed, reports=reports, listening=listening)
        opened.append(site)
        site.service.troubles.listen(lines.failed)
        app = make_app(site, settings, rooms(site), own_site=False)
        greet(site, secure=settings.secure)
        return Loaded(app, site)

    front = Front(_page, settings, load)
    try:
        with _logging(front, lines, log) as app:
            run(app, None, *where, listening, front)
    finally:
        listening.set()  # nothing waits for it any more
        for site in opened:
            site.close()
    if front.wrong is not None:
        raise front.wrong


def _page(path: str, tag: str | None) -> "Page | None":
    """A file of the console, for whoever asks before the rest is loaded."""
    from bantay.console.shipped import at, handed
    from bantay.server.front import Page

    place = at(path)
    found = None if place is None else handed(place[0], tag)
    if place is None or found is None:
        return None
    headers = {"content-length": str(len(found.body)), **found.headers}
    if found.status == 200:
        headers["content-type"] = f"{found.kind}; charset=utf-8"
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Page(place[1], found.status, pairs, found.body)


def _address(said: str) -> str:
    """The URL by which other workers reach this one."""
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise InputError(f"--together {said}: expected a URL such as http://10.0.0.5:8700")
    return said.rstrip("/")


def _provider(path: Path) -> "Provider | None":
    """The provider of a settings file; one that does not answer yet is told of, and kept."""
    if not path.is_file():
        return None
    if find_spec("jwt") is None:
        raise MissingExtra("signing in with a provider's accounts", "oidc")
    from bantay.adapters.written import text_of
    from bantay.kit.toml import read_toml
    from bantay.server.provider import NotProven, Provider, ProviderSettings

    raw = text_of(path, "the settings of the provider")
    made = Provider(read_toml(raw, str(path), ProviderSettings))
    try:
        made.address("", "", "")
    except NotProven as wrong:
        click.echo(f"{path}: {wrong}; it is asked again when somebody signs in", err=True)
    return made


def _lines(form: str) -> "Lines":
    """The log's lines. What fails beside the events is one even where answers are none."""
    from bantay.server.log import Lines

    return Lines("json" if form == "json" else "words", partial(click.echo, err=True))


@contextmanager
def _logging(app: "App", lines: "Lines", form: str) -> "Iterator[App]":
    """An application with lines around it, while it serves."""
    if form == "none":
        yield app
        return
    from bantay.model.version import VERSION
    from bantay.server.log import Logged

    lines.began(VERSION)
    try:
        yield Logged(app, lines)
    finally:
        lines.ended()


def _rooms(
    site: "Site",
    chat_deadline: float = 1.0,
    hooks_file: Path | None = None,
    provider: "Provider | None" = None,
) -> list[Any]:
    """Handlers of the other rooms: the console and the chat servers put theirs here."""
    from bantay.console import files
    from bantay.server import (
        antispam,
        case_views,
        cases,
        explore,
        hooks,
        missed,
        oidc,
        policies,
        reports,
    )

    return [
        *(*cases.HANDLERS, *case_views.HANDLERS, *policies.HANDLERS, *missed.HANDLERS),
        *(*reports.HANDLERS, *explore.HANDLERS),
        *hooks.handlers(hooks.receivers(hooks_file or site.reader.directory / hooks.SETTINGS)),
        *antispam.handlers(antispam.AntispamSettings(deadline=chat_deadline)),
        *oidc.handlers(provider),
        *files.HANDLERS,
    ]


def _settings(
    host: str,
    names: tuple[str, ...],
    tls: tuple[Path | None, Path | None],
    behind_tls: bool,
) -> "ServerSettings":
    from bantay.model.address import LOOPBACK
    from bantay.server.settings import ServerSettings

    secure = behind_tls or tls[0] is not None
    if (tls[0] is None) != (tls[1] is None):
        raise InputError("--tls-cert and --tls-key go together")
    if host not in LOOPBACK and not secure:
        raise InputError(
            f"{host} can be reached by others: give --tls-cert and --tls-key, or --behind-tls "
            "when a proxy in front speaks https"
        )
    if host not in LOOPBACK and not names:
        raise InputError("say with --host-name by which name it is called")
    hosts = (*(name.lower() for name in names), *(LOOPBACK if host in LOOPBACK else ()))
    return ServerSettings(hosts=hosts, secure=secure, proxied=behind_tls)


def _greet(
    site: "Site", store: Path, host: str, port: int, *, secure: bool, names: tuple[str, ...]
) -> None:
    """Where it is; and, while nobody can sign in as an admin, the link that makes the first."""
    from bantay.server.accounts import invite

    name = names[0] if names else f"[{host}]" if ":" in host else host
    base = f"{'https' if secure else 'http'}://{name}:{port}"
    click.echo(f"serving   {base}   store {store}")
    people = site.reader.access.people()
    if any(one.role == "admin" and one.status == "active" for one in people):
        return
    token = invite(site.reader.access, "admin", "admin", "bantay serve")
    click.echo("nobody can sign in yet; make the first account with this link, good for a week:")
    click.echo(f"  {base}/setup#name=admin&token={token}")
