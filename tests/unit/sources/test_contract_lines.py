"""Why a line is no event: the place, the field, plain words and the nearest right thing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.problem import Problem
from bantay.model.events import MessageSent

from .toys import line, message, payment

PROFILE = {
    "id": "e1",
    "time": "2026-03-01T09:00:00Z",
    "type": "profile.updated",
    "account": "a-1",
}
MEDIA = {**PROFILE, "type": "media.shared", "media": "x"}


def problem(raw: bytes) -> Problem:
    found = read_line(raw)
    assert isinstance(found, Problem), found
    return found


def without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


@pytest.mark.parametrize(
    ("fields", "field", "words", "nearest"),
    [
        (message(acount="x"), "acount", "`acount` is not a field of message.sent", "account"),
        (message(zzzzzz=1), "zzzzzz", "`zzzzzz` is not a field", None),
        (message(type="message.snt"), "type", "`message.snt` is not an event type", "message.sent"),
        (message(type=7), "type", "`type` must be text", None),
        (without(message(), "type"), "type", "`type` is missing", None),
        (without(message(), "account"), "account", "`account` is missing: message.sent", None),
        (message(channel="directt"), "channel", "live, public, not `directt`", "direct"),
        (message(time="2026-03-01T09:00:00"), "time", "has no time zone: end it with Z", None),
        (message(time="yesterday"), "time", "must be a time, as in 2026-", None),
        (message(time=1700000000), "time", "must be a time, as in 2026-", None),
        (message(time="1969-12-31T23:59:59Z"), "time", "must be from 1970 to 9998", None),
        (message(time="9999-01-01T00:00:00Z"), "time", "must be from 1970 to 9998", None),
        (message(time="1970-01-01T00:00:00+14:00"), "time", "must be from 1970", None),
        (message(id=""), "id", "`id` must not be empty", None),
        (message(id=" \t "), "id", "`id` is nothing but white space", None),
        (message(id="\u3000\u00a0"), "id", "`id` is nothing but white space", None),
        (message(account="a\x00b"), "account", "control character (U+0000)", None),
        (message(conversation="a\nb"), "conversation", "control character (U+000A)", None),
        (message(to=["x", "y\x1f"]), "to[1]", "`to[1]` holds a control character", None),
        (message(reply_to=" "), "reply_to", "nothing but white space", None),
        (message(id="x" * 201), "id", "longer than 200 characters", None),
        (message(text="x" * 100_001), "text", "longer than 100,000 characters", None),
        (message(text=5), "text", "`text` must be text, not a whole number", None),
        (message(text=["a"]), "text", "`text` must be text, not a list", None),
        (message(lang="not a language"), "lang", "a BCP 47 tag", None),
        (message(extra={"n": 10**30}), "extra", "number that is too large", None),
        (payment(amount=12), "amount", 'as in "12.50", not a whole number', None),
        (payment(amount="12,50"), "amount", "at most one decimal point", None),
        (payment(amount="-1"), "amount", "an amount", None),
        (payment(currency="php"), "currency", "three capital letters of ISO 4217", None),
        (payment(kind="gifft"), "kind", "transfer, withdrawal, not `gifft`", "gift"),
        (payment(from_country="Spain"), "from_country", "two capital letters", None),
        ({**PROFILE, "claims": [{"knd": "film"}]}, "claims[0].knd", "of `claims[0]`", "kind"),
        ({**PROFILE, "claims": [{"kind": "film"}]}, "claims[0].value", "is missing", None),
        ({**PROFILE, "claims": 3}, "claims", "must be a list, not a whole number", None),
        ({**MEDIA, "pdq": "zz"}, "pdq", "must be 64 hexadecimal digits", None),
        ({**MEDIA, "scores": {"x": 2}}, "scores[...]", "must be at most 1", None),
        ({**MEDIA, "pdq_quality": 10**40}, "pdq_quality", "too large", None),
        ({**MEDIA, "matches": [{"source": "s", "id": "\x01"}]}, "matches[0].id", "control", None),
    ],
)
def test_a_line_says_what_is_wrong_with_it(
    fields: dict[str, Any], field: str, words: str, nearest: str | None
) -> None:
    found = problem(line(fields))
    assert found.field == field
    assert words in found.reason
    assert found.nearest == nearest


@pytest.mark.parametrize(
    ("fields", "key", "at_value"),
    [
        (message(acount="x"), "acount", False),
        (message(text="“é” 中文", channel="nowhere"), "channel", True),
        (message(time="2026-03-01T09:00:00"), "time", True),
        (payment(amount=12), "amount", True),
        (message(id=" "), "id", True),
    ],
)
def test_the_column_is_where_the_key_or_its_value_begins(
    fields: dict[str, Any], key: str, at_value: bool
) -> None:
    text = line(fields).decode()
    start = text.index(f'"{key}"')
    wanted = start + len(f'"{key}": ') if at_value else start
    assert problem(text.encode()).column == wanted + 1


def test_a_missing_field_points_at_the_object_that_lacks_it() -> None:
    text = line({**PROFILE, "claims": [{"kind": "film"}]}).decode()
    assert problem(text.encode()).column == text.index("[{") + 2


@pytest.mark.parametrize(
    ("raw", "column", "words"),
    [
        (b'{"id": "\xff"}', 9, "not valid UTF-8 (byte 0xff)"),
        ('{"é": "'.encode() + b'\x80"}', 8, "not valid UTF-8 (byte 0x80)"),
        (b'{"id": "a\x00b"}', 10, "raw control character (0x00)"),
        (b'{"id": "a" "b"}', 12, "not valid JSON"),
        (b"{'id': 1}", 2, "double quotes"),
        (b'{"id": "a"', 11, "ends early"),
        (b'{"id": "\\ud800"}', 9, "half of a character"),
        (b'{"id": "x\\udc00y"}', 10, "half of a character"),
        (line(message()) + b" x", len(line(message()).decode()) + 2, "not valid JSON"),
        (b"[1]", 1, "an event is a JSON object in braces, not a list"),
        (b"null", 1, "an event is a JSON object"),
        (b"\xef\xbb\xbf{}", 1, "not valid JSON"),
    ],
)
def test_json_that_is_none_is_located(raw: bytes, column: int, words: str) -> None:
    found = problem(raw)
    assert (found.column, words in found.reason) == (column, True), found


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_depth_never_overflows(opening: bytes) -> None:
    start = line(message())[:-1] + b', "extra": {"x": '
    assert "deep" in problem(start + opening * 100_000).reason
    closing = {b"[": b"]", b'{"a":': b"}"}[opening]
    assert "deep" in problem(start + opening * 200 + b"1" + closing * 200 + b"}}").reason


def test_moderate_depth_is_an_event() -> None:
    nested: Any = 1
    for _ in range(20):
        nested = [nested]
    assert isinstance(read_line(line(message(extra={"x": nested}))), MessageSent)


@pytest.mark.parametrize("number", [b"1e999", b"9" * 5_000, b"-1e999", b"1" + b"0" * 400 + b".5"])
def test_huge_numbers_are_refused(number: bytes) -> None:
    raw = line(message())[:-1] + b', "extra": {"n": ' + number + b"}}"
    assert "too large" in problem(raw).reason


def test_control_characters_and_marks_are_allowed_in_text() -> None:
    text = "a\x00b\x1f" + "\u0301" * 99_000
    event = read_line(line(message(text=text)))
    assert isinstance(event, MessageSent)
    assert event.text == text
    assert "longer than" in problem(line(message(text="a" + "\u0301" * 100_000))).reason


def test_a_type_given_twice_is_told() -> None:
    raw = line(message())[:-1] + b', "type": "message.edited"}'
    assert "stands twice" in problem(raw).reason


def test_a_key_near_type_is_named() -> None:
    assert problem(line({"typ": "message.sent"})).nearest == "typ"


def test_nothing_that_people_wrote_is_in_a_reason() -> None:
    secret = "maria.cruz@example.com +1 555-0100"
    for fields in (
        message(**{secret: 1}),
        message(channel=secret),
        message(type=secret),
        message(lang=secret),
        payment(amount=secret),
        message(time=secret),
    ):
        told = problem(line(fields))
        assert "maria" not in f"{told.reason} {told.field} {told.nearest}"
        assert "555" not in told.reason


@pytest.mark.parametrize("blank", [b"", b" ", b"\r", b"\t \r"])
def test_a_blank_line_is_nothing(blank: bytes) -> None:
    assert read_line(blank) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_a_problem_or_blank(raw: bytes) -> None:
    found = read_line(raw)
    assert found is None or isinstance(found, Problem)
    assert (found is None) == (not raw.strip())


@given(
    st.sampled_from([line(message(to=["x"], extra={"a": [1]})), line(payment()), line(MEDIA)]),
    st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=4)), min_size=1, max_size=3),
)
def test_a_damaged_line_never_raises(raw: bytes, edits: list[tuple[int, bytes]]) -> None:
    for place, piece in edits:
        at = place % (len(raw) + 1)
        raw = raw[:at] + piece + raw[at + len(piece) :]
    found = read_line(raw)
    if isinstance(found, Problem) and found.column is not None:
        assert 1 <= found.column <= len(raw) + 1


@given(
    st.dictionaries(
        st.sampled_from([*message(to=["x"]), "extra", "lang", "channel", "media", "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_any_json_object_is_an_event_or_a_located_problem(fields: dict[str, Any]) -> None:
    raw = json.dumps({**message(), **fields}).encode()
    found = read_line(raw)
    if isinstance(found, Problem):
        assert found.reason
        assert found.column is not None
        assert found.field is not None or "extra" in fields
