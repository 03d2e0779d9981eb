"""A running server over the demo's story and a browser that may talk to nobody else."""

import json
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bantay.adapters.sources import open_sources
from bantay.adapters.store import EmbeddedStore
from bantay.cli.rooms import opened
from bantay.cli.serve import _rooms
from bantay.runtime.chosen import chosen
from bantay.runtime.demo import report_settings, story_path
from bantay.runtime.embedded import run
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.accounts import finish, invite, invited
from bantay.server.app import make_app
from bantay.server.running import config
from bantay.server.settings import ServerSettings

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = '"><img src=x onerror="window.bad=1"><script>window.bad=2</script>'
SECRET = "seven small lamps on a sill"
PEOPLE = {"ana": "lead", "jun": "moderator", "ada": "auditor", "root": "admin"}


def hostile_story(folder: Path) -> Path:
    """The demo's story, and celine's part in it played once more under a name that is markup."""
    lines = story_path().read_text("utf-8").splitlines()
    more = []
    for line in lines:
        event = json.loads(line)
        if event.get("account") == "celine":
            event |= {"id": f"{event['id']}-{HOSTILE}", "account": HOSTILE}
            for name in ("conversation", "message"):
                if name in event:
                    event[name] += HOSTILE
            if "text" in event:
                event["text"] += f" {HOSTILE}"
            more.append((event["time"], json.dumps(event)))
    path = folder / "story.jsonl"
    timed = sorted([(json.loads(line)["time"], line) for line in lines] + more)
    path.write_text("\n".join(line for _, line in timed) + "\n", "utf-8")
    return path


def read_story(place: EmbeddedStore, story: Path) -> None:
    """Run the engine over it."""
    rules = chosen()
    run(open_sources([story]), place, rules.settings, policy=rules.policy)


@dataclass
class Served:
    """A running server: its address, its store's directory, its rooms, a session a person."""

    base: str
    store: Path
    site: Site
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """What the browser of somebody shows who has signed in."""
        if name not in self.tokens:
            self.tokens[name] = f"session-of-{name}-{secrets.token_urlsafe(8)}"
            self.site.reader.access.open_session(self.tokens[name], name)
        return self.tokens[name]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("console")
    store = folder / "store"
    with opened(store, settings=chosen().settings) as place:
        read_story(place, hostile_story(folder))
    (store / "made-by-bantay-demo").touch()
    for path in report_settings():
        shutil.copy(path, store / path.name)
    site = open_site(store, chosen())
    for name, role in PEOPLE.items():
        person = invited(site.reader.access, name, invite(site.reader.access, name, role, "test"))  # type: ignore[arg-type]
        assert person is not None
        finish(site.reader.access, person, SECRET, None)
    app = make_app(site, ServerSettings(second_factor=False), _rooms(site))
    port = free_port()
    with listening(app, site, port):
        yield Served(f"http://127.0.0.1:{port}", store, site)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def listening(app: Any, site: Site, port: int) -> Iterator[None]:
    """The application, served in a thread."""
    server = uvicorn.Server(config(app, "127.0.0.1", port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    site.stopping.set()
    thread.join(20)


@dataclass
class Tab:
    """A page of the browser with everything it did wrong."""

    page: Any
    served: Served
    wrong: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The server's address."""
        return self.served.base

    def enter(self, name: str = "ana", lang: str = "en", screen: str = "queue") -> None:
        """Come back as somebody who signed in before; cheaper than signing in."""
        mine = {"name": "bantay", "value": self.served.token(name), "url": self.base}
        self.page.context.clear_cookies()
        self.page.context.add_cookies([mine])
        self.page.goto("about:blank")
        self.page.goto(f"{self.base}/?lang={lang}#/{screen}")
        self.settled()

    def sign_in(self, name: str = "ana", lang: str = "en") -> None:
        """Sign in, with the keyboard."""
        self.page.goto(f"{self.base}/?lang={lang}")
        self.page.wait_for_selector("input[name=name]")
        keys = self.page.keyboard
        keys.type(name)
        keys.press("Tab")
        keys.type(SECRET)
        keys.press("Enter")
        self.settled()

    def to(self, where: str) -> None:
        """Another screen, by its address."""
        self.page.evaluate(MOVE, f"#/{where}")
        self.settled()

    def settled(self) -> None:
        """Until the screen is drawn."""
        self.page.wait_for_selector("main[aria-busy=false]")

    def get(self, path: str) -> Any:
        """What the API says to whoever is signed in here."""
        return self.page.context.request.get(self.base + path).json()

    def post(self, path: str) -> None:
        """Ask the API for something without a body, as the page would."""
        headers = {"x-csrf-token": self.get("/v1/session")["csrf"]}
        answer = self.page.context.request.post(self.base + path, headers=headers)
        assert answer.ok, answer.status


MOVE = """where => location.hash === where || new Promise((done) => {
  addEventListener('hashchange', done, { once: true });
  location.hash = where;
})"""
"""Go to a place; done when the page has heard of it."""
TURN = "() => new Promise((done) => setTimeout(done, 50))"
"""What an answer sets off on the page has happened a moment later."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium: Any) -> Iterator[dict[str, list[Any]]]:
    """Browser windows that nobody uses now, by how they were opened: their cache is warm."""
    free: dict[str, list[Any]] = {}
    yield free
    for window in (one for some in free.values() for one in some):
        window.close()


@pytest.fixture
def tab(
    chromium: Any, windows: dict[str, list[Any]], served: Served
) -> Iterator[Callable[..., Tab]]:
    """Opens tabs; at the end none may have asked another host, or broken the content policy."""
    tabs: list[Tab] = []
    lent: list[tuple[str, Any]] = []

    def open_tab(**how: Any) -> Tab:
        free = windows.setdefault(repr(how), [])
        view = {"width": 1280, "height": 900}
        context = free.pop() if free else chromium.new_context(viewport=view, **how)
        lent.append((repr(how), context))
        made = Tab(context.new_page(), served)
        made.page.set_default_timeout(30_000)
        made.page.on("request", lambda r: _asked(made, r.url))
        made.page.on("pageerror", lambda error: made.wrong.append(f"error: {error}"))
        made.page.on("console", lambda message: _said(made, message.text))
        tabs.append(made)
        return made

    yield open_tab
    for made in tabs:
        if made.page.url.startswith(served.base):
            made.page.evaluate("localStorage.clear()")
        made.page.close()
    for how, context in lent:
        context.clear_cookies()
        windows[how].append(context)
    assert [wrong for made in tabs for wrong in made.wrong] == []


def _asked(tab: Tab, url: str) -> None:
    if not url.startswith((tab.base, "data:,")):
        tab.wrong.append(f"another host: {url}")


def _said(tab: Tab, text: str) -> None:
    if "Content Security Policy" in text or "Refused to" in text:
        tab.wrong.append(text)
