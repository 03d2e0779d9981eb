"""A site from a directory and a policy: the store, the engine, and who reads beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.kit.draw.waterfall import waterfall
from bantay.model.alarm import Alarm
from bantay.model.decision import Order
from bantay.ports.store import Sink
from bantay.runtime.chosen import Chosen
from bantay.runtime.embedded import open_for_run
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.serving.case_desk import OFTEN, keep_up
from bantay.runtime.serving.courier import Courier
from bantay.runtime.serving.engine import Engine, told_to_callers
from bantay.runtime.serving.postman import Postman
from bantay.runtime.serving.report_desk import go_on
from bantay.runtime.serving.service import LIMIT, Service
from bantay.runtime.serving.site import Site
from bantay.runtime.warm import warm

PATIENCE = 30.0
"""Seconds after which the engine is compiled whether the server listens or not."""


def open_site(
    directory: Path,
    rules: Chosen,
    *,
    capabilities: Routed | None = None,
    sinks: Sequence[Sink] = (),
    draw: Callable[[Alarm], str] = waterfall,
    limit: int = LIMIT,
    reports: Path | None = None,
    listening: Event | None = None,
    writer: EmbeddedStore | None = None,
    made: Callable[[bytes], Pipeline] | None = None,
) -> Site:
    """Open a store for serving, made if need be; the engine thread is started.

    The engine is compiled once the server is `listening`, where that is given: it takes seconds of
    the processor, and people who open the console need no engine to see a page.

    `limit` is how many events may wait, `reports` the settings of reports when they are not in
    the store's directory. `writer` is a store that is open for writing already, `made` makes the
    pipeline where it is not the usual one. StoreError says what to do when it cannot be opened,
    for instance because another process writes to it.
    """
    told = list[Site]()
    if writer is None:
        writer = open_for_run(directory, rules.settings, retention=rules.retention)
    pipeline = made or rules.pipeline

    def heard() -> None:
        for site in told:
            site.heard()

    def make() -> Engine:
        if listening is not None:
            listening.wait(PATIENCE)
        made = Engine(writer, pipeline(writer.key), sinks, capabilities, heard)
        warm()  # here, so that the page need not wait for it, and who asks for events finds it done
        return made

    service = Service(writer, make, limit)
    reader, porter = (open_store(directory, create=False) for _ in range(2))
    site = Site(service, writer, reader, porter, rules, draw, reports)
    told.append(site)
    if capabilities is not None:
        mine = partial(_not_told, capabilities)
        site.courier = Courier(service, open_store(directory, create=False), capabilities, mine)
    try:
        service.start()
    except BaseException:
        site.reader.close()
        writer.close()
        raise
    if site.courier is not None:
        site.courier.start()
    site.postman = Postman(lambda: site.round_soon("reports", lambda: go_on(site)))
    site.postman.start()
    site.usher = Postman(lambda: site.round_soon("cases", lambda: keep_up(site)), OFTEN)
    site.usher.start()
    return site


def _not_told(capabilities: Routed, order: Order) -> bool:
    return not told_to_callers(capabilities, order)
