"""Bodies of every kind: nothing is lost between what came and what was taken or set aside."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.server.intake import CLOUD, CLOUD_BATCH, LINES, intake
from bantay.server.problems import Refused

from .conftest import ago, message

KINDS = ("application/json", LINES[0], CLOUD, CLOUD_BATCH)
WORDS = "a very private thing to say"


@given(body=st.binary(max_size=300), kind=st.sampled_from(KINDS))
def test_no_body_breaks_it(body: bytes, kind: str) -> None:
    found = intake(body, kind, "http:x", {})
    assert len(found.rejects) == len(found.wrong)


@given(broken=st.lists(st.booleans(), max_size=12), lines=st.booleans())
def test_every_piece_is_taken_or_named(broken: list[bool], lines: bool) -> None:
    sent = [
        message(f"e-{n}", WORDS, **({"txet": WORDS} if bad else {})) for n, bad in enumerate(broken)
    ]
    body = b"\n".join(map(msgspec.json.encode, sent)) if lines else msgspec.json.encode(sent)
    found = intake(body, LINES[0] if lines else "application/json", "http:x", {})
    assert [e.id for e in found.events] == [f"e-{n}" for n, bad in enumerate(broken) if not bad]
    assert [w.pointer for w in found.wrong] == [f"/{n}/txet" for n, bad in enumerate(broken) if bad]
    assert [r.line for r in found.rejects] == [n + 1 for n, bad in enumerate(broken) if bad]
    assert not any(WORDS in w.detail for w in found.wrong)
    assert all(WORDS.encode() in r.raw for r in found.rejects), "the vault keeps the whole"


def test_places_count_in_the_body_whatever_was_wrong_before() -> None:
    body = msgspec.json.encode([{"id": 1}, message("a"), {"id": 2}, message("b")])
    found = intake(body, "application/json", "http:x", {})
    assert [found.pointer(n) for n in range(2)] == ["/1", "/3"]
    alone = intake(msgspec.json.encode(message("a")), "application/json", "http:x", {})
    assert alone.pointer(0) == ""


@pytest.mark.parametrize(
    ("type_", "wanted"),
    [
        ("message.sent", "message.sent"),
        ("message.sent.v1", "message.sent"),
        ("com.example.chat.message.sent", "message.sent"),
        ("bantay.payment.made.v1", "payment.made"),
    ],
)
def test_the_type_of_a_cloud_event_may_have_a_prefix_and_a_version(type_: str, wanted: str) -> None:
    data: dict[str, Any] = {"account": "u", "conversation": "c", "text": "hi"}
    if wanted == "payment.made":
        data = {"payment": "p", "kind": "gift", "amount": "5", "currency": "USD"}
    envelope = {"specversion": "1.0", "id": "1", "source": "s", "type": type_, "time": ago(1)}
    found = intake(msgspec.json.encode({**envelope, "data": data}), CLOUD, "http:x", {})
    assert found.wrong == []
    assert found.events[0].__struct_config__.tag == wanted


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refused):
        intake(b"[]", "text/csv", "http:x", {})
