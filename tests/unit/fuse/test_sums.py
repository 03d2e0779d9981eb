"""The sum of evidence: groups, decay, cuts, rules; checked against sums done by hand."""

from datetime import timedelta

import msgspec.structs
import pytest

from bantay.fuse.evidence import Mark, add_up
from bantay.kit import Domain, Finding, Quote, Spec, Subject
from bantay.model.clock import DAY
from bantay.model.evidence import Given, Weight
from bantay.model.settings import Bar, Settings
from bantay.model.vocabulary import Hypothesis

ANN = Subject("account", "ann")


def spec(id: str, group: str, ceiling: float = 15.0, days: int = 30) -> Spec:
    return Spec(
        id=id,
        title=id,
        version=1,
        rows=(),
        reads=(),
        keyed_by=Domain.ACCOUNT,
        window=timedelta(hours=1),
        keeps=8,
        hypotheses=("contact_evasion", "controller"),
        group=group,
        ceiling=ceiling,
        half_life=timedelta(days=days),
        anchor="",
    )


def mark(n: int, detector: str, group: str, last: int = 0) -> Mark:
    given = Given(
        id=f"f{n}",
        detector=detector,
        version=1,
        plane=detector.split(".", maxsplit=1)[0],
        group=group,
        subject=ANN,
        finding=Finding(anchor="", summary=detector, quotes=(Quote("m", "text", 0, 1),)),
        first=last,
        last=last,
    )
    return Mark(given, 1)


def settings(weights: dict[str, float], draft: bool = False, prior: float = -20.0) -> Settings:
    both: tuple[Hypothesis, ...] = ("contact_evasion", "controller")
    return Settings(
        bars={h: Bar(prior, -10.0) for h in both},
        weights={(d, h): Weight(d, h, db, draft) for d, db in weights.items() for h in both},
        lateness=0,
        dedup=0,
        policy_version="p",
        weights_version="w",
    )


def total(marks, weights, specs, hypothesis="contact_evasion", now=0, **more):
    by_id = {s.id: s for s in specs}
    return add_up(marks, hypothesis, settings(weights, **more), by_id, now)


def test_groups_add_and_one_fact_counts_once():
    specs = [spec("messages.a", "g1"), spec("messages.b", "g1"), spec("messages.c", "g2")]
    marks = [mark(1, "messages.a", "g1"), mark(2, "messages.b", "g1"), mark(3, "messages.c", "g2")]
    s = total(marks, {"messages.a": 4.0, "messages.b": 7.0, "messages.c": 3.0}, specs)
    assert (s.weight_db, s.score_db) == (10.0, -10.0)
    assert [(x.mark.given.id, x.counted) for x in s.lines] == [
        ("f2", True),
        ("f1", False),
        ("f3", True),
    ]
    assert s.reached


def test_evidence_against_is_negative_and_the_largest_size_counts():
    specs = [spec("profiles.a", "g1"), spec("profiles.b", "g1")]
    marks = [mark(1, "profiles.a", "g1"), mark(2, "profiles.b", "g1")]
    s = total(marks, {"profiles.a": -4.0, "profiles.b": -9.0}, specs)
    assert s.score_db == -29.0


def test_a_draft_against_is_held_by_its_ceiling_too():
    specs = [spec("money.a", "g1", ceiling=4.0), spec("messages.b", "g2")]
    marks = [mark(1, "money.a", "g1"), mark(2, "messages.b", "g2")]
    s = total(marks, {"money.a": -12.0, "messages.b": 9.0}, specs, draft=True)
    assert (s.weight_db, s.score_db) == (5.0, -15.0)


def test_a_finding_weighs_only_on_the_hypotheses_it_names():
    """What names a possible victim weighs nothing for a possible controller, and back."""
    one = mark(1, "money.a", "g1")
    named = msgspec.structs.replace(one.given.finding, hypotheses=("contact_evasion",))
    one = Mark(msgspec.structs.replace(one.given, finding=named), 1)
    specs, weights = [spec("money.a", "g1")], {"money.a": 9.0}
    assert total([one], weights, specs).weight_db == 9.0
    other = total([one], weights, specs, hypothesis="controller")
    assert (other.weight_db, other.lines) == (0.0, ())


@pytest.mark.parametrize(("age", "left"), [(0, 8.0), (30, 4.0), (60, 2.0), (300, 0.0)])
def test_evidence_halves_with_its_half_life(age, left):
    s = total(
        [mark(1, "messages.a", "g")], {"messages.a": 8.0}, [spec("messages.a", "g")], now=age * DAY
    )
    assert s.weight_db == left


def test_within_a_day_nothing_decays():
    m, w, sp = (
        [mark(1, "messages.a", "g", last=5 * DAY)],
        {"messages.a": 8.0},
        [spec("messages.a", "g")],
    )
    assert total(m, w, sp, now=6 * DAY - 1).weight_db == 8.0
    assert total(m, w, sp, now=6 * DAY).weight_db < 8.0


def test_a_draft_gives_at_most_its_ceiling_and_nothing_more_than_fifteen():
    sp = [spec("messages.a", "g", ceiling=6.0)]
    assert (
        total([mark(1, "messages.a", "g")], {"messages.a": 14.0}, sp, draft=True).weight_db == 6.0
    )
    assert total([mark(1, "messages.a", "g")], {"messages.a": 40.0}, sp).weight_db == 15.0


def test_the_score_is_cut_at_sixty():
    specs = [spec(f"messages.d{n}", f"g{n}") for n in range(9)]
    marks = [mark(n, f"messages.d{n}", f"g{n}") for n in range(9)]
    s = total(marks, {f"messages.d{n}": 15.0 for n in range(9)}, specs)
    assert (s.weight_db, s.score_db) == (135.0, 60.0)


def test_trafficking_needs_two_groups_from_two_planes():
    specs = [spec("messages.a", "g1"), spec("messages.b", "g2"), spec("money.c", "g3")]
    weights = {"messages.a": 15.0, "messages.b": 15.0, "money.c": 5.0}
    one_plane = [mark(1, "messages.a", "g1"), mark(2, "messages.b", "g2")]
    assert not total(one_plane, weights, specs, "controller").reached
    assert total(one_plane, weights, specs).reached
    assert total([*one_plane, mark(3, "money.c", "g3")], weights, specs, "controller").reached
    weak = weights | {"money.c": 4.9}
    assert not total([*one_plane, mark(3, "money.c", "g3")], weak, specs, "controller").reached


def test_what_a_reviewer_called_false_weighs_nothing_until_revised():
    m = mark(1, "messages.a", "g")
    m.muted["contact_evasion"] = 1
    sp = [spec("messages.a", "g")]
    assert total([m], {"messages.a": 12.0}, sp).weight_db == 0
    m.revision = 2
    assert total([m], {"messages.a": 12.0}, sp).weight_db == 12.0
