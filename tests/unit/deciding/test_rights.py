"""The rights of DESIGN section 8: no policy and no history breaks them. Rules 5 and 8 are about
content and hosts: `rule_5` and `rule_8` are in `outside.py`."""

from collections.abc import Callable

import pytest

from . import histories, outside

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
