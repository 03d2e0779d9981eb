"""Standard Webhooks, the receiving side: vectors, rotation, tolerance, repetition."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.capabilities.signing import key_of, signed
from bantay.adapters.hooks.standard import TOLERANCE, Receiver, Refused
from bantay.errors import InputError
from bantay.model.clock import SECOND

REFERENCE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OWN = "whsec_YmFudGF5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODlhYmNkZWY="
BODY = (
    '{"type":"bantay.alert.created","timestamp":"2026-01-10T21:15:00Z",'
    '"data":{"alert_id":"al_1","severity":"high"}}'
)
GOOD = "v1,cx24q3KD8Ey+mREnbTTjN3AVAQLLSUeAmc8/PAtjZjs="
VECTORS: list[tuple[str, str, int, str, str, bool]] = [
    (
        REFERENCE,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        True,
    ),
    (OWN, "evt_0001", 1768079700, BODY, GOOD, True),
    (
        OWN,
        "evt_0001",
        1768079700,
        BODY,
        "v1,VwhTa+bRwTTZpem1tNgjyNqoodxMfzirVM9rF5uPsMk= " + GOOD,
        True,
    ),
    (OWN, "evt_0001", 1768079700, BODY.replace("high", "High"), GOOD, False),
]
"""The first is of the reference library's suite; the others show rotation, and a changed byte."""


def headers(id: str, timestamp: int, signature: str) -> dict[str, str]:
    """A request's headers, as servers may spell them."""
    return {
        "Webhook-Id": id,
        "WEBHOOK-TIMESTAMP": str(timestamp),
        "webhook-signature": signature,
    }


@pytest.mark.parametrize(("secret", "id", "timestamp", "body", "signature", "valid"), VECTORS)
def test_the_vectors(
    secret: str, id: str, timestamp: int, body: str, signature: str, valid: bool
) -> None:
    receiver = Receiver([key_of(secret)])
    given_ = headers(id, timestamp, signature)
    if valid:
        assert receiver.checked(given_, body.encode(), timestamp * SECOND)
    else:
        with pytest.raises(Refused, match="does not fit"):
            receiver.checked(given_, body.encode(), timestamp * SECOND)


KEY, NEXT, THIRD = b"k" * 24, b"n" * 32, b"t" * 64
NOW = 1_768_079_700


def request(*keys: bytes, id: str = "m-1", at: int = NOW, body: bytes = b"{}") -> dict[str, str]:
    """A request signed with some keys."""
    return signed(keys, id, at, body)


@pytest.mark.parametrize(
    ("sender", "receiver", "fits"),
    [
        ([KEY], [KEY], True),
        ([KEY, NEXT], [KEY], True),  # the sender has begun to rotate
        ([KEY, NEXT], [NEXT], True),  # the receiver has moved on first
        ([NEXT], [KEY, NEXT], True),  # the receiver knows both
        ([KEY], [NEXT], False),
        ([KEY, THIRD], [NEXT], False),
    ],
)
def test_keys_rotate_on_either_side_first(
    sender: list[bytes], receiver: list[bytes], fits: bool
) -> None:
    one = Receiver(receiver)
    if fits:
        assert one.checked(request(*sender), b"{}", NOW * SECOND)
    else:
        with pytest.raises(Refused):
            one.checked(request(*sender), b"{}", NOW * SECOND)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_request_is_fresh_or_refused(off: int) -> None:
    wall = NOW * SECOND
    assert Receiver([KEY]).checked(request(KEY), b"{}", wall + off * TOLERANCE)
    with pytest.raises(Refused, match="too old"):
        Receiver([KEY]).checked(request(KEY), b"{}", wall + off * (TOLERANCE + 1))


def test_a_request_is_new_once() -> None:
    receiver = Receiver([KEY])
    assert receiver.checked(request(KEY), b"{}", NOW * SECOND)
    assert not receiver.checked(request(KEY), b"{}", NOW * SECOND)
    again = request(KEY, at=NOW + 60)  # delivered again later, signed anew
    assert not receiver.checked(again, b"{}", (NOW + 60) * SECOND)
    receiver.forget(again)
    assert receiver.checked(again, b"{}", (NOW + 60) * SECOND)


def test_a_forged_request_does_not_use_an_id_up() -> None:
    receiver = Receiver([KEY])
    with pytest.raises(Refused):
        receiver.checked(request(NEXT), b"{}", NOW * SECOND)
    assert receiver.checked(request(KEY), b"{}", NOW * SECOND)


def test_remembered_ids_are_bounded_and_the_fresh_ones_stay() -> None:
    receiver = Receiver([KEY], most=4)
    for n in range(40):
        at = NOW + n * 30
        assert receiver.checked(request(KEY, id=f"m-{n}", at=at), b"{}", at * SECOND)
    assert not receiver.checked(request(KEY, id="m-39", at=at), b"{}", at * SECOND)
    assert len(receiver._seen) <= 4


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_is_missing(missing: str) -> None:
    given_ = request(KEY)
    del given_[missing]
    with pytest.raises(Refused):
        Receiver([KEY]).checked(given_, b"{}", NOW * SECOND)


def test_an_asymmetric_signature_alone_is_not_believed() -> None:
    given_ = request(KEY)
    given_["webhook-signature"] = given_["webhook-signature"].replace("v1,", "v1a,")
    with pytest.raises(Refused):
        Receiver([KEY]).checked(given_, b"{}", NOW * SECOND)


@given(st.dictionaries(st.sampled_from(list(request(KEY))), st.text(max_size=60)), st.binary())
def test_no_headers_made_up_are_believed(made: dict[str, Any], body: bytes) -> None:
    with pytest.raises(Refused):
        Receiver([KEY]).checked({**request(KEY, body=b"other" + body), **made}, body, NOW * SECOND)


@given(st.integers(0, 511), st.binary(min_size=1, max_size=64))
def test_one_bit_changed_anywhere_is_noticed(bit: int, body: bytes) -> None:
    at, changed = bit % (len(body) * 8), bytearray(body)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(Refused):
        Receiver([KEY]).checked(request(KEY, body=body), bytes(changed), NOW * SECOND)


def test_without_a_secret_there_is_no_receiver() -> None:
    with pytest.raises(InputError):
        Receiver([])


def test_the_two_sides_agree_on_secrets() -> None:
    secret = "whsec_" + base64.b64encode(NEXT).decode()
    assert Receiver([key_of(secret)]).checked(request(NEXT), b"{}", NOW * SECOND)
