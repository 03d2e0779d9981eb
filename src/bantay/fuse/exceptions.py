"""Exceptions (DESIGN section 8): a named person lowers a step to `watch`, with an expiry.

They hide nothing: findings are kept and counted, the alarm stays and says which exception
covers it. They never cover `minor_at_risk`.
"""

from datetime import timedelta

from bantay.errors import InputError
from bantay.fuse.evidence import Sum
from bantay.model.clock import micros
from bantay.model.evidence import Subject
from bantay.model.log import ExceptionGiven
from bantay.model.vocabulary import Hypothesis

LONGEST = timedelta(days=180)
NEVER = frozenset({"minor_at_risk"})


def checked(exception: ExceptionGiven) -> ExceptionGiven:
    """The exception, if it may be given; InputError says what is wrong with it."""
    if exception.hypothesis in NEVER:
        raise InputError(f"no exception is possible for {exception.hypothesis}")
    if not exception.ended and exception.until - exception.time > LONGEST:
        raise InputError(f"an exception lasts at most {LONGEST.days} days")
    if not exception.ended and exception.until <= exception.time:
        raise InputError("an exception ends after it begins")
    if not exception.reason.strip() or not exception.by.strip():
        raise InputError("an exception needs a reason and the name of who gives it")
    return exception


class Exceptions:
    """The exceptions in force; small, known to every subject."""

    def __init__(self) -> None:
        self._given: dict[str, ExceptionGiven] = {}

    def put(self, exception: ExceptionGiven) -> None:
        """Take an exception, or its end."""
        if exception.ended:
            self._given.pop(exception.exception, None)
        else:
            self._given[exception.exception] = exception

    def all(self) -> list[ExceptionGiven]:
        """All that have not been ended, expired ones included."""
        return [self._given[id] for id in sorted(self._given)]

    def covering(
        self, hypothesis: Hypothesis, subject: Subject, total: Sum, now: int
    ) -> str | None:
        """The exception under which an alarm is at most `watch`, if one is in force."""
        if not self._given or hypothesis in NEVER:
            return None
        return next(
            (
                e.exception
                for e in self.all()
                if micros(e.until) > now
                and e.hypothesis in (None, hypothesis)
                and _covers(e, subject, total)
            ),
            None,
        )


def _covers(exception: ExceptionGiven, subject: Subject, total: Sum) -> bool:
    if exception.subject == subject:
        return True
    if exception.subject.kind != "contact":
        return False
    others = sum(
        line.db
        for line in total.lines
        if line.counted and line.mark.given.contact != exception.subject.id
    )
    return total.bar.prior_db + others < total.bar.threshold_db
