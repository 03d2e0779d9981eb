"""Watching changes nothing: what counts as an alarm is what the shipped policy opens."""

import msgspec

from bantay.bench.found import batches
from bantay.bench.order import SECRET
from bantay.bench.scoreboard.board import joined
from bantay.bench.scoreboard.watch import Watch, Watched
from bantay.engine.accept import digests_of
from bantay.fuse.weights import WeightsFile
from bantay.model.clock import micros
from bantay.model.events import Event
from bantay.model.evidence import Subject, Weight
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory

from .conftest import Small, small_simulation

About = tuple[str, Subject]
START = small_simulation().world.start


def shipped_alarms(lines: list[bytes]) -> dict[About, int]:
    """When the shipped engine under the shipped policy first opened each alarm."""
    through, memory, now = pipeline(load(), SECRET), Memory(lambda keys: {}), None
    opened: dict[About, int] = {}
    for batch in batches(map(msgspec.json.Decoder(Event).decode, lines), 700):
        out = through.events(batch, digests_of(batch), [None] * len(batch), now, memory)
        now = out.now
        for change in out.alarms:
            about = change.alarm.hypothesis, change.alarm.subject
            opened.setdefault(about, micros(change.alarm.opened))
    return opened


def test_alarms_are_those_of_the_shipped_policy_at_the_same_minute(small: Small) -> None:
    """Surveys left out: the plain run that this is held to has none."""
    seen = Watch(small.seen.acts, surveys=()).over(small.lines)
    mine = {key: said.opened for key, said in seen.said.items() if said.opened is not None}
    assert len(mine) > 10 and mine == shipped_alarms(small.lines)


def test_scores_below_the_threshold_are_heard_of_too(small: Small) -> None:
    bars, quiet = load().bars, 0
    for (hypothesis, _), said in small.seen.said.items():
        assert said.score_db == round(bars[hypothesis].prior_db + said.weight_db, 1)
        reached = said.score_db >= bars[hypothesis].threshold_db
        assert reached == (said.opened is not None)
        quiet += not reached
    assert quiet > 10


def test_what_the_truth_names_is_timed_and_priced(small: Small) -> None:
    board = joined(small.seen, small.truths)
    assert all(one.acts[1] > 0 for one in board.positives)
    payer = next(one for one in board.positives if one.hypothesis == "abuse_payer")
    assert payer.usd[1] > 0 and payer.usd[0] <= payer.usd[1]


def test_what_people_own_is_known_by_its_owner(small: Small) -> None:
    kinds = {subject.kind for subject in small.seen.owners}
    assert kinds == {"instrument", "group", "listing"}
    accounts = {truth.subject.id for truth in small.truths}
    assert set(small.seen.owners.values()) <= accounts


def test_two_runs_say_the_same(small: Small) -> None:
    again: Watched = Watch(small.seen.acts, nights_from=START).over(small.lines)
    assert again.said == small.seen.said and again.fired == small.seen.fired
    assert again.faults == [] and again.events == len(small.lines)


def test_other_weights_change_what_is_an_alarm(small: Small) -> None:
    """With every contact at nothing, nobody is alarmed for handing one over."""
    names = [id for id, one in small.seen.specs.items() if "contact_evasion" in one.hypotheses]
    nothing = tuple(
        Weight(name, "contact_evasion", 0.0, False, 0.0, 0.0, 100, 100_000) for name in names
    )
    seen = Watch(weights=WeightsFile("nothing", nothing), nights_from=None).over(small.lines)
    assert not [key for key, one in seen.said.items() if key[0] == "contact_evasion" and one.opened]
    assert seen.versions["weights"] == "nothing"
