"""Files of contract events, plain and compressed."""

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.adapters.sources.blocks import BLOCK, blocks
from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.kinds import input_file
from bantay.adapters.sources.problem import Problem
from bantay.model.events import EVENTS, MessageSent

from .toys import (
    contract_source,
    everything,
    line,
    lines,
    message,
    messages,
    packed,
    payment,
    put,
    read,
    read_contract,
)

ENDINGS = ("", ".gz", ".zst")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_read_in_order(tmp_path: Path, ending: str) -> None:
    path = put(tmp_path, f"talk.jsonl{ending}", packed(messages(30), ending))
    found = read(path)
    assert found.ids == [f"m{n}" for n in range(1, 31)]
    assert (found.rejects, found.consumed) == ([], 30)


@pytest.mark.parametrize(
    "data",
    [
        b"\n".join([line(message(1)), line(message(2))]),
        b"\r\n".join([line(message(1)), line(message(2)), b""]),
        b"\xef\xbb\xbf" + lines(message(1), message(2)),
        b" " + line(message(1)) + b" \n\t" + line(message(2)),
    ],
)
def test_line_ends_marks_and_margins_do_not_matter(tmp_path: Path, data: bytes) -> None:
    found = read(put(tmp_path, "talk.jsonl", data))
    assert (found.ids, found.rejects, found.consumed) == (["m1", "m2"], [], 2)


def test_blank_lines_count_as_lines(tmp_path: Path) -> None:
    data = b"\n" + line(message(1)) + b"\n \r\n\n" + b"{}\n"
    found = read(put(tmp_path, "talk.jsonl", data))
    assert (found.ids, found.consumed) == (["m1"], 5)
    assert [reject.line for reject in found.rejects] == [5]


def test_a_reject_holds_the_whole_line_and_its_place(tmp_path: Path) -> None:
    bad = line(message(2, acount="x"))
    path = put(tmp_path, "talk.jsonl", lines(message(1)) + bad + b"\n" + lines(message(3)))
    found = read(path)
    (reject,) = found.rejects
    assert (reject.file, reject.line, reject.raw) == (str(path), 2, bad)
    assert reject.column == bad.decode().index('"acount"') + 1
    assert found.ids == ["m1", "m3"]


def test_a_line_of_ten_megabytes_is_one_reject(tmp_path: Path) -> None:
    long = line(message(2, text="x" * 10_000_000))
    found = read_contract(tmp_path, lines(message(1)) + long + b"\n" + lines(message(3)))
    (reject,) = found.rejects
    assert (reject.line, reject.raw, found.ids) == (2, long, ["m1", "m3"])
    assert "longer than 1,048,576 bytes" in reject.reason


def test_bad_bytes_do_not_stop_the_file(tmp_path: Path) -> None:
    bad = [b"\xff\xfe\x00", b"\x00" * 40, b'{"id": "\\ud800"}', b"[" * 5_000, b"\x80", b'"\xc3']
    data = b"\n".join([line(message(1)), *bad, line(message(2))]) + b"\n"
    found = read(put(tmp_path, "talk.jsonl", data))
    assert (found.ids, len(found.rejects)) == (["m1", "m2"], len(bad))
    assert [reject.raw for reject in found.rejects] == bad


LINE = st.one_of(
    st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"")),
    st.sampled_from([b"", b" ", line(message(1)), line(payment(2)), b"{}", b"null\r"]),
    st.text(max_size=10).map(lambda text: line(message(3, text=text))),
)
LINES = st.lists(LINE, max_size=25)


@given(LINES)
def test_events_rejects_and_blanks_are_all_lines(
    tmp_path_factory: pytest.TempPathFactory, rows: list[bytes]
) -> None:
    data = b"".join(row + b"\n" for row in rows).removeprefix(b"\xef\xbb\xbf")
    found = read_contract(tmp_path_factory.mktemp("any"), data)
    blank = sum(not row.strip() for row in data.split(b"\n")[:-1])
    assert found.consumed == (data.count(b"\n") or 1)  # no bytes were written as one blank line
    assert len(found.events) + len(found.rejects) + blank == data.count(b"\n")


