"""From paths to sources: what can be read, what is refused and how, and who a file is."""

import os
from pathlib import Path

import pytest

from bantay.adapters.sources import guess_mapping, needs_mapping, open_sources
from bantay.adapters.sources.identity import PREFIX, birthmark
from bantay.adapters.sources.kinds import input_file
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.errors import InputError

from .toys import lines, message, messages, packed, put, read

CHAT = "sender,text,time\nana,hello there,2026-03-01T09:00:00Z\n"


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        open_sources([path])
    assert caught.value.place is not None
    assert caught.value.place.file == str(path)
    return str(caught.value)


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    put(tmp_path, "talk.jsonl", messages(1))
    assert "no such file (did you mean 'talk.jsonl'?)" in refused(tmp_path / "tlak.jsonl")
    assert "no such file" in refused(tmp_path / "nowhere" / "x.jsonl")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("talk.jsonl", b"", "the file is empty"),
        ("talk.jsonl", b" \n\n", "holds no rows"),
        ("talk.txt", b"x", "the name should end in .jsonl"),
        ("talk", b"x", "the name should end in"),
        ("rows.parquet.gz", b"x", "the name should end in"),
        ("talk.jsonl", packed(messages(1), ".gz"), "file holds gzip data"),
        ("talk.csv", packed(messages(1), ".zst"), "file holds Zstandard data"),
        ("talk.jsonl.gz", messages(1), "the name says gzip data, but"),
        ("talk.jsonl.zst", packed(messages(1), ".gz"), "but the file holds gzip data"),
        ("talk.csv", b"PK\x03\x04rest", "a ZIP archive or an office document"),
        ("talk.jsonl", "{}".encode("utf-16"), "UTF-16"),
        ("talk.csv", bytes(range(256)) * 8, None),
        ("talk.csv", b"\x00\x01\x02\x03" * 50, "binary data"),
        ("talk.jsonl.gz", packed(b"%PDF-1.7", ".gz"), "a PDF"),
        ("rows.parquet", b"PAR1 and then nothing", "not a Parquet file that can be read"),
        ("rows.parquet", b"id,text\n", "the name says Parquet data"),
        ("talk.jsonl", b'[{"id": 1}]', "a JSON list: write one object a line"),
        ("talk.csv", "a,b,a\n1,2,3\n", "two columns are called 'a'"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(
    tmp_path: Path, name: str, data: bytes | str, words: str | None
) -> None:
    said = refused(put(tmp_path, name, data))
    assert words is None or words in said


def test_something_else_than_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert "neither a file nor a directory" in refused(tmp_path / "pipe.jsonl")


def test_a_directory_is_the_files_in_it_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.jsonl", "a.jsonl.zst", "deep/c.jsonl.gz", ".hidden/d.jsonl", "_e.jsonl"):
        put(tmp_path, name, packed(lines(message(1, id=name)), Path(name).suffix))
    for name in ("notes.txt", "README.md"):
        put(tmp_path, name, "x")
    put(tmp_path, "empty.jsonl", "")
    names = [Path(source.name).name for source in open_sources([tmp_path])]
    assert names == ["a.jsonl.zst", "b.jsonl", "c.jsonl.gz"]


def test_a_directory_without_files_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt", "x")
    assert "holds no file that ends in" in refused(tmp_path)


def test_which_files_need_a_mapping(tmp_path: Path) -> None:
    contract = put(tmp_path, "talk.jsonl", b'{"text": "stray"}\n' + messages(1))
    typed_wrong = put(tmp_path, "wrong.jsonl", lines(message(1, type="message.snt")))
    garbage = put(tmp_path, "garbage.jsonl", "hello\n")
    foreign = put(tmp_path, "other.jsonl", '{"id": 1, "type": "chat", "text": "hi"}\n')
    table = put(tmp_path, "events.csv", "type,id,time\naccount.closed,1,x\n")
    chat = put(tmp_path, "chat.csv", CHAT)
    found = [needs_mapping(p) for p in (contract, typed_wrong, garbage, foreign, table, chat)]
    assert found == [False, False, False, True, False, True]


def test_a_mapping_is_for_files_that_are_not_of_the_contract(tmp_path: Path) -> None:
    chat, talk = put(tmp_path, "chat.csv", CHAT), put(tmp_path, "talk.jsonl", messages(1))
    given = guess_mapping(chat)
    one, two = open_sources([chat, talk], given)
    assert getattr(one, "mapping", None) == given
    assert not getattr(one, "guessed", True)
    assert not hasattr(two, "mapping")


def test_a_guess_is_marked_and_read_alike_when_saved(tmp_path: Path) -> None:
    path = put(tmp_path, "chat.csv", CHAT)
    (guessed,) = open_sources([path])
    mapping = guess_mapping(path)
    saved = put(tmp_path, "chat.toml", mapping.to_toml("A guess."))
    (again,) = open_sources([path], saved)
    assert getattr(guessed, "guessed", False)
    assert guessed.fingerprint == again.fingerprint
    assert list(guessed.chunks(10, 0)) == list(again.chunks(10, 0))


def test_a_mapping_for_other_columns_or_another_format_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "chat.csv", CHAT)
    body = 'type = "message.sent"\n[fields]\naccount = "sendr"\nconversation = "sender"\n'
    wrong = parse_mapping(body + 'time = "time"\n', "map.toml")
    with pytest.raises(InputError, match=r"no column 'sendr'.*fields.account.*mean 'sender'"):
        open_sources([path], wrong)
    other = parse_mapping('format = "jsonl"\n' + body + 'time = "time"\n', "map.toml")
    with pytest.raises(InputError, match="the mapping is for jsonl, the file is csv"):
        open_sources([path], other)


