"""What people wrote is shown as they wrote it: markup in any field stays text."""

from collections.abc import Callable
from typing import Any

from tests.unit.console.conftest import HOSTILE, Tab


def harmless(page: Any) -> bool:
    """Nothing of the hostile text became an element, and nothing of it ran."""
    return bool(
        page.evaluate(
            "!window.bad && !document.querySelector('img, main script, [onerror], [onload]')"
        )
    )


def hostile_case(at: Tab) -> str:
    """The case about the account whose name is markup."""
    for row in at.get("/v1/cases?limit=200"):
        page = at.get(f"/v1/cases/{row['case']}?purpose=test")
        if any(HOSTILE in person["subject"]["id"] for person in page["people"]):
            return str(row["case"])
    raise AssertionError("the hostile account raised no alarm")


def test_markup_in_names_texts_notes_and_reasons_stays_text(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    case = hostile_case(at)
    at.to(f"case/{case}")
    page.wait_for_selector(".quote")
    assert HOSTILE in page.locator("blockquote").first.inner_text()
    assert HOSTILE in page.locator(".sentence").first.inner_text()
    for picture in ("graph", "timeline", "map", "money", "people"):
        page.locator(f"#tab-{picture}").click()
        page.wait_for_selector("#tab-room[aria-busy=false]")
        assert harmless(page), picture
    page.locator("#note").fill(f"@jun {HOSTILE}")
    page.get_by_role("button", name="Write", exact=True).click()
    page.wait_for_selector(".note-text")
    assert HOSTILE in page.locator(".note-text").first.inner_text()
    page.get_by_role("button", name="Take in hand").first.click()
    page.wait_for_selector("#reason")
    page.locator("#reason").fill(HOSTILE)
    page.get_by_role("button", name="Keep draft").click()
    page.wait_for_selector("text=Kept for you")
    page.get_by_role("button", name="Hand over").click()
    page.locator("dialog textarea").fill(HOSTILE)
    page.locator("dialog input[name=to]").fill("jun")
    page.locator("dialog button[type=submit]").click()
    page.wait_for_selector(".qrow.at")
    assert harmless(page)
    keys.press("Control+k")
    keys.type(HOSTILE)
    keys.press("Enter")
    page.wait_for_selector(".explore-grid")
    page.wait_for_selector(".screen-head [role=status]:not(:empty)")
    assert harmless(page)


def test_markup_in_a_draft_and_in_the_ledger_stays_text(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    at.to("playground")
    at.page.locator("#draft").fill(f'version = "{HOSTILE}\n[rule.{HOSTILE}]')
    at.page.wait_for_selector(".mistakes code")
    assert harmless(at.page)
    other = tab()
    other.enter("ada")
    other.to("ledger")
    other.page.wait_for_selector("text=Audit and access log")
    assert harmless(other.page)


def test_markup_in_a_report_and_its_custody_stays_text(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    case = hostile_case(at)
    at.to(f"case/{case}")
    page.wait_for_selector("#custody")
    page.locator("#note").fill(HOSTILE)
    page.get_by_label("Sealed: for those who write reports").check()
    page.get_by_role("button", name="Write", exact=True).click()
    page.wait_for_selector(".sealed")
    assert HOSTILE in page.locator(".sealed").inner_text()
    at.to(f"report?case={case}")
    page.wait_for_selector(".report-new")
    page.locator("select[name=to]").select_option("peers")
    page.locator(".report-new button").click()
    page.wait_for_selector(".screen-report")
    page.locator("textarea[name=more]").fill(f"summary = '{HOSTILE}'\n{HOSTILE} = 1")
    page.get_by_role("button", name="Draft anew").click()
    page.wait_for_selector(".says-wrong:has-text('line')")
    assert harmless(page)
    page.locator("textarea[name=more]").fill(f"summary = '{HOSTILE}'")
    page.get_by_role("button", name="Draft anew").click()
    page.wait_for_selector(".says-line:not(:empty)")  # the answer has come
    assert "img src=x" in page.locator(".paper").inner_text()
    assert harmless(page)
    report = page.locator("h1 .mono").inner_text()
    given = page.context.request.get(f"{at.base}/v1/reports/{report}/document")
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment")
    keys.press("b")
    page.wait_for_selector(".report-line")
    assert harmless(page)
