"""The main path by keyboard alone: queue, case, decision, undo; all of it in the ledger."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from tests.unit.console.conftest import SECRET, TURN, Tab


def test_decide_and_undo_with_the_keyboard_alone(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.sign_in()
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


REASONS = (
    ("fil", "Nakasulat ang taon sa paaralan; may ibang dapat tumingin muli."),
    ("zh-Hans", "写明了年级，应当有人再看一遍。"),
    ("zh-Hant", "寫明了年級，應當有人再看一遍。"),
    ("en", "A school year is stated; somebody should look again."),
)
"""Reasons as people write them, and the language in which the person concerned reads theirs."""


def answered(at: Tab, language: str, reason: str) -> tuple[str, str]:
    """The case under the cursor, decided with the keyboard alone, after a look at what the person
    concerned will read: its id, and the language of that text, if one is sent."""
    page, keys = at.page, at.page.keyboard
    case = page.locator(".preview h2 .mono").inner_text()
    keys.press("o")
    page.wait_for_selector(f".case-head .mono:has-text('{case}')")
    keys.press("l")
    page.wait_for_selector("text=The case is in your hands.")
    keys.press("d")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")  # nudge: a word of advice, of which the person is told
    keys.press("Tab")
    keys.press("Control+A")  # whoever kept a draft here finds it again
    keys.insert_text(reason)
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("text=1 ground chosen")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("dialog[open] .notice p")
    keys.press("Tab")
    for _ in range(LANGUAGES.index(language)):
        with page.expect_response("**/notice?*"):
            keys.press("ArrowDown")
    page.evaluate(TURN)
    read = page.locator("dialog[open] .notice p").first.get_attribute("lang") or ""
    keys.press("Escape")
    keys.press("Control+Enter")
    page.wait_for_selector(f".says-line:has-text('{case}') button")
    page.wait_for_selector(".qrow.at")
    return case, read


LANGUAGES = ("en", "fil", "zh-Hans", "zh-Hant")


def test_ten_items_are_decided_with_the_keyboard_alone_and_undone_again(
    tab: Callable[..., Tab],
) -> None:
    at = tab()
    at.sign_in()
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".qrow.at")
    decided: dict[str, str] = {}
    told = Counter[str]()
    for n in range(10):
        keys.press("End")
        for _ in range(n):
            keys.press("k")
        language, reason = REASONS[n % len(REASONS)]
        case, read = answered(at, language, reason)
        decided[case] = reason
        told[read] += 1
        row = {one["case"]: one for one in at.get("/v1/cases?limit=200")}[case]
        assert row["status"] in ("decided", "second_look"), row
        keys.press("u")
        page.wait_for_selector(f"text=Taken back: {case} waits again.")
        at.settled()
        page.wait_for_selector(".qrow.at")
    assert len(decided) == 10
    assert set(told) >= {"en", "fil", "zh-Hans"} and told[""] < 5, told
    rows = {one["case"]: one for one in at.get("/v1/cases?limit=200")}
    assert {rows[case]["status"] for case in decided} == {"open"}
    for case, reason in decided.items():
        history = at.get(f"/v1/cases/{case}?purpose=test")["history"]
        [*_, given] = [one["answer"] for one in history if one["type"] == "ruled"]
        assert (given["reason"], given["step"], bool(given["quotes"])) == (reason, "nudge", True)
    ledger = tab()
    ledger.enter("ada", screen="ledger")
    acts: dict[str, list[str]] = {case: [] for case in decided}
    for row in ledger.get("/v1/audit?limit=1000")["rows"]:
        for case in decided:
            if row["who"] == "ana" and case in row["what"]:
                acts[case].append(row["act"])
    assert all({"leased", "answered", "undid an answer"} <= set(some) for some in acts.values()), (
        acts
    )


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
