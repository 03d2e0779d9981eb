"""A year in figures, as transparency reports ask for them: counts by ground, automation,
language, action and source, and how many decisions were reversed. No names, no cases; groups of
fewer than `SMALL` are shown as such, so that nobody is counted out of a crowd of one."""

from collections import Counter
from collections.abc import Iterable

from bantay.model.report import Taken
from bantay.model.reporting import Closing, Report
from bantay.reports.dsa import automation

SMALL = 5
UNKNOWN = "not known"


def figures(year: int, decisions: Iterable[Taken], reports: Iterable[Report]) -> Closing:
    """The figures of one calendar year (UTC), of decisions by when they were taken."""
    taken = [one for one in decisions if one.time.year == year]
    back = sum(one.reversed is not None for one in taken)
    sent = Counter(r.format for r in reports if r.sent is not None and r.sent.year == year)
    return Closing(
        year=year,
        statements=len(taken),
        by_ground=_counted(one.ground for one in taken),
        by_automation=_counted(automation(one) for one in taken),
        by_language=_counted(one.language or UNKNOWN for one in taken),
        by_action=_counted(action for one in taken for action in one.actions),
        by_source=_counted(one.source for one in taken),
        reversed=back,
        reversal_rate=round(back / len(taken), 4) if taken else None,
        reports=dict(sorted(sent.items())),
    )


def published(count: int) -> str:
    """A count as it may be published."""
    return f"fewer than {SMALL}" if 0 < count < SMALL else f"{count:,}"


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
