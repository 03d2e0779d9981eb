"""A browser beside a served console, for bars: it may talk to nobody else, and says what it did."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from bantay.errors import InputError

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SETS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 60_000


class Served(NamedTuple):
    """A console that runs: where, seconds from the command until its page was handed out whole,
    as which process."""

    port: int
    seconds: float
    process: int

    @property
    def base(self) -> str:
        """The beginning of its addresses."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(store: Path, bytecode: Path | None = None) -> Iterator[Served]:
    """`bantay serve` over a store. `bytecode` is where it finds and leaves what Python compiles,
    as an installed program has it; None: wherever this process does."""
    port = _free_port()
    words = [sys.executable, "-m", "bantay", "serve", "--store", str(store), "--port", str(port)]
    began = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=_installed(bytecode))
    try:
        while not _page_comes(port):
            if process.poll() is not None or time.monotonic() - began > 60:
                raise RuntimeError("the console did not start")
            time.sleep(0.01)
        yield Served(port, time.monotonic() - began, process.pid)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _installed(bytecode: Path | None) -> dict[str, str] | None:
    """The environment of a program whose bytecode is kept."""
    if bytecode is None:
        return None
    kept = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode)}


def answered(served: Served, path: str, token: str) -> float:
    """Seconds until the API answers somebody who is signed in: the page is there before it is
    loaded. RuntimeError when that is no answer."""
    began = time.monotonic()
    asked = HTTPConnection("127.0.0.1", served.port, timeout=60)
    asked.request("GET", path, headers={"Cookie": f"bantay={token}"})
    answer = asked.getresponse()
    answer.read()
    asked.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}")
    return time.monotonic() - began


def _page_comes(port: int) -> bool:
    asked = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/")
        answer = asked.getresponse()
        return answer.status == 200 and b"</html>" in answer.read()
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


class Window:
    """One page of a browser over one server. `wrong` is what it should not have done: asked
    another host, broken the content policy, thrown an error."""

    def __init__(self, browser: Any, base: str, tokens: dict[str, str], wrong: list[str]):
        self._browser, self.base, self._tokens, self.wrong = browser, base, tokens, wrong
        self._context: Any = None
        self.requests = 0

    def enter(self, name: str, screen: str, language: str = "en", theme: str = "light") -> Any:
        """Open a screen as somebody who has signed in ("": nobody has); the page."""
        if self._context is not None:
            self._context.close()
        self._context = self._browser.new_context(
            viewport={"width": 1280, "height": 900}, color_scheme=theme
        )
        if name:
            self._context.add_cookies(
                [{"name": "bantay", "value": self._tokens[name], "url": self.base}]
            )
        page = self._context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda asked: self._asked(asked.url))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("console", lambda message: self._said(message.text))
        page.goto(f"{self.base}/?lang={language}#/{screen}")
        page.wait_for_selector("main[aria-busy=false]" if name else "input[name=name]")
        return page

    def get(self, path: str) -> Any:
        """What the API answers to whoever is signed in here."""
        return self._context.request.get(self.base + path, timeout=3 * PATIENCE_MS).json()

    def _asked(self, url: str) -> None:
        self.requests += 1
        if not url.startswith((self.base, "data:,")):
            self.wrong.append(f"another host: {url}")

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.wrong.append(text)


@contextmanager
def browser() -> Iterator[Any]:
    """A browser that is there. InputError when none is."""
    path = next((one for one in BROWSERS if Path(one).exists()), None)
    if path is None:
        raise InputError(f"a browser is wanted, one of: {', '.join(BROWSERS)}")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path)
        yield opened
        opened.close()


def findings(page: Any) -> list[str]:
    """What axe finds on a page: the rule, and where."""
    said = Axe().run(page, options={"runOnly": SETS}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in said for node in one["nodes"][:3]]
