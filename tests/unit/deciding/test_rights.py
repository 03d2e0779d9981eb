"""The rights of DESIGN section 8: no policy and no history breaks them. Rules 5 and 8 are about
content and hosts: `rule_5` and `rule_8` are in `outside.py`."""

from collections.abc import Callable
from typing import Any

import pytest

from bantay.policy.deciding import rights

from . import histories, outside
from .written import harsh_text, written

RULES: list[Callable[[], None]] = [
    histories.rule_1,
    histories.rule_2,
    histories.rule_3,
    histories.rule_4,
    outside.rule_5,
    histories.rule_6,
    histories.rule_7,
    outside.rule_8,
    histories.rule_9,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_policy_breaks(rule: Callable[[], None]) -> None:
    rule()


@pytest.mark.parametrize(
    "rule",
    [histories.rule_2, histories.rule_3, histories.rule_4],
    ids=lambda rule: rule.__name__,
)
def test_no_policy_file_that_passes_the_check_breaks(rule: Callable[..., None]) -> None:
    """No file can fine, close or impoverish a possible victim, report without a named person,
    or act without reasons: whole files, read and compiled as an operator's are."""
    rule(120, policies=written)


def test_the_files_that_are_made_up_do_ask_for_the_harshest() -> None:
    texts = "\n".join(map(harsh_text, range(200)))
    for action in ("fine", "strike", "block_account", "delist", "hold_payout", "report"):
        assert texts.count(f'["{action}"]') > 10, action
    assert texts.count("automatic = true") > 100


@pytest.mark.parametrize("rule", [histories.rule_2, histories.rule_3, histories.rule_4])
def test_the_rights_hold_for_steps_of_people(rule: Any) -> None:
    rule(120, histories=histories.with_answers)


@pytest.mark.parametrize(
    ("rule", "guard", "nothing"),
    [
        (histories.rule_2, "shield", lambda action, case: 0),
        (histories.rule_2, "waits", lambda action, case: 0),
        (histories.rule_3, "refused", lambda ask, alarm: None),
        (histories.rule_3, "another_person", lambda decision, by: True),
    ],
)
def test_steps_of_people_alone_would_show_that_a_guard_is_gone(
    monkeypatch: pytest.MonkeyPatch, rule: Any, guard: str, nothing: Any
) -> None:
    monkeypatch.setattr(rights, guard, nothing)
    monkeypatch.setattr(histories.Story, "_revise", histories.Story.only_seen)
    with pytest.raises(AssertionError):
        rule(2_000, histories=histories.with_answers)
