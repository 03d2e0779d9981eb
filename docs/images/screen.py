"""Takes the picture of the README: the console's page of one case, from the demo's store.

    bantay demo --no-serve && python docs/images/screen.py bantay-demo docs/images/screen.png

Needs the test group (a browser is driven by playwright) and a Chromium at the place named below.
"""

import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

from bantay.cli.serve import _rooms
from bantay.runtime.chosen import chosen
from bantay.runtime.serving.opening import open_site
from bantay.server.accounts import finish, invite, invited
from bantay.server.app import make_app
from bantay.server.running import config
from bantay.server.settings import ServerSettings

CHROMIUM = "/usr/bin/chromium"
NAME, SECRET = "Ana", "seven small lamps on a sill"
SIZE = {"width": 1440, "height": 900}


def served(store: Path) -> tuple[str, Any]:
    """A server over the store on a free port, with one person who may sign in."""
    site = open_site(store, chosen())
    access = site.reader.access
    person = invited(access, NAME, invite(access, NAME, "lead", "the picture"))
    assert person is not None
    finish(access, person, SECRET, None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(site, ServerSettings(second_factor=False), _rooms(site))
    server = uvicorn.Server(config(app, "127.0.0.1", port))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return f"http://127.0.0.1:{port}", server


def taken(base: str, out: Path) -> None:
    """Sign in, open the case with the most to see, take the picture."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(f"{base}/?lang=en")
        page.wait_for_selector("input[name=name]")
        page.keyboard.type(NAME)
        page.keyboard.press("Tab")
        page.keyboard.type(SECRET)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav.rail")
        rows = page.context.request.get(f"{base}/v1/cases?limit=200").json()
        rich = max(rows, key=lambda row: (len(row["planes"]), row["people"]))
        page.evaluate("where => { location.hash = where; }", f"/case/{rich['case']}")
        page.wait_for_selector(".picture svg")
        page.wait_for_timeout(500)
        page.screenshot(path=str(out))
        browser.close()


def small(path: Path) -> None:
    """Fewer colours: a page of text and lines needs no more, and half the bytes."""
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    base, server = served(Path(sys.argv[1]))
    taken(base, Path(sys.argv[2]))
    small(Path(sys.argv[2]))
    server.should_exit = True
