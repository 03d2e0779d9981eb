"""One change to cases: records in, everything that follows from them out, in one commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bantay.cases.brief import Brief, brief_of
from bantay.cases.joining import keys
from bantay.cases.parts import parts, things
from bantay.cases.state import CaseState, replay
from bantay.model.casework import AnyRecord, SealedNote, Viewer
from bantay.model.evidence import Subject
from bantay.ports.casestore import BriefRow, CaseCommit, CaseStore, Noted

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Brief)


class Loaded(msgspec.Struct, frozen=True):
    """A case as it was read: its records with their numbers, and the state they give."""

    case: str
    records: Sequence[tuple[int, AnyRecord]]
    state: CaseState

    @property
    def last(self) -> int:
        """The number of the latest record of its own."""
        return max((n for n, record in self.records if record.case == self.case), default=0)


def load(store: CaseStore, case: str) -> Loaded:
    """A case and what was merged into it."""
    records = store.case_records(case)
    return Loaded(case, records, replay(case, (record for _, record in records)))


def brief(row: BriefRow) -> Brief:
    """A case in brief, as it was kept."""
    return _DECODER.decode(row.body)


def by(viewer: Viewer, act: str, case: str, **more: Any) -> Noted:
    """An audit entry of a person: what, on which case, in what role, for what purpose."""
    what = {"case": case, "role": viewer.role, "purpose": viewer.purpose, **more}
    return Noted(viewer.who, act, what)


def follow(
    before: Mapping[str, Loaded],
    records: Sequence[AnyRecord],
    audit: Sequence[Noted],
    *,
    sealed: Sequence[SealedNote] = (),
) -> CaseCommit:
    """The commit of new records. `before` has every case they touch, as it was read; cases
    that are not in it are new."""
    states, held = after(before, records), _held_anew(records)
    return CaseCommit(
        records=records,
        expected={case: loaded.last for case, loaded in before.items()},
        briefs=[_row(state) for state in states.values()],
        ties={case: _ties(state) for case, state in states.items()},
        alarms={
            id: (case, alarm.revision)
            for case, state in states.items()
            if state.merged_into is None
            for id, alarm in state.alarms.items()
        },
        held={
            case: _held(state)
            for case, state in states.items()
            if state.held is not None or case in held
        },
        sealed=sealed,
        audit=audit,
    )


def after(before: Mapping[str, Loaded], records: Sequence[AnyRecord]) -> dict[str, CaseState]:
    """The cases that new records touch, as they are then."""
    into = {r.case: r.into for r in records if r.__struct_config__.tag == "cases.merged"}  # type: ignore[union-attr]
    touched = dict.fromkeys(record.case for record in records)
    touched |= dict.fromkeys(into.values())
    of_case: dict[str, list[int]] = {}
    for n, record in enumerate(records):
        of_case.setdefault(record.case, []).append(n)
    found = {}
    for case in touched:
        known, ids = _family(case, before, into)
        new = sorted(n for id in ids for n in of_case.get(id, ()))
        found[case] = replay(case, [*known, *(records[n] for n in new)])
    return found


def _family(
    case: str, before: Mapping[str, Loaded], into: Mapping[str, str]
) -> tuple[list[AnyRecord], set[str]]:
    """The records of a case and of all that goes on in it, as they were read, and their cases."""
    family = {case, *(loser for loser, winner in into.items() if winner == case)}
    old = {n: r for one in family if one in before for n, r in before[one].records}
    known = [old[n] for n in sorted(old)]
    return known, {record.case for record in known} | family


def _row(state: CaseState) -> BriefRow:
    body = _ENCODER.encode(brief_of(state))
    return BriefRow(
        case=state.case, status=state.status(), merged_into=state.merged_into, body=body
    )


def _ties(state: CaseState) -> dict[Subject, bool]:
    """Whom and what a case names; true for what makes alarms one case."""
    if state.merged_into is not None:
        return {}
    found: dict[Subject, bool] = {}
    for alarm in state.alarms.values():
        named = [one for one, _, _ in parts(alarm)] + [one for one, _ in things(alarm)]
        found |= {one: found.get(one, False) for one in named}
        found |= dict.fromkeys(keys(alarm, state.apart), True)
    return found


def _held(state: CaseState) -> set[str]:
    """The events whose texts a hold keeps: all that findings of the case quote."""
    if state.held is None or state.merged_into is not None:
        return set()
    return {q.event for a in state.alarms.values() for f in a.findings for q in f.quotes}


def _held_anew(records: Iterable[AnyRecord]) -> set[str]:
    """The cases of which a hold may just have come or gone."""
    tags = ((record.case, record.__struct_config__.tag) for record in records)
    return {case for case, tag in tags if isinstance(tag, str) and tag.startswith("hold.")}
