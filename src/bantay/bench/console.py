"""The bars of the console: how soon it is there, access for everybody, large queues and cases.

A store is served by `bantay serve` in a process of its own, and a browser that may talk to nobody
else walks through it: every screen in both themes and every language, a queue of ten thousand,
a case of ten thousand, a hand-over that fails while somebody looks. Times are by the clock, as a
person waits, so the load of the machine and the server's own processor time stand beside them.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bantay.adapters.store import open_store
from bantay.bench.crowd import ORDER, crowd, story
from bantay.bench.results import Figures
from bantay.bench.serving import cpu_of
from bantay.bench.window import Served, Window, answered, browser, findings, serving

MANY = 10_000
STARTS, ANSWERS = 5, 7
START_S, CASE_MS, RED_S = 2.0, 300.0, 5.0
LANGUAGES, THEMES = ("en", "fil", "zh-Hans", "zh-Hant"), ("light", "dark")
AWAITED = ("the page", "the API", "the queue")
SCREENS = ("entrance", "queue", "case", "report", "appeals", "explore", "playground", "quality")
LEDGER = "ledger"  # an auditor's, the others are a lead's

SCROLL = """async () => {
  const list = document.querySelector('.virtual');
  const seen = new Set();
  let longest = 0, before = performance.now();
  const turn = () => new Promise((done) => requestAnimationFrame(done));
  for (let top = 0; top <= list.scrollHeight; top += list.clientHeight) {
    list.scrollTop = top;
    await turn(); await turn();
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    const box = list.getBoundingClientRect();
    for (const one of list.querySelectorAll('.qrow')) {
      const at = one.getBoundingClientRect();
      if (at.bottom > box.top && at.top < box.bottom) seen.add(one.id);
    }
  }
  return [seen.size, longest, list.querySelectorAll('.qrow').length];
}"""
"""Scroll from end to end, a view at a time: rows seen, the longest step, rows drawn at once."""


FETCH = """async (path) => {
  const began = performance.now();
  const answer = await fetch(path);
  const view = await answer.json();
  return [performance.now() - began, view.page.people.length];
}"""
"""Ask for a case as its screen does: milliseconds until it is read, and how many are in it."""


def start_bar() -> tuple[dict[str, bool], Figures]:
    """How soon a console is there, and answers: the page, the API, the queue of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        tokens = story(Path(folder) / "story")
        _start(Path(folder), tokens["ana"])  # an installed program has its bytecode already
        starts = [_start(Path(folder), tokens["ana"]) for _ in range(STARTS)]
    middle = [statistics.median(taken) for taken in zip(*starts, strict=True)]
    met = {
        f"{what} within {START_S:g} s": seconds < START_S
        for what, seconds in zip(AWAITED, middle, strict=False)
    }
    return met, {
        "seconds by the clock, each start": [
            {what: round(one, 2) for what, one in zip(AWAITED, taken, strict=False)}
            for taken in starts
        ],
        "seconds of processor until the queue answers, each start": [
            round(taken[-1], 2) for taken in starts
        ],
        "load of the machine, last minute": round(os.getloadavg()[0], 1),
    }


def screens_bar() -> tuple[dict[str, bool], Figures]:
    """Every screen, in every language and theme; about five minutes."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        tokens = story(Path(folder) / "story")
        with serving(Path(folder) / "story") as served:
            window = Window(opened, served.base, tokens, wrong)
            found, looked = _everywhere(window)
    figures: Figures = {
        "looks of axe, screens by themes and languages": looked,
        "findings of axe": len(found),
        "the first of them": found[:10],
        "requests of the browser": window.requests,
        "requests elsewhere, broken policies, errors": wrong[:10],
    }
    met = {
        "axe finds nothing": not found and looked == (len(SCREENS) + 1) * 8,
        "nobody else was asked, no policy was broken": not wrong,
    }
    return met, figures


def large_bar(many: int = MANY) -> tuple[dict[str, bool], Figures]:
    """A large queue, a large case, and a hand-over that fails; about two minutes."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        store = Path(folder) / "crowd"
        tokens = crowd(store, many, many)
        with serving(store) as served:
            window = Window(opened, served.base, tokens, wrong)
            queue = _queue(window, many)
            case = _case(window, many, served)
            red = _red(window, store)
    figures: Figures = {
        "queue": queue,
        "case": case,
        "seconds until a failed hand-over is red": round(red, 2),
        "requests elsewhere, broken policies, errors": wrong[:10],
        "load of the machine, last minute": round(os.getloadavg()[0], 1),
    }
    met = {
        f"a queue of {many:,} scrolls, no row dropped": queue["rows seen"] == many + 1,
        f"a case of {many:,} entities answers within {CASE_MS:g} ms": case["median, ms"] < CASE_MS,
        "nobody else was asked, no policy was broken": not wrong,
        f"a failed hand-over is red within {RED_S:g} s": red < RED_S,
    }
    return met, figures


