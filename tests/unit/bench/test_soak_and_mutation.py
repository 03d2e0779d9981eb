"""Small seeds of two long bars: what they measure, and that they would notice."""

from pathlib import Path

import pytest

from _house import ROOT
from bantay.bench import mutation, soak


def test_a_short_soak_is_flat_and_fails_nothing() -> None:
    figures = soak.soak(0.02, wait=lambda seconds: None)
    assert figures["events"] >= 8 * soak.BATCH and figures["detector faults"] == 0
    assert len(figures["own memory by quarter, MiB, median"]) == 4


def test_memory_that_grows_is_noticed() -> None:
    grown = iter(range(100, 10_000, 20))
    figures = soak.soak(0.0, memory=lambda: float(next(grown)), wait=lambda seconds: None)
    assert not soak.judged(figures)[
        "flat: the last quarter holds at most a tenth more than the second"
    ]
    flat = {**figures, "own memory by quarter, MiB, median": [50.0, 100.0, 100.0, 109.0]}
    assert all(soak.judged(flat).values())


def test_talk_goes_on_in_time_and_repeats_no_id() -> None:
    batches = soak.endless()
    events = [event for _ in range(25) for event in next(batches)]
    assert len({event.id for event in events}) == len(events) == 25 * soak.BATCH
    times = [event.time for event in events]
    assert times == sorted(times)


CODE = """
def f(a: int = 1) -> bool:
    "2 + 3"
    if a < 4 and not a == 2:
        return True
    return a + 1 > 3

class C(Struct, frozen=True):
    def g(self):
        return None
"""


def test_every_small_change_is_one_and_of_code_only() -> None:
    found = list(mutation.mutants(CODE, "x.py"))
    assert sorted({one.what for one in found}) == [
        "and for or", "branch never taken", "comparison turned", "not taken away",
        "nothing returned", "number moved", "operator swapped", "yes for no",
    ]  # fmt: skip
    assert len({one.text for one in found}) == len(found)
    for one in found:
        compile(one.text, "x.py", "exec")
        assert '"""2 + 3"""' in one.text and "a: int=" in one.text


@pytest.mark.parametrize("room", sorted(mutation.ROOMS))
def test_every_room_has_mutants_and_tests(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert mutation.chosen(room, 3) == mutation.chosen(room, 3)
    assert mutation.chosen(room, 3).file.startswith(room)
    assert all(Path(tests).is_dir() for tests in mutation.ROOMS[room])


def test_a_mutant_is_killed_by_a_test_that_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bantay").mkdir()
    (tmp_path / "bantay" / "__init__.py").write_text("")
    (tmp_path / "bantay" / "two.py").write_text("LIMIT = 2\nUNSEEN = 5\n")
    test = tmp_path / "test_two.py"
    test.write_text("from bantay.two import LIMIT\ndef test_it(): assert LIMIT == 2\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.chdir(tmp_path)
    seen, unseen = mutation.mutants((tmp_path / "bantay" / "two.py").read_text(), "two.py")
    assert mutation.run((str(test),), tmp_path) == 0
    assert mutation.noticed(seen, (str(test),), tmp_path)
    assert not mutation.noticed(unseen, (str(test),), tmp_path)
    assert (tmp_path / "bantay" / "two.py").read_text() == "LIMIT = 2\nUNSEEN = 5\n"
