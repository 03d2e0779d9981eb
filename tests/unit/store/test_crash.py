"""Killed anywhere, with or without power, the store tells the same story in the end."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantay.adapters.store import STOPS, EmbeddedStore, dedup
from bantay.adapters.store.forgetful import ForgetfulFiles
from bantay.model.events import MessageSent

from . import story
from .conftest import KINDS
from .toys import WALL, batch, digest, message, opened, seen

TESTS = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def small_fan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are merged two by two, so that merging happens."""
    monkeypatch.setattr(dedup, "FAN", 2)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """How the story ends when nobody stops it."""
    store = story.start(tmp_path_factory.mktemp("undisturbed"))
    story.tell(store)
    ended = story.outcome(store)
    store.close()
    return ended


def test_the_story_is_told_whole(undisturbed: list[Any]) -> None:
    log, head, position, states, findings, alarms, seen, waiting, strays = undisturbed
    assert [record for _, record in log] == story.said()
    assert (head.next_seq, position, len(states)) == (36, 36, 9)
    assert (len(findings), len(alarms), waiting, strays) == (5, 3, {"desk": 0}, 0)
    assert seen == [True] * 36 + [False]


class Killed(BaseException):
    """Not an error anybody may catch."""


WITH_FILES = ("segment written", "segment synced", "seal before commit", "dedup merged")


@pytest.mark.parametrize(
    ("stop", "how"),
    [*((stop, "drop") for stop in STOPS), *((stop, "truncate") for stop in WITH_FILES)],
)
def test_stopped_at_any_point_it_ends_the_same(
    home: Path, undisturbed: list[Any], stop: str, how: Any
) -> None:
    """Stopped there every time it comes by, later each time, until it gets through."""
    stopped = 0
    for passes in (0, 0, 1, 2, 4, 8, 99):
        if _tell_until(home, stop, passes):
            break
        stopped += 1
        ForgetfulFiles(home).lose(how)
    assert stopped >= 2
    store = story.start(home)
    assert story.outcome(store) == undisturbed
    store.close()


def _tell_until(home: Path, stop: str, passes: int) -> bool:
    """Tell on; True when the end was reached."""
    left = [passes]

    def at(name: str) -> None:
        left[0] -= name == stop
        if left[0] < 0:
            raise Killed

    store = story.start(home, at=at, files=ForgetfulFiles(home))
    try:
        story.tell(store)
    except Killed:
        return False
    finally:
        store.close()
    return True


@pytest.mark.parametrize(
    ("stop", "passes"),
    [("before commit", 4), ("segment written", 1), ("dedup merged", 1)],
)
def test_after_kill_9_and_a_power_cut_it_ends_the_same(
    home: Path, undisturbed: list[Any], stop: str, passes: int
) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "unit.store.story", str(home), stop, str(passes)]
    died = subprocess.run(command, cwd=TESTS, env=env, capture_output=True, check=False, text=True)
    assert died.returncode == -9, died.stderr
    ForgetfulFiles(home).lose("drop")
    store = story.start(home)
    assert store.head().next_seq < 36 or stop != "before commit"
    story.tell(store)
    assert story.outcome(store) == undisturbed
    store.close()


# ------------------------------------------------------------------ any sequence of anything

steps = st.one_of(
    st.tuples(st.just("commit"), st.integers(0, 5)),
    st.tuples(st.just("seal"), st.booleans()),
    st.tuples(st.just("reopen"), st.none()),
    st.tuples(
        st.just("kill"), st.tuples(st.sampled_from(STOPS), st.sampled_from(["drop", "truncate"]))
    ),
)


class Model:
    """A store under test and what it should hold."""

    def __init__(self, home: Path):
        self.home, self.said = home, list[MessageSent]()
        self.armed: str | None = None
        self.how: Any = "drop"
        self.store = self.open()

    def open(self) -> EmbeddedStore:
        return opened(self.home, at=self.at, files=ForgetfulFiles(self.home), tail_limit=6)

    def at(self, stop: str) -> None:
        if stop == self.armed:
            raise Killed

    @contextmanager
    def perhaps_killed(self) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.store.close()
            ForgetfulFiles(self.home).lose(self.how)
            self.armed = None
            self.store = self.open()

    def commit(self, size: int) -> None:
        at = len(self.said)
        some = [message(at + n, f"text {at + n}") for n in range(size)]
        landed = self.armed not in ("batch built", "before commit")
        with self.perhaps_killed():
            self.store.commit(batch(at, some))
        self.said += some if landed else []

    def step(self, what: str, how: Any) -> None:
        if what == "kill":
            self.armed, self.how = how
        elif what == "commit":
            self.commit(how)
        elif what == "seal":
            with self.perhaps_killed():
                self.store.seal(WALL, everything=how)
        else:
            self.store.close()
            self.store = self.open()

    def check(self) -> None:
        assert [record for _, record in self.store.log()] == self.said
        asked = [digest(f"m{n:05}") for n in range(len(self.said) + 3)]
        assert seen(self.store, asked) == [True] * len(self.said) + [False] * 3


@pytest.mark.parametrize("kind", KINDS)
@given(taken=st.lists(steps, min_size=3, max_size=14))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))  # each example: a new home
def test_any_sequence_keeps_the_log_and_the_memory_of_ids(
    kind: str, new_home: Callable[[str], Path], taken: list[tuple[str, Any]]
) -> None:
    model = Model(new_home(kind))
    for what, how in taken:
        model.step(what, how)
        model.check()
    model.store.close()
