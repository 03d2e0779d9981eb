"""The reading side of the desk: the queue, a case, its evidence, the team's figures.

Every look is in the audit log before it is had.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from bantay.cases.deciding import blind, settled
from bantay.cases.labels import labels, unsure
from bantay.cases.page import page
from bantay.cases.queue import listed, names_of, row
from bantay.cases.roles import may, require
from bantay.cases.settings import CaseSettings
from bantay.cases.state import CaseState, back
from bantay.cases.steps import steps, steps_back
from bantay.errors import BantayError, Conflict, InputError, closest
from bantay.kit.spec import Indicators
from bantay.model.case import QueueRow
from bantay.model.case_page import CasePage, ContextLine, Mention, Profile, Quality, QueueFilter
from bantay.model.casework import (
    Act,
    AnyRecord,
    LabelsTold,
    Viewer,
)
from bantay.model.clock import moment
from bantay.model.events import Event, LabelGiven
from bantay.model.evidence import Subject
from bantay.model.log import CaseAnswered
from bantay.ports.casestore import CaseStore, Noted
from bantay.ports.reading import Look
from bantay.runtime.case_beside import LOOKED, beside, quality
from bantay.runtime.case_joining import ENGINE, take_up
from bantay.runtime.case_saving import Loaded, brief, by, follow, load
from bantay.runtime.case_style import in_order
from bantay.runtime.case_untold import Untold

REACH = 5
"""Messages shown on either side of a quoted one."""


class Tell(Protocol):
    """Takes the labels of final answers, and the steps people took, into the engine's log."""

    def __call__(self, labels: Sequence[LabelGiven], steps: Sequence[CaseAnswered], /) -> None:
        """Take the steps first, while the alarms they rest on are open."""
        ...


