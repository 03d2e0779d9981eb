"""Topics of a broker that speaks Kafka's protocol: in, out, killed in the middle, gone.

The broker is Tansu, in memory: nothing here says anything of transactions, or of a broker's own
crashes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bantay.adapters.capabilities.topic import Topic
from bantay.adapters.kafka import inlet as inlet_module
from bantay.adapters.kafka.address import address_of
from bantay.adapters.kafka.inlet import Inlet
from bantay.adapters.kafka.outlet import KafkaSink
from bantay.adapters.kafka.through import through
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.adapters.store import open_store
from bantay.bench.broker import Broker, broker
from bantay.errors import InputError, StoreError
from bantay.model.events import MessageSent
from bantay.ports.acting import CapabilityError
from bantay.ports.store import Parcel
from bantay.ports.stream import Portion
from bantay.runtime.merge import pieces
from tests.unit.deciding.outside import order

PIECES = ("my number is 0770", "0900", "143 k?")


@pytest.fixture(scope="module")
def kafka() -> Iterator[Broker]:
    """A running broker."""
    with broker() as running:
        yield running


def said(n: int, text: str, minute: int = 0, second: int = 0) -> bytes:
    """One message, by one of many people."""
    row = {
        "type": "message.sent",
        "id": f"m{n}-{minute}-{second}",
        "time": f"2026-01-10T21:{minute:02d}:{second:02d}Z",
        "account": f"a{n}",
        "conversation": f"c{n}",
        "text": text,
    }
    return msgspec.json.encode(row)


def talk(people: int) -> list[bytes]:
    """Everybody gives a contact in three pieces, a minute each."""
    return [said(n, text, n % 60, s) for n in range(people) for s, text in enumerate(PIECES)]


def read(kafka: Broker, topic: str, known: Any = lambda _: 0, size: int = 1_000) -> list[Portion]:
    """All that a topic holds now."""
    inlet = Inlet(address_of(kafka.address(topic, "?until=end")))
    return [p for p in inlet.portions(known, size) if p.positions or p.rejects]


def ids(portions: list[Portion]) -> list[str]:
    """The events' ids."""
    return [event.id for portion in portions for event in portion.events]


def test_a_topic_gives_its_records_and_where_it_is(kafka: Broker) -> None:
    kafka.topic("plain")
    kafka.send("plain", [*talk(2), b"nonsense", b'{"specversion": "1.0"}'])
    [portion] = read(kafka, "plain")
    assert len(portion.events) == 6
    assert [(r.file, r.line) for r in portion.rejects] == [
        ("kafka plain[0]", 7),
        ("kafka plain[0]", 8),
    ]
    assert portion.rejects[0].raw == b"nonsense"
    assert [p.consumed for p in portion.positions] == [8]


MAPPING = """
type = "message.sent"
[fields]
time.column = "EventTime"
account.column = "UserId"
conversation.column = "ChannelId"
text.column = "MessageText"
"""


def test_what_ospreys_sink_writes_is_read_through_a_mapping(kafka: Broker, tmp_path: Path) -> None:
    """Its topic holds one flat object an action: the features that its own rules drew out."""
    mapping = parse_mapping(MAPPING, "osprey.toml")
    features = {"ActionName": "message", "UserId": "u-1", "ChannelId": "c-1"}
    good = {**features, "EventTime": "2026-01-10T21:00:00Z", "MessageText": "hello"}
    kafka.topic("osprey.execution_results")
    rows = [good, {**good, "EventTime": None}, [1]]
    kafka.send("osprey.execution_results", [*map(msgspec.json.encode, rows), b""])
    address = address_of(kafka.address("osprey.execution_results", "?until=end"))

    def read() -> Portion:
        inlet = Inlet(address, read=through(mapping, "topic"))
        [portion] = [p for p in inlet.portions(lambda _: 0, 10) if p.positions]
        return portion

    first, again = read(), read()
    [event] = first.events
    assert isinstance(event, MessageSent)
    assert (event.account, event.text) == ("u-1", "hello")
    assert [e.id for e in again.events] == [event.id]  # read twice it is one event
    assert [reject.line for reject in first.rejects] == [2, 3]
    assert "time" in first.rejects[0].reason and "object" in first.rejects[1].reason
    for more, why in (("sort = true", "sort"), ('format = "csv"', "JSON")):
        with pytest.raises(InputError, match=why):
            through(parse_mapping(more + MAPPING, "osprey.toml"), "topic")


def test_reading_goes_on_where_the_store_says(kafka: Broker) -> None:
    kafka.topic("onward")
    kafka.send("onward", talk(4))
    whole = ids(read(kafka, "onward"))
    assert len(whole) == 12
    [first, *_] = read(kafka, "onward", size=5)
    at = {p.fingerprint: p.consumed for p in first.positions}
    rest = read(kafka, "onward", lambda fingerprint: at.get(fingerprint, 0))
    assert ids([first]) + ids(rest) == whole and len(ids([first])) == 5


def test_partitions_are_read_side_by_side_in_the_order_of_time(kafka: Broker) -> None:
    """A backlog that is read one partition after another would be late as a whole."""
    kafka.topic("wide", 3)
    for minute in range(20):
        for n in range(6):
            kafka.send("wide", [said(n, "hello", minute)], b"key%d" % n)
    portions = read(kafka, "wide", size=30)
    times = [event.time for portion in portions for event in portion.events]
    assert len(times) == 120 and times == sorted(times)
    assert len(portions[0].positions) == 3
    assert sum(p.consumed for p in portions[-1].positions) == 120


