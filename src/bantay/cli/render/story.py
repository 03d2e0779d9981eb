"""The demo's story: how it begins, and at the end the truth beside what was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.render.safe import safe
from bantay.cli.render.words import count
from bantay.model.alarm import Alarm

if TYPE_CHECKING:
    from bantay.runtime.demo import Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """The truth sorted by what became of it."""

    seen: tuple["Truth", ...]
    expected: tuple["Truth", ...]  # missed, as was known before
    missed: tuple["Truth", ...]  # missed, and should not have been
    in_peace: tuple["Truth", ...]
    wronged: tuple["Truth", ...]  # ordinary, and an alarm all the same


def outcome_of(truths: Iterable["Truth"], alarms: Iterable[Alarm]) -> Outcome:
    """What became of each subject of the truth."""
    raised = {(alarm.subject, alarm.hypothesis) for alarm in alarms}
    alarmed = {subject for subject, _ in raised}
    guilty = [t for t in truths if t.hypothesis is not None]
    ordinary = [t for t in truths if t.hypothesis is None]
    unseen = [t for t in guilty if (t.subject, t.hypothesis) not in raised]
    return Outcome(
        seen=tuple(t for t in guilty if t not in unseen),
        expected=tuple(t for t in unseen if t.missed is not None),
        missed=tuple(t for t in unseen if t.missed is None),
        in_peace=tuple(t for t in ordinary if t.subject not in alarmed),
        wronged=tuple(t for t in ordinary if t.subject in alarmed),
    )


def beginning(story: Path) -> str:
    """What is about to be read."""
    with story.open("rb") as lines:
        events = sum(1 for _ in lines)
    return (
        f"world     Ilaw, an invented live-chat platform: 30 days, {events:,} events\n"
        "          everybody is invented, so the truth is known; a story, no measure of quality"
    )


FIRST = ("lakeview", "odile", "ben", "cafe-luna")
"""Ordinary accounts of the story that the short ending names: those beside its chapters."""


def ending(outcome: Outcome, *, whole: bool = False) -> str:
    """The truth beside what was seen, the hard ordinary cases first; all of them, or a few."""
    blocks = [
        _block("Left in peace: ordinary conduct that looks alike", *_few(outcome.in_peace, whole)),
        _block("Alarms about ordinary people: a fault of ours", outcome.wronged, red=True)
        + _remedy(outcome),
        _block("Missed, and why", outcome.expected),
        _block("Missed, though it should be seen", outcome.missed, red=True),
        _score(outcome),
    ]
    return "\n\n".join(block for block in blocks if block)


def _few(truths: Sequence["Truth"], whole: bool) -> tuple[Sequence["Truth"], int]:
    """Those to name, and how many more there are."""
    first = [t for t in truths if t.subject.id in FIRST] or truths[: len(FIRST)]
    named = truths if whole else first
    return named, len(truths) - len(named)


def _block(title: str, truths: Sequence["Truth"], more: int = 0, *, red: bool = False) -> str:
    if not truths:
        return ""
    head = click.style(title, bold=True, underline=True, fg="red" if red else None)
    rest = [f"  and {more} more: bantay demo --all"] if more else []
    return "\n".join([head, *(f"  {_line(truth)}" for truth in truths), *rest])


def _remedy(outcome: Outcome) -> str:
    named = [truth.subject for truth in outcome.wronged[:1]]
    return "".join(
        f'\n  an exception helps: bantay exceptions add {subject.kind}:{subject.id} --reason "…"'
        for subject in named
    )


def _score(outcome: Outcome) -> str:
    guilty = len(outcome.seen) + len(outcome.expected) + len(outcome.missed)
    ordinary = len(outcome.in_peace) + len(outcome.wronged)
    return (
        f"seen {len(outcome.seen)} of {count(guilty, 'thing')} to see; "
        f"{len(outcome.in_peace)} of {count(ordinary, 'hard ordinary case')} left in peace"
    )


def _line(truth: "Truth") -> str:
    """`lucia  plain e-mail address, Spanish: one plain contact is no alarm by itself`."""
    why = f": {truth.missed}" if truth.missed else ""
    return safe(f"{truth.subject.id:<12}{truth.scenario}{why}")
