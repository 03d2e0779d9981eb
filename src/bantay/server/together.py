"""A worker from a directory and a policy: what it has while another keeps the log, and then."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from litestar import Litestar

from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.errors import StoreError
from bantay.kit.draw.waterfall import waterfall
from bantay.runtime.calm import SHORT, calm
from bantay.runtime.chosen import Chosen
from bantay.runtime.embedded import open_for_run, pipeline
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.runtime.together.far import Far
from bantay.runtime.together.member import Member
from bantay.runtime.together.readings import Readings, ReadPipeline
from bantay.runtime.together.wire import Answered, Sealed, Sent
from bantay.server.app import make_app
from bantay.server.calling import Caller
from bantay.server.joined import Joined, Keeping
from bantay.server.running import Running, config, loop_factory
from bantay.server.settings import ServerSettings

TAKEN = (
    "another worker keeps the log now, and what this one knows may be behind: it ends, having "
    "committed nothing since; start it again and it stands by"
)
Full = Callable[[Site], Litestar]
"""Makes the whole application over a site."""


class Together:
    """A worker that is not running yet. `full` makes the application that answers everything."""

    def __init__(
        self,
        directory: Path,
        rules: Chosen,
        address: str,
        settings: ServerSettings,
        full: Full,
        capabilities: Routed | None = None,
        reports: Path | None = None,
    ):
        self._directory, self._rules, self._full = directory, rules, full
        self._capabilities, self._reports = capabilities, reports
        self._readings, self._lost = Readings(), False
        store = _made(directory, rules)
        try:
            store.together.keeper()  # says so when the store is on one machine's disk
            self._mark, self.front = b"", self._front(store)
            sealed = Sealed(store.key)
            self._caller = Caller(sealed)
            self._member = Member(
                open_store(directory, create=False),
                address,
                partial(_opened, directory, rules),
                self._keep,
                self._end,
                self._heard,
            )
            app = make_app(self.front, settings, own_site=False)
            self.app = Joined(app, self._caller, sealed, lambda: self._member.id)
        except BaseException:
            store.close()
            raise
        self.site: Site | None = None
        self._server: uvicorn.Server | None = None

    def _front(self, store: EmbeddedStore) -> Site:
        """The rooms of a worker that keeps no log."""
        read = self._pipeline(store.key)
        self._mark = read.mark
        self._far = Far(store, read.read, read.mark, self._hand)
        porter = open_store(self._directory, create=False)
        return Site(self._far, store, store, porter, self._rules, waterfall, self._reports)

    def _pipeline(self, key: bytes) -> ReadPipeline:
        rules = self._rules
        made = pipeline(
            rules.settings, key, rules.detectors, rules.policy, rules.limits, ReadPipeline
        )
        assert isinstance(made, ReadPipeline)
        made.readings = self._readings
        return made

    def _hand(self, sent: Sent) -> Answered:
        return self._caller.hand(sent)

    def _heard(self, keeper: Any) -> None:
        self._caller.heard(keeper)
        self._far.known = keeper is not None

    def _keep(self, writer: EmbeddedStore) -> None:
        """From now on we keep the log, and answer everything."""
        self.site = open_site(
            self._directory,
            self._rules,
            capabilities=self._capabilities,
            reports=self._reports,
            writer=writer,
            made=self._pipeline,
        )
        app = self._full(self.site)
        self.app.keeping = Keeping(app, self.site.service, self._readings, self._mark)
        self.front.stopping.set()  # streams of the front end, and begin again on the whole

    def _end(self) -> None:
        self._lost = True
        self.stop()

    def stop(self) -> None:
        """Ask it to end, from any thread; `run` returns when what waits is answered."""
        if self._server is not None:
            self._server.should_exit = True

    def run(self, host: str, port: int, cert: Path | None = None, key: Path | None = None) -> None:
        """Serve until asked to stop. StoreError: the log is another worker's now."""
        server = _Running(config(self.app, host, port, cert, key), self)
        self._server = server
        self.front.service.start()
        self._member.start()
        try:
            with (
                calm(SHORT),
                contextlib.suppress(KeyboardInterrupt),
                asyncio.Runner(loop_factory=loop_factory()) as runner,
            ):
                runner.run(server.serve())
        finally:
            self._close()
        if self._lost:
            raise StoreError(TAKEN)

    def _close(self) -> None:
        self.app.close()
        if self.site is not None:
            self.site.close()
        self._member.stop()
        self.front.close()
        self._caller.close()


class _Running(Running):
    """Tells whichever site answers of the end."""

    def __init__(self, config: uvicorn.Config, together: Together):
        super().__init__(config, together.front)
        self._together = together

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to stop."""
        if self._together.site is not None:
            self._together.site.stopping.set()
        super().handle_exit(sig, frame)


def _made(directory: Path, rules: Chosen) -> EmbeddedStore:
    """The store, open for reading; made if nobody made it yet."""
    try:
        return open_store(directory, create=False)
    except StoreError:
        open_for_run(directory, rules.settings, retention=rules.retention).close()
        return open_store(directory, create=False)


def _opened(directory: Path, rules: Chosen, mark: str) -> EmbeddedStore:
    return open_for_run(directory, rules.settings, retention=rules.retention, mark=mark)
