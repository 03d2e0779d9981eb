"""A store in which every field that somebody can fill freely holds markup that would run.

The fields are walked from the contract's own types, so a new one is in it the day it is made.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from bantay.bench.crowd import _alarm, people
from bantay.engine.accept import digests_of
from bantay.model.alarm import Alarm, AlarmChange, AlarmFinding, Place
from bantay.model.casework import Viewer
from bantay.model.clock import micros
from bantay.model.decision import Decision
from bantay.model.events import Event
from bantay.model.evidence import Quote, Subject
from bantay.ports.store import Commit
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.chosen import chosen
from bantay.runtime.embedded import open_for_run

NOW = datetime.now(UTC) - timedelta(hours=1)
FITTING = ("10.00", "0.50", "USD", "PH", "en", "a" * 64, "a" * 16, "2001-02-03", "Asia/Manila")
"""Values for strings that have a form: of these, the first that fits."""
ACCOUNT = "account.id"


def mark(name: str) -> str:
    """Markup that would run where it is not escaped, and says where it stood."""
    return f'{name}"><img src=x onerror="window.bad=1"><script>window.bad=2</script>'


def value(kind: Any, name: str) -> Any:
    """A value of a type: markup wherever the type lets one be."""
    kind = getattr(kind, "type", kind)  # what the contract says of a field lies around its type
    match kind:
        case inspect.UnionType():
            return value(next(t for t in kind.types if not isinstance(t, inspect.NoneType)), name)
        case inspect.StrType():
            return mark(name) if kind.pattern is None else _fitting(str(kind.pattern), name)
        case inspect.VarTupleType() | inspect.ListType():
            return [value(kind.item_type, name)]
        case inspect.DictType():
            return {mark(name): value(kind.value_type, name)}
        case inspect.StructType():
            return {one.encode_name: value(one.type, name) for one in kind.fields}
        case _:
            return _plain(kind)


def _plain(kind: Any) -> Any:
    """A value of a type that holds no words of anybody."""
    match kind:
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.DateType():
            return "2001-02-03"
        case inspect.DateTimeType():
            return NOW
        case inspect.AnyType():
            return mark("extra")
    numbers = {inspect.BoolType: False, inspect.IntType: 1, inspect.FloatType: 0.5}
    return numbers[type(kind)]


def _fitting(pattern: str, name: str) -> str:
    """A string of a form that leaves no room for markup."""
    if re.search(pattern, mark(name)):
        return mark(name)
    found = next((one for one in FITTING if re.search(pattern, one)), None)
    assert found is not None, f"{name}: nothing in FITTING has the form {pattern}"
    return found


def filled(kind: type) -> Event:
    """An event of a type with every field filled."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    said = {one.encode_name: value(one.type, f"{info.tag}.{one.name}") for one in info.fields}
    if "account" in said:
        said["account"] = mark(ACCOUNT)
    made: Event = msgspec.convert({"type": info.tag, **said}, Event)  # type: ignore[arg-type]
    return made


EVENTS: tuple[Event, ...] = tuple(filled(kind) for kind in get_args(Event))


def free(event: Event) -> Iterator[str]:
    """The fields of an event in which markup stands."""
    for one in event.__struct_fields__:
        if one not in ("extra",) and "<script>" in str(getattr(event, one)):
            yield one


FIELDS = [(event, name) for event in EVENTS for name in free(event)]
"""Every field of the contract that somebody can fill freely, by the event that has it."""


def _finding(event: Event, name: str, number: int) -> AlarmFinding:
    base = _alarm("x", Subject("account", "x"), "controller", NOW, {}).findings[0]
    span = Quote(event.id, name, 0, 6, (mark("undone"),))
    changes = {"finding": f"f-{number}", "summary": mark(f"summary-{number}"), "quotes": (span,)}
    return msgspec.structs.replace(base, **changes)  # type: ignore[arg-type]


def alarms() -> Iterator[Alarm]:
    """Alarms that quote every field, about an account, and naming others, whose ids are markup."""
    made = [_finding(event, name, n) for n, (event, name) in enumerate(FIELDS)]
    for number, first in enumerate(range(0, len(made), 190)):
        subject = Subject("account", mark(ACCOUNT if number == 0 else f"subject-{number}"))
        roles = {
            word: (mark(word),)
            for word in ("performer", "payer", "instrument", "device", mark("role"))
        }
        base = _alarm(f"a-{number}", subject, "controller", NOW, roles)
        where = (Place(mark("place"), mark("basis")),)
        yield msgspec.structs.replace(base, findings=tuple(made[first : first + 190]), region=where)


def decision(about: Alarm) -> Decision:
    """A decision by a rule, for reasons, whose words are markup."""
    return Decision(
        decision="d-marked",
        rule=mark("rule"),
        step="nudge",
        actions=("tip",),
        subject=about.subject,
        target=about.subject,
        alarm=about.alarm,
        time=NOW,
        until=NOW + timedelta(days=30),
        status="open",
        automatic=True,
        reasons=(mark("reason"),),
        ground=mark("ground"),
        hypothesis=about.hypothesis,
    )


def store_of_marks(folder: Path) -> dict[str, str]:
    """The store; the tokens of its people."""
    store = open_for_run(folder, chosen().settings)
    found = list(alarms())
    store.commit(
        Commit(
            first_seq=0,
            records=list(EVENTS),
            digests=digests_of(EVENTS),
            times=[micros(one.time) for one in EVENTS],
            alarms=[AlarmChange(one, True) for one in found],
            decisions=[decision(found[0])],
            now=micros(NOW),
            wall=micros(NOW),
        )
    )
    tokens = people(store)
    desk, ana = desk_of(store), Viewer(who="ana", role="lead", purpose="test")
    desk.take_up()
    for row in desk.queue(ana):
        desk.lease(row.case, ana)
        desk.note(row.case, ana, f"@ada {mark('note')}")
        desk.sealed_note(row.case, ana, mark("sealed"))
        desk.role(row.case, ana, found[0].subject, "possible_victim", mark("part"))
        desk.draft(row.case, ana, mark("draft"))
        desk.handover(row.case, ana, mark("handover"), "ana")
    store.close()
    return tokens
