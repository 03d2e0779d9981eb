"""The JSON Schema and the decoder are the same contract, said twice."""

import json
from collections.abc import Iterator
from importlib.resources import files
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.problem import Problem
from bantay.model import vocabulary as v
from bantay.model.events import EVENTS
from bantay.runtime.schema import COMMON, events_schema, hints_of, tag_of

Line = dict[str, Any]

SCHEMA = events_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
LINES: list[Line] = [
    json.loads(line)
    for line in (files("bantay.model") / "examples.jsonl").read_text(encoding="utf-8").splitlines()
]


def decodes(line: Line) -> bool:
    return not isinstance(read_line(json.dumps(line).encode()), Problem)


def agree(line: Line) -> bool:
    """Whether both accept the line; fails when only one of them does."""
    by_schema, by_decoder = VALIDATOR.is_valid(line), decodes(line)
    assert by_schema == by_decoder, f"schema {by_schema}, decoder {by_decoder}: {line}"
    return by_schema


def test_the_schema_is_a_schema_of_every_event() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    assert set(SCHEMA["discriminator"]["mapping"]) == {tag_of(event) for event in EVENTS}
    assert len(SCHEMA["oneOf"]) == len(EVENTS) == 23


def test_every_event_has_one_example() -> None:
    assert [line["type"] for line in LINES] == [tag_of(event) for event in EVENTS]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["type"])
def test_the_examples_are_valid(line: Line) -> None:
    assert agree(line)


def mutations(line: Line) -> Iterator[tuple[str, Line]]:
    """Every way of being wrong that a line's own fields offer."""
    definition = SCHEMA["$defs"][SCHEMA["discriminator"]["mapping"][line["type"]].split("/")[-1]]
    yield "unknown field", {**line, "acount": "a-1"}
    yield "unknown type", {**line, "type": line["type"] + "s"}
    yield "naive time", {**line, "time": "2026-03-01T09:00:00"}
    yield "impossible day", {**line, "time": "2026-02-30T09:00:00Z"}
    yield "number for time", {**line, "time": 1_772_000_000}
    yield "empty id", {**line, "id": ""}
    yield "long id", {**line, "id": "x" * 201}
    for name in definition["required"]:
        yield f"without {name}", {k: value for k, value in line.items() if k != name}
        yield f"null {name}", {**line, name: None}
    for name, field in definition["properties"].items():
        branches = [field, *field.get("anyOf", [])]
        if any("enum" in branch for branch in branches):
            yield f"word outside {name}", {**line, name: "no such word"}
        if any("pattern" in branch for branch in branches):
            yield f"shape of {name}", {**line, name: "12,5\x00"}
        if any(branch.get("type") in ("string", "boolean", "integer") for branch in branches):
            yield f"list as {name}", {**line, name: [1]}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["type"])
def test_every_mutated_example_is_refused_by_both(line: Line) -> None:
    cases = list(mutations(line))
    assert len(cases) > 10
    for what, wrong in cases:
        assert not agree(wrong), what


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("amount", ["0", "12.50", "1" * 20], ["", "-1", "1e3", ".5", "1.", "1" * 21, "１２"]),
        ("currency", ["PHP"], ["php", "PH", "PESO"]),
        ("from_country", ["PH", None], ["ph", "PHL", "P1"]),
        ("fee", ["0.1", None], [0.1, "0.12345678901"]),
        ("category", ["earnings", "own word", None], ["x" * 2_001, 3]),
        ("extra", [{}, {"a": [{"b": None}]}, None], [[], "x"]),
        ("note", ["", "x" * 100_000], ["x" * 100_001]),
        ("time", ["2026-03-01T09:00:00Z", "2026-03-01t09:00:00.123456-09:30"], ["2026-03-01Z"]),
        ("time", [], ["2026-03-01T09:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:00:00+24:00"]),
        ("time", ["1970-01-01T00:00:00Z", "9998-01-01T00:00:00Z"], ["1969-12-31T23:59:59Z"]),
        ("time", ["2069-12-31T00:00:00Z", "8999-12-31T00:00:00Z"], ["9999-01-01T00:00:00Z"]),
        ("payment", ["p 1", "\u00a0p", "薇"], [" ", "\u3000", "p\n", "\tp", "p\u0000", "\u001f"]),
    ],
)
def test_bounds_and_formats(field: str, good: list[Any], bad: list[Any]) -> None:
    payment = next(line for line in LINES if line["type"] == "payment.made")
    assert [value for value in good if not agree({**payment, field: value})] == []
    assert [value for value in bad if agree({**payment, field: value})] == []


def test_numbers_and_hashes_have_bounds() -> None:
    media = next(line for line in LINES if line["type"] == "media.shared")
    assert agree({**media, "pdq": "aB" * 32, "pdq_quality": 2**63 - 1})
    assert not agree({**media, "pdq_quality": 2**63})
    assert not agree({**media, "pdq": "aB" * 31 + "xy"})
    assert not agree({**media, "pdq": "aB" * 32 + "\n"})


