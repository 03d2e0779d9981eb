"""What nobody can find, whatever it looks at: told in figures, by an oracle."""

import numpy as np

from bantay.bench.networks import Pattern
from bantay.bench.networks_bound import parted_by_time, strangers

HOUR = 3_600


def planted(*begins: int) -> tuple[object, dict[int, int], list[Pattern]]:
    """One pattern of five transfers within four hours at each of these hours."""
    rows = [(0, 1, (at + n) * HOUR) for at in begins for n in range(5)]
    owner = {n: n // 5 for n in range(len(rows))}
    return np.array(rows), owner, [Pattern("stack", ()) for _ in begins]


def test_patterns_apart_in_time_are_parted() -> None:
    found = parted_by_time(*planted(0, 200, 400), ("stack",))
    assert found == {"stack": "3 of 3 (windows of 24 hours)"}


def test_of_patterns_at_one_time_only_one_is_found() -> None:
    found = parted_by_time(*planted(0, 1, 400), ("stack",))
    assert found["stack"].startswith("2 of 3")


def test_whom_people_pay_once() -> None:
    transfers = np.array([(1, 2, 0), (1, 3, 0), (1, 4, 0), (5, 6, 0), (6, 5, 9), (2, 3, 1)])
    circles = np.array([(1, 7), (2, 7), (3, 8), (2, 9), (3, 9)])
    assert strangers(transfers, circles) == {
        "pairs that pay once": 4,
        "a circle is not known": 1,
        "in one circle": 2,
        "in two circles": 1,
    }
