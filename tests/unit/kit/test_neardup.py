"""Near-copies with slots: found whatever the batches, told apart from strangers, explained."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.kit.neardup import TemplateIndex, anchors, signatures, similar_texts, template_of
from bantay.kit.neardup.tokens import tokens

ANN = "Hi, I am Ann, 22, from Cebu. I like slow walks by the sea and small gifts, 1,500 pesos."
BEA = "Hi, I am Bea, 24, from Davao. I like slow walks by the sea and small gifts, 900 pesos."
EVA = "Night nurse, one son, no time for games; talk to me of books, bread and old radio plays."
XIAO = "大家好我叫小美今年22岁来自上海喜欢跳舞和海边散步欢迎来信聊天"
LILI = "大家好我叫丽丽今年24岁来自北京喜欢跳舞和海边散步欢迎来信聊天"
THAI = "สวัสดีค่ะ ชอบเดินเล่นริมทะเลตอนเย็น อายุ 22 ปี ส่งข้อความมาคุยกันได้นะคะ"
THAI_TOO = "สวัสดีค่ะ ชอบเดินเล่นริมทะเลตอนเย็น อายุ 25 ปี ส่งข้อความมาคุยกันได้นะคะ"


def clusters(*batches: list[str]) -> list[tuple[int, ...]]:
    index = TemplateIndex()
    for batch in batches:
        index.add(batch)
    return index.clusters()


def test_copies_in_three_scripts_are_found_and_strangers_are_not() -> None:
    texts = [ANN, XIAO, EVA, THAI, BEA, LILI, THAI_TOO]
    assert clusters(texts) == [(0, 4), (1, 5), (3, 6)]


def test_batches_mean_nothing() -> None:
    texts = [ANN, XIAO, EVA, THAI, BEA, LILI, THAI_TOO]
    assert clusters(*([text] for text in texts)) == clusters(texts)
    assert clusters(texts[:3], texts[3:]) == clusters(texts)


def test_many_runs_are_merged_and_still_found() -> None:
    others = [[f"{n} {EVA} {' '.join(chr(97 + (n * k) % 26) * 3 for k in range(9))}"]
              for n in range(20)]  # fmt: skip
    found = clusters([ANN], *others, [BEA])
    assert (0, 21) in found


def test_strangers_who_share_a_phrase_are_not_chained() -> None:
    """Each shares half with the next; the first and the last share nothing."""
    names = [chr(97 + n % 26) * 2 + chr(97 + n // 26) for n in range(40)]
    words = [" ".join(name + end for end in "xyzuvtsr") for name in names]
    texts = [f"{words[n]} {words[n + 1]}" for n in range(39)]
    assert max((len(one) for one in clusters(texts)), default=0) <= 4


def test_numbers_and_case_are_no_difference() -> None:
    assert similar_texts([ANN, ANN.upper().replace("22", "31").replace("1,500", "90")])[0] == 1.0


@pytest.mark.parametrize("text", ["", "22", "hello there", "...", "\u200b\ud800", "你好"])
def test_what_is_too_short_is_never_compared(text: str) -> None:
    assert anchors(text) == ()
    assert not signatures([text]).usable[0]
    assert clusters([text, text]) == []


def test_one_text_is_looked_up_as_the_batch_does() -> None:
    signed = signatures([EVA, ANN])
    expected = tuple(f"{n}:{value:08x}" for n, value in enumerate(signed.anchors[1].tolist()))
    assert anchors(ANN) == expected
    assert anchors(ANN, 4) == expected[:4]


def test_a_text_longer_than_a_pass_is_cut_and_the_next_one_is_whole() -> None:
    huge = "word " * 500_000
    found = tokens([huge, "one two"])
    assert found.texts.max() == 1 and (found.texts == 1).sum() == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_texts_have_one_row_each_and_are_the_same_alone(texts: list[str]) -> None:
    together = signatures(texts)
    assert together.usable.shape == (len(texts),)
    for n, text in enumerate(texts):
        alone = signatures([text])
        assert np.array_equal(alone.alike[0], together.alike[n])
        assert np.array_equal(alone.anchors[0], together.anchors[n])


def test_a_template_names_its_constant_text_and_its_slots() -> None:
    found = template_of([ANN, BEA])
    assert "slow walks by the sea and small gifts" in found.constant
    assert {"place", "price"} <= set(found.kinds())
    for text, spans in zip((ANN, BEA), found.spans, strict=True):
        said = " ".join(text[start:end] for start, end in spans)
        assert "slow walks by the sea" in said and "Ann" not in said and "Bea" not in said


def test_the_slots_of_a_chinese_template_are_its_fillings() -> None:
    found = template_of([XIAO, LILI])
    values = {value.replace(" ", "") for slot in found.slots for value in slot.values}
    assert {"小美", "丽丽", "22", "24", "上海", "北京"} <= values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=2, max_size=4))
def test_spans_of_any_template_lie_in_their_texts(texts: list[str]) -> None:
    for text, spans in zip(texts, template_of(texts).spans, strict=True):
        assert all(0 <= start < end <= len(text) for start, end in spans)