class ReadingDesk:
    """What people see of cases, and what every call of the desk needs.

    `indicators` are those of every detector by id; `tell` takes the labels of final answers
    into the engine's log: without it they wait until somebody opens a desk that has one.
    `untold` knows which cases those are, and may be shared by desks of one store.
    """

    def __init__(
        self,
        store: CaseStore,
        settings: CaseSettings = CaseSettings(),  # noqa: B008
        indicators: Mapping[str, Indicators] | None = None,
        tell: Tell | None = None,
        untold: Untold | None = None,
    ):
        self._store, self._settings, self._tell = store, settings, tell
        self._untold = Untold() if untold is None else untold
        self._indicators = shipped() if indicators is None else indicators

    # ------------------------------------------------------------ looking

    def take_up(self) -> int:
        """Join alarms that changed since the last time into cases; how many were taken up."""
        taken, failed = self._catch_up()
        if failed is not None:
            raise failed
        return taken

    def _catch_up(self) -> tuple[int, BantayError | None]:
        """The same, with what could not be told: that must keep nobody from looking."""
        taken = take_up(self._store, self._indicators)
        return taken, None if self._tell is None else self._tell_labels(self._tell)

    def queue(self, viewer: Viewer, wanted: QueueFilter = QueueFilter()) -> list[QueueRow]:  # noqa: B008
        """Cases in the order in which somebody should look: urgency and age."""
        require(viewer, "look")
        self._catch_up()
        now = self._now()
        briefs = [brief(one) for one in self._store.briefs(self._naming(wanted))]
        kept = [one for one in briefs if listed(one, wanted, viewer, now)]
        rows = [row(one, now, self._settings) for one in kept]
        rows.sort(key=lambda one: (-one.priority.score, one.opened, one.case))
        if self._settings.style_order:
            rows = in_order(self._store, rows, viewer)
        end = None if wanted.limit is None else wanted.offset + wanted.limit
        shown = rows[wanted.offset : end]
        what = {"role": viewer.role, "purpose": viewer.purpose, "rows": len(shown)}
        self._store.note(Noted(viewer.who, "looked at the queue", what))
        return shown

    def _naming(self, wanted: QueueFilter) -> set[str] | None:
        """The cases that name the account that is asked for; None: every case."""
        if wanted.subject is None:
            return None
        about = Subject("account", wanted.subject)
        return self._store.cases_naming([about], joining=False).get(about, set())

    def case(self, id: str, viewer: Viewer) -> CasePage:
        """A case with everything this viewer may see."""
        loaded = self._look(id, viewer, LOOKED)
        found = beside(self._store, loaded.state, viewer)
        return page(loaded.state, viewer, self._now(), self._settings, found)

    def evidence(self, id: str, viewer: Viewer) -> dict[str, Event]:
        """The events that the case's findings quote, texts as far as they are kept."""
        loaded = self._look(id, viewer, "looked at evidence of a case")
        ids = sorted(quoted(loaded.state))
        return self._store.events(ids, _look_of(viewer, loaded.case)) if ids else {}

    def context(self, id: str, event: str, viewer: Viewer) -> list[ContextLine]:
        """A quoted message with the five before and the five after it."""
        loaded = self._look(id, viewer, "looked around evidence of a case")
        known = quoted(loaded.state)
        if event not in known:
            raise InputError(f"{event} is no evidence of case {loaded.case}")
        found = self._store.around(event, REACH, _look_of(viewer, loaded.case))
        return [ContextLine(event=one, quoted=one.id in known) for one in found]

    def mentions(self, viewer: Viewer) -> list[Mention]:
        """Notes that name the viewer or the viewer's role, the newest first."""
        require(viewer, "look")
        names, found = names_of(viewer), list[Mention]()
        for one in map(brief, self._store.briefs()):
            within = viewer.cases is None or one.case in viewer.cases
            if within and one.merged_into is None and names & set(one.mentions):
                state = load(self._store, one.case).state
                if blind(state, viewer, reader=may(viewer, "second_look")):
                    continue  # a note may tell what must not be known before the second look
                named = [n for n in state.notes if names & {*n.mentions}]
                found += [Mention(case=one.case, note=n) for n in named]
        what = {"role": viewer.role, "purpose": viewer.purpose, "notes": len(found)}
        self._store.note(Noted(viewer.who, "looked at mentions", what))
        return sorted(found, key=lambda one: one.note.time, reverse=True)

    def quality(self, viewer: Viewer) -> Quality:
        """Agreement, reversals, age of the queue: of the team, never of a person."""
        require(viewer, "quality")
        what = {"role": viewer.role, "purpose": viewer.purpose}
        self._store.note(Noted(viewer.who, "looked at quality", what))
        return quality(self._store, self._settings)

    def bundle(self, id: str, viewer: Viewer, profile: Profile = "masked") -> bytes:
        """The evidence bundle: one signed zip."""
        from bantay.runtime.bundle import bundle

        require(viewer, "bundle")
        loaded = self._open(id, viewer, "bundle")
        found = msgspec.structs.replace(beside(self._store, loaded.state, viewer), draft=None)
        shown = page(loaded.state, viewer, self._now(), self._settings, found)
        if shown.blind:
            raise Conflict(f"case {shown.case} waits for another look: evidence goes out after it")
        self._store.note(by(viewer, "took evidence out", loaded.case, profile=profile))
        return bundle(self._store, shown, viewer, profile)

    # ------------------------------------------------------------ inside

    def _now(self) -> datetime:
        return moment(self._store.wall())

    def _open(self, id: str, viewer: Viewer, act: Act) -> Loaded:
        """A case that may be worked on, by the id or a unique beginning of it."""
        require(viewer, act)
        case = self._called(id, viewer)
        loaded = load(self._store, case)
        into = loaded.state.merged_into
        if act != "look" and into is not None:
            raise Conflict(f"case {case} goes on in {into}: work there")
        return loaded

    def _look(self, id: str, viewer: Viewer, act: str) -> Loaded:
        require(viewer, "look")
        self._catch_up()
        loaded = self._open(id, viewer, "look")
        self._store.note(by(viewer, act, loaded.case))
        return loaded

    def _called(self, id: str, viewer: Viewer) -> str:
        found = self._store.find_case(id)
        case = id if id in found else found[0] if len(found) == 1 else None
        if case is None:
            if found:
                raise InputError(f"{len(found)} cases begin with {id!r}: write more of it")
            near = closest(id, [one.case for one in self._store.briefs()], 0.3)
            reason = f"there is no case {id!r}; `bantay cases` lists them"
            raise InputError(reason, nearest=near)
        require(viewer, "look", case)
        return case

    def _mine(self, id: str, viewer: Viewer, act: Act) -> Loaded:
        """A case that nobody else has in hand."""
        loaded = self._open(id, viewer, act)
        lease = loaded.state.lease_at(self._now())
        if lease is not None and lease.by != viewer.who:
            raise Conflict(f"{lease.by} has case {loaded.case} in hand until {lease.until:%H:%M}")
        return loaded

    def _held(self, id: str, viewer: Viewer) -> Loaded:
        """A case that the viewer has in hand."""
        loaded = self._mine(id, viewer, "lease")
        if loaded.state.lease_at(self._now()) is None:
            raise Conflict(f"you do not have case {loaded.case} in hand")
        return loaded

    def _head(self, loaded: Loaded, viewer: Viewer) -> Any:
        """What every record of a person begins with."""
        now = self._now()
        return {"time": now, "case": loaded.case, "by": viewer.who, "role": viewer.role}

    def _keep(
        self, loaded: Loaded, viewer: Viewer, record: AnyRecord, act: str, **more: object
    ) -> None:
        entry = by(viewer, act, loaded.case, **more)
        self._store.commit_cases(follow({loaded.case: loaded}, [record], [entry]))

    def _tell_labels(self, tell: Tell) -> BantayError | None:
        """Tell what waits; one that cannot be told keeps no other waiting, and is returned."""
        failed = None
        with self._untold.waiting(self._store) as cases:
            for case in cases:
                try:
                    self._tell_of(load(self._store, case), tell)
                except BantayError as wrong:
                    failed = failed or wrong
        return failed

    def _tell_of(self, loaded: Loaded, tell: Tell) -> None:
        """Tell the labels and the step of a final answer, or that they are taken back."""
        now, state = self._now(), loaded.state
        reversal, final = state.taken_back, settled(state, now, self._settings)
        if reversal is not None:
            said, ruling = list(unsure(state, reversal, now)), back(reversal.ruling)
            taken = list(steps_back(state, reversal, now))
        elif final is not None:
            said, ruling = list(labels(state, final, now)), final.ruling
            taken = list(steps(state, final, now))
        else:
            return
        tell(said, taken)
        record = LabelsTold(time=now, case=loaded.case, ruling=ruling)
        what = {"case": loaded.case, "ruling": ruling, "labels": len(said), "steps": len(taken)}
        entry = Noted(ENGINE, "labels given", what)
        self._store.commit_cases(follow({loaded.case: loaded}, [record], [entry]))


def shipped() -> dict[str, Indicators]:
    """The indicators of every detector and survey that comes with Bantay."""
    from bantay.runtime.catalogue import catalogue, signs

    found = {detector.spec.id: detector.spec.indicators for detector in catalogue()}
    return found | {sign.id: sign.indicators for sign in signs()}


def quoted(state: CaseState) -> set[str]:
    """The ids of the events that a case's findings quote."""
    return {q.event for a in state.alarms.values() for f in a.findings for q in f.quotes}


def _look_of(viewer: Viewer, case: str) -> Look:
    return Look(viewer.who, f"case {case}, as {viewer.role}: {viewer.purpose}")
