"""Detector pages."""

from dataclasses import dataclass

from bantay.planes.messages import contact_split, stated_age
from bantay.runtime.cases import cases_of
from bantay.runtime.catalogue import catalogue
from bantay.runtime.pages import detector_pages, limits, page, parameter_meanings, sections


@dataclass(frozen=True, slots=True)
class _Bare:
    one: int = 1
    two: tuple[str, ...] = ("#",)  # so many; no more


def test_a_page_has_all_its_parts() -> None:
    text = page(contact_split.DETECTOR)
    reads = "reads MessageSent per sender over 1 h"
    assert text.startswith("# Contact details split over several messages\n")
    assert f"`messages.contact_split` · v{contact_split.SPEC.version} · draft · {reads}" in text
    for part in ("**Sees.**", "**Matters.**", "**Misses.**", "**Wrong when.**"):
        assert part in text
    heads = ("Indicators", "Parameters", "Cases", "Measured")
    places = [text.index(f"\n## {head}\n") for head in heads]
    assert places == sorted(places)
    assert "| `minutes` | 20 | minutes from one piece to the next |" in text
    assert "Nothing yet: draft, ceiling 15 dB" in text
    assert "possible contact_evasion" in text


def test_every_case_is_shown_as_the_conversation_it_is() -> None:
    text = page(contact_split.DETECTOR)
    for case in cases_of(contact_split.DETECTOR):
        assert f"\n### {case.name}\n" in text
    assert "- 14 s `m3` a in c: `143 k?`\n\n→ **alarm**: 11-digit" in text
    assert "- 20 min 30 s `m2` a in c: `0900143`" in text
    assert "Limit: pieces sent in two conversations." in text
    assert "→ **silence, and that is a known miss**" in text


def test_invisible_characters_are_shown() -> None:
    text = page(stated_age.DETECTOR)
    assert "\u200b" not in text
    assert "`btw i'm １\\u200b６`" in text


def test_the_index_leads_to_every_page() -> None:
    pages = detector_pages()
    assert set(pages) == {"README.md"} | {f"{d.spec.id}.md" for d in catalogue()}
    for name in set(pages) - {"README.md"}:
        assert f"]({name})" in pages["README.md"]


def test_limits_are_the_parts_of_misses_and_wrong_when() -> None:
    assert limits(stated_age.DETECTOR)["Misses"] == (
        "a bare number given as an answer, which messages.age_answered reads",
        "a birth year that makes somebody 18 some day this year",
        "other languages",
        "an age that has to be worked out",
        'an age whose "I" is left out',
    )
    assert list(sections(stated_age.DETECTOR)) == ["Sees", "Matters", "Misses", "Wrong when"]


def test_a_parameter_without_a_comment_has_no_meaning() -> None:
    assert parameter_meanings(_Bare) == {"one": "", "two": "so many; no more"}
