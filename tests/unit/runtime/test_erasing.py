"""Erasing a person takes their texts out of the windows that others share, too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bantay.adapters.store import state
from bantay.engine.state import KeyState, dump, restore
from bantay.engine.window import Slot
from bantay.model.clock import micros
from bantay.model.events import MessageSent, ProfileUpdated
from bantay.policy import load
from bantay.runtime.embedded import Driver, open_for_run, pipeline, wall
from bantay.runtime.memory import without_texts
from bantay.runtime.merge import Piece

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(n: int, who: str, text: str) -> MessageSent:
    at = NOON + timedelta(seconds=n)
    return MessageSent(id=f"m{n}", time=at, account=who, conversation="c", text=text)


def shows(n: int, who: str) -> ProfileUpdated:
    at = NOON + timedelta(seconds=n)
    bio = "Singer and dancer from the islands, stage name Luz. Write to luz@example.org any day."
    return ProfileUpdated(id=f"p{n}", time=at, account=who, display_name="Luz Amihan", bio=bio)


def bodies(place) -> dict[str, bytes]:
    """All key states at rest, opened: by domain, one after the other."""
    found: dict[str, bytes] = {}
    with place._site.db.read() as con:
        asked = "select domain, slot, body from state"
        for domain, slot, body in con.exec_driver_sql(asked):
            found[domain] = found.get(domain, b"") + state._open(place._site.keys, slot, body)[1]
    return found


def test_no_window_keeps_an_erased_persons_words(tmp_path: Path) -> None:
    place = open_for_run(tmp_path / "s", load())
    driver = Driver(place, pipeline(load(), place.key))
    talk = [
        said(0, "ann", "starts with 0770"),
        said(1, "bob", "yes, then 0900"),
        said(2, "ann", "143"),
    ]
    driver.batch(Piece(events=[*talk, shows(3, "ann"), shows(4, "eve")]))
    before = bodies(place)
    assert b"starts with 0770" in before["conversation"] and b"stage name Luz" in before["sketch"]
    place.erase("ann", wall())
    after = bodies(place)
    assert b"starts with 0770" not in b"".join(after.values())
    assert b"then 0900" in after["conversation"]
    assert after["sketch"].count(b"stage name Luz") < before["sketch"].count(b"stage name Luz")
    place.close()


def test_only_that_persons_events_leave_a_shared_window() -> None:
    talk = [said(0, "ann", "one"), said(1, "bob", "two")]
    slot = Slot([(micros(e.time), e.id) for e in talk], list(talk))
    body = dump(KeyState(slots={"messages.x": slot}))
    left = without_texts("conversation", body, "ann")
    assert left is not None and restore(left).slots["messages.x"].events == [talk[1]]
    assert without_texts("conversation", body, "zoe") == body
    assert without_texts("conversation", body) is None
