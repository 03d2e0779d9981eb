"""A round of answers: one reader, a second who does not know the first, a third if they differ.

"Not enough" is an answer that goes somewhere: to the next reader, with a reminder. It never
counts for or against what others answer.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bantay.model.casework import Answer, Look, Ruled

Pending = Literal["not_enough", "second_look", "third_look"]


def said(rulings: Sequence[Ruled]) -> list[Ruled]:
    """The answers that say something."""
    return [one for one in rulings if one.answer.outcome != "not_enough"]


def same(one: Answer, other: Answer) -> bool:
    """Whether two answers agree: on what it possibly is, and on the step."""
    return (one.outcome, one.step) == (other.outcome, other.step)


def final(rulings: Sequence[Ruled]) -> Ruled | None:
    """The answer that stands: the only one wanted, the one two share, or the third seat's."""
    answers = said(rulings)
    if not answers:
        return None
    if not answers[0].again:
        return answers[0]
    if len(answers) >= 2 and same(answers[0].answer, answers[1].answer):
        return answers[1]
    return answers[2] if len(answers) >= 3 else None


def pending(rulings: Sequence[Ruled]) -> Pending | None:
    """What the round waits for; None before the first answer and after the last."""
    if final(rulings) is not None or not rulings:
        return None
    if rulings[-1].answer.outcome == "not_enough" and not said(rulings):
        return "not_enough"
    return "second_look" if len(said(rulings)) == 1 else "third_look"


def look(rulings: Sequence[Ruled]) -> Look:
    """Which look the next answer is."""
    looks: tuple[Look, ...] = ("first", "second", "third")
    wanted = 1 if rulings and not said(rulings) else len(said(rulings))
    return looks[min(wanted, 2)]


def readers(rulings: Sequence[Ruled]) -> frozenset[str]:
    """Who has answered in this round."""
    return frozenset(one.by for one in rulings)


def remind(rulings: Sequence[Ruled]) -> datetime | None:
    """When somebody is reminded of a case that could not be decided."""
    return rulings[-1].remind if pending(rulings) == "not_enough" else None
