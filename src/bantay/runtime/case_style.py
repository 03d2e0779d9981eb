"""The queue with cases that may be written by one hand side by side, where that is turned on.

Of a case only the texts are read that its own findings quote and its main account wrote, and
the look is logged first. Of whoever may be a victim, in this case or in any other, nothing is.
"""

from collections.abc import Mapping, Sequence

from bantay.cases.alike import beside, movable
from bantay.cases.people import people
from bantay.cases.state import CaseState
from bantay.kit.shown import texts_of
from bantay.kit.style import Style, style_of
from bantay.model.case import QueueRow
from bantay.model.casework import Viewer
from bantay.model.events import Event, MessageSent
from bantay.model.evidence import Subject
from bantay.policy.deciding.rights import VICTIM
from bantay.ports.casestore import CaseStore
from bantay.ports.reading import Look
from bantay.runtime.case_saving import brief, load

MOST = 40
"""Rows at the top of the queue that are compared: nobody reads further at once."""


def in_order(store: CaseStore, rows: Sequence[QueueRow], viewer: Viewer) -> list[QueueRow]:
    """The rows in the order in which to read them."""
    states = {row.case: load(store, row.case).state for row in rows[:MOST] if movable(row)}
    asked = {case: who for case, state in states.items() if (who := _whose(store, state))}
    wanted = {case: _quoted(states[case]) for case in asked}
    ids = sorted({id for some in wanted.values() for id in some})
    if not ids:
        return list(rows)
    purpose = f"order of the queue by writing, as {viewer.role}: {viewer.purpose}"
    events = store.events(ids, Look(viewer.who, purpose))
    styles = {case: _style(events, wanted[case], who) for case, who in asked.items()}
    return beside(rows, {case: style for case, style in styles.items() if style is not None})


def _whose(store: CaseStore, state: CaseState) -> str | None:
    """The account that a case is about; None when it is about none, or when anybody in it may
    be protected."""
    about = {a.subject for a in state.alarms.values() if a.subject.kind == "account"}
    if not about or any("possible_victim" in (p.role, *p.also) for p in people(state)):
        return None
    if any(decision.shielded for decision in store.decisions_about(list(state.alarms))):
        return None
    if any(_victim_elsewhere(store, cases) for cases in _naming(store, about).values()):
        return None
    first = max(state.alarms.values(), key=lambda a: (a.score_db - a.threshold_db, a.alarm))
    return first.subject.id if first.subject.kind == "account" else min(about).id


def _naming(store: CaseStore, about: set[Subject]) -> Mapping[Subject, set[str]]:
    return store.cases_naming(about, joining=False)


def _victim_elsewhere(store: CaseStore, cases: set[str]) -> bool:
    briefs = map(brief, store.briefs(cases))
    return any(set(one.hypotheses) & set(VICTIM) for one in briefs)


def _quoted(state: CaseState) -> set[str]:
    return {q.event for a in state.alarms.values() for f in a.findings for q in f.quotes}


def _style(events: Mapping[str, Event], ids: set[str], account: str) -> Style | None:
    own = [events[id] for id in ids if id in events]
    mine = [event for event in own if getattr(event, "account", None) == account]
    mine.sort(key=lambda event: (event.time, event.id))
    return style_of(dict.fromkeys(text for event in mine for text in _texts(event)))


def _texts(event: Event) -> list[str]:
    if isinstance(event, MessageSent):
        return [event.text] if event.text else []
    return [text for _, text in texts_of(event)]
