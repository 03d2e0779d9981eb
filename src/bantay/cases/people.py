"""People and things of a case. Whoever may be a victim is never shown as a possible controller."""

from collections import defaultdict

from bantay.cases.parts import parts, things
from bantay.cases.state import CaseState
from bantay.model.case import PERSON_ROLES, Person, PersonRole, Thing
from bantay.model.casework import RoleGiven
from bantay.model.evidence import Subject

_RANK = {role: n for n, role in enumerate(PERSON_ROLES)}


Said = tuple[PersonRole, str, str | None]
"""What an alarm says of an account: its part, the alarm, its word (None: it is about it)."""


def people(state: CaseState) -> tuple[Person, ...]:
    """Every account once, victims first. A person's word on a part stands over alarms'."""
    said: defaultdict[Subject, list[Said]] = defaultdict(list)
    for id, alarm in state.alarms.items():
        for subject, part, word in parts(alarm):
            said[subject].append((part, id, word))
    for subject in state.parts:
        said.setdefault(subject, [])
    found = [_person(state.parts.get(one), one, some) for one, some in said.items()]
    found.sort(key=lambda one: (one.subject.kind, one.subject.id))
    found.sort(key=lambda one: _RANK[one.role])
    return tuple(found)


def _person(given: RoleGiven | None, subject: Subject, said: list[Said]) -> Person:
    if given is None and len(said) == 1:  # almost everybody, and there may be thousands
        [(part, id, word)] = said
        whose = () if word is None else (word,)
        own = (id,) if word is None else ()
        return Person(subject=subject, role=part, named=whose, alarms=(id,), own=own)
    roles = {part for part, _, _ in said}
    ordered = [role for role in PERSON_ROLES if role in roles]
    role = given.part if given is not None else ordered[0]
    if role == "possible_controller" and "possible_victim" in roles:
        role = "possible_victim"  # no single person lifts that shield (DESIGN 8)
    return Person(
        subject=subject,
        role=role,
        also=tuple(one for one in ordered if one != role),
        named=tuple(sorted({word for _, _, word in said if word is not None})),
        alarms=tuple(sorted({id for _, id, _ in said})),
        own=tuple(sorted({id for _, id, word in said if word is None})),
    )


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
