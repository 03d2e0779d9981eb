"""An alarm that only grew older is, to the last field, the one that is composed from nothing."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from bantay.fuse import compose
from bantay.fuse.stage import Fuse
from bantay.model.alarm import AlarmChange, Versions
from bantay.model.clock import DAY
from tests.unit.fuse.test_life_cycle import (
    SETTINGS,
    SPECS,
    WEIGHTS,
    Shelf,
    found,
    give,
    label,
    withdraw,
)

Step = tuple[int, str, str, int]
steps = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(sorted(WEIGHTS)),
        st.sampled_from(["give", "give", "day", "day", "withdraw", "true", "false", "unsure"]),
        st.integers(1, 9),
    ),
    max_size=25,
)


def lived(history: list[Step]) -> list[AlarmChange]:
    fuse = Fuse(SETTINGS, SPECS, Versions("e", "w", "p"), lambda h, s, n: f"a-{h}-{s.id}-{n}")
    shelf, now, left = Shelf(), 0, list[AlarmChange]()
    for number, detector, what, days in history:
        match what:
            case "give":
                left += give(fuse, shelf, found(f"{number}{detector}", detector, now), now)[1]
            case "withdraw":
                left += withdraw(fuse, shelf, f"f{number}{detector}", now)[1]
            case "day":
                now += days * DAY
                left += fuse.tick(now, shelf)
            case _:
                left += fuse.label(label(what), now, shelf)
    return left


@given(steps)
def test_a_short_cut_changes_nothing(history: list[Step]) -> None:
    with patch.object(compose, "_only_numbers", lambda *_: False):
        whole = lived(history)
    assert lived(history) == whole


def test_the_short_cut_is_taken() -> None:
    with patch.object(compose, "_aged", wraps=compose._aged) as taken:
        lived([(0, "messages.strong", "give", 1), (0, "messages.strong", "day", 1)])
    assert taken.called