@settings(max_examples=40)
@given(LINES, st.integers(0, 30))
def test_chunks_mean_nothing_and_resuming_gives_the_rest(
    tmp_path_factory: pytest.TempPathFactory, rows: list[bytes], after: int
) -> None:
    path = put(tmp_path_factory.mktemp("any"), "any.jsonl", b"\n".join(rows) or b"\n")
    source = contract_source(path)
    whole = everything(source)
    for size in (1, 7):
        assert everything(source, size) == whole
    rest = everything(source, 3, after)
    head = [r for r in whole.rejects if r.line <= after]
    assert rest.rejects == [r for r in whole.rejects if r.line > after]
    assert head + rest.rejects == whole.rejects
    assert rest.events == whole.events[len(whole.events) - len(rest.events) :]
    if after <= whole.consumed:
        assert rest.consumed == whole.consumed


def test_chunks_hold_at_most_so_many_lines(tmp_path: Path) -> None:
    source = contract_source(put(tmp_path, "talk.jsonl", messages(10)))
    assert [chunk.consumed for chunk in source.chunks(4, 0)] == [4, 8, 10]
    assert [len(chunk.events) for chunk in source.chunks(4, 3)] == [4, 3]
    with pytest.raises(ValueError, match="at least one"):
        next(source.chunks(0, 0))


def test_an_unfinished_last_line_is_read_again_when_it_is_written(tmp_path: Path) -> None:
    whole = line(message(2))
    path = put(tmp_path, "talk.jsonl", lines(message(1)) + whole[:40])
    first = read(path)
    assert (first.ids, first.consumed, first.rejects[0].line) == (["m1"], 1, 2)
    put(tmp_path, "talk.jsonl", lines(message(1)) + whole + b"\n")
    assert read(path, after=first.consumed).ids == ["m2"]


def test_a_last_line_without_a_break_is_an_event_once(tmp_path: Path) -> None:
    path = put(tmp_path, "talk.jsonl", messages(2).rstrip(b"\n"))
    first = read(path)
    assert (first.ids, first.consumed) == (["m1", "m2"], 2)
    put(tmp_path, "talk.jsonl", messages(3))
    assert read(path, after=2).ids == ["m3"]


# ------------------------------------------------------------- soundness on the hot path

ODD = st.sampled_from([" ", "\u3000", "a\x00", "\t", "a b", "é", "a\u200d", "\x7f", "a\\n"])


@given(st.dictionaries(st.sampled_from(["id", "account", "conversation", "group"]), ODD))
def test_the_quick_path_judges_as_the_slow_one(
    tmp_path_factory: pytest.TempPathFactory, odd: dict[str, str]
) -> None:
    raw = line(message(1, **odd))
    slow = read_line(raw)
    found = read_contract(tmp_path_factory.mktemp("any"), raw + b"\n")
    if isinstance(slow, Problem):
        assert found.reasons == [slow.reason]
    else:
        assert found.events == [slow]


EXAMPLES = files("bantay.model").joinpath("examples.jsonl").read_bytes().splitlines()


def test_the_examples_show_every_event() -> None:
    found = [read_line(raw) for raw in EXAMPLES]
    assert {type(event) for event in found} >= set(EVENTS)


@given(st.sampled_from(EXAMPLES), st.sampled_from([" ", "\u2003", "x\x00y"]))
def test_no_event_has_an_odd_id(example: bytes, odd: str) -> None:
    found = read_line(line({**json.loads(example), "id": odd}))
    assert isinstance(found, Problem)
    assert found.field == "id"


def test_whole_years_at_the_edges(tmp_path: Path) -> None:
    good = ["1970-01-01T00:00:00Z", "9998-12-31T23:59:59Z", "1971-01-01T00:00:00+14:00"]
    found = read_contract(tmp_path, lines(*(message(n, time=t) for n, t in enumerate(good))))
    assert (len(found.events), found.rejects) == (3, [])


# ------------------------------------------------------------- compressed


