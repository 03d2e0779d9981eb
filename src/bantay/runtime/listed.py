"""What of a store may stand on policy lists: nobody whom anything calls a possible victim.

The rules are `adapters.bridges.policy_lists`; here the shield is gathered for them: from open
alarms, from decisions taken under it, and from what people said in cases.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from bantay.adapters.bridges.list_rooms import SECONDS, ListRooms
from bantay.adapters.bridges.policy_lists import CONFIRMED, Confidence, Rule, rules
from bantay.adapters.written import text_of
from bantay.kit.toml import read_toml
from bantay.model.alarm import Alarm
from bantay.model.case_page import QueueFilter
from bantay.model.casework import Viewer
from bantay.model.decision import Decision
from bantay.ports.acting import DecisionFilter
from bantay.ports.cases import CasesDesk
from bantay.ports.reading import AlarmFilter


class Reads(Protocol):
    """A store, as far as lists need it."""

    def alarms(self, wanted: AlarmFilter) -> list[Alarm]: ...

    def decisions(self, wanted: DecisionFilter) -> list[Decision]: ...


class Lists(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings file: a homeserver, whose token may write, and which room is which list."""

    url: str
    token_file: str
    rooms: dict[str, str]
    seconds: float = SECONDS
    confidence: list[Confidence] = field(default_factory=lambda: list(CONFIRMED))
    hashed: bool = False


def listed(
    store: Reads,
    desk: CasesDesk,
    by: str,
    wanted: Collection[Confidence] = CONFIRMED,
    *,
    hashed: bool = False,
) -> list[Rule]:
    """The rules that follow from a store now; looking at the cases behind them is logged."""
    alarms = store.alarms(AlarmFilter(status="open"))
    shielded = {one.subject.id for one in store.decisions(DecisionFilter()) if one.shielded}
    named = [rule.content["entity"] for rule in rules(alarms, shielded, wanted=wanted)]
    viewer = Viewer(who=by, role="lead", purpose="policy lists")
    shielded |= {id for id in dict.fromkeys(named) if _said_victim(desk, viewer, id)}
    return rules(alarms, shielded, wanted=wanted, hashed=hashed)


def _said_victim(desk: CasesDesk, viewer: Viewer, id: str) -> bool:
    """Whether a case names somebody as a possible victim, whatever else it names them as."""
    for row in desk.queue(viewer, QueueFilter(subject=id, limit=100)):
        for person in desk.case(row.case, viewer).people:
            if person.subject.id == id and "possible_victim" in (person.role, *person.also):
                return True
    return False


def read_lists(path: Path) -> tuple[Lists, ListRooms]:
    """The settings and the rooms they name. ConfigError with file and line."""
    said = read_toml(text_of(path, "the shared lists"), str(path), Lists)
    token = path.parent / said.token_file
    return said, ListRooms(said.url, token, said.rooms, said.seconds)
