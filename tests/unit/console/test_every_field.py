"""Field by field: whatever somebody can fill freely is shown as it was written, on every screen
and in everything that leaves; none of it becomes an element, and none of it runs."""

import io
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from msgspec import structs

from bantay.adapters.store import open_store
from bantay.cli.serve import _rooms
from bantay.model.events import MediaShared
from bantay.ports.reading import Look
from bantay.runtime.chosen import chosen
from bantay.runtime.pictures import quoted_events
from bantay.runtime.serving.opening import open_site
from bantay.runtime.showing.notebook import draw
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings

from .conftest import Served, Tab, free_port, listening
from .marked import ACCOUNT, FIELDS, alarms, mark, store_of_marks
from .test_hostile import harmless

FORBIDDEN = {"img", "script", "iframe", "object", "embed", "base", "form", "foreignobject"}
PICTURES = ("timeline", "graph", "money", "map")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a store of markup; its engine has no detector, which makes it quick."""
    store = tmp_path_factory.mktemp("marked") / "store"
    tokens = store_of_marks(store)
    site = open_site(store, structs.replace(chosen(), detectors=()))
    app = make_app(site, ServerSettings(), _rooms(site))
    port = free_port()
    with listening(app, site, port):
        yield Served(f"http://127.0.0.1:{port}", store, site, tokens)


@pytest.fixture(scope="module")
def ana(marked: Served) -> Iterator[httpx.Client]:
    """The API, asked by a lead."""
    cookies = {"bantay": marked.token("ana")}
    with httpx.Client(base_url=marked.base, cookies=cookies, timeout=60) as client:
        yield client


class Elements(HTMLParser):
    """Notes what a reader of markup would make of a text."""

    def __init__(self, text: str):
        super().__init__()
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in FORBIDDEN:
            self.wrong.append(tag)
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.wrong.append(f"{tag} {name}")

    def handle_data(self, data: str) -> None:
        """Words between elements."""
        self.words.append(data)


def test_the_walk_reaches_what_people_fill() -> None:
    """The list is made from the contract; these are known to be in it, so it is not empty."""
    names = {f"{type(event).__struct_config__.tag}.{name}" for event, name in FIELDS}
    assert {
        *("message.sent.text", "account.registered.display_name", "profile.updated.bio"),
        *("profile.updated.claims", "listing.published.title", "media.shared.path"),
        *("media.shared.ocr", "notice.filed.text", "appeal.filed.text", "payment.made.note"),
        *("instrument.linked.nickname", "login.seen.device_model", "group.created.title"),
    } <= names
    assert {"img", "img onerror", "script"} <= set(Elements(mark("x")).wrong)


def test_every_field_is_text_on_every_screen(tab: Callable[..., Tab], marked: Served) -> None:
    at = tab()
    at.served = marked
    at.enter("ana")
    page = at.page
    page.wait_for_selector(".qrow.at")
    assert harmless(page), "queue"
    [row] = at.get("/v1/cases?limit=200")
    at.to(f"case/{row['case']}")
    page.wait_for_selector(".quote")
    shown = page.evaluate("document.querySelector('main').textContent")
    lost = {(type(event), name) for event, name in FIELDS if _own(event, name) not in shown}
    assert {kind for kind, _ in lost} == {MediaShared}, "what is said of a picture stays closed"
    assert {"ocr", "qr", "path"} <= {name for _, name in lost}
    for other in ("summary-0", "undone", "note", "sealed", "handover"):
        assert mark(other) in shown, other
    for picture in (*PICTURES, "people"):
        page.locator(f"#tab-{picture}").click()
        page.wait_for_selector("#tab-room[aria-busy=false]")
        assert harmless(page), picture
    for screen in (f"report?case={row['case']}", "appeals", "explore", "playground", "quality"):
        at.to(screen)
        assert harmless(page), screen
    page.keyboard.press("Control+k")
    page.keyboard.type(mark(ACCOUNT))
    page.keyboard.press("Enter")
    page.wait_for_selector(".explore-grid")
    page.wait_for_selector(".screen-head [role=status]:not(:empty)")
    assert harmless(page), "explore"
    at.enter("ada", screen="ledger")
    page.wait_for_selector(".what-cell:not(:empty)")
    assert harmless(page), "ledger"


def _own(event: Any, name: str) -> str:
    """The first characters of a field as the page shows it."""
    return str(getattr(event, name))[:60]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_holds_shapes_and_words_alone(ana: httpx.Client, name: str) -> None:
    [row] = ana.get("/v1/cases?limit=200").json()
    answer = ana.get(f"/v1/cases/{row['case']}/pictures/{name}")
    assert answer.status_code == 200, answer.text
    _sound(answer.json()["svg"])


def test_the_sum_of_an_alarm_and_a_notebook_hold_words_alone(
    ana: httpx.Client, marked: Served
) -> None:
    [alarm] = alarms()
    _sound(ana.get(f"/v1/alarms/{alarm.alarm}/sum").json()["svg"])
    store = open_store(marked.store, create=False)
    try:
        assert store.events(quoted_events(alarm), Look("ana", "test"))
        html = draw(alarm, store, "ana", "test")._repr_html_()
    finally:
        store.close()
    assert Elements(html).wrong == [] and mark(ACCOUNT) in "".join(Elements(html).words)


@pytest.mark.parametrize("profile", ["full", "masked"])
def test_an_evidence_bundle_holds_words_alone(ana: httpx.Client, profile: str) -> None:
    [row] = ana.get("/v1/cases?limit=200").json()
    answer = ana.get(f"/v1/cases/{row['case']}/bundle?purpose=test&profile={profile}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        pages = [name for name in pack.namelist() if name.endswith((".html", ".svg"))]
        assert pages and all(
            Path(name).name == name or ".." not in name for name in pack.namelist()
        )
        for name in pages:
            read = Elements(pack.read(name).decode())
            assert read.wrong == [], name
            if profile == "full" and name.endswith(".html"):
                assert mark("message.sent.text") in "".join(read.words)


def _sound(svg: str) -> None:
    """Well formed, and nothing in it that could run or ask anybody."""
    ElementTree.fromstring(svg)
    assert Elements(svg).wrong == []
