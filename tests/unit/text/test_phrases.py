"""Terms of several word lists in one pass."""

from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.phrases import MOST, Phrase, phrases


def test_terms_are_found_by_list_and_kind_in_folded_text() -> None:
    said = phrases("ＰＡＹ ＭＥ before Midnight, your family", "demand", "audience")
    assert said.folded.startswith("pay me")
    assert Phrase("demand", "pay", 0, 6) in said.found
    assert [said.folded[p.start : p.end] for p in said.of("audience", "theirs")] == ["your family"]


def test_the_longer_term_wins_and_words_are_whole() -> None:
    said = phrases("send it to your family, not to yourfamily", "publish", "audience")
    assert [said.folded[p.start : p.end] for p in said.found] == ["send it", "your family"]


def test_a_term_of_two_lists_is_found_in_both() -> None:
    said = phrases("if you don't pay", "pressure", "demand")
    assert {(p.list, p.kind) for p in said.found} == {
        ("pressure", "condition"),
        ("demand", "pay"),
    }


def test_a_term_of_two_languages_is_found_once() -> None:
    assert len(phrases("a scammer", "accuse").found) == 1


def test_a_word_after_which_a_term_does_not_count() -> None:
    assert not list(phrases("you owe me nothing", "fee").of("fee", "debt"))
    assert list(phrases("you owe me a lot", "fee").of("fee", "debt"))


@given(st.text(max_size=200))
def test_every_phrase_lies_inside_and_none_overlap(text: str) -> None:
    said = phrases(text, "publish", "audience", "pressure", "demand")
    ends = [0]
    for phrase in sorted({(p.start, p.end) for p in said.found}):
        assert ends[-1] <= phrase[0] < phrase[1] <= len(said.folded)
        ends.append(phrase[1])
        start, end = said.reading.span(*phrase)
        assert 0 <= start < end <= len(text)


def test_of_a_very_long_text_the_beginning_is_read() -> None:
    said = phrases("pay me " + "x " * MOST + "pay me", "demand")
    assert [(p.start, p.end) for p in said.found] == [(0, 6)]
    assert len(said.folded) == MOST
