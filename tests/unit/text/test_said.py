"""How a phrase is said: denied, told of others, supposed, past, asked, in fun."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.said import NOT_MEANT, Said, plainly, sentence, spoken
from bantay.kit.text.table import fold


def said(text: str, phrase: str) -> Said:
    folded = fold(text)
    start = folded.index(phrase)
    return spoken(folded, start, start + len(phrase))


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("I will send it", "send", Said.PLAINLY),
        ("no, i will send it", "i will send", Said.PLAINLY),
        ("no worries. i will send it", "i will send", Said.PLAINLY),
        ("i will never send it", "send", Said.NEGATED),
        ("i don't want to send it", "send", Said.NEGATED),
        ("I don’t ever send it", "send", Said.NEGATED),
        ("hindi ko ipapadala", "ipapadala", Said.NEGATED),
        ("我不会把你的照片发给别人", "发给", Said.NEGATED),
        ('he wrote "i will send it" to me', "i will send", Said.REPORTED),
        ("他写“我发给你”然后走了", "发给", Said.REPORTED),
        ("she said i will send it", "i will send", Said.REPORTED),
        ("ipapadala niya daw bukas", "ipapadala", Said.REPORTED),
        ("他说要发给我", "发给", Said.REPORTED),
        ("what if they send it", "send", Said.SUPPOSED),
        ("如果有人发给你", "发给", Said.SUPPOSED),
        ("i sent it last year", "sent", Said.PAST),
        ("noong isang taon pinadala ko", "pinadala", Said.PAST),
        ("can you send it?", "send", Said.ASKED),
        ("发给你好吗", "发给", Said.ASKED),
        ("i will send it hahaha", "send", Said.JOKING),
        ("i will send it 😂", "send", Said.JOKING),
        ("ipapadala ko charot", "ipapadala", Said.JOKING),
    ],
)
def test_each_way_of_saying(text: str, phrase: str, expected: Said) -> None:
    assert said(text, phrase) == expected


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("if you don't i will send it", "i will send"),
        ("kung hindi ipapadala ko", "ipapadala"),
        ("before noon i send it", "send"),
    ],
)
def test_a_condition_denies_nothing_that_follows_it(text: str, phrase: str) -> None:
    assert said(text, phrase) == Said.PLAINLY


def test_another_sentence_does_not_count_but_laughter_does() -> None:
    assert said("she said no. i will send it", "i will send") == Said.PLAINLY
    assert said("i will send it. hahaha", "i will send") == Said.JOKING


def test_a_question_is_still_meant() -> None:
    folded = "do you want me to send it?"
    assert plainly(folded, folded.index("send"))
    assert not Said.ASKED & NOT_MEANT


def test_sentences_end_at_marks_of_several_scripts() -> None:
    folded = "一句。二句！三句"
    assert sentence(folded, 3, 4) == (3, 5)


@given(
    st.text(alphabet="不把你的将 don't never、。\"“”hindi ko会a?", max_size=300),
    st.integers(0, 300),
)
def test_any_text_is_answered(text: str, at: int) -> None:
    start = min(at, len(text))
    assert isinstance(spoken(text, start), Said)
    first, last = sentence(text, start, start)
    assert 0 <= first <= start <= last <= len(text)


def test_a_long_run_of_filler_costs_no_more_than_a_short_one() -> None:
    """Nested repeats would take minutes here, not milliseconds."""
    folded = "不" + "把你的" * 2_000 + "发给"
    assert spoken(folded, len(folded) - 2) in (Said.PLAINLY, Said.NEGATED)