# ------------------------------------------------------------- identity


def identity(path: Path, mapping: str | None = None) -> str:
    used = parse_mapping(mapping, "map.toml") if mapping else None
    (source,) = open_sources([path], used)
    return source.fingerprint


def test_a_file_stays_itself(tmp_path: Path) -> None:
    """When it is moved, appended to, or compressed by log rotation."""
    data = messages(60)
    assert len(data) > PREFIX
    path = put(tmp_path, "talk.jsonl", data)
    was = identity(path)
    assert identity(path.rename(tmp_path / "old.jsonl")) == was
    assert identity(put(tmp_path, "more.jsonl", data + lines(message(61)))) == was
    for ending in (".gz", ".zst"):
        assert identity(put(tmp_path, f"rotated.jsonl{ending}", packed(data, ending))) == was


def test_other_files_are_others(tmp_path: Path) -> None:
    names = {
        "one": messages(3),
        "edited": messages(3).replace(b"a-17", b"a-18"),
        "grown": messages(4),
        "later": lines(message(2)),
    }
    found = {identity(put(tmp_path, f"{name}.jsonl", data)) for name, data in names.items()}
    assert len(found) == len(names)


def test_a_corrected_mapping_makes_another_source(tmp_path: Path) -> None:
    path = put(tmp_path, "chat.csv", CHAT)
    mapping = guess_mapping(path).to_toml()
    changed = mapping.replace('text = "text"\n', "")
    assert mapping != changed
    assert identity(path, mapping) == identity(path, "# a remark\n" + mapping)
    assert identity(path, mapping) != identity(path, changed)


def test_generated_ids_stay_when_a_small_file_grows(tmp_path: Path) -> None:
    header = "sender,text\n"
    path = put(tmp_path, "chat.csv", header + "ana,hello there\nben,good morning\n")
    first = read(path)
    put(tmp_path, "chat.csv", header + "ana,hello there\nben,good evening\ncy,bye now\n")
    then = read(path)
    assert then.ids[0] == first.ids[0]
    assert then.ids[1] != first.ids[1]  # the row was edited
    assert len({*first.ids, *then.ids}) == 4


def test_ids_of_two_files_never_meet(tmp_path: Path) -> None:
    one = read(put(tmp_path, "one.csv", "sender,text\nana,hello\nben,same words\n"))
    two = read(put(tmp_path, "two.csv", "sender,text\ncy,hello\nben,same words\n"))
    assert not {*one.ids} & {*two.ids}


def test_a_birthmark_is_the_header_and_the_first_row(tmp_path: Path) -> None:
    marks = {
        birthmark(input_file(put(tmp_path, f"{n}.csv", data)))
        for n, data in enumerate(["a\n1\n", "a\n1\n2\n", "a\r\n1\r\n3\r\n"])
    }
    assert len(marks) == 1
    assert birthmark(input_file(put(tmp_path, "x.csv", "a\n2\n"))) not in marks


def test_a_link_to_nothing_is_called_that(tmp_path: Path) -> None:
    link = tmp_path / "chat.jsonl"
    link.symlink_to(tmp_path / "gone.jsonl")
    assert "a link to a file that is not there" in refused(link)


def test_without_a_row_that_can_be_read_the_first_says_why(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    path.write_text('sender,message\nann,"never closed\n', encoding="utf-8")
    assert "a quote that opens in this row is never closed" in refused(path)
