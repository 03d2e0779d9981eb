"""What 250 rules add to a run: the same events with no rule and with many, turn about.

Processor time of whole batches, both stages, without the disk. The two engines take the same
portions one after the other, so that whatever else the machine does falls on both. What is
remembered of a text that was read once helps whoever comes second: therefore turn about.
"""

import time
from collections.abc import Iterable, Sequence
from itertools import islice
from random import Random

import msgspec

from bantay.bench.order import SECRET
from bantay.bench.policies import condition
from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.bench.worlds import Simulation, load_world
from bantay.engine.accept import digests_of
from bantay.model.events import Event
from bantay.policy import Policy, read
from bantay.policy.files import defaults
from bantay.policy.rules import HYPOTHESES
from bantay.runtime.embedded import pipeline
from bantay.runtime.live import Acting
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline

RULES, MOST = 250, 1.15
DENSE = 30_000
_PORTION = 2_000
_ACTING = Acting(configured=True, real=False)


def operators_rules(size: int) -> Policy:
    """Rules as an operator writes them: each for a hypothesis or three, with a condition, and a
    rest of a day before it asks of the same subject again."""
    random, rows = Random(size), ['version = "v"']
    for number in range(size):
        on = ", ".join(f'"{name}"' for name in random.sample(HYPOTHESES, random.randint(1, 3)))
        when = condition(random).replace("\\", "\\\\").replace('"', '\\"')
        rows.append(
            f'[[rule]]\nname = "r{number}"\non = [{on}]\nwhen = "{when}"\nstep = "nudge"\n'
            'actions = ["tip"]\nlasts = "7d"\ncool_down = "1d"\nground = "clause 4"'
        )
    found, wrong = read("\n".join(rows), "made.toml", defaults())
    assert found is not None, wrong
    return found.policy()


class _Side:
    """One engine with what it remembers, and the time it took."""

    def __init__(self, policy: Policy):
        self.engine: Pipeline = pipeline(defaults(), SECRET, policy=policy)
        self.memory, self.now = Memory(lambda keys: {}), None
        self.spent = 0.0
        self.events = self.revisions = self.decisions = 0

    def take(self, events: Sequence[Event]) -> None:
        """One portion, as a driver gives it."""
        digests, none = digests_of(events), [None] * len(events)
        begun = time.process_time()
        outcome = self.engine.events(events, digests, none, self.now, self.memory, _ACTING)
        self.memory.rows()
        self.spent += time.process_time() - begun
        self.now = outcome.now  # type: ignore[assignment]
        self.events += len(events)
        self.revisions += len(outcome.alarms)
        self.decisions += len(outcome.decisions)


def bar(world: str = "demo", size: int | None = None) -> tuple[dict[str, bool], Figures]:
    """The demo's world, where exploitation is thirty times as frequent as in the world outside;
    beside it talk of which one message in ten holds something to find, for what is not met."""
    decode = msgspec.json.Decoder(Event).decode
    lived = compared(map(decode, islice(Simulation(load_world(world)).events(), size)))
    dense = compared(talk(min(size or DENSE, DENSE), seed=23))
    met = {
        f"{RULES} rules add at most {MOST - 1:.0%} to a run": lived["ratio"] <= MOST,
        "rules were asked and decided": lived["decisions with the rules"] > 0,
    }
    return met, {**lived, "of talk in which every tenth message is a find": dense}


def compared(events: Iterable[Event]) -> Figures:
    """The same events with no rule and with `RULES`, portion by portion, turn about."""
    without, many = _Side(Policy(defaults(), ())), _Side(operators_rules(RULES))
    stream, number = iter(events), 0
    while some := list(islice(stream, _PORTION)):
        for side in (without, many) if number % 2 else (many, without):
            side.take(some)
        number += 1
    return {
        "events": many.events,
        "alarm revisions": many.revisions,
        "decisions with the rules": many.decisions,
        "processor seconds without": round(without.spent, 2),
        "processor seconds with the rules": round(many.spent, 2),
        "ratio": round(many.spent / without.spent, 3),
    }
