"""People and things of a case. Whoever may be a victim is never shown as a possible controller."""

from collections import defaultdict

from bantay.cases.parts import parts, things
from bantay.cases.state import CaseState
from bantay.model.case import PERSON_ROLES, Person, PersonRole, Thing
from bantay.model.evidence import Subject

_RANK = {role: n for n, role in enumerate(PERSON_ROLES)}


def people(state: CaseState) -> tuple[Person, ...]:
    """Every account once, victims first. A person's word on a part stands over alarms'."""
    said: defaultdict[Subject, set[PersonRole]] = defaultdict(set)
    named: defaultdict[Subject, set[str]] = defaultdict(set)
    alarms: defaultdict[Subject, set[str]] = defaultdict(set)
    own: defaultdict[Subject, set[str]] = defaultdict(set)
    for id, alarm in state.alarms.items():
        for subject, part, word in parts(alarm):
            said[subject].add(part)
            alarms[subject].add(id)
            if word is None:
                own[subject].add(id)
            else:
                named[subject].add(word)
    for subject in state.parts:
        said.setdefault(subject, set())
    found = [
        _person(state, subject, roles, named[subject], alarms[subject], own[subject])
        for subject, roles in said.items()
    ]
    found.sort(key=lambda one: (one.subject.kind, one.subject.id))
    found.sort(key=lambda one: _RANK[one.role])
    return tuple(found)


def _person(
    state: CaseState,
    subject: Subject,
    roles: set[PersonRole],
    named: set[str],
    alarms: set[str],
    own: set[str],
) -> Person:
    word = state.parts.get(subject)
    if word is None and len(roles) == 1:  # almost everybody, and there may be thousands
        role, also = next(iter(roles)), tuple[PersonRole, ...]()
    else:
        ordered = [role for role in PERSON_ROLES if role in roles]
        role = word.part if word is not None else ordered[0]
        if role == "possible_controller" and "possible_victim" in roles:
            role = "possible_victim"  # no single person lifts that shield (DESIGN 8)
        also = tuple(one for one in ordered if one != role)
    return Person(
        subject=subject,
        role=role,
        also=also,
        named=_ordered(named),
        alarms=_ordered(alarms),
        own=_ordered(own),
    )


def _ordered(words: set[str]) -> tuple[str, ...]:
    return tuple(words) if len(words) < 2 else tuple(sorted(words))


def things_of(state: CaseState) -> tuple[Thing, ...]:
    """Instruments, devices, groups … of a case, each once."""
    words: defaultdict[Subject, set[str]] = defaultdict(set)
    alarms: defaultdict[Subject, set[str]] = defaultdict(set)
    for id, alarm in state.alarms.items():
        for subject, word in things(alarm):
            words[subject].add(word)
            alarms[subject].add(id)
    return tuple(
        Thing(subject=one, named=tuple(sorted(words[one])), alarms=tuple(sorted(alarms[one])))
        for one in sorted(words)
    )
