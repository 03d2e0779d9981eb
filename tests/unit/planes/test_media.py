"""Pictures: what meets whom, in whatever order, and the path from an event to an alarm."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.once import findings_of
from bantay.engine.route import keys_of
from bantay.kit.pdq.bits import BITS, LEFT_RIGHT, written
from bantay.model.clock import EPOCH
from bantay.model.events import MediaShared
from bantay.model.events.talk import Match
from bantay.model.keys import Domain
from bantay.planes.media import known_material, same_picture

FACE = random.Random(4).getrandbits(BITS)


def shown(id: str, account: str, pdq: int = FACE, hour: int = 0, **more: object) -> MediaShared:
    return MediaShared(
        id=id,
        time=EPOCH + timedelta(hours=hour),
        media=id,
        account=account,
        purpose="profile",
        pdq=written(pdq),
        pdq_quality=80,
        **more,  # type: ignore[arg-type]
    )


def twins(events: Sequence[MediaShared]) -> set[tuple[str, ...]]:
    found = findings_of(same_picture.DETECTOR, events)
    return {(g.subject.id, *g.finding.roles["same picture"]) for g in found}


def changed(rng: random.Random, bits: int) -> int:
    value = FACE
    for bit in rng.sample(range(BITS), bits):
        value ^= 1 << bit
    return value


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 15), st.booleans(), st.integers(0, 2**32))
def test_any_copy_within_fifteen_bits_is_found_once(bits: int, turned: bool, seed: int) -> None:
    copy = changed(random.Random(seed), bits) ^ (LEFT_RIGHT if turned else 0)
    events = [shown("e1", "ann"), shown("e2", "bea", copy, 5)]
    assert twins(events) == {("bea", "ann")}
    assert len(findings_of(same_picture.DETECTOR, events)) == 1


def test_most_copies_within_thirty_one_bits_are_found() -> None:
    """Bits spread evenly, which is worse than what edits of real pictures do."""
    rng = random.Random(9)
    for bits, least in ((20, 0.97), (26, 0.92), (31, 0.80)):
        found = sum(
            bool(twins([shown("e1", "ann"), shown("e2", "bea", changed(rng, bits), 5)]))
            for _ in range(60)
        )
        assert found / 60 >= least, bits


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(4)))
def test_order_of_arrival_changes_nothing(order: list[int]) -> None:
    rng = random.Random(1)
    events = [shown(f"e{n}", "abcd"[n], changed(rng, n), 0) for n in range(4)]
    straight = findings_of(same_picture.DETECTOR, events)
    mixed = findings_of(same_picture.DETECTOR, [events[n] for n in order])
    assert sorted(g.id for g in straight) == sorted(g.id for g in mixed)


def test_a_picture_has_sixteen_keys_and_a_file_one() -> None:
    with_file = shown("e", "a", sha256="AB" * 32)
    assert len(list(keys_of(with_file, Domain.PICTURE))) == 17
    poor = MediaShared(id="e", time=EPOCH, media="p", account="a", pdq=written(1), pdq_quality=3)
    assert list(keys_of(poor, Domain.PICTURE)) == []


@pytest.mark.parametrize("account", ["ann", "bea"])
def test_known_material_is_about_the_picture_not_about_who_shared_it(account: str) -> None:
    hit = Match(source="ncmec", kind="md5", id="7")
    event = MediaShared(id="e", time=EPOCH, media="p", account=account, path="x.jpg", matches=[hit])
    [given_] = findings_of(known_material.DETECTOR, [event])
    assert (given_.subject.kind, given_.subject.id) == ("media", "p")
    assert given_.finding.roles["shared by"] == (account,)
    assert {quote.field for quote in given_.finding.quotes} == {"media"}
