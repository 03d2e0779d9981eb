"""Quotation marks round an address are no part of what is expected."""

import pytest

from bantay.bench.quality.spans import Wanted, compared


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("'https://example.com/a'", (0, 23)),
        ("https://example.com/a", (0, 21)),
        ('see "https://example.com/a"', (4, 27)),
    ],
)
def test_quotation_marks_are_left_out(text: str, span: tuple[int, int]) -> None:
    wanted = Wanted("some", text, ("url",), ((*span, "url"),), ())
    assert compared([wanted])["some", "url"].exact == 1


def test_a_span_that_is_too_long_for_another_reason_is_not_exact() -> None:
    text = "see https://example.com/a"
    wanted = Wanted("some", text, ("url",), ((0, len(text), "url"),), ())
    assert compared([wanted])["some", "url"].exact == 0
