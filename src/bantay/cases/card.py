"""The Palermo card (act, means, purpose) and the ILO's eleven indicators, line by line.

A finding fills a line of its detector's indicators; a person may fill or rule out any, with a
quote or a note. Of the ILO's indicators an operator's data can show some; of the others a
finding is a lead (`hinted`) and only a person can say that they hold. "Not known" is not "no".
"""

from collections.abc import Iterator, Mapping

from bantay.cases.state import CaseState
from bantay.kit.indicators import ACT, ILO, MEANS, PURPOSE
from bantay.kit.spec import Indicators
from bantay.model.alarm import Alarm, AlarmFinding
from bantay.model.case import Card, Ground, Mark, Standing
from bantay.model.casework import MarkFilled, Touch

OBSERVABLE = frozenset(
    {
        "deception",
        "intimidation and threats",
        "retention of identity documents",
        "withholding of wages",
        "debt bondage",
        "excessive overtime",
    }
)
"""Of the ILO's eleven, those that messages, money and logins can show."""

LINES: dict[Card, tuple[str, ...]] = {"act": ACT, "means": MEANS, "purpose": PURPOSE, "ilo": ILO}


def touches(alarm: Alarm, indicators: Mapping[str, Indicators]) -> tuple[Touch, ...]:
    """The lines that an alarm's findings touch, by their detectors' indicators."""
    found: list[Touch] = []
    for finding in alarm.findings:
        about = indicators.get(finding.detector)
        if about is None or finding.weight_db <= 0:
            continue
        lines: dict[Card, tuple[str, ...]] = {
            "act": about.act,
            "means": about.means,
            "purpose": about.purpose,
            "ilo": about.ilo,
        }
        found += [Touch(finding.finding, card, name) for card in lines for name in lines[card]]
    return tuple(dict.fromkeys(found))


def marks(state: CaseState) -> tuple[Mark, ...]:
    """Every line of both cards, in their order."""
    young = any(
        a.hypothesis == "minor_at_risk" and a.status == "open" for a in state.alarms.values()
    )
    return tuple(
        _mark(state, card, name, young=young) for card, names in LINES.items() for name in names
    )


def _mark(state: CaseState, card: Card, name: str, *, young: bool) -> Mark:
    grounds = tuple(_grounds(state, card, name))
    word = state.marks.get((card, name))
    spoken = word is not None and word.holds is not None
    observable = card != "ilo" or name in OBSERVABLE
    standing: Standing = "not_known"
    if word is not None and word.holds is not None:
        standing = "filled" if word.holds else "ruled_out"
    elif grounds:
        standing = "seen" if observable else "hinted"
    elif card == "means" and young:
        standing = "not_needed"
    said = (_said(word),) if word is not None and spoken else ()
    return Mark(
        card=card, name=name, standing=standing, observable=observable, grounds=(*said, *grounds)
    )


def _grounds(state: CaseState, card: Card, name: str) -> Iterator[Ground]:
    for id, touched in sorted(state.touches.items()):
        wanted = {t.finding for t in touched if t.card == card and t.name == name}
        for finding in state.alarms[id].findings:
            if finding.finding in wanted:
                yield _ground(id, finding)


def _ground(alarm: str, finding: AlarmFinding) -> Ground:
    quote = finding.quotes[0] if finding.quotes else None
    return Ground(finding=finding.finding, alarm=alarm, summary=finding.summary, quote=quote)


def _said(word: MarkFilled) -> Ground:
    return Ground(quote=word.quote, by=word.by, note=word.note, time=word.time)
