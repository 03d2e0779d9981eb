"""Receivers on this machine that answer as documented, fail on order, and remember what they have.

A fault is told by call and by how often it happens: `cut` does the work and closes the line
without an answer, `early` closes it before the work, `slow` answers after the caller gave up,
`kill` does the work and ends the calling process; a number is an answer of that code.
"""

import hashlib
import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW = 0.6
"""Seconds a slow answer takes; callers in these tests give up after less."""


@dataclass
class Double:
    """What a receiver knows: its calls, what it has opened, what was filed."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    open: dict[int, dict[str, Any]] = field(default_factory=dict)
    filed: list[int] = field(default_factory=list)
    retracted: list[int] = field(default_factory=list)
    statements: dict[str, str] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    caller: Callable[[], int | None] = lambda: None
    port: int = 0
    next: int = 4_564_653

    def fault(self, call: str) -> str | None:
        """The next fault of a call, if one was ordered."""
        left = self.faults.get(call)
        return left.pop(0) if left else None


class Handler(BaseHTTPRequestHandler):
    """One request: its fault, its work, its answer."""

    double: Double

    def do_POST(self) -> None:
        call = self.path.rpartition("/")[2]
        body = self.rfile.read(int(self.headers["content-length"]))
        self.double.calls.append(call)
        fault = self.double.fault(call)
        if fault == "early":
            return self._hang_up()
        if fault is not None and fault.isdigit():
            return self._refuse(call, int(fault))
        status, kind, said = self._work(call, body)
        if fault == "cut":
            return self._hang_up()
        if fault == "slow":
            time.sleep(SLOW)
        if fault == "kill":
            pid = self.double.caller()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            return self._hang_up()
        if fault == "garbage":
            said = b"<html>"
        self._answer(status, kind, said)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _refuse(self, call: str, code: int) -> None:
        if code < 1_000 and call in ("submit", "upload", "fileinfo", "finish", "retract"):
            return self._answer(code, "text/plain", b"no")
        if code < 1_000:
            return self._answer(code, "application/json", b'{"message":"no"}')
        return self._answer(400, "text/xml", response(code))

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.send_header("Request-ID", f"req-{len(self.double.calls)}")
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the caller gave up

    def _work(self, call: str, body: bytes) -> tuple[int, str, bytes]:
        if call in ("statement", "statements"):
            return self._statements(call, json.loads(body))
        if call in ("submit", "upload", "fileinfo", "finish", "retract"):
            return 200, "text/xml", self._tip(call, body)
        self.double.posted.append(self.headers["idempotency-key"])
        return 202, "application/json", b"{}"

    # ------------------------------------------------------------------ CyberTipline

    def _tip(self, call: str, body: bytes) -> bytes:
        double = self.double
        if call == "submit":
            double.next += 1
            double.open[double.next] = {"files": {}, "told": []}
            return response(0, reportId=double.next)
        report = int(_field(body, "id") or _element(body, "reportId") or 0)
        if report in double.filed:
            return response(5102)
        if report in double.retracted:
            return response(5101)
        if report not in double.open:
            return response(5001)
        return self._on(call, report, body)

    def _on(self, call: str, report: int, body: bytes) -> bytes:
        held = self.double.open[report]
        match call:
            case "upload":
                content = _file(body)
                id = hashlib.sha256(content).hexdigest()[:32]
                held["files"][id] = held["files"].get(id, 0) + 1
                md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
                return response(0, reportId=report, fileId=id, hash=md5)
            case "fileinfo":
                id = _element(body, "fileId") or ""
                if id not in held["files"]:
                    return response(5002)
                held["told"].append(id)
                return response(0, reportId=report)
            case "finish":
                self.double.filed.append(report)
                return (
                    f"<reportDoneResponse><responseCode>0</responseCode><reportId>{report}"
                    "</reportId><files/></reportDoneResponse>"
                ).encode()
            case _:
                del self.double.open[report]
                self.double.retracted.append(report)
                return response(0, reportId=report)

    # ------------------------------------------------------------------ DSA

    def _statements(self, call: str, said: Any) -> tuple[int, str, bytes]:
        kind, double = "application/json", self.double
        batch = said["statements"] if call == "statements" else [said]
        errors = {
            f"statement_{n}": {"category": ["invalid"]}
            for n, one in enumerate(batch)
            if one["puid"] in double.refuse
        }
        there = [one["puid"] for one in batch if one["puid"] in double.statements]
        if errors or (there and call == "statements"):
            shown = errors or {"puid": ["not unique"], "existing_puids": there}
            if call == "statement":
                shown = errors["statement_0"]
            return 422, kind, json.dumps({"message": "no", "errors": shown}).encode()
        if there:
            words = "The identifier given is not unique within this platform."
            existing = {"uuid": double.statements[there[0]], "puid": there[0]}
            told = {"message": words, "errors": {"puid": [words]}, "existing": existing}
            return 422, kind, json.dumps(told).encode()
        for one in batch:
            double.statements[one["puid"]] = f"uuid-{len(double.statements)}"
        rows = [{**one, "uuid": double.statements[one["puid"]]} for one in batch]
        told = {"statements": rows} if call == "statements" else rows[0]
        return 201, kind, json.dumps(told).encode()

    def log_message(self, format: str, *args: Any) -> None:
        """Quietly."""


def response(code: int, **more: object) -> bytes:
    """An answer of the CyberTipline."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    words = "Success" if code == 0 else "no"
    return (
        f"<reportResponse><responseCode>{code}</responseCode><responseDescription>{words}"
        f"</responseDescription>{inner}</reportResponse>"
    ).encode()


def _field(body: bytes, name: str) -> str | None:
    found = re.search(rf'name="{name}"\r\n\r\n([^\r]*)\r\n'.encode(), body)
    return found[1].decode() if found else None


def _file(body: bytes) -> bytes:
    mark = body.partition(b"\r\n")[0]
    part = next(p for p in body.split(mark) if b'name="file"' in p)
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


def _element(body: bytes, name: str) -> str | None:
    found = re.search(rf"<{name}>([^<]*)</{name}>".encode(), body)
    return found[1].decode() if found else None


@contextmanager
def receiver(**faults: list[str]) -> Iterator[Double]:
    """A receiver on a free port of this machine."""
    double = Double(faults={name: list(left) for name, left in faults.items()})
    handler = type("Bound", (Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    double.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
