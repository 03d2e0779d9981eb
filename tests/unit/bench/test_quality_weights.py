"""Weights come from counts of the train half, and only those that rest on enough are written."""

from datetime import timedelta

import pytest
from msgspec import structs

from bantay.bench.quality import tables, weigh
from bantay.bench.quality.rates import Rate
from bantay.bench.quality.talks import Cell, Cells
from bantay.fuse.weights import parse, settled
from bantay.kit import Domain, Spec

DETECTOR = "messages.toy"
SPEC = Spec(
    id=DETECTOR,
    title="Toy",
    version=1,
    rows=("C01",),
    reads=(),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=1,
    hypotheses=("contact_evasion", "extortion"),
    group="toy",
    ceiling=10.0,
    half_life=timedelta(days=1),
    anchor="none",
)


def cell(fired: int, keys: int) -> Cell:
    made = Cell(messages=keys, talks=keys, keys=keys)
    made.fired[DETECTOR] = fired
    return made


def cells(one: int = 60, two: int = 50, false: int = 20, negatives: int = 12_000) -> Cells:
    return {
        ("sms_spam_uci", "en", "spam", "train"): cell(one, 100),
        ("sms_spam_uci", "en", "ham", "train"): cell(77, 100),
        ("sms_spam_uci", "en", "spam", "score"): cell(100, 100),
        ("thai_sms", "th", "scam", "train"): cell(two, 100),
        ("exais_sms", "en", "spam", "train"): cell(99, 100),
        ("nus_sms_en", "en", "benign", "train"): cell(false, negatives),
        ("nus_sms_zh", "zh", "benign", "train"): cell(false, negatives),
        ("nus_sms_zh", "zh", "benign", "score"): cell(9_000, 9_000),
    }


def measured(**changes: int) -> list[weigh.Measured]:
    return weigh.measured({DETECTOR: SPEC}, [weigh.corpora(cells(**changes))])


def of(hypothesis: str, **changes: int) -> weigh.Measured:
    found = measured(**changes)
    return next(one for one in found if one.hypothesis == hypothesis)


def test_only_the_train_half_of_what_stands_for_the_hypothesis_counts():
    one = of("contact_evasion")
    assert one.positives == {"sms_spam_uci": Rate(60, 100), "thai_sms": Rate(50, 100)}
    assert one.negatives == {"nus_sms_en": Rate(20, 12_000), "nus_sms_zh": Rate(20, 12_000)}
    assert one.draft_because is None
    assert 0 < one.ratio.low < one.ratio.db < one.ratio.high and one.used == 15.0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"one": 10, "two": 9}, "19 firings on positives, 20 needed"),
        ({"negatives": 9_999}, "19,998 keys of negatives, 20,000 needed"),
        ({"two": 0}, "fired in one set of positives, 2 needed"),
        ({"false": 6_000}, "the interval holds nothing and its opposite"),
    ],
)
def test_what_rests_on_too_little_stays_a_draft(changes, why):
    one = of("contact_evasion", **changes)
    assert one.draft_because == why
    assert weigh.to_toml([one]) == weigh.to_toml([])


def test_nothing_stands_for_most_hypotheses():
    assert of("extortion").draft_because == "no set here speaks for the hypothesis"


def test_what_is_written_is_read_back_and_used_at_its_cautious_end():
    found = measured(false=1_500)
    text = weigh.to_toml(found)
    (weight,) = parse(text, "weights.toml").weight
    one = next(m for m in found if m.draft_because is None)
    assert (weight.db, weight.low, weight.high) == (one.ratio.db, one.ratio.low, one.ratio.high)
    assert (weight.positives, weight.negatives) == (110, 24_000)
    used = settled(weight)
    assert (used.db, used.draft) == (one.ratio.low, False) and one.used == one.ratio.low < 15
    assert "sms_spam_uci, thai_sms against 2 sets" in str(weight.data)


def test_the_version_follows_from_the_rows():
    (one,) = (m for m in measured() if not m.draft_because)
    other = structs.replace(one, ratio=structs.replace(one.ratio, db=1.0))
    versions = [parse(weigh.to_toml(m), "w").version for m in ([], [one], [one], [other])]
    assert versions[0] == "weights-0" and versions[1] == versions[2]
    assert len(set(versions)) == 3


def test_the_table_says_what_is_used_or_why_not():
    shown = tables.weights(measured())
    one, two = shown.rows
    assert one[:4] == [DETECTOR, "contact_evasion", "110 of 200", "40 of 24,000"]
    assert one[-1] == "+15.0 dB" and two[-1] == "no set here speaks for the hypothesis"
    silent = measured(one=0, two=0, false=0)
    assert tables.weights(silent).rows[0][4] == "–", (
        "nothing fired: the smoothing alone says nothing"
    )
    assert two[4] == "–" and all(len(row) == len(shown.columns) for row in shown.rows)