def _start(folder: Path, token: str) -> tuple[float, float, float, float]:
    """Seconds until the page is there, until the API answers, until it answers the queue; and the
    seconds of processor that the server had taken by then."""
    with serving(folder / "story", folder / "bytecode") as served:
        api = served.seconds + answered(served, "/v1/session", token)
        queue = api + answered(served, "/v1/cases?limit=50", token)
        return served.seconds, api, queue, cpu_of(served.process)


def _everywhere(window: Window) -> tuple[list[str], int]:
    """What axe finds on every screen, and how often it looked."""
    found, looked = list[str](), 0
    for language in LANGUAGES:
        for theme in THEMES:
            for screen in (*SCREENS, LEDGER):
                page = _opened(window, screen, language, theme)
                at = f"{screen}, {language}, {theme}"
                found += [f"{at}: {one}" for one in findings(page)]
                looked += 1
    return found, looked


def _opened(window: Window, screen: str, language: str, theme: str) -> Any:
    """A screen with something on it."""
    who = {"entrance": "", LEDGER: "ada"}.get(screen, "ana")
    if screen == "case":
        window.enter(who, "quality")
        rows = window.get("/v1/cases?limit=200")
        screen = f"case/{max(rows, key=lambda row: (len(row['planes']), row['people']))['case']}"
    page = window.enter(who, screen, language, theme)
    if screen.startswith("case/"):
        page.wait_for_selector("#tab-room[aria-busy=false] svg")
    if screen == "queue":
        page.wait_for_selector(".qrow.at")
    return page


def _queue(window: Window, many: int) -> Figures:
    window.enter("ana", "quality")  # what has just begun joins its alarms into cases at a look
    window.get("/v1/cases?limit=1")
    began = time.monotonic()
    page = window.enter("ana", "queue")
    page.wait_for_selector(".qrow.at")
    first = time.monotonic() - began
    page.wait_for_selector(f"text={many + 1:,} wait")
    whole = time.monotonic() - began
    seen, longest, drawn = page.evaluate(SCROLL)
    return {
        "rows seen": seen,
        "rows drawn at once, at most": drawn,
        "seconds until the first row": round(first, 2),
        "seconds until all are there": round(whole, 2),
        "longest step of scrolling, ms": round(longest, 1),
    }


def _case(window: Window, many: int, served: Served) -> Figures:
    [ring] = window.get("/v1/cases?hypothesis=broker_ring")
    page = window.enter("ana", f"case/{ring['case']}")
    page.wait_for_selector("#tab-room[aria-busy=false]")
    path, taken = f"/v1/cases/{ring['case']}/view?purpose=review", []
    before = cpu_of(served.process)
    for _ in range(ANSWERS):
        milliseconds, people = page.evaluate(FETCH, path)
        assert people == many
        taken.append(milliseconds)
    spent = (cpu_of(served.process) - before) / ANSWERS
    began = time.monotonic()
    page = window.enter("ana", f"case/{ring['case']}")
    page.wait_for_selector(".case-grid")
    drawn = time.monotonic() - began
    page.locator("#tab-graph").click()
    page.wait_for_selector("#tab-graph[aria-selected=true]")
    page.wait_for_selector("#tab-room[aria-busy=false]")
    return {
        "entities": many,
        "median, ms": round(statistics.median(taken), 1),
        "each answer, ms": [round(one, 1) for one in taken],
        "ms of the server's processor an answer": round(spent * 1e3, 1),
        "ms until a new browser has drawn it": round(drawn * 1e3, 1),
        "glyphs of its graph": page.locator("#tab-room svg [data-node]").count(),
    }


def _red(window: Window, store: Path) -> float:
    """Seconds from the moment an order is given up until the queue says so in red."""
    page = window.enter("ana", "queue")
    page.wait_for_selector(".chip.good")
    beside = open_store(store, create=False)
    try:
        beside.order_failed(ORDER, "the receiver answered 500", None, time.time_ns() // 1000)
        began = time.monotonic()
        page.wait_for_selector(".chip.bad:has-text('hand-over failed')")
        return time.monotonic() - began
    finally:
        beside.close()
