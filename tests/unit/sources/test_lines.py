"""Lines out of blocks: the same lines however the blocks are cut, and never too much kept."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources.blocks import Block, Broken
from bantay.adapters.sources.lines import BOM, LINE_MAX, batches
from bantay.adapters.sources.problem import RAW_KEPT


def cut(data: bytes, sizes: list[int]) -> Iterator[Block]:
    at = 0
    for size in [*sizes, len(data)]:
        if piece := data[at : at + size]:
            at += len(piece)
            yield piece, at


def numbered(stream: Iterator[Block], after: int = 0) -> list[tuple[int, bytes]]:
    return [
        (batch.first + offset, line)
        for batch in batches(stream, after)
        for offset, line in enumerate(batch.lines)
    ]


def expected(data: bytes) -> list[tuple[int, bytes]]:
    split = data.split(b"\n")
    return list(enumerate(split if split[-1] else split[:-1], 1))


# Never beginning with a byte order mark, which would be taken off.
TEXT = st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r\n", b"\xff", b""])).map(b"".join)


@given(TEXT, st.lists(st.integers(1, 5)))
def test_cuts_mean_nothing(data: bytes, sizes: list[int]) -> None:
    assert numbered(cut(data, sizes)) == expected(data)


@given(TEXT, st.lists(st.integers(1, 5)), st.integers(0, 12))
def test_skipping_gives_the_rest(data: bytes, sizes: list[int], after: int) -> None:
    assert numbered(cut(data, sizes), after) == expected(data)[after:]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert numbered(iter([(BOM + b"a\nb\n", 6)])) == [(1, b"a"), (2, b"b")]
    assert numbered(iter([(BOM + b"a\n" + BOM + b"b\n", 9)]), 1) == [(2, BOM + b"b")]


@given(TEXT)
def test_only_a_line_without_a_break_is_unfinished(data: bytes) -> None:
    found = list(batches(cut(data, [])))
    open_end = bool(data) and not data.endswith(b"\n")
    assert any(batch.unfinished for batch in found) == open_end


@pytest.mark.parametrize("extra", [0, 1])
def test_a_line_may_have_a_mebibyte_and_no_more(extra: int) -> None:
    block = 1 << 18
    data = b"x" * (LINE_MAX + extra) + b"\nshort\n"
    pieces = ((data[at : at + block], at) for at in range(0, len(data), block))
    long, short = batches(pieces)
    assert (long.spoiled is not None) == bool(extra)
    assert short.lines == [b"short"]
    assert short.first == 2


def test_of_an_endless_line_only_so_much_is_kept() -> None:
    block = (b"x" * (1 << 18), 0)
    (batch,) = batches(block for _ in range(80))
    assert batch.spoiled is not None
    assert f"{80 << 18:,}" in batch.spoiled.reason
    assert "first 16,777,216 are kept" in batch.spoiled.reason
    assert len(batch.lines[0]) == RAW_KEPT


def test_damage_comes_after_all_that_could_be_read() -> None:
    def stream() -> Iterator[Block]:
        yield b"one\ntwo\nthr", 11
        raise Broken("it broke")

    good, bad = batches(stream())
    assert good.lines == [b"one", b"two"]
    assert (bad.first, bad.lines, bad.unfinished) == (3, [b"thr"], True)
    assert bad.spoiled is not None
    assert bad.spoiled.reason == "it broke"
