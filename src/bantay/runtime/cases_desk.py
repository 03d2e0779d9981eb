"""The desk where people work on cases: `ports.cases.CasesDesk` over a store.

Read `case_joining` for how alarms become cases, `case_saving` for what a change leaves
behind, `cases` (the room) for every rule.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec

from bantay.cases.card import LINES
from bantay.cases.deciding import asked, reversed_by, ruled, undone
from bantay.cases.page import shown
from bantay.cases.people import people
from bantay.cases.rounds import look
from bantay.cases.settings import read_settings
from bantay.cases.state import CaseState
from bantay.errors import Conflict, InputError, closest
from bantay.model.case import Card, Lease, PersonRole
from bantay.model.casework import (
    Act,
    AlarmLeft,
    AlarmTaken,
    Answer,
    AnyRecord,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    LeaseEnded,
    LeaseTaken,
    MarkFilled,
    NoteAdded,
    RoleGiven,
    Ruled,
    RulingUndone,
    SealedNote,
    Viewer,
)
from bantay.model.evidence import Quote, Subject
from bantay.ports.cases import CasesDesk
from bantay.ports.casestore import CaseCommit, CaseStore
from bantay.runtime.case_joining import name
from bantay.runtime.case_reading import ReadingDesk, Tell, quoted
from bantay.runtime.case_saving import by, follow
from bantay.runtime.case_untold import Untold

LONGEST_LEASE, LONGEST_TEXT = 480, 20_000
"""Minutes in hand; characters of a note."""
_MENTION = re.compile(r"(?<![\w@.])@([\w][\w.-]{0,62})")
SETTINGS = "cases.toml"
"""A file in the store's directory: how long leases last, when reports are due."""


class StoreInPlace(CaseStore, Protocol):
    """A store that is a directory."""

    @property
    def directory(self) -> Path: ...


