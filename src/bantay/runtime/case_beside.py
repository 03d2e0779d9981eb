"""What a page shows beside the case's own records: decisions, linked cases, who decided there."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from bantay.cases.agreement import agreement, rate
from bantay.cases.brief import Brief
from bantay.cases.clocks import clocks
from bantay.cases.page import Beside
from bantay.cases.roles import may
from bantay.cases.rounds import said, same
from bantay.cases.settings import CaseSettings
from bantay.cases.state import CaseState
from bantay.model.case import Elsewhere, Link
from bantay.model.case_page import Quality
from bantay.model.casework import Ruled, Viewer
from bantay.model.clock import moment
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis
from bantay.ports.casestore import CaseStore
from bantay.runtime.case_saving import brief, load

MOST_SHARING = 50
"""What more cases than this share (a busy payer) links none of them."""
MOST_LINKS = 20
LOOKED = "looked at a case"


def beside(store: CaseStore, state: CaseState, viewer: Viewer) -> Beside:
    """Everything that the page needs of other tables."""
    links = linked(store, state.case)
    sealed = store.sealed_notes(state.case) if may(viewer, "look_sealed") else []
    return Beside(
        decisions=tuple(store.decisions_about(list(state.alarms))),
        sealed=tuple(sealed),
        linked=links,
        elsewhere=elsewhere(store, links),
        draft=store.draft(state.case, viewer.who),
        looks=sum(row.act == LOOKED for row in store.audit_about(state.case)),
    )


def linked(store: CaseStore, case: str) -> tuple[Link, ...]:
    """Other cases that name the same people or things, those that share most first."""
    found = store.sharing(case)
    often = Counter(subject for _, subject in found)
    shares: defaultdict[str, list[Subject]] = defaultdict(list)
    for other, subject in found:
        if often[subject] < MOST_SHARING:
            shares[other].append(subject)
    links = [Link(other, tuple(sorted(of))) for other, of in shares.items()]
    return tuple(sorted(links, key=lambda link: (-len(link.shares), link.case))[:MOST_LINKS])


def elsewhere(store: CaseStore, links: Iterable[Link]) -> tuple[Elsewhere, ...]:
    """Who decided on those cases, and when; not what."""
    briefs = [brief(row) for row in store.briefs([link.case for link in links])]
    found = [
        Elsewhere(one.case, who, one.answered)
        for one in briefs
        if one.status == "decided" and one.answered is not None
        for who in one.readers
    ]
    return tuple(sorted(found, key=lambda one: (one.time, one.case, one.by), reverse=True))


def rounds_of(state: CaseState) -> list[list[Ruled]]:
    """Every round of a case, those that were reversed first."""
    return [*state.past, *([state.rulings] if state.rulings else [])]


def quality(store: CaseStore, settings: CaseSettings) -> Quality:
    """Agreement of readers, answers and decisions taken back, age of what is open."""
    briefs = [brief(row) for row in store.briefs()]
    states = [load(store, one.case).state for one in briefs if one.readers and not one.merged_into]
    units: list[tuple[frozenset[Hypothesis], list[str]]] = []
    against = answers = unsure = 0
    for state in states:
        about = frozenset(alarm.hypothesis for alarm in state.alarms.values())
        for rulings in rounds_of(state):
            first = said(rulings)
            units.append((about, [_answer(one) for one in first[:2]]))
            answers += len(rulings)
            unsure += len(rulings) - len(first)
            against += _against(first)
        against += len(state.reversals)
    now, policy = moment(store.wall()), _policy(store, briefs)
    waiting = [b for b in briefs if b.status not in ("decided", "quiet", "merged")]
    return Quality(
        agreement=agreement([said for _, said in units]),
        by_hypothesis={
            h: agreement([said for about, said in units if h in about])
            for h in sorted({h for about, _ in units for h in about})
        },
        overturned=rate(against, max(against, answers - unsure)),
        reversed=rate(*policy),
        not_enough=rate(unsure, answers),
        open=len(waiting),
        oldest_open=min((b.detected for b in waiting), default=None),
        late=sum(any(c.late for c in clocks(b, now, settings)) for b in waiting),
    )


def _policy(store: CaseStore, briefs: list[Brief]) -> tuple[int, int]:
    """Decisions of the policy on these cases that were overturned, and all that were taken."""
    alarms = [id for one in briefs for id in one.alarm_ids]
    taken = [d for d in store.decisions_about(alarms) if d.status in ("open", "ended")]
    return sum(d.ended_by == "overturn" for d in taken), len(taken)


def _answer(ruling: Ruled) -> str:
    return f"{ruling.answer.outcome}/{ruling.answer.step}"


def _against(answers: list[Ruled]) -> int:
    """Whether a third seat went against the first."""
    return int(len(answers) > 2 and not same(answers[0].answer, answers[2].answer))
