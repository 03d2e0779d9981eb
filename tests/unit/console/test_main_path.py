"""The main path by keyboard alone: queue, case, decision, undo; all of it in the ledger."""

from collections.abc import Callable
from urllib.parse import quote

from tests.unit.console.conftest import SECRET, Tab


def test_decide_and_undo_with_the_keyboard_alone(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".qrow.at")
    before = at.get("/v1/cases?limit=200")
    keys.press("j")
    keys.press("k")
    keys.press("o")
    page.wait_for_selector(".case-grid")
    case = page.locator(".case-head .mono").inner_text()
    assert case == before[0]["case"]
    keys.press("l")
    page.wait_for_selector("input[name=outcome]")
    keys.press("d")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.type("A school year is stated; somebody should look again.")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("text=1 ground chosen")
    keys.press("Control+Enter")
    page.wait_for_selector(".says-line button")
    decided = {row["case"]: row for row in at.get("/v1/cases?limit=200")}[case]
    assert decided["status"] in ("decided", "second_look") and decided["step"] == "watch"
    page.wait_for_selector(".qrow.at")
    assert case in page.locator(".says-line").inner_text()
    keys.press("u")
    page.wait_for_selector("text=Taken back")
    undone = {row["case"]: row for row in at.get("/v1/cases?limit=200")}[case]
    assert undone["status"] == "open"

    ledger = tab()
    ledger.enter("ada")
    ledger.page.keyboard.press("8")
    ledger.page.wait_for_selector("text=Audit and access log")
    rows = ledger.get("/v1/audit?limit=200")["rows"]
    mine = [row["act"] for row in rows if row["who"] == "ana" and case in row["what"]]
    assert any("look" in act or "open" in act for act in mine)
    assert len({*mine}) >= 4, mine  # looked, leased, answered, took back
    ledger.page.keyboard.press("v")
    ledger.page.wait_for_selector("text=The chain holds")


def test_no_single_key_holds_or_refers(tab: Callable[..., Tab]) -> None:
    """Every single key pressed once over a case in hand: nothing is decided."""
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".qrow.at")
    keys.press("End")
    keys.press("o")
    page.wait_for_selector(".case-grid")
    case = page.locator(".case-head .mono").inner_text()
    keys.press("l")
    page.wait_for_selector("input[name=outcome]")
    for key in "acefgijkmqrsvwxy,;-=[]":
        keys.press(key)
    row = {row["case"]: row for row in at.get("/v1/cases?limit=200")}[case]
    assert row["status"] == "open"


def test_single_keys_can_be_changed_and_switched_off(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".qrow.at")
    first = page.locator(".preview h2").inner_text()
    keys.press("?")
    page.get_by_label("Change the key of: Next", exact=True).click()
    keys.press("n")
    page.wait_for_selector("text=Changed.")
    keys.press("Escape")
    keys.press("j")
    assert page.locator(".preview h2").inner_text() == first
    keys.press("n")
    assert page.locator(".preview h2").inner_text() != first
    second = page.locator(".preview h2").inner_text()
    keys.press("?")
    page.get_by_label("Single keys act").uncheck()
    keys.press("Escape")
    keys.press("n")
    assert page.locator(".preview h2").inner_text() == second
    keys.press("Control+k")
    page.wait_for_selector("dialog.palette[open]")


def test_the_tour_walks_to_what_was_missed(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".qrow.at")
    keys.press("?")
    page.get_by_role("button", name="Guided tour").focus()
    keys.press("Enter")
    for n in range(1, 9):
        page.wait_for_selector(f"text={n} / 8")
        keys.press("Alt+n")
    page.wait_for_selector(".missed")
    told = at.get("/v1/demo/missed")
    assert told["all"] > told["seen"] > 0
    assert page.locator(".missed > ul").first.locator("li").count() == len(told["missed"])
    keys.press("Alt+e")
    assert page.locator(".tour").count() == 0


def test_the_demos_link_opens_at_the_first_alarm(tab: Callable[..., Tab]) -> None:
    before, at = tab(), tab()
    before.enter()
    case = before.get("/v1/cases?hypothesis=controller&limit=1")[0]["case"]
    at.page.goto(f"{at.base}/#enter&name=ana&secret={quote(SECRET)}&case={case}")
    at.page.wait_for_selector(".case-grid")
    assert at.page.locator(".case-head .mono").inner_text() == case
    at.page.wait_for_selector("text=3 / 8")
    assert "secret" not in at.page.url and SECRET not in at.page.url
    at.page.keyboard.press("Alt+p")
    at.page.wait_for_selector("text=2 / 8")
    at.page.wait_for_selector(".qrow.at")
