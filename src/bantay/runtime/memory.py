"""Key states between the store and the stages: loaded when first asked, saved when touched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from bantay.adapters.store.private import owner
from bantay.engine import state as key_state
from bantay.engine.gate import Held
from bantay.engine.state import KeyState
from bantay.engine.window import Slot
from bantay.fuse import subject as subject_state
from bantay.fuse.subject import SubjectState, subject_from, subject_key
from bantay.model.clock import DAY
from bantay.model.evidence import Subject
from bantay.model.keys import compound
from bantay.ports.store import StateKey, StateRow
from bantay.runtime.desks import DESK, DOMAINS, FOREVER, DeskMemory

ACCOUNT = "account"
SUBJECT = "subject"
OPEN = "open"

Load = Callable[[Sequence[StateKey]], dict[StateKey, bytes]]


class Memory:
    """Implements the states both stages ask for; at most `capacity` of them stay in memory."""

    def __init__(
        self,
        load: Load,
        open_subjects: Iterable[str] = (),
        capacity: int = 1_000,
        due: Mapping[str, int] | None = None,
    ):
        self._load, self._capacity = load, capacity
        self.desks = DeskMemory(load, due or {})
        self._keys: dict[StateKey, KeyState] = {}
        self._subjects: dict[str, SubjectState | None] = {}  # None: it has none, none was asked for
        self._open = set(open_subjects)
        self._touched: set[StateKey] = set()
        self._settled: dict[StateKey, StateRow] = {}
        self._turned: set[str] = set()
        self.lines: Held = {}  # not saved: the log has them

    def prefetch(self, keys: Iterable[StateKey]) -> None:
        """Load many key states in one go, and of accounts what is held against them and what
        was decided."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._keys]
        for key in [key for key in missing if key in self._settled]:
            self._keys[key] = key_state.restore(self._settled[key].body or b"")
            missing.remove(key)
        accounts = [compound(ACCOUNT, key) for domain, key in missing if domain == ACCOUNT]
        subjects = [(SUBJECT, key) for key in accounts if key not in self._subjects]
        desks = [(DESK, key) for key in self.desks.unknown(accounts)]
        if missing:
            bodies = self._load([*missing, *subjects, *desks])
            for state in missing:
                body = bodies.get(state)
                self._keys[state] = KeyState() if body is None else key_state.restore(body)
            for subject in subjects:
                body = bodies.get(subject)
                self._subjects[subject[1]] = None if body is None else subject_state.restore(body)
            for desk in desks:
                self.desks.hold(desk[1], bodies.get(desk))

    def key(self, domain: str, key: str) -> KeyState:
        """A key's state, fresh if it has none."""
        held = self._keys.get((domain, key))
        if held is None:
            self.prefetch([(domain, key)])
            held = self._keys[(domain, key)]
        return held

    def touch(self, domain: str, key: str) -> None:
        """The key's state is about to change."""
        self._touched.add((domain, key))

    def bodies(self, keys: Iterable[StateKey]) -> dict[StateKey, bytes]:
        """Key states as they are now, in bytes, of those keys that have one."""
        wanted = set(keys)
        held = {key: row.body or b"" for key, row in self._settled.items() if key in wanted}
        fresh = {
            k: key_state.dump(self._keys[k]) for k in self._touched & wanted if k[0] != SUBJECT
        }
        missing = [key for key in sorted(wanted) if key not in held and key not in fresh]
        return {**(self._load(missing) if missing else {}), **held, **fresh}

    def settle(self, domain: str, key: str, body: bytes, expires: int) -> None:
        """A key's state was worked out elsewhere: it is saved as it is."""
        self._keys.pop((domain, key), None)
        self._touched.discard((domain, key))
        self._settled[domain, key] = StateRow(domain, key, body, expires + DAY)

    def subject(self, subject: Subject) -> SubjectState:
        """A subject's state, fresh if it has none."""
        return self._subject(subject_key(subject))

    def _subject(self, key: str) -> SubjectState:
        held = self._subjects.get(key)
        if held is None:
            known = key in self._subjects
            body = None if known else self._load([(SUBJECT, key)]).get((SUBJECT, key))
            held = SubjectState() if body is None else subject_state.restore(body)
            self._subjects[key] = held
        return held

    def touch_subject(self, subject: Subject) -> None:
        """The subject's state is about to change."""
        self._touched.add((SUBJECT, subject_key(subject)))

    def opened(self, subject: Subject, is_open: bool) -> None:
        """Remember whether the subject has an open alarm."""
        key = subject_key(subject)
        if is_open != (key in self._open):
            self._open.symmetric_difference_update((key,))
            self._turned.add(key)

    def open_subjects(self) -> list[Subject]:
        """All subjects with an open alarm, sorted."""
        return [subject_from(key) for key in sorted(self._open)]

    def rows(self) -> list[StateRow]:
        """What has to be saved, in a fixed order; afterwards nothing is touched."""
        touched = self._touched | self._settled.keys()
        rows = [self._row(domain, key) for domain, key in sorted(touched)]
        for key in sorted(self._turned):
            body = b"1" if key in self._open else None
            rows.append(StateRow(OPEN, key, body, FOREVER))
        self._touched.clear()
        self._settled.clear()
        self._turned.clear()
        rows.extend(self.desks.rows())
        return rows

    def _row(self, domain: str, key: str) -> StateRow:
        if domain == SUBJECT:
            return StateRow(domain, key, subject_state.dump(self._subject(key)), FOREVER)
        if (domain, key) not in self._touched:
            return self._settled[domain, key]
        state = self._keys[(domain, key)]
        return StateRow(domain, key, key_state.dump(state), state.expires + DAY)

    def shrink(self) -> None:
        """Forget the states longest in memory; call after what was touched is saved."""
        _shrink(self._keys, self._capacity)
        _shrink(self._subjects, self._capacity)
        self.desks.shrink(self._capacity)


def _shrink(held: dict[Any, Any], capacity: int) -> None:
    for key in list(islice(held, max(0, len(held) - capacity))):
        del held[key]


def without_texts(domain: str, body: bytes, account: str | None = None) -> bytes | None:
    """What may stay of a state whose texts have outlived their retention, or of which one person's
    are erased: then only that person's events leave its windows.

    Facts and what is held against subjects stay: they hold no text. None when nothing is left.
    """
    if domain in (SUBJECT, OPEN) or domain in DOMAINS:
        return body
    state = key_state.restore(body)
    if account is None:
        state.slots.clear()
    elif not sum(_drop(slot, account) for slot in state.slots.values()):
        return body
    return key_state.dump(state) if state.facts or state.slots else None


def _drop(slot: Slot, account: str) -> int:
    """Take a person's events out of a window; what was found in others' stays."""
    kept = [n for n, event in enumerate(slot.events) if owner(event) != account]
    gone = len(slot.events) - len(kept)
    if gone:
        slot.times = [slot.times[n] for n in kept]
        slot.events = [slot.events[n] for n in kept]
    return gone
