"""The application: every room's handlers behind one door and one gate."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ControllerRouterHandler

from bantay.model.version import VERSION
from bantay.ports.visitor import NOBODY, Visitor
from bantay.runtime.serving import Site
from bantay.server import (
    alarms,
    decisions,
    description,
    events,
    exceptions,
    health,
    live,
    notices,
    overview,
    people,
    records,
    sessions,
)
from bantay.server.door import Door
from bantay.server.gate import Gate
from bantay.server.meter import Meter
from bantay.server.problems import on_error
from bantay.server.settings import ServerSettings
from bantay.server.short import Short, Way

HANDLERS: tuple[ControllerRouterHandler, ...] = (
    *(events.send_events, live.live_alarms),
    *(alarms.alarms, alarms.alarm, alarms.explanation, alarms.texts),
    *(decisions.decisions, decisions.decision, decisions.statement),
    *(decisions.act, decisions.lift, decisions.orders, decisions.orders_again),
    *(notices.notices, notices.appeals, notices.labels),
    *(exceptions.exceptions, exceptions.give_exception, exceptions.end_exception),
    *(overview.regions, overview.may_list),
    *(records.audit, records.verification, records.quarantine),
    *(sessions.me, sessions.sign_in, sessions.sign_out, sessions.factor, sessions.set_up),
    *(people.people, people.invite, people.end_person),
    *(people.keys, people.make_key, people.end_key),
    *(health.live, health.ready, health.metrics),
    description.openapi,
)
"""Every handler of this room; `docs/guide/http.md` lists them."""


class _App(Litestar):
    """The framework without what it does for other people's types."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        """Ours are msgspec's. The framework's own answer loads pydantic wherever that happens to
        be installed, a sixth of a second at each start; where it asks otherwise one day, it
        does that again, and nothing else changes."""
        return [*plugins, MsgspecDIPlugin()]


def make_app(
    site: Site,
    settings: ServerSettings = ServerSettings(),  # noqa: B008
    extra_handlers: Sequence[ControllerRouterHandler] = (),
    *,
    own_site: bool = True,
    ways: Mapping[str, Way] | None = None,
) -> Litestar:
    """The application over a site. `extra_handlers` are other rooms': each names the right it
    needs in `opt={"right": …}` and may take `site`, `settings` and `visitor` as parameters.

    At its end the site is closed, unless it is not the application's `own_site`. `ways` are
    short ways beside that of events.
    """
    door, meter = Door(site, settings), Meter()
    open_ways = {events.PATH: events.short_way(site, settings), **(ways or {})}

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield
        if own_site:
            site.close()

    app = _App(
        [*HANDLERS, *extra_handlers],
        dependencies={
            "site": _given(site),
            "settings": _given(settings),
            "door": _given(door),
            "meter": _given(meter),
            "visitor": Provide(_visitor),
        },
        guards=[door],
        state=State({"site": site, "settings": settings}),
        exception_handlers={Exception: on_error},
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Bantay", version=VERSION, path="/v1/description", render_plugins=[]
        ),
        request_max_body_size=None,  # the gate counts
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = Gate(app.asgi_handler, settings, meter.counted, Short(door, open_ways))
    return app


def _given(value: Any) -> Provide:
    def give() -> Any:
        return value

    return Provide(give, sync_to_thread=False, use_cache=True)


async def _visitor(request: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    found = request.state.get("visitor", NOBODY)
    assert isinstance(found, Visitor)
    return found
