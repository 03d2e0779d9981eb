"""The mapping file: errors that point, a text that reads back, and what mappings do."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources import load_mapping, open_sources
from bantay.adapters.sources.mapping import Each, Mapping, Origin, TypeByRow
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.adapters.sources.toml_place import key_place
from bantay.errors import ConfigError
from bantay.model.events import AccountRegistered, LoginSeen, MessageSent, PaymentMade
from bantay.model.keys import pair

from .toys import everything, line, put, read

GOOD = """\
type = "message.sent"
ignored = ["label"]

[fields]
account = "who"
conversation = { template = "c-{room}", default = "{#file}" }
time = { column = "when", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }
text = { column = "body", unfit = "omit" }
"""


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_mapping(text, "map.toml")
    assert caught.value.place is not None
    assert caught.value.place.file == "map.toml"
    return caught.value


TIME = 'time = { column = "when", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }'
ROOM = 'conversation = { template = "c-{room}", default = "{#file}" }'


@pytest.mark.parametrize(
    ("old", "new", "pointed", "words", "nearest"),
    [
        ("ignored", "ignore", "ignore =", "`ignore` is not a key here", "ignored"),
        ("[fields]", "[feilds]", "feilds", "`feilds` is not a key", "fields"),
        ("account", "acount", "acount", "`acount` is not a field", "account"),
        ("default", "defualt", "defualt", "`defualt` is not a key here", "default"),
        ('"{#file}"', '"{#fil}"', "default", "{#fil} is not known", None),
        ('"c-{room}"', '"c-{room"', "template", "a single {", None),
        ('"c-{room}"', '"c-{}"', "template", "needs a column's name", None),
        (ROOM, 'conversation = { start = "2026-01-01" }', "conversation", "need each other", None),
        ('"%d/%m/%Y %H:%M"', '"%d/%Q"', "format", "the format is wrong", None),
        ('"%d/%m/%Y %H:%M"', '"dd/mm"', "format", "a format is iso, seconds", None),
        ('"%d/%m/%Y %H:%M"', '"%d %d"', "format", "twice", None),
        ("Asia/Manila", "Asia/Manilla", "zone", "an IANA name such as", None),
        ('"omit"', '"leave"', "unfit", "one of", None),
        ('column = "body"', 'column = "body", constant = "x"', "constant", "not both", None),
        ('text = { column = "body"', 'text = { split = "x"', "text", "say where it comes", None),
        ('"body"', '"body", zone = "UTC"', 'zone = "UTC"', "`zone` is for times", None),
        (TIME, 'time = { start = "x", step = "1s" }', "start", "a start is a time", None),
        (TIME, 'time = { start = "2026-01-01", step = "x" }', "step", "a step is", None),
        ("message.sent", "message.snt", "type", "not an event type", "message.sent"),
        ('"message.sent"', "3", "type", "must be", None),
        (ROOM, "", "fields]", "must have `conversation`", None),
        ('"who"', "5", "account", "must be a table", None),
        ("ignored", 'encoding = "latin-1"\nignored', "encoding", "UTF-8 only", None),
        ("ignored", 'delimiter = ";;"\nignored', "delimiter", "one character", None),
        ("[fields]", "[only.'payment.made']\nx = 'x'\n[fields]", "only", "no row becomes", None),
        ("[fields]", "[each]\ncolumns = []\n[fields]", "columns", "at least one column", None),
        ("[fields]", "[each]\ncolumns = ['a']\nstep = 'x'\n[fields]", "step", "a step is", None),
        ("[fields]", "[fields", "\naccount", "not valid TOML", None),
    ],
)
def test_a_mistake_is_pointed_at(
    old: str, new: str, pointed: str, words: str, nearest: str | None
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    error = refused(text)
    assert error.place is not None
    assert words in error.reason
    before = text[: text.index(pointed)]
    assert error.place.line == before.count("\n") + 1
    assert error.place.column == len(before) - before.rfind("\n")
    assert error.nearest == nearest


def test_a_mapping_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_mapping(put(tmp_path, "x.toml", b"\xff"))


def test_a_start_may_stand_without_quotes() -> None:
    body = GOOD.replace(
        '{ column = "when", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }',
        '{ start = 2026-03-01T09:00:00Z, step = "10s" }',
    )
    assert parse_mapping(body, "x").fields["time"].start == "2026-03-01T09:00:00+00:00"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ORIGIN = st.builds(
    Origin,
    column=TEXT,
    constant=st.none() | st.booleans() | st.integers(-9, 9) | TEXT,
    template=st.none() | TEXT,
    pair=st.none() | st.tuples(TEXT, TEXT),
    values=st.dictionaries(TEXT, TEXT, max_size=2),
    otherwise=st.none() | TEXT,
    format=st.none() | TEXT,
)
MAPPING = st.builds(
    Mapping,
    type=TEXT | st.builds(TypeByRow, column=TEXT, values=st.dictionaries(TEXT, TEXT, max_size=2)),
    fields=st.dictionaries(TEXT, ORIGIN, max_size=3),
    only=st.dictionaries(TEXT, st.dictionaries(TEXT, ORIGIN, max_size=1), max_size=2),
    each=st.none() | st.builds(Each, columns=st.lists(TEXT, max_size=2).map(tuple), step=TEXT),
    delimiter=st.none() | TEXT,
    sort=st.booleans(),
    ignored=st.lists(TEXT, max_size=3).map(tuple),
)


@given(MAPPING, TEXT)
def test_what_is_written_reads_back_equal(mapping: Mapping, about: str) -> None:
    """Whatever the names are; `check` is left out, as these mappings make no sense."""
    import tomllib

    import msgspec

    raw = tomllib.loads(mapping.to_toml(about))
    for table in (raw["fields"], *raw.get("only", {}).values()):
        for name, value in table.items():
            if isinstance(value, str):
                table[name] = {"column": value}
    assert msgspec.convert(raw, Mapping) == mapping


def test_a_written_mapping_is_short_and_commented() -> None:
    mapping = parse_mapping(GOOD, "x")
    text = mapping.to_toml("Two\nlines.")
    assert text.startswith("# Two\n# lines.\n")
    assert '\naccount = "who"\n' in text
    assert parse_mapping(text, "x") == mapping


@pytest.mark.parametrize(
    ("path", "pointed"),
    [
        (("a", "b"), "b = 1"),
        (("a", "c", "d"), "d = 2"),
        (("a", "c", "x.y"), "'x.y'"),
        (("t", "u v", "w"), "w = 1"),
        (("t", "u v", "absent"), 't."u v"'),
        (("e", "k"), "k = 3"),
        (("nowhere",), "[a]"),
    ],
)
def test_places_of_keys(path: tuple[str, ...], pointed: str) -> None:
    text = """[a]\nb = 1\n  c = {   d = 2, 'x.y' = 3 }\n[t."u v"]\nw = 1\n[[e]]\nk = 3\n"""
    before = text[: text.index(pointed)]
    assert key_place(text, path) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


# ------------------------------------------------------------- mappings at work


def mapped(folder: Path, rows: list[dict[str, Any]], mapping: str) -> Any:
    return read(put(folder, "own.jsonl", b"".join(line(row) + b"\n" for row in rows)), mapping)


def test_the_good_mapping_reads(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"who": " ana ", "room": 7, "when": "01/03/2026 09:30", "body": " hi ", "label": "spam"},
        {"who": "ben", "when": "02/03/2026 09:30", "body": ["no", "text"]},
        {"who": "cy", "room": "x", "when": "2026-03-02", "body": "late"},
        {"room": "x", "when": "02/03/2026 09:30"},
    ]
    found = mapped(tmp_path, rows, GOOD)
    one, two = found.events
    assert isinstance(one, MessageSent)
    assert (one.account, one.conversation, one.text) == ("ana", "c-7", " hi ")
    assert one.time == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert two.text is None  # unfit, and left out
    assert len(two.conversation) == 8  # the file's birthmark
    late, nobody = found.rejects
    assert (late.line, late.field) == (3, "time")
    assert "is not written as %d/%m/%Y %H:%M (column 'when')" in late.reason
    assert late.column == line(rows[2]).decode().index('"2026-') + 1
    assert (nobody.line, nobody.field) == (4, "account")


def test_types_by_row_words_defaults_and_what_only_one_type_has(tmp_path: Path) -> None:
    mapping = """
    [type]
    column = "kind"
    values = { chat = "message.sent", tip = "payment.made" }
    skip = ["ping"]
    [fields]
    account = "who"
    conversation = { constant = "c" }
    time = { column = "at", format = "seconds" }
    text = "body"
    from_account = "who"
    currency = { column = "cur", default = "PHP" }
    [only."payment.made"]
    payment = "n"
    kind = { column = "how", values = { rose = "gift" }, otherwise = "transfer" }
    amount = "sum"
    """
    rows: list[dict[str, Any]] = [
        {"kind": "chat", "who": "ana", "at": 1772355600, "body": "hi"},
        {"kind": "tip", "who": "ana", "at": 1772355601.5, "n": 5, "how": "rose", "sum": 2848.96},
        {
            "kind": "tip",
            "who": "b",
            "at": "1772355602",
            "n": 6,
            "how": "?",
            "sum": "1,234.5",
            "cur": "€",
        },
        {"kind": "ping"},
        {"kind": "tipp"},
        {"who": "ana"},
        {"kind": "tip", "who": "c", "at": 1, "n": 7, "how": "rose", "sum": "lots"},
    ]
    found = mapped(tmp_path, rows, mapping)
    chat, tip, other = found.events
    assert isinstance(chat, MessageSent)
    assert isinstance(tip, PaymentMade)
    assert (tip.payment, tip.kind, tip.amount, tip.currency) == ("5", "gift", "2848.96", "PHP")
    assert tip.time == datetime(2026, 3, 1, 9, 0, 1, 500_000, tzinfo=UTC)
    assert (other.kind, other.amount, other.currency) == ("transfer", "1234.5", "EUR")
    told = [(r.line, r.field, r.nearest) for r in found.rejects]
    assert told == [(5, "type", "tip"), (6, "type", None), (7, "amount", None)]
    assert found.consumed == 7


def test_lists_are_taken_apart(tmp_path: Path) -> None:
    mapping = """
    type = "message.sent"
    [each]
    columns = ["turns"]
    speakers = ["x", "y", "z"]
    [fields]
    account = { template = "{id}-{#speaker}" }
    to = { template = "{id}-{#listener}" }
    conversation = "id"
    time = { start = "2026-03-01T09:00:00Z", step = "1m" }
    text = "turns"
    """
    found = mapped(tmp_path, [{"id": "d1", "turns": ["a", "b", "c", "d"]}, {"id": "d2"}], mapping)
    assert found.texts == ["a", "b", "c", "d"]
    assert [e.account for e in found.events] == ["d1-x", "d1-y", "d1-z", "d1-x"]
    assert [e.to for e in found.events] == [["d1-y"], ["d1-z"], ["d1-x"], ["d1-y"]]
    assert [e.time.second for e in found.events] == [0, 15, 30, 45]
    assert len(set(found.ids)) == 4
    assert found.consumed == 2


def test_parallel_lists_objects_pairs_and_cells_with_separators(tmp_path: Path) -> None:
    head = 'type = "message.sent"\n[fields]\nconversation = { constant = "c" }\n'
    time = 'time = { column = "at", zone = "UTC" }\n'
    row = {"at": "2026-03-01 09:00", "t": "a|b", "w": "x|y"}
    cells = head + time + 'account="w"\ntext="t"\n[each]\ncolumns=["t","w"]\nsplit="|"\nstep="2s"\n'
    found = mapped(tmp_path, [row, {**row, "w": "x"}], cells)
    assert [(e.account, e.text, e.time.second) for e in found.events] == [
        ("x", "a", 0),
        ("y", "b", 2),
    ]
    assert "the lists of this row differ in length: 2 and 1" in found.reasons[0]
    pairs = head + time + 'account="t.0"\ntext="t.1"\n[each]\ncolumns=["t"]\n'
    found = mapped(tmp_path, [{**row, "t": [["ana", "hi"], ["ben", "yo"], ["cy"]]}], pairs)
    assert [(e.account, e.text, e.time.second) for e in found.events][:2] == [
        ("ana", "hi", 0),
        ("ben", "yo", 1),
    ]
    objects = head + time + 'account="t.by.id"\ntext="t.say"\n[each]\ncolumns=["t"]\n'
    said = [{"by": {"id": "ana"}, "say": "hi"}, {"say": "who?"}]
    found = mapped(tmp_path, [{**row, "t": said}], objects)
    assert found.texts == ["hi"]
    assert (found.rejects[0].field, "element 2" in found.reasons[0]) == ("account", True)


def test_a_row_becomes_only_so_many_events(tmp_path: Path) -> None:
    mapping = GOOD.replace('"body"', '"t"') + '[each]\ncolumns = ["t"]\n'
    found = mapped(
        tmp_path, [{"who": "a", "when": "01/03/2026 09:30", "t": ["x"] * 10_001}], mapping
    )
    assert (found.events, "10,001 elements" in found.reasons[0]) == ([], True)


def test_pairs_counters_lists_and_flags(tmp_path: Path) -> None:
    mapping = """
    type = "message.sent"
    [fields]
    id = { template = "m-{n}" }
    account = "a"
    to = { column = "b", split = ";" }
    conversation = { pair = ["a", "b"] }
    time = { column = "n", start = "2026-03-01", step = "1h" }
    """
    found = mapped(
        tmp_path, [{"a": "x", "b": "y; z", "n": 2}, {"a": "y; z", "b": "x", "n": "1.5"}], mapping
    )
    one, two = found.events
    assert (one.id, one.to, one.time.hour) == ("m-2", ["y", "z"], 2)
    assert one.conversation == two.conversation == pair("x", "y; z")
    assert (two.time.hour, two.time.minute) == (1, 30)
    login = 'type = "login.seen"\n[fields]\naccount="a"\nproxy="p"\nasn="n"\ncountry="c"\n'
    made = 'time = { start = "2026-03-01T00:00:00Z", step = "1s" }\n'
    rows = [{"a": "x", "p": p, "n": "64500", "c": "ph"} for p in ("yes", "No", True, "1")]
    events = mapped(tmp_path, rows, login + made).events
    assert all(isinstance(event, LoginSeen) for event in events)
    assert [(e.proxy, e.asn, e.country) for e in events][:2] == [
        (True, 64500, "PH"),
        (False, 64500, "PH"),
    ]
    assert [e.proxy for e in events][2:] == [True, True]


def test_dates_of_birth(tmp_path: Path) -> None:
    mapping = """
    type = "account.registered"
    [fields]
    account = "a"
    time = { start = "2026-03-01T00:00:00Z", step = "1s" }
    birth_date = { column = "b", format = "%m/%d/%Y", unfit = "omit" }
    """
    found = mapped(tmp_path, [{"a": "x", "b": "2/28/1996"}, {"a": "y", "b": "soon"}], mapping)
    assert all(isinstance(event, AccountRegistered) for event in found.events)
    assert [str(e.birth_date) for e in found.events] == ["1996-02-28", "None"]


def test_sorted_rows_come_by_time_and_resume(tmp_path: Path) -> None:
    mapping = GOOD.replace("ignored", "sort = true\nignored")
    rows = [
        {"who": "a", "when": f"{day:02}/03/2026 09:30", "body": str(day)} for day in (5, 3, 9, 1, 3)
    ]
    path = put(tmp_path, "own.jsonl", b"".join(line(row) + b"\n" for row in [*rows, {"who": "b"}]))
    (source,) = open_sources([path], parse_mapping(mapping, "x"))
    whole = everything(source)
    assert whole.texts == ["1", "3", "3", "5", "9"]
    assert [r.line for r in whole.rejects] == [6]
    assert everything(source, 1) == whole
    assert everything(source, 2, 3).texts == ["3", "5", "9"]
    assert whole.consumed == 6
    was = source.fingerprint
    put(tmp_path, "own.jsonl", path.read_bytes() + line(rows[0]) + b"\n")
    (grown,) = open_sources([path], parse_mapping(mapping, "x"))
    assert grown.fingerprint != was  # a row in between would be skipped


def test_made_ids_depend_on_nothing_but_the_file(tmp_path: Path) -> None:
    rows = [{"who": "a", "when": "01/03/2026 09:30"}] * 3
    (tmp_path / "b").mkdir()
    one = mapped(tmp_path, rows, GOOD)
    two = mapped(tmp_path / "b", rows, GOOD)
    assert one.ids == two.ids
    assert len(set(one.ids)) == 3


def test_foreign_lines_that_are_no_objects_are_rejects(tmp_path: Path) -> None:
    good = line({"who": "a", "when": "01/03/2026 09:30", "body": "x"})
    data = b"\n".join([good, b"[1]", b"", b'{"who": "\xff"}', b"{", good, good[:20]])
    path = put(tmp_path, "own.jsonl", data)
    found = read(path, GOOD)
    assert [r.line for r in found.rejects] == [2, 4, 5, 7]
    assert (len(found.events), found.consumed) == (2, 6)
    assert found.rejects[0].reason == "a row is a JSON object in braces"
    assert found.rejects[1].column == 10


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
EVERYTHING = """
[type]
column = "t"
values = { a = "message.sent", b = "payment.made", c = "media.shared", d = "login.seen" }
[fields]
account = "x"
conversation = { pair = ["x", "y"] }
time = { column = "z", zone = "UTC" }
text = { template = "{y} {z.a}" }
to = { column = "y", split = "," }
extra = "x"
payment = "x"
kind = "y"
amount = "z"
currency = "y"
media = "x"
scores = "y"
matches = "z"
pdq_quality = "y"
asn = "x"
proxy = "y"
until = { column = "z", format = "seconds" }
"""


@given(
    st.lists(st.fixed_dictionaries({"t": st.sampled_from("abcd"), "x": JSON, "y": JSON, "z": JSON}))
)
def test_any_row_is_an_event_or_a_reject(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    import json

    data = "".join(json.dumps(row) + "\n" for row in rows)
    found = read(put(tmp_path_factory.mktemp("any"), "own.jsonl", data or "{}\n"), EVERYTHING)
    assert len(found.events) + len(found.rejects) == max(len(rows), 1)
    assert all(reject.reason for reject in found.rejects)
