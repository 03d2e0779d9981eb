"""Stores for the bars of the console: the demo's story, and a crowd of cases."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bantay.adapters.sources import open_sources
from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.access import Person, Proof
from bantay.model.alarm import Alarm, AlarmChange, AlarmFinding, Palermo, Versions
from bantay.model.clock import micros
from bantay.model.decision import Order
from bantay.model.evidence import Quote, Subject
from bantay.model.vocabulary import Hypothesis
from bantay.ports.store import Commit
from bantay.ports.visitor import Role
from bantay.runtime.chosen import chosen
from bantay.runtime.demo import story_path
from bantay.runtime.embedded import open_for_run, run

PEOPLE: tuple[tuple[str, Role], ...] = (("ana", "lead"), ("ada", "auditor"))
ORDER = "o-of-the-bar"
_KINDS: tuple[Hypothesis, ...] = ("minor_at_risk", "contact_evasion", "scam", "controller")
_AT_ONCE = 1_000


def story(folder: Path) -> dict[str, str]:
    """A store of the demo's story; the token of a session for each of `PEOPLE`."""
    rules = chosen()
    store = open_for_run(folder, rules.settings)
    try:
        run(open_sources([story_path()]), store, rules.settings, policy=rules.policy)
        (folder / "made-by-bantay-demo").touch()
        return people(store)
    finally:
        store.close()


def crowd(folder: Path, cases: int, entities: int) -> dict[str, str]:
    """A store of so many cases and one ring of so many entities, with an order that waits; the
    tokens of its people."""
    now = datetime.now(UTC)
    store = open_for_run(folder, chosen().settings)
    try:
        alarms = [*_alarms(cases, now), _ring(entities, now)]
        for first in range(0, len(alarms), _AT_ONCE):
            _put(store, alarms[first : first + _AT_ONCE], now)
        return people(store)
    finally:
        store.close()


def people(store: EmbeddedStore) -> dict[str, str]:
    """Somebody of each role the console is for, signed in already."""
    tokens = {name: f"session-of-{name}" for name, _ in PEOPLE}
    for name, role in PEOPLE:
        person = Person(name=name, role=role, status="active", made=0, proof=Proof())
        store.access.add_person(person, "bench")
        store.access.open_session(tokens[name], name)
    return tokens


def _put(store: EmbeddedStore, alarms: Sequence[Alarm], now: datetime) -> None:
    order = Order(
        order=ORDER,
        decision="d-of-the-bar",
        kind="warn",
        target=Subject("account", "acct-0"),
        time=now,
        automatic=True,
    )
    commit = Commit(
        first_seq=store.head().next_seq,
        records=[],
        digests=[],
        times=[],
        alarms=[AlarmChange(one, True) for one in alarms],
        orders=[order],
        now=micros(now),
        wall=micros(now),
    )
    store.commit(commit)


def _alarms(count: int, now: datetime) -> Iterator[Alarm]:
    for n in range(count):
        subject, kind = Subject("account", f"acct-{n}"), _KINDS[n % len(_KINDS)]
        yield _alarm(f"a-{n}", subject, kind, now - timedelta(minutes=n), {})


def _ring(entities: int, now: datetime) -> Alarm:
    members = tuple(f"member-{n}" for n in range(entities))
    return _alarm("a-ring", Subject("ring", "ring-1"), "broker_ring", now, {"member": members})


def _alarm(
    id: str, about: Subject, kind: Hypothesis, opened: datetime, roles: dict[str, tuple[str, ...]]
) -> Alarm:
    finding = AlarmFinding(
        finding=f"f-{id}",
        detector="money.payout_hub",
        revision=1,
        version=1,
        group="hub",
        weight_db=23.0,
        counted=True,
        draft=False,
        summary="several accounts, one payout",
        quotes=(Quote(f"e-{id}", "text", 0, 4),),
    )
    return Alarm(
        alarm=id,
        revision=1,
        episode=1,
        status="open",
        opened=opened,
        closed_by=None,
        time=opened,
        hypothesis=kind,
        subject=about,
        roles=roles,
        score_db=3.0,
        prior_db=-20.0,
        weight_db=23.0,
        threshold_db=0.0,
        probability=None,
        calibration="draft",
        planes=("money",),
        palermo=Palermo(),
        region=(),
        transmission=(),
        findings=(finding,),
        versions=Versions("bench", "bench", "bench"),
        first_event_time=opened - timedelta(days=2),
    )
