"""What a world sends is the contract: decodable, sound, canonical, complete, in order."""

from collections import Counter

import msgspec

from bantay.adapters.sources.jsonl import read_line
from bantay.model.events import EVENTS, EventBase, MessageSent

from .conftest import Seen
from .toys import decoded, simulation, world


def test_every_line_is_a_sound_event(seen: Seen) -> None:
    wrong = [line for line in seen.lines if not isinstance(read_line(line), EventBase)]
    assert wrong == [] and len(seen.lines) > 5_000


def test_lines_are_spelled_as_the_encoder_spells_them(seen: Seen) -> None:
    encode = msgspec.json.Encoder().encode
    odd = [
        line for line, event in zip(seen.lines, seen.events, strict=True) if encode(event) != line
    ]
    assert odd == []


def test_text_with_quotes_and_backslashes_is_escaped() -> None:
    from bantay.world.sink import Sink

    sink = Sink(0, 86_400, 1)
    sink.message(5, "a", "c", 'she said "hi" \\ 你好', '"channel":"live"', "en")
    [event] = decoded(line for lines in sink.lines() for line in lines)
    assert isinstance(event, MessageSent) and event.text == 'she said "hi" \\ 你好'


def test_ids_are_unique_and_nobody_speaks_before_they_come(seen: Seen) -> None:
    assert max(Counter(event.id for event in seen.events).values()) == 1
    came = {
        e.account: e.time for e in seen.events if e.__struct_config__.tag == "account.registered"
    }
    early = [
        event
        for event in seen.events
        if isinstance(event, MessageSent) and event.time < came[event.account]
    ]
    assert early == []


def test_events_come_in_order_of_time(seen: Seen) -> None:
    times = [event.time for event in seen.events]
    assert times == sorted(times)


def test_all_types_of_the_contract_occur() -> None:
    made = world(accounts=5_000, days=10)
    types = {type(event) for event in decoded(simulation(made).events())}
    assert {kind.__name__ for kind in EVENTS} - {kind.__name__ for kind in types} == set()


def test_encrypted_talk_has_no_text_and_the_rest_goes_on() -> None:
    open_, closed = (
        decoded(simulation(world(**more)).events()) for more in ({}, {"absent": '["messages"]'})
    )
    messages = [event for event in closed if isinstance(event, MessageSent)]
    assert messages and {message.text for message in messages} == {None}
    assert {message.absent for message in messages} == {"encrypted"}
    kinds = Counter(type(event).__name__ for event in closed)
    paid = sum(type(event).__name__ == "PaymentMade" for event in open_)
    assert 0.85 < kinds["PaymentMade"] / paid < 1.15


def test_a_share_of_direct_talk_can_be_encrypted() -> None:
    raw = world(scenarios=(), text="{ encrypted = 0.5 }")
    messages = [e for e in decoded(simulation(raw).events()) if isinstance(e, MessageSent)]
    direct = [m for m in messages if m.channel == "direct"]
    veiled = sum(m.absent == "encrypted" for m in direct) / len(direct)
    assert 0.35 < veiled < 0.6
    assert all(m.absent is None for m in messages if m.channel == "group")
