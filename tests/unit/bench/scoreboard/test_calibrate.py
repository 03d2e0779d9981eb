"""Weights from worlds: other files, seeds and words than those that scores are published on."""

import itertools

import pytest
from msgspec.structs import replace

from bantay.bench.quality import weigh
from bantay.bench.quality.rates import Rate
from bantay.bench.quality.weigh import Fired
from bantay.bench.scoreboard import calibrate
from bantay.bench.scoreboard.calibrate import GROUPS, candidate, counted, difference, teaching
from bantay.bench.worlds import load_world
from bantay.errors import InputError
from bantay.fuse.weights import parse
from bantay.kit import Sign, Spec
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis
from bantay.world.spec import SHIPPED

from .conftest import Small
from .toys import EVADES, spec, truth, watched


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations(("train", "tune", "score"), 2))
)
def test_worlds_for_learning_tuning_and_scoring_share_nothing(one: str, other: str) -> None:
    first, second = load_world(one), load_world(other)
    for what in ("name", "seed", "bank"):
        assert getattr(first, what) != getattr(second, what), what
    texts = [(SHIPPED / f"{name}.toml").read_text("utf-8") for name in (one, other)]
    assert texts[0] != texts[1] and first.fingerprint() != second.fingerprint()
    ranges = [
        {(s.name, *sorted(s.numbers.items())) for s in w.scenario if s.numbers}
        for w in (first, second)
    ]
    assert not ranges[0] & ranges[1], "structural numbers drawn from the same ranges"


def test_the_published_world_may_not_teach() -> None:
    score = load_world("score")
    train = load_world("train")
    assert teaching(train) is train
    for what in ("name", "bank", "seed"):
        with pytest.raises(InputError, match=f"has the {what} of the world that scores"):
            teaching(replace(train, **{what: getattr(score, what)}))
    with pytest.raises(InputError, match="praise themselves"):
        candidate(None, 10, ["score"])


def test_keys_are_counted_on_both_sides() -> None:
    truths = [truth(f"x{n}", EVADES, "evader", community=f"c{n}") for n in range(8)]
    truths += [truth(f"o{n}", community=f"d{n}", language="zh") for n in range(50)]
    truths.append(truth("h", scenario="pyramid", role="recruit"))
    seen = watched({}, fired=["x1", "x2", "o1", "h", "z"])
    one, two = counted("world toy", seen, truths)(seen.specs["messages.one"], EVADES)
    assert sum(rate.of for rate in one.values()) == 8 and sum(r.hits for r in one.values()) == 2
    assert sum(rate.of for rate in two.values()) == 50 and sum(r.hits for r in two.values()) == 1
    assert 1 < len(one) <= GROUPS and {name.split(": ")[1][:2] for name in two} == {"zh"}


def test_keys_are_of_the_kinds_that_findings_speak_of() -> None:
    card = Subject("instrument", "card")
    truths = [replace(truth("x", "controller", "studio"), subject=card), truth("o")]
    seen = watched({}, owners={card: "x", Subject("instrument", "mine"): "o"})
    seen.fired["messages.cards", "controller"] = {card}
    cards: Spec = spec("cards", "controller")
    object.__setattr__(cards, "subject", "instrument")
    one, two = counted("world toy", seen, truths)(cards, "controller")
    assert list(one.values()) == [Rate(1, 1)] and list(two.values()) == [Rate(0, 1)]


