"""Every bar can be met, and every one notices what it is for."""

import pytest
from msgspec import structs

from bantay.bench.quality import bars, outside, tables
from bantay.bench.quality.outside import Difference, Extracted, Matched
from bantay.bench.quality.seen import Quality
from bantay.bench.quality.spans import Spans
from bantay.bench.quality.suites import Tried
from bantay.bench.quality.talks import Cell, Cells


def tried(lang: str, label: str = "contact", **changes: object) -> Tried:
    made = Tried("s", lang, label, True, True, True, True)
    if label == "benign":
        made = structs.replace(made, obfuscated=False, found=False, finding=False, alarmed=False)
    return structs.replace(made, **changes)


def cells(**counts: tuple[str, int]) -> Cells:
    """Two sets in two languages; counts go to nus_sms_en."""
    en, zh = Cell(messages=10_000, talks=10_000, keys=10_000), Cell(messages=30_000)
    for name, (what, number) in counts.items():
        getattr(en, name)[what] = number
    return {
        ("nus_sms_en", "en", "benign", "score"): en,
        ("nus_sms_zh", "zh", "benign", "score"): zh,
        ("xdailydialog", "en", "benign", "score"): Cell(messages=30_000),
    }


def good() -> Quality:
    rows = [tried(lang) for lang in ("en", "pt-BR", "zh", "tl", "es") for _ in range(20)]
    rows += [tried("en", "benign") for _ in range(50)]
    return Quality(
        cells=cells(),
        tried=rows,
        spans={
            ("presidio_synth", kind): Spans(exact=97, expected=100)
            for kind in ("email", "url", "phone")
        },
        matched=[Matched("match", "valid", True, True), Matched("no match", "", False, False)],
        extracted=[Extracted("urls 1", "urls", True, "t", [], [])] * 10,
        measured=[],
        examples=[],
        faults=0,
        cap=1,
        cut=[],
    )


def missed(found: Quality) -> list[str]:
    return [name for name, holds in bars.met(found).items() if not holds]


def test_all_bars_can_be_met():
    assert missed(good()) == [] and len(bars.met(good())) == 20


def with_rows(*rows: Tried) -> Quality:
    return structs.replace(good(), tried=[*good().tried, *rows])


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (with_rows(*[tried("ru", found=False)] * 6), ["95% of contact rows"]),
        (with_rows(*[tried("en", found=False)] * 4), ["found in en"]),
        (with_rows(*[tried("pt-BR", found=False)] * 4), ["found in pt-BR"]),
        (with_rows(*[tried("es", found=False)] * 11), ["95% of", "zh, tl and es"]),
        (with_rows(*[tried("fr", "benign", found=True)] * 3), ["benign rows"]),
        (with_rows(*[tried("fr", "benign", finding=True)] * 3), ["benign rows"]),
        (with_rows(*[tried("fr", alarmed=False)] * 26), ["obfuscated contacts alarmed"]),
        (with_rows(*[tried("fr", alarmed=False, obfuscated=False)] * 90), []),
        (with_rows(*[tried("en", "off_platform", found=False)] * 90), []),
        (structs.replace(good(), faults=1), ["no detector faults"]),
    ],
)
def test_the_suites_bars_notice(wrong, names):
    found = missed(wrong)
    assert len(found) == len(names) or names == ["found in en"] or names == ["found in pt-BR"]
    assert all(any(name in bar for bar in found) for name in names)


@pytest.mark.parametrize("kind", ["email", "url", "phone"])
def test_the_exact_bars_notice(kind):
    spans = good().spans | {("presidio_recognizers", kind): Spans(exact=0, expected=1)}
    assert missed(structs.replace(good(), spans=spans)) == [f"exact places: 97% of {kind}"]


def test_numbers_must_not_be_below_the_matcher_and_silent_where_none_is():
    worse = [Matched("match", "valid", False, True), *good().matched]
    loud = [Matched("match", "valid", True, False), Matched("no match", "", True, False)]
    assert missed(structs.replace(good(), matched=worse)) == [
        "numbers: not below the matcher in the same run"
    ]
    assert missed(structs.replace(good(), matched=loud)) == ["numbers: every `no match` row right"]
    aside = [*good().matched, Matched("possible only", "", True, False)]
    assert missed(structs.replace(good(), matched=aside)) == []


def test_differences_must_be_few_and_named(monkeypatch):
    other = Extracted("urls 2", "urls", False, "t", [], [])
    one = structs.replace(good(), extracted=[*good().extracted, other])
    assert missed(one) == ["mentions and links: each difference named"]
    monkeypatch.setattr(outside, "ledger", lambda: {"urls 2": Difference("urls 2", "ours", "why")})
    assert missed(one) == []
    two = structs.replace(one, extracted=[*one.extracted, other])
    assert missed(two) == ["mentions and links: 90% as the suite expects"]
    shown = tables.conformance(two.extracted, outside.ledger())
    assert shown.rows[1] == ["urls", 12, "83.3% (55.2% to 95.3%)", 2, 0, 0]


@pytest.mark.parametrize(
    ("counts", "names"),
    [
        ({"alarms": ("contact_evasion", 3)}, []),
        ({"alarms": ("contact_evasion", 4)}, ["each set and language: at most 3 contact"]),
        (
            {"alone": ("contact_evasion", 13)},
            ["set and language: at most 3", "language: at most 3"],
        ),
        ({"findings": ("contact_evasion", 900)}, []),
        ({"findings": ("minor_at_risk", 2)}, ["at most 1 false minor_at_risk"]),
        (
            {"findings": ("extortion", 5)},
            ["set and language: at most 1 false ext", "language: at most 1 false ex"],
        ),
        ({"findings": ("extortion", 5), "right": ("extortion", 5)}, []),
        ({"alarms": ("extortion", 5)}, []),
    ],
)
def test_the_bars_on_ordinary_talk_notice(counts, names):
    found = missed(structs.replace(good(), cells=cells(**counts)))
    assert len(found) == len(names)
    assert all(any(name in bar for bar in found) for name in names)


def test_small_sets_and_the_other_half_are_no_bar_and_nothing_is_no_success():
    few = Cell(messages=2_999)
    few.alarms["contact_evasion"] = 2_000
    small = {("nusax", "id", "benign", "score"): few, ("nusax", "en", "benign", "train"): few}
    assert missed(structs.replace(good(), cells=cells() | small)) == []
    assert len(missed(structs.replace(good(), cells=small))) == 6


def test_languages_with_hardly_any_messages_share_a_row():
    small = {("nusax", lang, "benign", "score"): Cell(messages=100) for lang in ("id", "su", "jv")}
    shown = tables.ordinary(cells() | small)
    assert [row[:3] for row in shown.rows] == [
        ["nus_sms_en", "en", 10_000],
        ["nus_sms_zh", "zh", 30_000],
        ["nusax", "3 more", 300],
        ["xdailydialog", "en", 30_000],
    ]
    assert tables.by_language(cells() | small, ["scam"]).rows[-1][:2] == ["3 more", 300]
