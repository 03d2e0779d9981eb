"""The bad-input bar: whatever bytes arrive, there is no crash, no hang, no stray quote."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bantay.adapters.sources import open_sources
from bantay.bench.order import SECRET
from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.engine.accept import digests_of
from bantay.errors import InputError
from bantay.model.events import Event
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Outcome, Pipeline

MINUTES = 10.0
HANG = 10  # seconds one input may take before it counts as a hang

_GOOD = [msgspec.json.encode(event) for event in talk(60, seed=3)]
_NASTY = st.sampled_from(
    [
        "\x00",
        "\u202e",
        "e" + "\u0301" * 300,
        "\ufeff",
        "１２３４",
        "①②③",
        "\U0001f1f5",
        "@",
        "7️⃣",
        "\u200b",
        "微信",
        "ﷺ",
        "ß",
        "İ",
        "\u0e33",
        "\U000e0041",
        "5" * 400,
        "a.b" * 90,
    ]
)
_TEXT = st.lists(
    st.one_of(_NASTY, st.text(max_size=20), st.from_regex(r"[0-9 ().+-]{3,16}")), max_size=8
).map(" ".join)


def _message(text: str) -> bytes:
    fields = {
        "id": f"x{abs(hash(text)) % 10**9}",
        "time": "2026-02-03T00:00:00Z",
        "type": "message.sent",
        "account": "a",
        "conversation": "c",
        "text": text,
    }
    return msgspec.json.encode(fields)


def _mutated(line: bytes, cuts: list[tuple[int, bytes]]) -> bytes:
    for cut, piece in cuts:
        at = cut % (len(line) + 1)
        line = line[:at] + piece + line[at + len(piece) // 2 :]
    return line


_LINE = st.one_of(
    st.binary(max_size=80),
    _TEXT.map(_message),
    st.builds(
        _mutated,
        st.sampled_from(_GOOD),
        st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6)), max_size=3),
    ),
)


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """TimeoutError in the block when it takes longer; for the main thread."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError(f"one input took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def stray_quotes(outcome: Outcome) -> list[str]:
    """Quotes that do not lie inside the text of an event of the batch, in words."""
    texts = {r.id: r for r in outcome.records if hasattr(r, "id")}
    stray = []
    for row in outcome.findings.values():
        for quote in row.given.finding.quotes:
            event = texts.get(quote.event)
            text = getattr(event, quote.field, None) if event is not None else None
            if text is None or not 0 <= quote.start <= quote.end <= len(text):
                stray.append(f"{row.given.detector} {quote}")
    return stray


def swallow(raw: bytes, path: Path, engine: Pipeline) -> tuple[int, int]:
    """Read bytes as a file of events, run every detector; events and rejects. Raises on a flaw."""
    path.write_bytes(raw)
    try:
        (source,) = open_sources([path])
    except InputError:
        return 0, 0
    events: list[Event] = []
    rejects = 0
    for chunk in source.chunks(50, 0):
        events += chunk.events
        rejects += len(chunk.rejects)
    digests = digests_of(events)
    outcome = engine.events(events, digests, [None] * len(events), None, Memory(lambda k: {}))
    stray = stray_quotes(outcome)
    if stray or outcome.faults:
        raise AssertionError(f"{stray[:3]} {outcome.faults[:3]}")
    return len(events), rejects


def fuzz(minutes: float) -> Figures:
    """Feed invented files for so long. The first flaw is raised with the file that shows it."""
    engine = pipeline(load(), SECRET)
    figures: Figures = {"files": 0, "events": 0, "rejected lines": 0, "minutes": minutes}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.jsonl"

        def one(lines: list[bytes]) -> None:
            with no_longer_than(HANG):
                events, rejects = swallow(b"\n".join(lines), path, engine)
            figures["files"] += 1
            figures["events"] += events
            figures["rejected lines"] += rejects

        until, round_ = time.monotonic() + minutes * 60, 0
        while time.monotonic() < until:
            round_ += 1
            quiet = settings(
                max_examples=200,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            )
            seed(round_)(quiet(given(st.lists(_LINE, max_size=12))(one)))()
    return figures


def bar(minutes: float = MINUTES) -> tuple[dict[str, bool], Figures]:
    """Ten minutes without a crash, a hang, a fault or a stray quote."""
    figures = fuzz(minutes)
    met = {
        "no crash, no hang, no fault, no quote outside its message": True,
        "both events and rejects were reached": min(figures["events"], figures["rejected lines"])
        > 100,
    }
    return met, figures
