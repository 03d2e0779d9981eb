"""Scores of the platform's own classifiers, as findings: one a name, with its pictures."""

from collections.abc import Iterator, Sequence

from bantay.kit import Finding
from bantay.model.events import MediaShared
from bantay.planes.media._picture import MOST_QUOTES, pictures, quoted


def high(event: MediaShared, names: Sequence[str], least: float) -> dict[str, float]:
    """The event's scores under one of the names that are high enough."""
    scores = event.scores or {}
    return {n: scores[n] for n in names if n in scores and scores[n] >= least}


def findings(
    events: Sequence[MediaShared], names: Sequence[str], least: float
) -> Iterator[Finding]:
    """One finding a name, quoting each picture's hash and never the picture."""
    for name in names:
        seen = [(event, high(event, [name], least)) for event in events]
        found = [event for event, scores in seen if scores]
        if found:
            best = max(scores[name] for _, scores in seen if scores)
            yield Finding(
                anchor=name,
                summary=f"the platform's classifier gave {pictures(found)} up to {best:.2f} of 1 "
                f'for "{name}"',
                quotes=tuple(quoted(e, "pdq", "sha256") for e in found[-MOST_QUOTES:]),
            )
