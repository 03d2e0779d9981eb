"""Many workers see what one process sees: the same bytes, however the work is cut and spread."""

import random
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.bench.modes import bytes_a_key, differing, everything
from bantay.bench.talk import talk
from bantay.model.events import AccountRegistered, IdentityChecked, RelationDeclared
from bantay.policy import load
from bantay.policy.deciding import Limits, Switches
from bantay.runtime.embedded import pipeline, run
from bantay.runtime.spread.making import spread
from bantay.runtime.spread.rounds import Worked
from bantay.runtime.spread.wire import BUCKET, EVENTS, Bucket, Job, Step, buckets, cut
from tests.modes._here import Here

STORY = Path(__file__).parents[2] / "src" / "bantay" / "demo_data" / "story.jsonl"
UNLIMITED = Limits()


@pytest.fixture(autouse=True)
def one_key(tmp_path, monkeypatch):
    key = tmp_path / "key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    monkeypatch.setenv("BANTAY_KEY_FILE", str(key))


def ran(paths, folder, crew=None, chunk=10_000, count=None, few=0, limits=UNLIMITED):
    store, by = open_store(folder, create=True), load()
    engine = None
    if crew is not None:
        engine = spread(crew, by, store.key, limits=limits, count=count, few=few)
    report = run(open_sources(paths), store, by, chunk=chunk, engine=engine, limits=limits)
    store.close()
    return report


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        (folder / "key").write_bytes(bytes(range(32)))
        (folder / "key").chmod(0o600)
        patch.setenv("BANTAY_KEY_FILE", str(folder / "key"))
        ran([STORY], folder / "embedded")
        return everything(folder / "embedded")


@pytest.mark.parametrize(("size", "chunk", "count"), [(3, 100_000, None), (2, 400, 5)])
def test_the_story_is_the_same(story, tmp_path, size, chunk, count):
    crew = Here(size, twice=True)
    report = ran([STORY], tmp_path / "spread", crew, chunk, count)
    assert differing(story, everything(tmp_path / "spread")) == []
    assert crew.asked >= 2 and report.alarms_opened and report.decisions
    assert b'"fact.noted"' in story["log"] and len(story["states"]) > 10_000


def test_what_is_compared_is_everything(story, tmp_path):
    """A state, a decision or a record more or less would be seen."""
    for name in ("findings", "alarms", "decisions", "log", "journal", "counts", "head", "states"):
        assert len(story[name]) > 10
        assert differing(story, story | {name: story[name] + b" "}) == [name]


