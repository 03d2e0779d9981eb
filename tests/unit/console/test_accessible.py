"""Every screen, both themes, every language: axe finds nothing, and no word is cut off."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.unit.console.conftest import Tab

SCREENS = ("queue", "case", "report", "appeals", "explore", "playground", "quality")
LANGUAGES = ("en", "fil", "zh-Hans", "zh-Hant")
SETS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found(page: Any, *, contrast: bool = True) -> list[str]:
    """What axe finds wrong: the rule and where. Contrast is slow to tell, and the same in
    every language: a theme is asked for it once."""
    options = {"runOnly": SETS, "rules": {"color-contrast": {"enabled": contrast}}}
    said = Axe().run(page, options=options).response["violations"]
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(tab: Callable[..., Tab], language: str, theme: str) -> None:
    at, contrast = tab(color_scheme=theme), language == "en"
    at.page.goto(f"{at.base}/?lang={language}")
    at.page.wait_for_selector("input[name=name]")
    wrong = {"entrance": found(at.page, contrast=contrast)}
    at.enter("ana", language)
    assert at.page.evaluate("document.documentElement.lang") == language
    for screen in SCREENS:
        to(at, screen)
        wrong[screen] = found(at.page, contrast=contrast)
    at.page.context.clear_cookies()
    at.enter("ada", language)
    at.to("ledger")
    at.page.wait_for_selector(".what-cell")
    wrong["ledger"] = found(at.page, contrast=contrast)
    assert {screen: said for screen, said in wrong.items() if said} == {}


@pytest.mark.parametrize("picture", ["graph", "money", "map", "people"])
def test_axe_finds_nothing_in_the_pictures_and_dialogs(
    tab: Callable[..., Tab], picture: str
) -> None:
    at = tab()
    at.enter()
    to(at, "case")
    at.page.locator(f"#tab-{picture}").click()
    at.page.wait_for_selector(f"#tab-{picture}[aria-selected=true]")
    at.page.wait_for_timeout(800)
    wrong = found(at.page)
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


def test_a_longer_language_is_not_cut_off(tab: Callable[..., Tab]) -> None:
    """In the pseudo-locale every text is 40 % longer and marked at both ends."""
    at = tab()
    at.enter("ana", "pseudo")
    for screen in SCREENS:
        to(at, screen)
        page = at.page
        assert "⟦" in page.locator("main h1").first.inner_text(), screen
        reach = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert reach[0] <= reach[1], (screen, reach)
        cut = [one for one in page.evaluate(CUT) if not one.startswith("queue sheet")]
        assert cut == [], screen


def test_every_text_of_the_screen_can_be_translated(tab: Callable[..., Tab]) -> None:
    """In the pseudo-locale no word of ours stands unmarked in heads, buttons and labels."""
    at = tab()
    at.enter("ana", "pseudo")
    for screen in SCREENS:
        to(at, screen)
        plain = at.page.evaluate(
            """() => [...document.querySelectorAll('main button, main th, main h2, main legend,
            nav a > span, header.head button')]
            .filter((e) => (e.closest('[lang]') || document.documentElement).tagName === 'HTML')
            .filter((e) => !e.querySelector('[lang]') && !e.classList.contains('mono'))
            .map((e) => e.textContent.trim())
            .filter((s) => /[a-z]{3}/.test(s) && !s.includes('⟦'))"""
        )
        assert plain == [], screen


def test_twice_as_large_nothing_has_to_be_scrolled_sideways(tab: Callable[..., Tab]) -> None:
    """At 200 % zoom a page of 1280 pixels is one of 640."""
    at = tab()
    at.enter()
    at.page.set_viewport_size({"width": 640, "height": 450})
    for screen in SCREENS:
        to(at, screen)
        reach = at.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert reach[0] <= reach[1], (screen, reach)
