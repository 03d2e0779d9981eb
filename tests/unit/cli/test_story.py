"""The demo's end: the truth beside what was seen, with our faults called faults."""

from typing import Any

import click

from bantay.cli.demo import telling
from bantay.cli.render.story import ending, outcome_of
from bantay.model.alarm import Alarm
from bantay.model.evidence import Quote, Subject
from bantay.runtime.demo import Truth

from .toys import alarm, finding, renamed


def truth(id: str, hypothesis: Any = None, missed: str | None = None) -> Truth:
    subject = Subject("account", id)
    return Truth(hypothesis=hypothesis, subject=subject, scenario=f"scene of {id}", missed=missed)


def about(id: str, hypothesis: Any = "contact_evasion") -> Alarm:
    return alarm(finding("a", 25.0, "x"), subject=Subject("account", id), hypothesis=hypothesis)


TRUTHS = (
    truth("mara", "contact_evasion"),
    truth("rin", "minor_at_risk"),
    truth("nadia", "contact_evasion", "no number plan tells"),
    truth("teacher"),
    truth("cafe"),
)
ALARMS = (about("mara"), about("rin"), about("cafe"))


def test_each_subject_is_sorted_by_what_became_of_it() -> None:
    found = outcome_of(TRUTHS, ALARMS)
    assert [t.subject.id for t in found.seen] == ["mara"]
    assert [t.subject.id for t in found.missed] == ["rin"], "another hypothesis does not count"
    assert [t.subject.id for t in found.expected] == ["nadia"]
    assert [t.subject.id for t in found.in_peace] == ["teacher"]
    assert [t.subject.id for t in found.wronged] == ["cafe"]


def test_the_ending_tells_all_of_it() -> None:
    told = click.unstyle(ending(outcome_of(TRUTHS, ALARMS)))
    assert "Missed, and why\n  nadia       scene of nadia: no number plan tells" in told
    assert "Alarms about ordinary people: a fault of ours\n  cafe        scene of cafe" in told
    assert "bantay exceptions add account:cafe" in told
    assert "Missed, though it should be seen\n  rin " in told
    assert told.endswith("seen 1 of 3 things to see; 1 of 2 hard ordinary cases left in peace")


def test_the_short_ending_says_how_many_it_does_not_name() -> None:
    many = outcome_of([truth(f"n{n}") for n in range(7)], ())
    assert "and 3 more: bantay demo --all" in ending(many)
    assert "more" not in ending(many, whole=True) and "n6" in ending(many, whole=True)


def test_nothing_wrong_nothing_red() -> None:
    told = ending(outcome_of(TRUTHS[:1], ALARMS[:1]))
    assert "fault" not in told and "\x1b[31m" not in told


def test_the_alarm_that_shows_most_is_told() -> None:
    pieces = tuple(Quote(f"m-{n}", "text", 0, 3) for n in range(3))
    whole = renamed(about("mara"), "a-1")
    split = alarm(finding("s", 22.0, "in pieces", quotes=pieces))
    assert telling([whole, split]) == split
    assert telling([whole]) == whole
