"""The Report screen by keyboard alone, from a case to the receiver's reference; who sees it."""

from collections.abc import Callable
from typing import Any

from tests.unit.console.conftest import Tab
from tests.unit.console.test_accessible import found


def boss_case(at: Tab) -> str:
    """The case of the possible boss."""
    rows = at.get("/v1/cases?hypothesis=controller&limit=10")
    return str(rows[0]["case"])


def drafted(at: Tab, case: str, to: str) -> None:
    """A draft of a case, by keyboard."""
    at.to(f"report?case={case}")
    page, keys = at.page, at.page.keyboard
    page.wait_for_selector(".report-new")
    keys.press("n")
    keys.press("Tab")
    keys.type(to)
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector(".screen-report")


def test_from_a_case_to_the_reference_with_the_keyboard_alone(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    case = boss_case(at)
    drafted(at, case, "bank")
    assert "Nothing stands in the way." in page.locator(".screen-report").inner_text()
    assert found(page) == []
    keys.press("Control+y")
    page.wait_for_selector("dialog[open] input[name=name]")
    assert found(page) == []
    keys.type("somebody else")
    keys.press("Enter")
    page.wait_for_selector("text=That is not the name you signed in with.")
    keys.press("Control+y")
    page.wait_for_selector("dialog[open] input[name=name]")
    keys.type("ana")
    keys.press("Enter")
    page.wait_for_selector("text=approved, not sent")
    keys.press("Control+y")
    page.wait_for_selector("dialog[open]")
    keys.press("Enter")
    page.wait_for_selector(".chip:has-text('on its way')")
    keys.press("r")
    page.wait_for_selector("dialog[open] input[name=reference]")
    keys.type("BSA-2026-7")
    keys.press("Enter")
    page.wait_for_selector(".chip:has-text('accepted by the receiver')")
    assert "BSA-2026-7" in page.locator(".report-facts").inner_text()
    assert page.locator("table:has(caption:text('Receipts')) tbody tr").count() == 2
    assert found(page) == []
    [filed] = [one for one in at.get(f"/v1/reports?case={case}")["reports"] if one["external"]]
    assert (filed["status"], filed["approved_by"]) == ("sent", "ana")


def test_what_is_in_the_way_is_red_at_its_field_and_mended_from_here(
    tab: Callable[..., Tab],
) -> None:
    at = tab()
    at.enter()
    page, keys = at.page, at.page.keyboard
    drafted(at, boss_case(at), "tip")
    first = page.locator(".in-the-way")
    before = first.count()
    assert before > 0
    for n in range(before):
        told = first.nth(n).inner_text()
        assert page.locator(".in-the-way code").nth(n).inner_text() and "come from" in told
    assert page.get_by_role("button", name="Approve …").count() == 0
    assert found(page) == []
    keys.press("e")
    keys.type("minor = tru")
    keys.press("Control+Enter")
    page.wait_for_selector(".says-wrong:has-text('line 1')")
    keys.type("e\nsummary = 'What happened, in words.'\n")
    keys.press("Control+Enter")
    page.wait_for_function("n => document.querySelectorAll('.in-the-way').length < n", arg=before)
    assert "What happened, in words." in page.locator(".paper").inner_text()
    assert page.locator("textarea[name=more]").input_value().startswith("minor = true")


def test_no_single_key_approves_or_sends(tab: Callable[..., Tab]) -> None:
    at = tab()
    at.enter()
    drafted(at, boss_case(at), "helpers")
    report = at.page.locator("h1 .mono").inner_text()
    for key in "acdfghijklmnopqrsvwyz,;-=[]":
        at.page.keyboard.press(key)
        at.page.keyboard.press("Escape")
    assert at.get(f"/v1/reports/{report}")["report"]["status"] == "draft"


def test_a_moderator_learns_nothing_of_reports(tab: Callable[..., Tab]) -> None:
    lead, at = tab(), tab()
    lead.enter()
    case = boss_case(lead)
    drafted(lead, case, "peers")
    report = lead.page.locator("h1 .mono").inner_text()
    lead.to(f"case/{case}")
    lead.page.wait_for_selector("#custody")
    lead.page.locator("#note").fill("A report is on its way about this.")
    lead.page.get_by_label("Sealed: for those who write reports").check()
    lead.page.get_by_role("button", name="Write", exact=True).click()
    lead.page.wait_for_selector(".sealed")
    at.enter("jun")
    names = at.page.locator("nav.rail a").all_inner_texts()
    assert not any("Report" in name for name in names)
    for path in ("/v1/reports", f"/v1/reports/{report}", f"/v1/cases/{case}/bundle?purpose=test"):
        assert at.page.context.request.get(at.base + path).status == 403
    at.to(f"case/{case}")
    at.page.wait_for_selector(".case-grid")
    text = at.page.locator("main").inner_text()
    assert "on its way" not in text and report not in text
    assert at.page.locator("#custody").count() == 0
    seen = at.page.context.request.get(f"{at.base}/v1/cases/{case}/view?purpose=test").text()
    assert report not in seen and "on its way" not in seen


def test_evidence_hold_and_opening_again_from_the_case(tab: Callable[..., Tab]) -> None:
    from bantay.runtime.bundle_check import verify

    at = tab(accept_downloads=True)
    at.enter()
    page, keys = at.page, at.page.keyboard
    case = boss_case(at)
    at.to(f"case/{case}")
    page.wait_for_selector("#custody")
    keys.press("c")
    assert page.evaluate("document.activeElement.textContent").startswith("Evidence")
    keys.press("Enter")
    page.wait_for_selector("dialog[open] select[name=profile]")
    keys.press("Tab")
    keys.type("an order of a court")
    with page.expect_download() as saved:
        keys.press("Enter")
    with open(saved.value.path(), "rb") as file:
        assert verify(file.read()).holds
    page.get_by_role("button", name="Legal hold …").focus()
    keys.press("Enter")
    page.wait_for_selector("dialog[open] textarea[name=reason]")
    keys.type("order 12/26")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector(".chip:has-text('legal hold')")
    page.get_by_role("button", name="Lift the legal hold …").click()
    page.locator("dialog[open] textarea").fill("order withdrawn")
    page.locator("dialog[open] button[type=submit]").click()
    page.wait_for_selector(".chip:has-text('legal hold')", state="detached")
    rows = [row["act"] for row in tab_of_auditor(tab)["rows"] if case in row["what"]]
    assert {"legal hold placed", "legal hold lifted"} <= set(rows)


def tab_of_auditor(tab: Callable[..., Tab]) -> Any:
    other = tab()
    other.enter("ada")
    return other.get("/v1/audit?limit=500")


def test_the_wide_graph_opens_and_closes_by_keyboard(tab: Callable[..., Tab]) -> None:
    at = tab(color_scheme="dark")
    at.enter()
    page, keys = at.page, at.page.keyboard
    at.to("explore")
    page.wait_for_selector(".explore-grid table")
    page.locator("h1").click()
    keys.press("g")
    page.wait_for_selector("#ties svg")
    before = page.locator("#ties svg").evaluate("node => node.outerHTML")
    assert page.locator("#ties details.twin tbody tr").count() > 0
    page.get_by_role("button", name="Open the group").first.focus()
    keys.press("Enter")
    page.wait_for_selector("#ties button:has-text('Undo'):not([disabled])")
    assert page.locator("#ties svg").evaluate("node => node.outerHTML") != before
    page.locator("#ties button:has-text('Undo')").focus()
    keys.press("Enter")
    page.wait_for_selector("#ties button:has-text('Redo'):not([disabled])")
    assert page.locator("#ties svg").evaluate("node => node.outerHTML") == before
    assert found(page) == []
