"""Known material on its way in: pictures are looked up before they enter the log.

What the lists said at that moment becomes part of the event, so a replay gives the same
alarms whatever the lists say today. An entry that is withdrawn later is answered by a label.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from bantay.adapters.hashlists.services import services
from bantay.adapters.hashlists.shelf import Shelf
from bantay.adapters.pictures.kernel import kernel
from bantay.errors import StoreError
from bantay.kit.known import KnownHashes
from bantay.model.events import Event, LabelGiven, MediaShared
from bantay.model.events.talk import Match
from bantay.model.evidence import Fault
from bantay.ports.hashlists import Lookup
from bantay.ports.reading import AlarmFilter, Reading

DETECTOR = "media.known_material"


class Loaded:
    """The lists in memory, as one lookup."""

    name = "hash lists"

    def __init__(self, known: KnownHashes):
        self._known = known

    def matches(self, pictures: Sequence[MediaShared]) -> list[list[Match]]:
        """The hits of each picture."""
        return [self._known.matches(picture) for picture in pictures]


def lookups(store: Path) -> list[Lookup]:
    """Everything that is to be asked about pictures: loaded lists, connected services."""
    known = Shelf(store).known(kernel())
    return [*([Loaded(known)] if len(known) else []), *services(store)]


def looked_up(events: Sequence[Event], asked: Sequence[Lookup]) -> tuple[list[Event], list[Fault]]:
    """The events, pictures with what the lookups say of them; and who could not be asked."""
    where = [n for n, event in enumerate(events) if _is_hashed(event)]
    told, faults = list(events), list[Fault]()
    for lookup in asked if where else ():
        pictures = [event for n in where if isinstance(event := told[n], MediaShared)]
        try:
            hits = lookup.matches(pictures)
        except StoreError as silent:
            faults.append(Fault("lookup", lookup.name, str(silent)))
            continue
        for n, picture, more in zip(where, pictures, hits, strict=True):
            if more:
                told[n] = _with(picture, more)
    return told, faults


def _is_hashed(event: Event) -> bool:
    return isinstance(event, MediaShared) and (event.pdq or event.sha256) is not None


def _with(picture: MediaShared, more: Iterable[Match]) -> MediaShared:
    """The picture with these hits too; one that the platform told of itself is not doubled."""
    before = list(picture.matches or ())
    known = {(hit.source, hit.list, hit.id, hit.kind) for hit in before}
    new = [hit for hit in more if (hit.source, hit.list, hit.id, hit.kind) not in known]
    return msgspec.structs.replace(picture, matches=[*before, *new])


def withdrawals(
    reading: Reading, source: str, gone: Iterable[str], time: datetime
) -> list[LabelGiven]:
    """Labels that close the open alarms resting on nothing but withdrawn entries."""
    withdrawn, labels = set(gone), list[LabelGiven]()
    for alarm in reading.alarms(AlarmFilter(status="open")) if withdrawn else ():
        entries = alarm.roles.get("list entry", ())
        ours = [entry for entry in entries if _id_of(entry, source) in withdrawn]
        if ours and len(ours) == len(entries) and alarm.findings[0].detector == DETECTOR:
            labels.append(
                LabelGiven(
                    id=f"withdrawn-{alarm.alarm}-{source}",
                    time=time,
                    subject_kind=alarm.subject.kind,
                    subject=alarm.subject.id,
                    hypothesis=alarm.hypothesis,
                    verdict="false",
                    by=f"the list of {source}: entry withdrawn",
                    alarm=alarm.alarm,
                )
            )
    return labels


def _id_of(entry: str, source: str) -> str | None:
    """The id of an entry named "source/list/id"; ids may hold strokes."""
    mine = entry.split("/", 2)
    return mine[2] if len(mine) == 3 and mine[0] == source else None