def test_engines_may_change_in_the_middle(story, tmp_path):
    """Half by one engine and half by the other leaves the same store: nothing is kept elsewhere."""
    lines = STORY.read_bytes().splitlines(keepends=True)
    half = tmp_path / "story.jsonl"
    half.write_bytes(b"".join(lines[: len(lines) // 2]))
    ran([half], tmp_path / "store", Here())
    half.write_bytes(b"".join(lines))
    ran([half], tmp_path / "store")
    told = everything(tmp_path / "store")
    assert set(differing(story, told)) <= {"counts"}  # findings are counted by the run


def _crossing(seed: int) -> list:
    """Talk between whose lines people are registered, checked and declared: facts that cross."""
    source = random.Random(seed)
    events = list(talk(200, seed=seed))
    people = sorted({e.account for e in events if hasattr(e, "account")})
    start = min(e.time for e in events)
    for n in range(40):
        at = start + timedelta(seconds=source.randint(0, 3_000))
        one, other = source.sample(people, 2)
        kind = source.randrange(3)
        if kind == 0:
            year = source.choice((1990, 2009, 2011, 2013))
            events.append(
                AccountRegistered(
                    id=f"r{n}",
                    time=at,
                    account=one,
                    country=source.choice(("PH", "GB", None)),
                    birth_date=datetime(year, 5, 1, tzinfo=UTC).date(),
                    tz="Asia/Manila",
                )
            )
        elif kind == 1:
            events.append(
                IdentityChecked(
                    id=f"i{n}",
                    time=at,
                    account=one,
                    method="document",
                    result="passed",
                    birth_date=datetime(2011, 1, 2, tzinfo=UTC).date(),
                    document_hash=f"d{n % 3}",
                )
            )
        else:
            events.append(
                RelationDeclared(
                    id=f"d{n}",
                    time=at,
                    account=one,
                    other=other,
                    kind=source.choice(("family", "guardian", "agency")),
                    contract=bool(n % 2),
                )
            )
    events.sort(key=lambda e: e.time.timestamp() + source.uniform(-900, 900))  # some come late
    return events + source.sample(events, 10)  # and some twice


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 6), chunk=st.integers(100, 400))
def test_any_cut_of_any_talk_is_the_same(tmp_path_factory, seed, size, chunk):
    folder = tmp_path_factory.mktemp("talk")
    encode = msgspec.json.Encoder().encode
    path = folder / "talk.jsonl"
    path.write_bytes(b"".join(encode(event) + b"\n" for event in _crossing(seed)))
    report = ran([path], folder / "embedded")
    assert report.duplicates and report.late
    ran([path], folder / "spread", Here(size), chunk, count=size * 2)
    assert differing(everything(folder / "embedded"), everything(folder / "spread")) == []


def test_switches_are_obeyed_where_the_order_of_the_log_says(story, tmp_path):
    """A plane that is off where somebody is: what that is becomes known within the batch."""
    off = frozenset({("messages", "PH"), ("money", "GB")})
    limits = Limits(switches=Switches(off=off, private_text_off=frozenset({"GB"}), unknown="FR"))
    ran([STORY], tmp_path / "one", limits=limits)
    ran([STORY], tmp_path / "many", Here(), limits=limits)
    told = everything(tmp_path / "one")
    assert "findings" in differing(story, told)
    assert differing(told, everything(tmp_path / "many")) == []


def test_what_goes_to_workers_may_hold_any_number():
    """Numbers beyond 64 bits, which `extra` may carry, have no place in MessagePack."""
    event = msgspec.structs.replace(next(iter(talk(1, seed=1))), extra={"n": 2**70})
    step = Step(0, 5, 1)
    bucket = Bucket([Job("account", "a", b"\x00\xff", [step])], [(0, event)], [(0, 1, [event])])
    assert EVENTS.unpack(EVENTS.pack([event])) == [event]
    assert BUCKET.unpack(BUCKET.pack(bucket)) == bucket


def test_small_batches_are_done_by_the_driver_itself(story, tmp_path):
    crew = Here()
    ran([STORY], tmp_path / "spread", crew, chunk=300, few=500)
    assert crew.asked == 0
    assert differing(story, everything(tmp_path / "spread")) == []


def test_a_key_that_takes_nothing_in_after_all_is_forgotten():
    worked = Worked()
    worked.steps = {("account", "a"): [], ("account", "b"): []}
    worked.done = dict.fromkeys(worked.steps)
    worked._seen = dict.fromkeys(worked.steps)
    worked.drop({("account", "a"): []})
    assert set(worked.steps) == set(worked.done) == {("account", "a")}


@given(st.lists(st.integers()), st.integers(1, 9))
def test_stretches_hold_everything_in_order(values, parts):
    stretches = list(cut(values, parts))
    assert list(chain(*stretches)) == values and len(stretches) <= parts
    assert max(map(len, stretches), default=0) - len(values) / parts < 1


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=3)), unique=True))
def test_every_key_is_in_one_bucket(keys):
    for count in (1, 3, 8):
        found = buckets(keys, count)
        assert sorted(chain(*found)) == sorted(keys) and len(found) <= count


def test_a_spread_pipeline_is_made_of_the_same_parts():
    by = load()
    one, many = pipeline(by, bytes(32)), spread(Here(), by, bytes(32))
    assert one.recall_span == many.recall_span
    assert [one.weights_of("messages.contact_split")] == [many.weights_of("messages.contact_split")]


def test_states_have_a_size(tmp_path):
    ran([STORY], tmp_path / "store")
    store = open_store(tmp_path / "store", create=False)
    told = bytes_a_key(store)
    store.close()
    assert told["account"] > 10 and all(told.values())
