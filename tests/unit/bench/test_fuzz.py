"""A small seed of the fuzz bar, and a case for what it found."""

import pytest

from bantay.bench import fuzz
from bantay.bench.fuzz_parsers import Parser, parsers, tried
from bantay.errors import BantayError

EVERY = parsers()
REFUSES = {"erasures", "webhook"}
"""What takes nothing that was not signed or sealed: nothing whole can be written down here."""


@pytest.mark.parametrize("parser", EVERY, ids=lambda parser: parser.name)
def test_a_parser_ends_well_or_says_what_is_wrong(parser: Parser) -> None:
    flaws = {n: flaw for n in range(25) if (flaw := fuzz.one(parser, n)) is not None}
    assert flaws == {}


@pytest.mark.parametrize("parser", EVERY, ids=lambda parser: parser.name)
def test_it_takes_what_is_whole(parser: Parser) -> None:
    """Else the bar would only try how it refuses. Entities are whole, and refused."""
    refused = [wrong for wrong in fuzz.whole(parser) if "document type" not in str(wrong)]
    assert all(isinstance(wrong, BantayError) for wrong in refused)
    assert bool(refused) == (parser.name in REFUSES), refused


def test_entities_neither_grow_nor_read_files() -> None:
    feeds = next(parser for parser in EVERY if parser.name == "feed_xml")
    lists = next(parser for parser in EVERY if parser.name == "hashes_ncmec")
    assert feeds.seeds[-2:] == lists.seeds[-2:] and b"ENTITY" in feeds.seeds[-1]
    for seed in feeds.seeds[-2:]:
        assert feeds.parse(seed) == 1  # one reject, and no payment
    for wrong in fuzz.whole(lists):
        assert "document type is not allowed" in str(wrong)


def test_the_same_number_is_the_same_input() -> None:
    assert fuzz.changed([b"one", b"two"], 7) == fuzz.changed([b"one", b"two"], 7)
    assert len({fuzz.changed([b"one", b"two"], n) for n in range(50)}) > 40


def test_a_flaw_and_a_hang_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(data: bytes) -> None:
        raise KeyError(data)

    def slow(data: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "HANG", 1)
    assert isinstance(tried(Parser("x", wrong, (b"a",)), b"a"), KeyError)
    end, flaws = fuzz.fuzz(Parser("x", wrong, (b"a",)), 5, 60)
    assert (end, len(flaws)) == (8, 3) and flaws[0].startswith("x 5: KeyError")
    assert isinstance(fuzz.one(Parser("x", slow, (b"a",)), 0), TimeoutError)


def test_the_bar_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    tame = Parser("tame", lambda data: None, (b"a",))
    monkeypatch.setattr(fuzz, "parsers", lambda: (tame,))
    monkeypatch.setattr(fuzz.results, "read", lambda name: None)
    met, figures = fuzz.bar(0.001)
    assert all(met.values()) and figures["next input"]["tame"] == figures["inputs"] > 0


# ------------------------------------------------------------------ what it found


NESTED = b"x = " + b"[" * 3000


@pytest.mark.parametrize(
    "name",
    ["case_settings", "cases", "coop_settings", "lexicon", "mapping", "weights", "world"],
)
def test_brackets_without_end_are_a_sentence(name: str) -> None:
    """The parser of TOML calls itself for each: it ended in a RecursionError."""
    parser = next(parser for parser in EVERY if parser.name == name)
    with pytest.raises(BantayError):
        parser.parse(NESTED)


@pytest.mark.parametrize("data", [b"\xff\n{}", b"ab\n{\xea\xa6}", b"", b"\n", b"a\n" + b"[" * 5000])
def test_a_list_of_a_backup_that_is_no_text_is_a_sentence(data: bytes) -> None:
    parser = next(parser for parser in EVERY if parser.name == "backup_list")
    with pytest.raises(BantayError):
        parser.parse(data)


@pytest.mark.parametrize("name", ["hashes_ncmec", "feed_xml", "payload"])
@pytest.mark.parametrize("encoding", ["UF-8", "UTF-7", "cp037", "utf-16", "rot13", "hex"])
def test_an_encoding_nobody_knows_is_a_sentence(name: str, encoding: str) -> None:
    """A hash list of the encoding `UF-8` ended in a LookupError of Python's codecs."""
    parser = next(parser for parser in EVERY if parser.name == name)
    said = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    for seed in parser.seeds:
        body = seed.split(b"?>", 1)[-1]
        assert tried(parser, said + body) is None


def test_a_store_of_an_endless_name_is_a_sentence() -> None:
    parser = next(parser for parser in EVERY if parser.name == "store_address")
    with pytest.raises(BantayError, match="name another directory"):
        parser.parse(b"postgresql://localhost/db?files=" + b"a" * 5000)


@pytest.mark.parametrize("name", ["hash_services", "shared_lists", "people_table"])
def test_settings_that_are_no_text_are_a_sentence(name: str) -> None:
    """The first ended in a traceback."""
    parser = next(parser for parser in EVERY if parser.name == name)
    with pytest.raises(BantayError, match="it is not UTF-8 text"):
        parser.parse(b"\xff\xfe")
