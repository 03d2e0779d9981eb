"""A long queue: every row can be reached, none is dropped, the cursor stays. The bar `console`
scrolls one of ten thousand."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.unit.console.conftest import Tab

MANY = 2_000


def row(n: int) -> dict[str, Any]:
    """A case that waits."""
    return {
        "case": f"c-{n:05d}",
        "status": "open",
        "title": "scam",
        "why": f"reason number {n}",
        "priority": {"score": 1.0, "because": ""},
        "hypotheses": ["scam"],
        "planes": ["messages"],
        "clocks": [],
        "alarms": 1,
        "people": 1,
        "opened": "2026-03-01T00:00:00Z",
        "first_event_time": "2026-03-01T00:00:00Z",
        "step": None,
        "lease": None,
        "waits": "",
        "on_hold": False,
        "mentions": [],
    }


def answered(route: Any) -> None:
    """The API's answer for a part of them."""
    asked = parse_qs(urlsplit(route.request.url).query)
    first, most = int(asked["offset"][0]), int(asked["limit"][0])
    rows = [row(n) for n in range(first, min(MANY, first + most))]
    route.fulfill(status=200, content_type="application/json", body=json.dumps(rows))


SEEN = """async () => {
  const list = document.querySelector('.virtual');
  const seen = new Set();
  const step = list.clientHeight;
  for (let top = 0; top <= list.scrollHeight; top += step) {
    list.scrollTop = top;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const box = list.getBoundingClientRect();
    const shown = [...list.querySelectorAll('.qrow')].filter((one) => {
      const at = one.getBoundingClientRect();
      return at.bottom > box.top && at.top < box.bottom;
    });
    shown.forEach((one) => seen.add(one.querySelector('.why').textContent));
  }
  return [seen.size, list.querySelectorAll('.qrow').length];
}"""


def test_rows_scroll_without_one_dropped(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.page.route("**/v1/cases?*", answered)
    at.enter()
    at.page.set_viewport_size({"width": 1280, "height": 2000})
    at.page.wait_for_selector("text=2,000 wait")
    seen, drawn = at.page.evaluate(SEEN)
    assert seen == MANY
    assert drawn < 100
    at.page.locator(".queue").focus()
    at.page.keyboard.press("End")
    assert "c-01999" in at.page.locator(".preview h2").inner_text()
    assert "reason number 1999" in at.page.locator(".qrow.at").inner_text()


def test_what_is_new_is_announced_and_moves_nothing(tab: Callable[..., Tab]) -> None:
    at = tab()
    asked: list[str] = []
    at.page.route("**/v1/cases?*", answered)
    at.page.route(
        "**/v1/alarms/live",
        lambda route: route.fulfill(
            status=200, content_type="text/event-stream", body="event: alarm\ndata: {}\n\n"
        ),
    )
    at.enter()
    at.page.on("request", lambda r: asked.append(r.url))
    at.page.wait_for_selector("text=change: show")
    assert [url for url in asked if "/v1/cases?" in url and "offset=0" in url] == []


def test_a_hand_over_that_fails_is_red_within_five_seconds(tab: Callable[..., Tab]) -> None:
    """Given up, tried again, not heard by a sink, a report that did not arrive: each is said."""
    said = {"failed": 0, "undelivered": 0, "reports": 0, "trying": 0}
    at = tab()
    at.page.clock.install()
    at.page.route("**/v1/delivery", lambda route: route.fulfill(json=said))
    at.enter()
    at.page.wait_for_selector(".chip.good:has-text('all delivered')")
    for kind in said:
        said[kind] = 1
        at.page.clock.run_for(4_900)
        at.page.wait_for_selector(".chip.bad")
        said[kind] = 0
        at.page.clock.run_for(4_900)
        at.page.wait_for_selector(".chip.good")