def test_the_group_is_told_behind_the_commit_and_not_before(kafka: Broker) -> None:
    kafka.topic("told")
    kafka.send("told", talk(3))
    inlet = Inlet(address_of(kafka.address("told", "?group=g")))
    stored: dict[str, int] = {}
    portions = inlet.portions(lambda part: stored.get(part, 0), 4)
    first, second = next(portions), next(portions)  # the second is asked for ahead
    time.sleep(0.5)
    assert kafka.committed("told", "g") == [-1001]  # nothing: it was not committed here
    stored |= {at.fingerprint: at.consumed for at in first.positions}
    third = next(portions)
    assert [len(one.events) for one in (first, second, third)] == [4, 4, 1]
    portions.close()
    assert kafka.committed("told", "g") == [4]


def test_a_stream_that_waits_says_so_now_and_then(kafka: Broker) -> None:
    kafka.topic("quiet")
    portions = Inlet(address_of(kafka.address("quiet"))).portions(lambda _: 0, 10)
    assert next(portions) == Portion()
    kafka.send("quiet", talk(1))
    found: list[str] = []
    while not found:
        found = ids([next(portions)])
    portions.close()
    assert len(found) == 3


def test_a_partition_that_is_new_is_found_while_others_are_read(
    kafka: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for it asks the broker, which nobody may while records are fetched."""
    monkeypatch.setattr(inlet_module, "LOOK", 0.0)
    kafka.topic("looked")
    kafka.send("looked", talk(4))
    portions = Inlet(address_of(kafka.address("looked"))).portions(lambda _: 0, 3)
    found = [len(next(portions).events) for _ in range(4)]
    portions.close()
    assert found == [3, 3, 3, 3]


def test_a_topic_that_is_not_there_is_said() -> None:
    with pytest.raises(InputError, match="no broker answers"):
        next(Inlet(address_of("kafka://127.0.0.1:9/chat"), wait=1).portions(lambda _: 0, 1))


def test_a_stream_is_read_alone(kafka: Broker) -> None:
    streams = [Inlet(address_of(kafka.address("plain"))) for _ in range(2)]
    with pytest.raises(InputError, match="by itself"):
        next(pieces(streams, _Nothing(), 1))


class _Nothing:
    def position(self, fingerprint: str) -> int:
        return 0


# ------------------------------------------------------------------ out


def parcel(id: str) -> Parcel:
    """An alarm."""
    return Parcel(id, "alarm", b'{"alarm":"a"}')


def test_parcels_are_records_with_their_ids_as_keys(kafka: Broker) -> None:
    kafka.topic("alarms-out")
    sink = KafkaSink(address_of(kafka.address("alarms-out")))
    sink.deliver([parcel("a.1"), parcel("a.2")])
    assert kafka.read("alarms-out") == [
        ("a.1", "alarm", b'{"alarm":"a"}'),
        ("a.2", "alarm", b'{"alarm":"a"}'),
    ]


def test_orders_are_records_too(kafka: Broker) -> None:
    kafka.topic("orders-out")
    Topic("platform", address_of(kafka.address("orders-out"))).act(order(), 0)
    [(key, kind, body)] = kafka.read("orders-out")
    assert (key, kind) == ("d-1.warn", "warn")
    assert msgspec.json.decode(body)["type"] == "action.ordered"


def test_a_broker_that_is_gone_is_a_failure_and_not_silence() -> None:
    nowhere = address_of("kafka://127.0.0.1:9/alarms")
    with pytest.raises(StoreError, match="cannot write"):
        KafkaSink(nowhere, wait=0.5).deliver([parcel("a.1")])
    with pytest.raises(CapabilityError) as wrong:
        Topic("platform", nowhere, wait=0.5).act(order(), 0)
    assert not wrong.value.final  # it is tried again


# ------------------------------------------------------------------ killed


def command(kafka: Broker, store: Path, out: str, more: str = "") -> list[str]:
    """`bantay run` from the topic to the topic."""
    words = [sys.executable, "-m", "bantay", "run", kafka.address("story", more)]
    return [*words, "--store", str(store), "--alarms-to", kafka.address(out), "-q"]


def test_killed_in_the_middle_nothing_is_lost_and_effects_are_one(
    kafka: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a run that nobody disturbed: the same alarms, each id at least once, none new."""
    kafka.topic("story")
    for out in ("calm", "torn"):
        kafka.topic(out)
    monkeypatch.setenv("BANTAY_KEY_FILE", str(_key(tmp_path)))  # so that ids are the same
    records = talk(60)
    kafka.send("story", records[:90])
    running = subprocess.Popen(command(kafka, tmp_path / "torn", "torn"))
    reached = _read_so_far(kafka, "torn", 1)
    running.kill()
    running.wait()
    assert reached, "it was killed before it had told of anything"
    kafka.send("story", records[90:])
    for out in ("torn", "calm"):
        done = subprocess.run(
            command(kafka, tmp_path / out, out, "?until=end"), check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr
    torn, calm = kafka.read("torn"), kafka.read("calm")
    assert {key: body for key, _, body in torn} == {key: body for key, _, body in calm}
    assert len(calm) == len({key for key, _, _ in calm}) >= 50
    assert sorted(_log(tmp_path / "torn")) == sorted(_log(tmp_path / "calm"))


def _key(folder: Path) -> Path:
    """The key of a store."""

    store = open_store(folder / "first", create=True)
    store.close()
    return folder / "first" / "bantay.key"


def _read_so_far(kafka: Broker, topic: str, least: int) -> bool:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if len(kafka.read(topic)) >= least:
            return True
    return False


def _log(store: Path) -> list[str]:
    found = open_store(store, create=False)
    try:
        return [r.id for _, r in found.log() if hasattr(r, "conversation")]
    finally:
        found.close()
