"""Sets become talks: who said what when, which copies belong together, what is left out."""

import json
from collections import Counter

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench import sets
from bantay.bench.sets import Said, Talk, dialogues, family, half, halves, language, rows, singles
from bantay.bench.sets_catalogue import BENIGN, POSITIVES, SPAM, channels, comments, postings
from bantay.errors import MissingExtra

from .tiny import write


def talk(id: str, family: str = "f", size: int = 1) -> Talk:
    return Talk(id, "en", "benign", family, tuple(Said("0", "x", float(n)) for n in range(size)))


def test_rows_are_read_plain_and_packed_and_only_a_line_feed_ends_one(tmp_path):
    row = {"text": "one\u2028two\x85three", "n": 1}
    write(tmp_path, "plain", [row, row])
    packed = tmp_path / "packed"
    packed.mkdir()
    raw = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    (packed / "data.jsonl.zst").write_bytes(zstandard.compress(raw + raw.strip()))
    assert list(rows(tmp_path, "plain")) == [row, row] == list(rows(tmp_path, "packed"))


def test_an_absent_set_and_absent_data_are_said_in_one_sentence(tmp_path):
    with pytest.raises(MissingExtra, match="the set nothing in") as absent:
        list(rows(tmp_path, "nothing"))
    assert "\n" not in str(absent.value)
    with pytest.raises(MissingExtra, match="real corpora"):
        sets.need(tmp_path / "none")
    sets.need(tmp_path)


def test_a_dialogue_is_two_people_in_turns_and_translations_are_one_family():
    found = [
        {"id": "d1", "lang": "en", "turns": ["hello", " ", "good day"]},
        {"id": "d1", "lang": "zh", "turns": ["你好"]},
        {"id": "d2", "lang": "en", "turns": []},
    ]
    one, two = dialogues("set", found)
    assert one.said == (Said("0", "hello", 0.0), Said("1", "good day", sets.GAP))
    assert (one.family, one.lang, two.lang) == (two.family, "en", "zh") and one.id != two.id


def test_single_texts_keep_their_label_and_empty_ones_go():
    found = [{"lang": "tl/taglish", "label": "spam", "text": "a"}, {"lang": "en", "text": "  "}]
    (one,) = singles("set", found)
    assert (one.lang, one.label, one.said) == ("tl", "spam", (Said("0", "a", 0.0),))


def test_a_channel_keeps_its_minutes_and_passes_midnight():
    lines = [("23:58", "ana"), ("23:58", "ben"), ("00:01", "ana")]
    found = [{"file": "f", "time": t, "user": u, "text": "x"} for t, u in lines]
    found.append({"file": "g", "time": "05:00", "user": "ana", "text": "x"})
    one, two = channels("set", found)
    assert [said.after for said in one.said] == [0.0, 0.5, 180.0]
    assert [said.sender for said in one.said] == ["ana", "ben", "ana"]
    assert two.id == "g" and two.said[0].after == 0.0


def test_comments_of_a_video_are_in_time_order():
    found = [
        {"video": "v", "author": "b", "time": "2026-01-01T00:01:00", "text": "later"},
        {"video": "w", "author": "c", "time": "2026-01-01T00:00:00", "text": "other"},
        {"video": "v", "author": "a", "time": "2026-01-01T00:00:00", "text": "first"},
    ]
    one, two = comments("set", found)
    assert [(s.sender, s.after) for s in one.said] == [("a", 0.0), ("b", 60.0)]
    assert two.said[0].text == "other"


def test_a_posting_is_all_its_parts():
    found = [{"title": "T", "benefits": "B", "fraudulent": 1}, {"title": "U", "fraudulent": 0}]
    one, two = postings("set", found)
    assert (one.said[0].text, one.label, two.label) == ("T\nB", "fraudulent", "legitimate")


@pytest.mark.parametrize(
    ("said", "known"),
    [("english", "en"), ("Tagalog", "tl"), ("traditionalchinese", "zh"), ("ceb", "ceb")],
)
def test_languages_are_pooled_under_one_name(said, known):
    assert language(said) == known


def test_near_copies_are_one_family_and_so_in_one_half():
    one, two = "Win 500 today!! call 123", "win 900 TODAY, call 456"
    assert family(one) == family(two) != family("a red door")
    assert family("123") == "123"
    assert len({half(talk(str(n), family(text))) for n, text in enumerate((one, two))}) == 1


@given(st.text())
def test_a_half_depends_on_nothing_but_the_family(name):
    assert half(talk("a", name)) == half(talk("b", name, 9))


def test_the_halves_are_halves_and_the_cap_is_a_stable_choice():
    talks = [talk(str(n), f"f{n}", 2) for n in range(2_000)]
    both = halves(talks)
    assert sum(map(len, both.values())) == 2_000
    assert all(900 < len(part) < 1_100 for part in both.values())
    few = halves(talks, cap=100)
    assert all(len(part) == 50 for part in few.values())
    assert few == halves(talks, cap=100)
    assert few["train"] == [one for one in both["train"] if one in few["train"]]
    assert halves(reversed(talks), cap=100)["train"] == few["train"][::-1]


def test_sets_are_named_once_and_positives_are_among_the_labelled():
    names = Counter(of.name for of in (*BENIGN, *SPAM))
    assert set(names.values()) == {1}
    spam = {of.name for of in SPAM}
    assert all(set(sets_) <= spam for sets_ in POSITIVES.values())
