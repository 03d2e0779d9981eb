"""What a detector refuses never enters a window; what it cannot say it is shown."""

from dataclasses import replace

from bantay.engine.detect import Detect
from bantay.engine.gate import Gate
from bantay.engine.once import Shelf, findings_of
from tests.unit.engine.toys import FAILS, REPEATS, message, wanted

SHORT = replace(REPEATS, admits=lambda event, params: len(event.text or "") < 5)


def test_only_admitted_events_enter_a_window() -> None:
    talk = [message(n, n, text) for n, text in enumerate(("a", "longer", "a", "longer"))]
    assert [given.finding.summary for given in findings_of(SHORT, talk)] == ["said 2 times"]
    assert len(findings_of(REPEATS, talk)) == 2


def test_the_gate_asks_before_any_state_is_touched() -> None:
    gate = Gate([SHORT], {})
    talk = [message(0, 0, "a"), message(1, 1, "longer"), message(2, 2, "b")]
    assert wanted(gate, talk) == {0: [SHORT], 2: [SHORT]}


def test_one_that_raises_when_asked_is_shown_the_event_and_isolated() -> None:
    def raises(event: object, params: object) -> bool:
        raise ZeroDivisionError

    broken = replace(FAILS, admits=raises)
    boom = message(0, 0, "boom")
    assert wanted(Gate([broken], {}), [boom]) == {0: [broken]}
    seen = Detect([broken], b"k" * 32, 0).event(boom, [broken], 0, Shelf())
    assert [fault.event for fault in seen.faults] == ["m0000"]