def source(fired: int, of: int, false: int, ordinary: int) -> weigh.Source:
    """A source of four groups a side."""

    def counts(_: Spec | Sign, hypothesis: Hypothesis) -> tuple[Fired, Fired]:
        if hypothesis != EVADES:
            return {}, {}
        groups = [f"world toy: en {n}" for n in range(4)]
        return (
            {group: Rate(fired // 4, of // 4) for group in groups},
            {group: Rate(false // 4, ordinary // 4) for group in groups},
        )

    return counts


SPECS = {"messages.one": spec("one", EVADES, "scam")}


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((16, 100, 4, 40_000), "16 firings on positives, 20 needed"),
        ((40, 100, 4, 16_000), "16,000 keys of negatives, 20,000 needed"),
        ((40, 4_000, 400, 40_000), "the interval holds nothing and its opposite"),
        ((40, 100, 40, 40_000), None),
    ],
)
def test_what_rests_on_too_little_stays_a_draft(counts: tuple[int, ...], why: str | None) -> None:
    found = weigh.measured(SPECS, [source(*counts)])
    assert {one.hypothesis: one.draft_because for one in found} == {
        EVADES: why,
        "scam": "no set here speaks for the hypothesis",
    }


def test_a_candidate_names_its_world_and_is_at_most_fifteen() -> None:
    text = weigh.to_toml(weigh.measured(SPECS, [source(80, 100, 4, 40_000)]))
    [weight] = parse(text, "candidate").weight
    assert weight.data == "world toy against ordinary accounts of world toy"
    [one] = (m for m in weigh.measured(SPECS, [source(80, 100, 4, 40_000)]) if m.positives)
    assert one.ratio.db > 15 and one.used == 15


def test_sources_are_poured_together() -> None:
    def corpus(_: Spec | Sign, hypothesis: Hypothesis) -> tuple[Fired, Fired]:
        return ({"sms": Rate(5, 50)} if hypothesis == EVADES else {}), {"talk": Rate(1, 30_000)}

    found = weigh.measured(SPECS, [corpus, source(80, 100, 4, 40_000)])
    one = next(m for m in found if m.hypothesis == EVADES)
    assert sum(rate.of for rate in one.positives.values()) == 150 and "sms" in one.positives
    data = parse(weigh.to_toml(found), "candidate").weight[0].data
    assert data == (
        "sms, world toy against 1 sets of ordinary talk, train half, ordinary accounts of world toy"
    )


def test_the_difference_says_what_a_person_would_change() -> None:
    shipped = parse(
        'version = "v"\n'
        + "".join(
            f'[[weight]]\ndetector = "messages.{name}"\nhypothesis = "{EVADES}"\ndb = 9.0\n'
            "draft = false\nlow = 8.0\nhigh = 10.0\npositives = 30\nnegatives = 30000\n"
            for name in ("one", "gone")
        ),
        "w",
    )
    both = {**SPECS, "messages.new": spec("new", EVADES)}
    rows = difference(weigh.measured(both, [source(80, 100, 4, 40_000)]), shipped).rows
    assert rows == [
        ["messages.gone", EVADES, "+8.0 dB", "draft", "falls back to draft"],
        ["messages.new", EVADES, "draft", "+15.0 dB", "measured for the first time"],
        ["messages.one", EVADES, "+8.0 dB", "+15.0 dB", "+7.0 dB"],
    ]
    rows = difference(weigh.measured(both, []), shipped, ["messages.o*"]).rows
    assert rows == [["messages.one", EVADES, "+8.0 dB", "draft", "falls back to draft"]]


def test_only_what_is_asked_for_is_measured() -> None:
    found = candidate(None, 10, [], only=["surveys.cash_*", "money.payout_hub"])
    asked = {one.detector for one in found}
    assert "money.payout_hub" in asked and "surveys.cash_chains.out_at_once" in asked
    assert all(id == "money.payout_hub" or id.startswith("surveys.cash_") for id in asked)
    with pytest.raises(InputError, match=r"nobody\.\*"):
        candidate(None, 10, ["train"], only=["nobody.*"])


def test_a_watched_world_gives_counts_for_every_detector(small: Small) -> None:
    counts = counted("world toy", small.seen, small.truths)
    found = weigh.measured(small.seen.specs, [counts])
    assert {one.detector for one in found} == set(small.seen.specs)
    fired = [one for one in found if sum(rate.hits for rate in one.positives.values())]
    assert any(one.hypothesis == EVADES for one in fired)
    assert all(one.draft_because for one in found), "a few hundred people teach nothing"
    assert calibrate.as_file(found).weight == ()
