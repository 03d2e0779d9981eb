"""The pictures bar, small: its parts agree with one another and with the published hashes."""

from bantay.bench import pictures
from bantay.kit.pdq.bits import WITHIN, distance
from bantay.kit.pdq.index import unpacked


def test_queries_are_within_reach_of_what_they_were_made_from() -> None:
    words, asked = pictures._made(500, 40)
    known = list(unpacked(words))
    assert all(min(distance(value, one) for one in known) <= WITHIN for value in asked)
    assert all(pictures._exact(words, value) for value in asked)


def test_a_small_search_finds_what_looking_at_all_finds() -> None:
    figures: dict[str, object] = {}
    met = pictures._search(800, 10, figures)
    assert met["recall 1.000, and nothing else found"] and figures["hits of all queries"]


def test_every_known_picture_leads_to_a_decision() -> None:
    figures: dict[str, object] = {}
    shown = pictures.SHOWN
    try:
        pictures.SHOWN = 5
        assert pictures._instant(50, figures)["every known picture led to a decision to hold it"]
    finally:
        pictures.SHOWN = shown
