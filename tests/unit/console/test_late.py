"""An answer that comes after the person went elsewhere takes no key away and moves nobody."""

from collections.abc import Callable
from typing import Any

from tests.unit.console.conftest import MOVE, TURN, Tab


def held(page: Any, path: str, method: str = "GET") -> list[Any]:
    """Requests that wait until the test lets them go on."""
    waiting: list[Any] = []

    def hold(route: Any) -> None:
        if route.request.method == method:
            waiting.append(route)
        else:
            route.continue_()

    page.route(path, hold)
    return waiting


def test_a_screen_that_opens_late_takes_no_key_of_the_newer_one(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    for screen, path in (("appeals", "**/v1/decisions?*"), ("report", "**/v1/reports")):
        waiting = held(page, path)
        page.evaluate(MOVE, f"#/{screen}")
        while not waiting:
            page.wait_for_timeout(10)
        at.to("queue")
        page.wait_for_selector(".qrow.at")
        keys.press("Home")
        first = page.locator(".preview h2").inner_text()
        with page.expect_response(path):
            waiting[0].continue_()
        page.evaluate(TURN)
        keys.press("j")
        assert page.locator(".preview h2").inner_text() != first, screen
        assert page.locator("main h1").inner_text() == "Queue"
        page.unroute(path)


def test_an_act_that_is_answered_late_drags_nobody_back(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page = at.page
    case = at.get("/v1/cases?limit=1")[0]["case"]
    at.to(f"report?case={case}")
    page.wait_for_selector(".report-new")
    waiting = held(page, "**/v1/reports", "POST")
    page.locator("select[name=to]").select_option("peers")
    page.locator(".report-new button").click()
    while not waiting:
        page.wait_for_timeout(10)
    at.to("quality")
    waiting[0].continue_()
    page.wait_for_selector(".says-line:not(:empty)")
    assert page.evaluate("location.hash") == "#/quality"
    assert page.locator("main h1").inner_text() == "Quality"


def test_a_case_that_was_left_is_not_kept_in_hand(tab: Callable[..., Tab]) -> None:
    """The case is read again after it was taken in hand; whoever leaves meanwhile has left."""
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    case = at.get("/v1/cases?limit=1")[0]["case"]
    at.to(f"case/{case}")
    page.wait_for_selector(".case-grid")
    waiting = held(page, f"**/v1/cases/{case}/view?*")
    keys.press("l")
    while not waiting:
        page.wait_for_timeout(10)
    at.to("quality")
    waiting[0].continue_()
    page.wait_for_selector("text=The case is in your hands.")
    assert page.title().startswith("Quality")
    keys.press("b")  # a key of the case alone
    page.evaluate(TURN)
    assert page.evaluate("location.hash") == "#/quality"
    at.post(f"/v1/cases/{case}/release")