def broken_at(data: bytes, ending: str, size: int) -> bytes:
    return packed(data, ending)[:size]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_truncated_file_gives_what_it_holds_and_one_reject(tmp_path: Path, ending: str) -> None:
    data = b"".join(lines(message(n, text=f"{n * 7919 % 10_007}" * 30)) for n in range(4_000))
    whole = packed(data, ending)
    for part in (0.3, 0.6, 0.95):
        path = put(tmp_path, f"talk.jsonl{ending}", whole[: int(len(whole) * part)])
        found = read(path)
        assert 0 < len(found.events) < 4_000
        assert found.ids == [f"m{n}" for n in range(len(found.events))]
        (reject,) = found.rejects
        assert reject.reason == "the compressed data ends early"
        assert (reject.line, found.consumed) == (len(found.events) + 1, len(found.events))


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_repaired_file_goes_on_where_it_broke(tmp_path: Path, ending: str) -> None:
    data = b"".join(lines(message(n, text=f"{n * 7919 % 10_007}" * 30)) for n in range(2_000))
    whole = packed(data, ending)
    path = put(tmp_path, f"talk.jsonl{ending}", whole[: len(whole) // 2])
    source = contract_source(path)
    first = everything(source)
    put(tmp_path, f"talk.jsonl{ending}", whole)
    again = contract_source(path)
    rest = everything(again, after=first.consumed)
    assert first.events + rest.events == everything(again).events
    assert again.fingerprint == source.fingerprint


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_damage_in_the_middle_is_told(tmp_path: Path, ending: str) -> None:
    data = b"".join(lines(message(n, text=f"{n * 7919 % 10_007}" * 30)) for n in range(4_000))
    whole = bytearray(packed(data, ending))
    for at in range(len(whole) // 2, len(whole) // 2 + 60):
        whole[at] ^= 0x5A
    found = read(put(tmp_path, f"talk.jsonl{ending}", bytes(whole)))
    assert "compressed data is damaged" in found.reasons[-1]
    assert found.ids[:100] == [f"m{n}" for n in range(100)]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_every_truncation_is_told_and_nothing_raises(tmp_path: Path, ending: str) -> None:
    whole = packed(messages(3), ending)
    for size in range(5, len(whole)):
        path = put(tmp_path, f"talk.jsonl{ending}", whole[:size])
        found = everything(contract_source(path))
        assert found.reasons[-1:] == ["the compressed data ends early"], size


def test_parts_packed_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    one, two = lines(message(1)), lines(message(2))
    skip = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"  # a frame of somebody's own
    for name, data in (
        ("a.jsonl.gz", gzip.compress(one) + gzip.compress(two)),
        ("b.jsonl.gz", gzip.compress(one) + b"\x00" * 512 + gzip.compress(two) + b"\x00"),
        ("c.jsonl.zst", zstandard.compress(one) + skip + zstandard.compress(two)),
        ("d.jsonl.zst", skip + zstandard.compress(one + two)),
    ):
        found = read(put(tmp_path, name, data))
        assert (found.ids, found.rejects) == (["m1", "m2"], []), name


def test_a_small_file_that_unpacks_to_a_huge_one_stays_small(tmp_path: Path) -> None:
    for ending in (".gz", ".zst"):
        path = put(tmp_path, f"bomb.jsonl{ending}", packed(b"\x20" * (96 << 20), ending))
        assert path.stat().st_size < 200_000
        sizes = [len(data) for data, _ in blocks(input_file(path))]
        assert max(sizes) <= BLOCK
        assert sum(sizes) == 96 << 20


def test_text_without_events_is_still_every_line(tmp_path: Path) -> None:
    found = read(put(tmp_path, "notes.jsonl", "hello\nthere\n"))
    assert (found.events, len(found.rejects), found.consumed) == ([], 2, 2)


def test_all_that_a_message_may_hold_comes_through(tmp_path: Path) -> None:
    fields = message(
        1, message="x1", to=["b"], group="g", mentions=["c"], reply_to="m0", media=["p"], lang="tl"
    )
    (event,) = read(put(tmp_path, "talk.jsonl", lines(fields))).events
    assert isinstance(event, MessageSent)
    assert (event.to, event.mentions, event.media, event.lang) == (["b"], ["c"], ["p"], "tl")
