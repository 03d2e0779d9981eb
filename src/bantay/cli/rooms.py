"""Doors to the rooms that cost time to load; each opens when a command first needs it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from bantay.errors import InputError

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.model.alarm import Alarm
    from bantay.model.settings import Settings
    from bantay.ports.reading import Reading


@contextmanager
def opened(
    directory: Path,
    *,
    create: bool = False,
    settings: "Settings | None" = None,
    retention: "Mapping[str, int | None] | None" = None,
) -> Iterator["EmbeddedStore"]:
    """The store in a directory, closed at the end. `StoreError` when there is none.

    With `settings` it is opened for a run, and made if need be; `retention` are days by class.
    """
    from bantay.adapters.store import open_store

    if settings is not None:
        from bantay.runtime.embedded import open_for_run

        store = open_for_run(directory, settings, retention=retention or {})
    else:
        store = open_store(directory, create=create)
    try:
        yield store
    finally:
        store.close()


def alarm_called(reading: "Reading", wanted: str) -> "Alarm":
    """The one alarm with that id or unique beginning of it; `InputError` names what is near."""
    from bantay.ports.reading import AlarmFilter

    found = reading.find_alarm(wanted)
    exact = [alarm for alarm in found if alarm.alarm == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        names = "\n".join(f"  {a.alarm}  {a.hypothesis}  {a.subject.id}" for a in found[:10])
        raise InputError(f"{len(found)} alarms begin with {wanted!r}:\n{names}")
    ids = [alarm.alarm for alarm in reading.alarms(AlarmFilter())]
    if not ids:
        raise InputError(f"there is no alarm {wanted!r}: this store has no alarms yet")
    near = get_close_matches(wanted, ids, n=1, cutoff=0.3)
    shortened = get_close_matches(wanted, [i[: len(wanted)] for i in ids], n=1, cutoff=0.5)
    raise InputError(
        f"there is no alarm {wanted!r}; `bantay alarms` lists them",
        nearest=next(iter(shortened + near), None),
    )
