"""CSV: true line numbers, every record accounted for, whatever the quotes hold."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.adapters.sources import open_sources
from bantay.adapters.sources.csv_rows import CsvRows
from bantay.adapters.sources.csv_sniff import NO_DELIMITER, delimiter_of, headless_names
from bantay.adapters.sources.kinds import input_file
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.adapters.sources.rows import Row
from bantay.errors import InputError
from bantay.model.events import MessageSent, PaymentMade

from .toys import everything, packed, put, read

MAP = """
type = "message.sent"
delimiter = ","
[fields]
account = "who"
conversation = { constant = "c" }
time = { start = "2026-03-01T09:00:00Z", step = "1s" }
text = "text"
"""


def rows(path: Path, delimiter: str = ",", after: int = 0) -> list[Row]:
    return list(CsvRows(input_file(path), delimiter).rows(after))


def test_a_row_that_spans_lines_has_the_line_it_begins_on(tmp_path: Path) -> None:
    data = 'who,text\nana,"one\ntwo\r\n\nthree"\nben,\nbad,x,y\ncy,"a ""b"" c"\n'
    found = read(put(tmp_path, "chat.csv", data), MAP)
    assert found.texts == ["one\ntwo\r\n\nthree", None, 'a "b" c']
    (reject,) = found.rejects
    assert (reject.line, reject.raw) == (7, b"bad,x,y\n")
    assert "3 cells and the file 2 columns" in reject.reason
    assert found.consumed == 4


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_line_ends_marks_and_packing_do_not_matter(
    tmp_path: Path, end: str, mark: str, ending: str
) -> None:
    data = mark + end.join(["who,text", "ana,hi", "", "ben,yo"])
    found = read(put(tmp_path, f"chat.csv{ending}", packed(data.encode(), ending)), MAP)
    assert [event.account for event in found.events] == ["ana", "ben"]  # type: ignore[union-attr]
    assert (found.rejects, found.consumed) == ([], 3)


def test_bad_utf8_is_a_reject_with_its_column(tmp_path: Path) -> None:
    data = "who,text\nana,é\n".encode() + "ben,déjà\n".encode("latin-1") + b"cy,ok\n"
    found = read(put(tmp_path, "chat.csv", data), MAP)
    (reject,) = found.rejects
    assert (reject.line, reject.column, found.texts) == (3, 6, ["é", "ok"])
    assert "convert it to UTF-8" in reject.reason
    assert reject.raw == "ben,déjà\n".encode("latin-1")


def test_an_open_quote_is_told_where_it_opens(tmp_path: Path) -> None:
    found = read(put(tmp_path, "chat.csv", 'who,text\nana,hi\nben,"oh\ncy,yo\n'), MAP)
    (reject,) = found.rejects
    assert (reject.line, reject.raw) == (3, b'ben,"oh\ncy,yo\n')
    assert "never closed" in reject.reason


def test_an_open_quote_does_not_swallow_a_large_file(tmp_path: Path) -> None:
    rest = "".join(f"ana,{'x' * 200}\n" for _ in range(20_000))
    found = read(put(tmp_path, "chat.csv", 'who,text\nben,"oh\n' + rest), MAP)
    assert found.rejects
    assert len(found.events) > 18_000
    lost = b"".join(reject.raw for reject in found.rejects)
    assert lost.count(b"\n") + len(found.events) == 20_001


def test_a_long_line_and_nul_are_rows_like_others(tmp_path: Path) -> None:
    data = b"who,text\nana," + b"x" * 2_000_000 + b"\nb\x00n,hi\ncy,a\x00b\n"
    found = read(put(tmp_path, "chat.csv", data), MAP)
    assert "longer than" in found.reasons[0]
    assert "control character (U+0000)" in found.reasons[1]
    assert found.rejects[1].line == 3
    assert found.texts == ["a\x00b"]


def test_a_truncated_file_ends_with_a_reject(tmp_path: Path) -> None:
    data = "who,text\n" + "".join(f"ana,{n * 7919 % 10_007}\n" for n in range(20_000))
    whole = packed(data.encode(), ".gz")
    found = read(put(tmp_path, "chat.csv.gz", whole[: len(whole) // 2]), MAP)
    assert found.reasons[-1] == "the compressed data ends early"
    assert found.consumed == len(found.events) > 1_000
    assert found.rejects[-1].line == len(found.events) + 2


CELL = st.text(st.sampled_from('ab,"\n\ré 中'), max_size=6)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL), max_size=12), st.integers(0, 14))
def test_what_was_written_is_read_and_resumed(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]], after: int
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("who", "text"), *cells])
    path = put(tmp_path_factory.mktemp("any"), "chat.csv", out.getvalue())
    found = rows(path)
    assert [(r.values["who"], r.values["text"]) for r in found if r.values] == cells
    assert [r.index for r in found] == list(range(len(cells)))
    assert b"".join(r.raw for r in found).count(b"\n") == out.getvalue().count("\n") - 1
    assert rows(path, after=after) == found[after:]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([b"a,b", b'"', b"\n", b"\xff", b"\x00abcd", b"\r", b",,,"])))
def test_any_bytes_are_rows_and_chunks_mean_nothing(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    data = b"who,text\n" + b"".join(parts)
    path = put(tmp_path_factory.mktemp("any"), "chat.csv", data)
    (source,) = open_sources([path], parse_mapping(MAP, "map.toml"))
    whole = everything(source)
    assert everything(source, 1) == everything(source, 7) == whole
    assert b"who,text\n" + b"".join(row.raw for row in rows(path)) == data
    assert whole.consumed + sum(row.unfinished for row in rows(path)) >= len(rows(path))


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2\n", ";"),
        ("a\tb\nx, y\tz\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ('a;b\n"x;y";z\n', ";"),
        ("text\nhello, you\nand you; and you\n", NO_DELIMITER),
        ("when,text\n1,a;b;c\n2,d;e;f\n", ","),
    ],
)
def test_the_delimiter_is_seen(tmp_path: Path, data: str, delimiter: str) -> None:
    assert delimiter_of(input_file(put(tmp_path, "x.csv", data))) == delimiter


def test_tsv_means_tabs(tmp_path: Path) -> None:
    assert delimiter_of(input_file(put(tmp_path, "x.tsv", "a,b\n1,2\n"))) == "\t"


@pytest.mark.parametrize(
    ("data", "headless"),
    [
        ("who,text\nana,hi\n", False),
        ("2026-03-01 10:00,ana,hello\n", True),
        ("ana@example.com,hello\n", True),
        ("1,ana,see you at the café at noon then\n", True),
        ("from,2024\nana,5\n", False),
        ("alpha,beta\n1,2\n", False),
    ],
)
def test_a_file_without_a_header_is_seen(tmp_path: Path, data: str, headless: bool) -> None:
    names = headless_names(input_file(put(tmp_path, "x.csv", data)), ",")
    assert bool(names) == headless
    if headless:
        assert names[:2] == ("column 1", "column 2")


def test_a_file_without_a_header_loses_no_row(tmp_path: Path) -> None:
    body = MAP.replace('"who"', '"column 1"').replace('"text"', '"column 2"')
    found = read(
        put(tmp_path, "x.csv", "ana,hi\nben,yo\n"), 'columns = ["column 1", "column 2"]' + body
    )
    assert found.texts == ["hi", "yo"]


def test_a_nameless_column_gets_a_number(tmp_path: Path) -> None:
    (row,) = rows(put(tmp_path, "x.csv", ",who\n0,ana\n"))
    assert row.values == {"column 1": "0", "who": "ana"}


def test_a_header_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="first line should name the columns"):
        rows(put(tmp_path, "x.csv", ",,\n1,2,3\n"))
    with pytest.raises(InputError, match="not valid UTF-8"):
        rows(put(tmp_path, "x.csv", b"who,\xff\n1,2\n"))


# ------------------------------------------------------------- tables of the contract


def test_a_table_of_the_contract_needs_no_mapping(tmp_path: Path) -> None:
    data = (
        "type,id,time,account,conversation,text,to,payment,kind,amount,currency,extra\n"
        'message.sent,1,2026-03-01T09:00:00Z,ana,c,hi,"[""ben"",""cy""]",,,,,"{""a"":1}"\n'
        "payment.made,2,2026-03-01T09:00:00+08:00,,,,,p1,gift,12.50,PHP,\n"
    )
    message, paid = read(put(tmp_path, "events.csv", data)).events
    assert isinstance(message, MessageSent)
    assert (message.id, message.to, message.extra) == ("1", ["ben", "cy"], {"a": 1})
    assert isinstance(paid, PaymentMade)
    assert (paid.amount, paid.time.hour) == ("12.50", 1)


def test_a_table_of_the_contract_is_checked_like_lines(tmp_path: Path) -> None:
    header = "type,id,time,account,conversation,amount\n"
    data = (
        header + "message.snt,1,2026-03-01T09:00:00Z,ana,c,\n"
        "message.sent,2,2026-03-01T09:00:00,ana,c,\n"
        "message.sent,3,2026-03-01T09:00:00Z,ana,,\n"
        "message.sent,4,2026-03-01T09:00:00Z,ana,c,5\n"
        "message.sent,5,2026-03-01T09:00:00Z,ana,c,\n"
    )
    found = read(put(tmp_path, "events.csv", data))
    told = [(r.line, r.column, r.field, r.nearest) for r in found.rejects]
    assert told == [
        (2, 1, "type", "message.sent"),
        (3, 16, "time", None),
        (4, 41, "conversation", None),
        (5, 43, "amount", None),
    ]
    assert found.ids == ["5"]


def test_an_unknown_column_in_a_table_of_the_contract_is_refused(tmp_path: Path) -> None:
    data = "type,id,time,acount,conversation\nmessage.sent,1,2026-03-01T09:00:00Z,ana,c\n"
    with pytest.raises(InputError, match=r"'acount' is not a field.*mean 'account'"):
        open_sources([put(tmp_path, "events.csv", data)])


def test_the_rest_of_a_text_without_quotes_is_no_message(tmp_path: Path) -> None:
    found = read(put(tmp_path, "chat.csv", "who,text\nana,one\nand two\nben,\n"), MAP)
    assert found.texts == ["one", None]
    (reject,) = found.rejects
    assert (reject.line, reject.raw) == (3, b"and two\n")
    assert "one cell and the file 2 columns" in reject.reason
