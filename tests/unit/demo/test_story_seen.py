"""The story and its truth against what today's detectors really see."""

import pytest

from _house import ROOT
from bantay import policy
from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.cli.render.story import outcome_of
from bantay.model.alarm import Alarm
from bantay.ports.reading import AlarmFilter
from bantay.runtime import demo
from bantay.runtime.embedded import run

THEIRS = ("instrument", "listing")
"""Roles of things, not people: an alarm may be about the thing."""
COVERED = {"help-desk"}
"""Ordinary accounts that raise an alarm: what exceptions are for."""


@pytest.fixture(scope="module")
def alarms(tmp_path_factory: pytest.TempPathFactory) -> list[Alarm]:
    store = open_store(tmp_path_factory.mktemp("demo") / "store", create=True)
    try:
        report = run(
            open_sources([demo.broken_path(), demo.story_path()]), store, policy.load(None)
        )
        assert (report.rejected, report.duplicates, report.late) == (4, 0, 0)
        return store.alarms(AlarmFilter())
    finally:
        store.close()


def test_what_should_be_seen_is_seen_and_not_before_it_happened(alarms: list[Alarm]) -> None:
    raised = {(a.hypothesis, a.subject): a for a in alarms}
    for truth in demo.truth():
        if truth.hypothesis is not None and truth.missed is None:
            assert (truth.hypothesis, truth.subject) in raised, f"not seen: {truth}"
            assert truth.since is not None
            opened = raised[truth.hypothesis, truth.subject].opened
            assert opened >= truth.since.replace(second=0), "alarms open on whole minutes"


def test_what_is_said_to_be_missed_is_missed(alarms: list[Alarm]) -> None:
    """When a detector learns to see it, its `missed` in scenes.toml has to go."""
    raised = {(a.hypothesis, a.subject) for a in alarms}
    missed = {(t.hypothesis, t.subject) for t in demo.truth() if t.missed is not None}
    assert missed & raised == set()


def test_ordinary_people_are_left_in_peace(alarms: list[Alarm]) -> None:
    told = [t for t in demo.truth() if t.hypothesis is not None]
    known = {t.subject.id for t in told}
    known |= {id for t in told for role in THEIRS for id in t.roles.get(role, ())}
    assert {a.subject.id for a in alarms} - known <= COVERED


def test_the_story_ends_with_open_closed_and_confirmed_alarms(alarms: list[Alarm]) -> None:
    assert {a.status for a in alarms} == {"open", "closed"}
    assert any(a.confirmed for a in alarms)


def test_the_readme_tells_what_the_demo_counts(alarms: list[Alarm]) -> None:
    outcome = outcome_of(demo.truth(), alarms)
    seen, peace = len(outcome.seen), len(outcome.in_peace)
    whole = seen + len(outcome.expected) + len(outcome.missed)
    hard = peace + len(outcome.wronged)
    told = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"({seen} of {whole} things, with {peace} of {hard} hard ordinary cases left" in told


def test_one_plain_contact_is_no_alarm_whoever_gives_it(alarms: list[Alarm]) -> None:
    quiet = {"lucia", "noor"}  # one of them does it to evade; nothing tells which
    assert quiet <= {t.subject.id for t in demo.truth()}
    assert not quiet & {a.subject.id for a in alarms}
