"""Every screen, both themes, every language: axe finds nothing, and no word is cut off."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.unit.console.conftest import Tab

SCREENS = ("queue", "case", "report", "appeals", "explore", "playground", "quality")
SETS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found(page: Any, *, within: str | None = None) -> list[str]:
    """What axe finds wrong, on the page or in a part of it: the rule and where."""
    said = Axe().run(page, context=within, options={"runOnly": SETS}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in said for node in one["nodes"][:3]]


def to(at: Tab, screen: str) -> None:
    """A screen, filled: the case is one with money and people."""
    if screen == "case":
        rows = at.get("/v1/cases?limit=200")
        rich = max(rows, key=lambda row: (len(row["planes"]), row["people"]))
        at.to(f"case/{rich['case']}")
        at.page.wait_for_selector(".picture svg")
    else:
        at.to(screen)
        if screen == "queue":
            at.page.wait_for_selector(".qrow.at")


@pytest.mark.parametrize(
    ("language", "theme", "screens"),
    [
        ("en", "dark", ("case", "report", "quality", "ledger")),
        ("fil", "light", ("entrance", "queue", "case", "appeals", "explore", "playground")),
    ],
)
def test_axe_finds_nothing(
    tab: Callable[..., Tab], language: str, theme: str, screens: tuple[str, ...]
) -> None:
    """Every screen once; the bar `console` looks at each in both themes and every language."""
    at, wrong = tab(color_scheme=theme), {}
    if "entrance" in screens:
        at.page.goto(f"{at.base}/?lang={language}")
        at.page.wait_for_selector("input[name=name]")
        wrong["entrance"] = found(at.page)
    at.enter("ana", language)
    assert at.page.evaluate("document.documentElement.lang") == language
    for screen in SCREENS:
        if screen in screens:
            to(at, screen)
            wrong[screen] = found(at.page)
    if "ledger" in screens:
        at.enter("ada", language, "ledger")
        at.page.wait_for_selector(".what-cell:not(:empty)")
        wrong["ledger"] = found(at.page)
    assert wrong.keys() == set(screens)
    assert {screen: said for screen, said in wrong.items() if said} == {}


def test_axe_finds_nothing_in_the_pictures_and_dialogs(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    to(at, "case")
    wrong = []
    for picture in ("graph", "money", "map", "people"):
        at.page.locator(f"#tab-{picture}").click()
        at.page.wait_for_selector(f"#tab-{picture}[aria-selected=true]")
        at.page.wait_for_selector("#tab-room[aria-busy=false]")
        wrong += found(at.page, within="#tab-room")
    at.page.keyboard.press("?")
    at.page.wait_for_selector("dialog[open]")
    assert wrong + found(at.page) == []


CUT = """() => [...document.querySelectorAll('main *, header.head *, nav *')]
  .filter((e) => e.clientWidth > 0)
  .filter((e) => !e.closest('.virtual, .scroll, .picture, .unseen, .editor-room'))
  .filter((e) => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX))
  .filter((e) => !['SELECT', 'INPUT', 'TEXTAREA'].includes(e.tagName))
  .filter((e) => e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.className + ': ' + e.textContent.slice(0, 60))"""


PLAIN = """() => [...document.querySelectorAll(`main button, main th, main h2, main legend,
  nav a > span, header.head button`)]
  .filter((e) => (e.closest('[lang]') || document.documentElement).tagName === 'HTML')
  .filter((e) => !e.querySelector('[lang]') && !e.classList.contains('mono'))
  .map((e) => e.textContent.trim())
  .filter((s) => /[a-z]{3}/.test(s) && !s.includes('⟦'))"""
REACH = "[document.documentElement.scrollWidth, innerWidth]"


def test_a_longer_language_is_whole_and_twice_as_large_nothing_is_scrolled_sideways(
    tab: Callable[..., Tab],
) -> None:
    """In the pseudo-locale every text is 40 % longer and marked at both ends: none is cut off, and
    none of ours in heads, buttons and labels stands unmarked. At 200 % zoom a page of 1280 pixels
    is one of 640."""
    at = tab()
    at.enter("ana", "pseudo")
    page = at.page
    for screen in SCREENS:
        to(at, screen)
        assert "⟦" in page.locator("main h1").first.inner_text(), screen
        reach = page.evaluate(REACH)
        assert reach[0] <= reach[1], (screen, reach)
        cut = [one for one in page.evaluate(CUT) if not one.startswith("queue sheet")]
        assert (cut, page.evaluate(PLAIN)) == ([], []), screen
    at.enter()
    page.set_viewport_size({"width": 640, "height": 450})
    for screen in SCREENS:
        to(at, screen)
        reach = page.evaluate(REACH)
        assert reach[0] <= reach[1], (screen, reach)
    page.set_viewport_size({"width": 1280, "height": 900})
