"""From a person's answer to a case to what happens outside, and back: desk, log, outbox, store."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bantay.adapters.capabilities import SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import open_store
from bantay.cases.settings import CaseSettings
from bantay.model.casework import Answer, Viewer
from bantay.model.decision import Decision, Situation
from bantay.model.evidence import Quote
from bantay.model.log import CaseAnswered
from bantay.policy.deciding import Limits
from bantay.ports.acting import DecisionFilter
from bantay.runtime.backtest import Replay, Rules
from bantay.runtime.case_telling import Teller
from bantay.runtime.cases_desk import CaseDesk
from bantay.runtime.embedded import Driver
from bantay.runtime.merge import Piece
from tests.unit.cases.toys import INDICATORS
from tests.unit.deciding.toys import ask
from tests.unit.engine.toys import REPEATS, message

TALK = [message(n, n * 7.0, "one") for n in range(8)]
KIM, LEE, ZED = (
    Viewer(who=name, role="lead", purpose="work on the queue") for name in ("kim", "lee", "zed")
)
EVERYTHING = DecisionFilter()


class ForAnswers:
    """A policy that blocks an account when people say `hold`, and nothing else."""

    def __init__(self, **more: Any):
        self._ask = ask("block_account", step="hold", automatic=False, **more)

    def asks(self, situation: Situation) -> tuple[Any, ...]:
        return (self._ask,) if situation.answered == "hold" else ()


class House:
    """A store that an engine ran on, with a desk whose clock moves."""

    def __init__(self, folder: Path, **more: Any):
        self.store = open_store(folder, create=True)
        self.policy = ForAnswers(**more)
        self.platform = SimulatedPlatform()
        self._routed = Routed(fallback=self.platform)
        driver = Driver(self.store, self.pipeline(self.store.key), capabilities=self._routed)
        driver.batch(Piece(events=list(TALK)))
        real, self.late = self.store.wall, timedelta(0)
        self.store.wall = lambda: real() + self.late // timedelta(microseconds=1)  # type: ignore[method-assign]
        teller = Teller(self.store, self, self._routed)  # type: ignore[arg-type]
        self.desk = CaseDesk(self.store, CaseSettings(second_look_share=0), INDICATORS, tell=teller)
        [row] = self.desk.queue(KIM)
        self.case = row.case

    def pipeline(self, secret: bytes) -> Any:
        """As `Chosen` makes one."""
        from bantay.fuse.weights import shipped, with_weights
        from bantay.policy import load
        from bantay.runtime.pipeline import Pipeline

        settings = with_weights(load(), [REPEATS.spec], shipped())
        parts = ((REPEATS,), {"boo": ["boo"]}, settings, secret, "test", self.policy, Limits())
        return Pipeline(*parts)

    def says(self, outcome: Any = "exploitation", step: Any = "hold") -> Answer:
        alarm = next(iter(self.desk.case(self.case, KIM).alarms))
        quote = alarm.findings[0].quotes[0]
        quotes = (Quote(quote.event, quote.field, quote.start, quote.end),)
        return Answer(outcome=outcome, step=step, reason="it is plain", quotes=quotes)

    def later(self, minutes: int = 11) -> None:
        self.late += timedelta(minutes=minutes)
        self.desk.take_up()

    def decisions(self) -> Sequence[Decision]:
        return self.store.decisions(EVERYTHING)


@pytest.fixture
def house(tmp_path: Path) -> Any:
    made = House(tmp_path / "store")
    yield made
    made.store.close()


def test_a_step_acts_once_it_cannot_be_undone_any_more(house: House) -> None:
    house.desk.decide(house.case, KIM, house.says())
    house.desk.take_up()
    assert not house.decisions() and not house.platform.state()
    house.later()
    [decision] = house.decisions()
    assert (decision.status, decision.approved_by, decision.automatic) == ("open", ("kim",), False)
    [state] = house.platform.state().values()
    assert "block_account" in state["states"]
    assert {order.status for order in house.store.orders()} == {"done"}
    assert "step taken" in {row.act for row in house.store.audit() if row.who == "kim"}
    house.later()
    assert len(house.decisions()) == 1


def test_an_answer_that_is_undone_in_time_never_acts(house: House) -> None:
    house.desk.decide(house.case, KIM, house.says())
    house.desk.undo(house.case, KIM)
    house.later()
    assert not house.decisions()


def test_a_reversal_gives_everything_back(house: House) -> None:
    house.desk.decide(house.case, KIM, house.says())
    house.later()
    house.desk.reverse(house.case, ZED, "it was somebody else")
    house.later()
    [decision] = house.decisions()
    assert (decision.ended_by, decision.overturned_by) == ("overturn", "zed")
    assert house.platform.state() == {}


def test_a_possible_scam_is_acted_on_though_the_label_closes_the_alarm(house: House) -> None:
    house.desk.decide(house.case, KIM, house.says("scam"))
    house.later()
    [decision] = house.decisions()
    assert (decision.status, decision.hypothesis) == ("open", "scam")
    assert {alarm.status for alarm in house.desk.case(house.case, KIM).alarms} == {"closed"}


def test_nothing_possible_is_nothing_to_act_on(house: House) -> None:
    house.desk.decide(house.case, KIM, house.says("other"))
    house.later()
    assert not house.decisions()


def test_where_two_people_are_wanted_it_waits_for_the_second(tmp_path: Path) -> None:
    house = House(tmp_path / "store", two_people=True)
    house.desk.decide(house.case, KIM, house.says())
    house.later()
    [decision] = house.decisions()
    assert (decision.status, decision.needs) == ("waiting", 2) and not house.platform.state()
    house.store.close()


def test_two_readers_who_agree_are_two_people(tmp_path: Path) -> None:
    house = House(tmp_path / "store", two_people=True)
    always = CaseDesk(
        house.store, CaseSettings(second_look_share=1), INDICATORS, tell=house.desk._tell
    )
    always.decide(house.case, KIM, house.says())
    always.second_look(house.case, LEE, house.says())
    house.later()
    [decision] = house.decisions()
    assert (decision.status, decision.approved_by) == ("open", ("kim", "lee"))
    house.store.close()


def test_a_replay_takes_the_step_as_live(house: House) -> None:
    from bantay.fuse.weights import shipped, with_weights
    from bantay.policy import load

    house.desk.decide(house.case, KIM, house.says())
    house.later()
    rules = Rules(with_weights(load(), [REPEATS.spec], shipped()), house.policy)
    replay, found = Replay(rules, {REPEATS.spec.id: REPEATS.spec}, house.store.key), set[str]()
    journal = list(house.store.journal())
    for entry in journal:
        found |= replay.step(entry).decisions.keys()
    assert found == {one.decision for one in house.decisions()}
    assert sum(isinstance(entry, CaseAnswered) for entry in journal) == 1