class CaseDesk(ReadingDesk):
    """Implements `ports.cases.CasesDesk`: reading is `case_reading`, the rest is here."""

    # ------------------------------------------------------------ working

    def lease(self, id: str, viewer: Viewer, minutes: int | None = None) -> Lease:
        """Take the case in hand, or keep it longer. Conflict while it is another's."""
        loaded = self._mine(id, viewer, "lease")
        minutes = self._settings.lease_minutes if minutes is None else minutes
        if not 1 <= minutes <= LONGEST_LEASE:
            raise InputError(f"a case can be in hand for 1 to {LONGEST_LEASE} minutes")
        until = self._now() + timedelta(minutes=minutes)
        self._keep(loaded, viewer, LeaseTaken(**self._head(loaded, viewer), until=until), "leased")
        return Lease(viewer.who, until)

    def release(self, id: str, viewer: Viewer) -> None:
        """Put a case back that one has in hand."""
        loaded = self._held(id, viewer)
        self._keep(loaded, viewer, LeaseEnded(**self._head(loaded, viewer)), "released")

    def handover(self, id: str, viewer: Viewer, note: str, to: str | None = None) -> None:
        """Give a case in hand to somebody, or back to the queue, with a note."""
        loaded = self._held(id, viewer)
        if not note.strip():
            raise InputError("a hand-over needs a note for whoever takes the case")
        record = HandedOver(**self._head(loaded, viewer), to=to, note=note)
        self._keep(loaded, viewer, record, "handed over", to=to)

    def note(self, id: str, viewer: Viewer, text: str, about: str | None = None) -> NoteAdded:
        """Write a note; `@name` and `@role` in it are mentions."""
        loaded = self._open(id, viewer, "note")
        record = NoteAdded(
            **self._head(loaded, viewer),
            note=f"n-{len(loaded.records) + 1}-{loaded.case}",
            text=_words(text, "a note"),
            about=about,
            mentions=tuple(sorted({name.casefold() for name in _MENTION.findall(text)})),
        )
        self._keep(loaded, viewer, record, "noted", note=record.note)
        return record

    def sealed_note(self, id: str, viewer: Viewer, text: str) -> SealedNote:
        """Write a note that only roles with `look_sealed` can read, or know of."""
        loaded = self._open(id, viewer, "note_sealed")
        number = len(self._store.sealed_notes(loaded.case)) + 1
        note = SealedNote(
            **self._head(loaded, viewer),
            note=f"s-{number}-{loaded.case}",
            text=_words(text, "a note"),
        )
        entry = by(viewer, "sealed note written", loaded.case, note=note.note)
        self._store.commit_cases(CaseCommit(sealed=[note], audit=[entry]))
        return note

    def draft(self, id: str, viewer: Viewer, body: str | None) -> None:
        """Keep an unfinished answer for oneself, or drop it (None)."""
        loaded = self._open(id, viewer, "decide")
        entry = by(viewer, "draft kept" if body is not None else "draft dropped", loaded.case)
        drafts = [(loaded.case, viewer.who, body)]
        self._store.commit_cases(CaseCommit(drafts=drafts, audit=[entry]))

    def mark(
        self,
        id: str,
        viewer: Viewer,
        card: Card,
        name: str,
        holds: bool | None,
        *,
        quote: Quote | None = None,
        note: str | None = None,
    ) -> None:
        """Fill a line of the Palermo or ILO card, with a quote or a note; None takes it back."""
        loaded = self._open(id, viewer, "mark")
        if name not in LINES[card]:
            near = closest(name, LINES[card])
            reason = f"{name!r} is no line of {card}: {', '.join(LINES[card])}"
            raise InputError(reason, nearest=near)
        if holds is not None and quote is None and not (note or "").strip():
            raise InputError("a mark needs a quote or a note: what does it rest on?")
        if quote is not None and quote.event not in quoted(loaded.state):
            raise InputError(f"{quote.event} is no evidence of case {loaded.case}")
        record = MarkFilled(
            **self._head(loaded, viewer), card=card, name=name, holds=holds, quote=quote, note=note
        )
        self._keep(loaded, viewer, record, "card filled", card=card, line=name, holds=holds)

    def role(self, id: str, viewer: Viewer, subject: Subject, part: PersonRole, note: str) -> None:
        """Say what part an account has: it stands over what alarms say."""
        loaded = self._open(id, viewer, "mark")
        known = {one.subject: one for one in people(loaded.state)}
        if subject not in known:
            raise InputError(f"case {loaded.case} names no {subject.kind} {subject.id}")
        signs = {known[subject].role, *known[subject].also}
        if part == "possible_controller" and "possible_victim" in signs:
            raise Conflict(f"{subject.id} may be a victim: no single person lifts that shield")
        record = RoleGiven(
            **self._head(loaded, viewer), subject=subject, part=part, note=_words(note, "a part")
        )
        self._keep(loaded, viewer, record, "part given", subject=subject.id, part=part)

    # ------------------------------------------------------------ deciding

    def decide(self, id: str, viewer: Viewer, answer: Answer) -> Ruled:
        """Give the first answer to a case that is free or in hand."""
        return self._answer(id, viewer, answer, "decide")

    def second_look(self, id: str, viewer: Viewer, answer: Answer) -> Ruled:
        """Give the second or third answer, blind to those before."""
        return self._answer(id, viewer, answer, "second_look")

    def undo(self, id: str, viewer: Viewer) -> Ruled:
        """Take back one's own latest answer, within the time that settings allow."""
        loaded = self._open(id, viewer, "decide")
        last = undone(loaded.state, viewer, self._now(), self._settings)
        record = RulingUndone(**self._head(loaded, viewer), ruling=last.ruling)
        self._keep(loaded, viewer, record, "undid an answer", ruling=last.ruling)
        return last

    def reverse(self, id: str, viewer: Viewer, reason: str) -> None:
        """Open a decided case again, as somebody who did not answer it."""
        loaded = self._open(id, viewer, "reverse")
        record = reversed_by(loaded.state, viewer, reason, self._now())
        self._keep(loaded, viewer, record, "reversed an answer", ruling=record.ruling)

    def hold(self, id: str, viewer: Viewer, reason: str) -> None:
        """Place a legal hold: the case's texts outlive retention and erasure."""
        loaded = self._open(id, viewer, "hold")
        if loaded.state.held is not None:
            raise Conflict(f"case {loaded.case} is under a legal hold since {_when(loaded.state)}")
        words = _words(reason, "a legal hold")
        record = HoldPlaced(**self._head(loaded, viewer), reason=words)
        self._keep(loaded, viewer, record, "legal hold placed", reason=words)

    def lift(self, id: str, viewer: Viewer, reason: str) -> None:
        """Lift the legal hold."""
        loaded = self._open(id, viewer, "hold")
        if loaded.state.held is None:
            raise Conflict(f"case {loaded.case} is under no legal hold")
        words = _words(reason, "lifting a legal hold")
        record = HoldLifted(**self._head(loaded, viewer), reason=words)
        self._keep(loaded, viewer, record, "legal hold lifted", reason=words)

    def split(self, id: str, viewer: Viewer, alarms: Sequence[str], reason: str) -> str:
        """Move alarms, and all others about the same subjects, into a case of their own."""
        loaded = self._open(id, viewer, "split")
        state, words = loaded.state, _words(reason, "a split")
        moved = splittable(state, alarms)
        founder = min(moved, key=lambda one: (state.alarms[one].opened, one))
        head, number = self._head(loaded, viewer), 0
        while self._store.briefs([new := name(self._store, founder, number)]):
            number += 1
        records: list[AnyRecord] = []
        for one in moved:
            records.append(AlarmLeft(**head, alarm=one, to=new, why=words))
            records.append(
                AlarmTaken(
                    **{**head, "case": new},
                    alarm=state.alarms[one],
                    touches=state.touches[one],
                    detected=state.detected[one],
                )
            )
        entry = by(viewer, "split a case", loaded.case, to=new, alarms=list(moved))
        self._store.commit_cases(follow({loaded.case: loaded}, records, [entry]))
        return new

    def _answer(self, id: str, viewer: Viewer, answer: Answer, act: Act) -> Ruled:
        loaded = self._mine(id, viewer, act)
        state = loaded.state
        if answer.shown is not None and answer.shown != shown(state):
            raise Conflict(f"case {loaded.case} has changed since you opened it: look again")
        wanted = look(state.rulings)
        may = asked(state, viewer, self._now())
        if may.look == "none":
            raise Conflict(f"case {loaded.case}: {may.because}")
        if (wanted == "first") != (act == "decide"):
            raise Conflict(f"case {loaded.case} waits for a {wanted} look")
        seen = msgspec.structs.replace(answer, shown=shown(state))
        record = ruled(state, viewer, seen, self._now(), self._settings, self._chance)
        drafts = [(loaded.case, viewer.who, None)]
        more = {"ruling": record.ruling, "look": record.look, "outcome": answer.outcome}
        entry = by(viewer, "answered", loaded.case, **more, step=answer.step, shown=seen.shown)
        commit = follow({loaded.case: loaded}, [record], [entry])
        self._store.commit_cases(msgspec.structs.replace(commit, drafts=drafts))
        return record

    def _chance(self, case: str, number: int) -> float:
        said = f"second look {case} {number}".encode()
        digest = blake2b(said, key=self._store.key, digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64


def desk_of(
    store: StoreInPlace, tell: Tell | None = None, untold: Untold | None = None
) -> CasesDesk:
    """The desk of a store, with the settings in its `cases.toml`, if there are any. Who opens
    many desks gives them one `untold`, so that each reads what changed since the last."""
    path = store.directory / SETTINGS
    if not path.is_file():
        return CaseDesk(store, tell=tell, untold=untold)
    settings = read_settings(path.read_text(encoding="utf-8"), str(path))
    return CaseDesk(store, settings, tell=tell, untold=untold)


def splittable(state: CaseState, alarms: Sequence[str]) -> list[str]:
    """The alarms that move together when some are split off: all about the same subjects."""
    stray = [one for one in alarms if one not in state.alarms]
    if stray or not alarms:
        reason = f"alarm {stray[0]} is not in case {state.case}" if stray else "name an alarm"
        raise InputError(reason)
    subjects = {state.alarms[one].subject for one in alarms}
    moved = sorted(id for id, alarm in state.alarms.items() if alarm.subject in subjects)
    if len(moved) == len(state.alarms):
        raise InputError(f"these are all the alarms of case {state.case}: nothing would be left")
    return moved


def _words(text: str, what: str) -> str:
    if not text.strip():
        raise InputError(f"{what} needs words")
    if len(text) > LONGEST_TEXT:
        raise InputError(f"{what} may have {LONGEST_TEXT:,} characters at most")
    return text


def _when(state: CaseState) -> str:
    return f"{state.held.time:%Y-%m-%d}" if state.held is not None else ""
