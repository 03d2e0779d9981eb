"""Rules 5 and 8: every look at content is logged; only configured hosts are called."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bantay.adapters.capabilities.webhook import Webhook
from bantay.errors import InputError
from bantay.model.clock import moment
from bantay.model.decision import Order
from bantay.ports.acting import CapabilityError
from bantay.ports.reading import Look
from tests.unit.store.toys import message, opened, put

from .toys import ANN, START

ONCE = (Phase.generate,)
words = st.text(min_size=0, max_size=12)


def rule_5() -> None:
    """Whatever is asked for, a look leaves its record first, or does not happen."""
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "store")
        put(store, message(1), message(2))

        @settings(
            max_examples=40,
            derandomize=True,
            database=None,
            deadline=None,
            phases=ONCE,
            report_multiple_bugs=False,
        )
        @given(st.lists(st.sampled_from(["m00001", "m00002", "none"])), words, words, st.booleans())
        def run(ids: list[str], who: str, purpose: str, raw: bool) -> None:
            before = len(store.audit())
            look, nameless = Look(who, purpose), not who.strip() or not purpose.strip()
            try:
                if raw:
                    store.raw_lines("a file", 7, look)
                else:
                    store.events(ids, look)
            except InputError:
                assert nameless and len(store.audit()) == before
                return
            rows = store.audit()[before:]
            assert len(rows) == 1 and rows[0].who == who and not nameless
            assert store.verify_audit() is None

        try:
            run()
        finally:
            store.close()


class Receiver(BaseHTTPRequestHandler):
    """Answers what it was told to, and remembers that it was asked."""

    def do_POST(self) -> None:
        self.server.asked.append(dict(self.headers))  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.bodies.append(body)  # type: ignore[attr-defined]
        status, location = self.server.answer  # type: ignore[attr-defined]
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(status: int = 204, location: str | None = None) -> Iterator[HTTPServer]:
    """A server on this machine."""
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.asked, server.bodies = [], []  # type: ignore[attr-defined]
    server.answer = (status, location)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def order(id: str = "d-1.warn", kind: str = "warn") -> Order:
    """An order about ann."""
    return Order(
        order=id, decision="d-1", kind=kind, target=ANN, time=moment(START), automatic=True
    )  # type: ignore[arg-type]


def rule_8() -> None:
    """However the configured host points elsewhere, nobody else is called."""
    with receiver() as elsewhere, receiver() as home:
        other = f"127.0.0.1:{elsewhere.server_port}"

        @settings(
            max_examples=25,
            derandomize=True,
            database=None,
            deadline=None,
            phases=ONCE,
            report_multiple_bugs=False,
        )
        @given(
            st.sampled_from([301, 302, 303, 307, 308]),
            st.sampled_from([f"http://{other}/x", f"//{other}/y", f"http://u@{other}/z"]),
        )
        def run(status: int, location: str) -> None:
            home.answer = (status, location)  # type: ignore[attr-defined]
            hook = Webhook("home", f"http://127.0.0.1:{home.server_port}/hook", [b"k" * 32])
            with suppress(CapabilityError):
                hook.act(order(), START)
            assert elsewhere.asked == []  # type: ignore[attr-defined]

        run()
        assert home.asked  # type: ignore[attr-defined]