def test_nested_objects_are_as_strict() -> None:
    media = next(line for line in LINES if line["type"] == "media.shared")
    match = media["matches"][0]
    assert agree({**media, "matches": [{"source": "own list"}], "scores": {"portrait": 1}})
    assert not agree({**media, "matches": [{**match, "sourc": "x"}]})
    assert not agree({**media, "matches": [{"list": "x"}]})
    assert not agree({**media, "scores": {"portrait": 1.01}})


def test_a_validator_that_ignores_formats_still_refuses_naive_times() -> None:
    lenient = Draft202012Validator(SCHEMA)
    login = next(line for line in LINES if line["type"] == "login.seen")
    assert lenient.is_valid(login)
    assert not lenient.is_valid({**login, "time": "2026-03-02T19:55:00"})
    assert not lenient.is_valid({**login, "until": "2026-03-02T19:55:00"})


def test_every_property_says_why_it_is_asked_for() -> None:
    for tag, ref in SCHEMA["discriminator"]["mapping"].items():
        definition = SCHEMA["$defs"][ref.split("/")[-1]]
        assert definition["title"] == tag
        assert list(definition["properties"])[:4] == ["type", "id", "time", "source"]
        assert all(field["description"] for field in definition["properties"].values())
    assert "earnings" in SCHEMA["$defs"]["PaymentMade"]["properties"]["category"]["examples"]
    assert COMMON not in SCHEMA["discriminator"]["mapping"]


# -- objects made at random, right and wrong

ODD = st.sampled_from(["", "x", "no such word", 0, 1, -1, 1.5, True, None, [], ["x"], {}, {"a": 1}])
TIMES = st.sampled_from(
    [
        "2026-03-01T09:00:00Z",
        "2026-03-01T09:00:00.5+08:00",
        "2026-03-01T09:00:00",
        "2026-03-01",
        "2026-13-01T09:00:00Z",
        "2026-03-01T09:60:00Z",
    ]
)
SHAPED: dict[Any, st.SearchStrategy[Any]] = {
    v.Amount: st.sampled_from(["0", "1.50", "1.", "x", "1" * 21]),
    v.Share: st.sampled_from(["0", "0.8", "1", "1.0", "1.1", "2", "0."]),
    v.Currency: st.sampled_from(["USD", "PHP", "usd", "US"]),
    v.Country: st.sampled_from(["PH", "us", "P", "PHL"]),
    v.Language: st.sampled_from(["fil", "zh-Hans", "e", "en_US", "x-"]),
    v.Id: st.sampled_from(["a", "ab" * 32, "薇" * 200, "", "薇" * 201, " ", "a\n", "\x01b"]),
    v.Score: st.sampled_from([0, 1, 0.5, -0.1, 1.1]),
    v.Seconds: st.sampled_from([0, 12.5, -1]),
    v.Time: TIMES,
    v.Day: st.sampled_from(["1990-02-28", "1990-02-30", "28.2.1990", "1990-02-28T00:00:00Z"]),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Mostly right values of a field's type."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in SHAPED:
        return SHAPED[hint]
    if origin in (Union, UnionType):
        return st.one_of(*(values(arg) for arg in args))
    if origin in NESTED:
        return NESTED[origin](args)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return st.fixed_dictionaries({k: values(h) for k, h in hints_of(hint).items()})
    return PLAIN[hint]


NESTED: dict[Any, Any] = {
    Literal: st.sampled_from,
    list: lambda args: st.lists(values(args[0]), max_size=2),
    dict: lambda args: st.dictionaries(st.text(max_size=3), values(args[1]), max_size=2),
    Annotated: lambda args: values(args[0]),
}
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=5),
    bool: st.booleans(),
    int: st.integers(0, 300),
    NoneType: st.none(),
    float: st.floats(0, 99, allow_nan=False),
    Any: st.none() | st.booleans() | st.text(max_size=3),
}


@st.composite
def lines(draw: st.DrawFn) -> Line:
    event = draw(st.sampled_from(EVENTS))
    line: Line = {"type": tag_of(event)}
    required = {field.encode_name for field in msgspec.structs.fields(event) if field.required}
    for name, hint in hints_of(event).items():
        if draw(st.booleans()) or (name in required and draw(st.integers(0, 30))):
            line[name] = draw(values(hint))
    for name in ("id", "time"):  # or nearly every line would fall over these two
        line[name] = draw(st.sampled_from(["2026-03-01T09:00:00Z"] * 9 + ["x"]))
    if not draw(st.integers(0, 5)):
        line[draw(st.sampled_from([*line, "colour"]))] = draw(ODD)
    return line


def test_schema_and_decoder_agree() -> None:
    verdicts: set[bool] = set()

    @settings(
        max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(lines())
    def both(line: Line) -> None:
        verdicts.add(agree(line))

    both()
    assert verdicts == {False, True}  # the objects were neither all right nor all wrong
