"""Take each guard away: the rights' tests must fail, nine times of nine."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bantay.adapters.capabilities import webhook
from bantay.adapters.store.people import PeopleSide
from bantay.policy.deciding import rights

from . import histories, outside

MANY = 2_000
"""Examples at most: the first that breaks ends it, so that no draw of chance decides."""

GUARDS: list[tuple[Callable[..., None], Any, str, Any]] = [
    (histories.rule_1, rights, "plain_ground", lambda ground: ground),
    (histories.rule_2, rights, "shield", lambda action, case: 0),
    (histories.rule_2, rights, "shielded", lambda db, alarms, reviewed: False),
    (histories.rule_2, rights, "waits", lambda action, case: 0),
    (histories.rule_3, rights, "refused", lambda ask, alarm: None),
    (histories.rule_3, rights, "bounded", lambda ask: ask),
    (histories.rule_3, rights, "another_person", lambda decision, by: True),
    (histories.rule_4, rights, "agency", lambda action: 0),
    (outside.rule_5, PeopleSide, "_log_look", lambda self, act, look, what: None),
    (histories.rule_6, rights, "notice", lambda reported: "sent"),
    (histories.rule_7, rights, "admissible", lambda alarm, country, switches: alarm),
    (outside.rule_8, webhook, "allow_host", lambda url, hosts: None),
    (histories.rule_9, rights, "loud", lambda faults, where, reason: None),
]


@pytest.mark.parametrize(
    ("rule", "where", "guard", "nothing"),
    GUARDS,
    ids=[f"{r.__name__}-{g}" for r, _, g, _ in GUARDS],
)
def test_without_its_guard_the_rule_is_seen_to_break(
    monkeypatch: pytest.MonkeyPatch, rule: Callable[..., None], where: Any, guard: str, nothing: Any
) -> None:
    monkeypatch.setattr(where, guard, nothing)
    run = partial(rule, MANY) if rule.__module__ == histories.__name__ else rule
    with pytest.raises(AssertionError):
        run()


def test_each_of_the_nine_rules_loses_a_guard() -> None:
    assert {rule.__name__ for rule, *_ in GUARDS} == {f"rule_{n}" for n in range(1, 10)}
