"""The truth: covers every hypothesis, names real events, and says what everybody else is."""

from collections import Counter
from typing import get_args

from bantay.model.vocabulary import Hypothesis
from bantay.world.things import lives

from .conftest import Seen
from .toys import positives, simulation, world


def test_every_hypothesis_has_its_subjects(seen: Seen) -> None:
    found = {truth.hypothesis for truth in positives(seen.truths)}
    assert found == set(get_args(Hypothesis))


def test_evidence_are_events_that_were_sent_and_since_is_the_first(seen: Seen) -> None:
    times = {event.id: event.time for event in seen.events}
    for truth in positives(seen.truths):
        assert truth.evidence and set(truth.evidence) <= set(times)
        assert truth.since == min(times[event] for event in truth.evidence)


def test_evidence_speaks_of_its_subject(seen: Seen) -> None:
    """Every event that shows something of an account names it, or somebody in its roles."""
    lines = {event.id: line for event, line in zip(seen.events, seen.lines, strict=True)}
    for truth in positives(seen.truths):
        if truth.subject.kind == "account" and truth.hypothesis != "recruitment_pyramid":
            about = {truth.subject.id, *(id_ for ids in truth.roles.values() for id_ in ids)}
            named = sum(any(id_.encode() in lines[e] for id_ in about) for e in truth.evidence)
            assert named == len(truth.evidence), truth


def test_every_account_is_told_of_and_ordinary_ones_by_kind(seen: Seen) -> None:
    told = Counter(t.subject.id for t in seen.truths if t.subject.kind == "account")
    registered = {e.account for e in seen.events if e.__struct_config__.tag == "account.registered"}
    assert registered <= set(told)
    ordinary = [truth for truth in seen.truths if truth.scenario == "ordinary"]
    assert all(truth.life in lives().life and truth.evidence == () for truth in ordinary)
    assert len({truth.life for truth in ordinary}) >= 20


def test_positives_carry_their_dials_and_numbers(seen: Seen) -> None:
    for truth in positives(seen.truths):
        assert truth.dials is not None and truth.play and truth.numbers
        assert 0.2 <= truth.dials.evasion <= 0.6


def test_people_around_a_scenario_are_bystanders_not_ordinary(seen: Seen) -> None:
    plays = {truth.community for truth in positives(seen.truths)}
    scenarios = {t.scenario for t in seen.truths if t.community in plays and t.hypothesis is None}
    assert "ordinary" not in scenarios and "bystander" in scenarios


def test_an_ordinary_world_has_no_positives() -> None:
    run = simulation(world(scenarios=()))
    assert positives(run.truths()) == []


def test_ordinary_life_has_at_least_twenty_kinds() -> None:
    assert len(lives().life) >= 20
    assert all(life.scenes and life.weight > 0 for life in lives().life.values())
