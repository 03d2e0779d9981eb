"""Switches by plane and country: what is off is not looked at, and its text is not kept."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from bantay.adapters.store import open_store
from bantay.engine.detect import places_of
from bantay.engine.known import facts_of
from bantay.engine.state import note
from bantay.fuse.weights import shipped, with_weights
from bantay.model.events import AccountRegistered, MessageEdited, MessageSent, PaymentMade
from bantay.model.evidence import Subject
from bantay.policy import load
from bantay.policy.deciding import Limits, Switches
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import Driver
from bantay.runtime.memory import Memory
from bantay.runtime.merge import Piece
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.switching import allowed, cover, heard
from tests.unit.deciding.toys import Always
from tests.unit.engine.toys import REPEATS, START
from tests.unit.engine.toys import message as plain
from tests.unit.store.toys import given

PRIVATE = Switches(private_text_off=frozenset({"DE"}))
PLANE = Switches(off=frozenset({("messages", "DE")}))


def message(n: int, at: float, text: str, channel: Any = None, **more: Any) -> MessageSent:
    """A message in a channel."""
    return structs.replace(plain(n, at, text, **more), channel=channel)


def registered(account: str, country: str) -> AccountRegistered:
    return AccountRegistered(id=f"reg-{account}", time=START, account=account, country=country)


def fresh() -> Memory:
    return Memory(lambda keys: {})


def test_private_text_is_off_where_it_is_off_and_nowhere_else() -> None:
    said = [message(1, 1.0, "one", channel="direct"), message(2, 2.0, "one", account="bob")]
    said = [structs.replace(one, to=None) for one in said]
    events = [registered("ann", "DE"), registered("bob", "PH"), *said]
    _, _, ann, bob = cover(events, PRIVATE, fresh())
    assert isinstance(ann, MessageSent) and isinstance(bob, MessageSent)
    assert (ann.text, ann.absent) == (None, "policy") and bob.text == "one"


@pytest.mark.parametrize(
    ("channel", "kept"), [("group", True), ("public", True), ("direct", False)]
)
def test_only_private_channels_are_covered(channel: Any, kept: bool) -> None:
    events = [registered("ann", "DE"), message(1, 1.0, "one", channel=channel)]
    covered = cover(events, PRIVATE, fresh())[1]
    assert isinstance(covered, MessageSent) and (covered.text is not None) == kept


def test_an_edit_whose_channel_is_unknown_is_covered() -> None:
    edit = MessageEdited(id="e", time=START, message="m", account="ann", text="one")
    covered = cover([registered("ann", "DE"), edit], PRIVATE, fresh())[1]
    assert isinstance(covered, MessageEdited) and covered.text is None


def test_what_may_be_forbidden_is_not_read_where_the_country_is_unknown() -> None:
    event = message(1, 1.0, "one", channel="direct")
    everywhere = Switches(private_text_off=frozenset({"*"}))
    assert text_of([event], PRIVATE) is None and text_of([event], everywhere) is None
    assert text_of([event], Switches(off=PLANE.off)) == "one"
    home = structs.replace(PRIVATE, unknown="PH")
    assert text_of([event], home) == "one"
    assert text_of([event], structs.replace(PRIVATE, unknown="DE")) is None


def text_of(events: list[Any], switches: Switches) -> str | None:
    return cover(events, switches, fresh())[-1].text  # type: ignore[union-attr]


def test_a_law_protects_both_sides_of_a_private_message() -> None:
    people = [registered("ann", "PH"), registered("bob", "DE"), registered("cat", "PH")]
    said = message(1, 1.0, "one", channel="direct")
    assert text_of([*people, structs.replace(said, to=["cat"])], PRIVATE) == "one"
    assert text_of([*people, structs.replace(said, to=["cat", "bob"])], PRIVATE) is None
    assert text_of([*people, structs.replace(said, to=["dan"])], PRIVATE) is None


def test_a_plane_that_is_off_has_no_detectors() -> None:
    everywhere = Switches(off=frozenset({("messages", "*")}))
    event = message(1, 1.0, "one")
    places, memory = places_of(event, [REPEATS]), fresh()
    assert allowed(event, places, everywhere, memory) == []
    assert allowed(event, places, PLANE, memory) == []
    for fact in facts_of(registered("ann", "PH")):
        note(memory.key(fact.domain, fact.key), fact)
    assert allowed(event, places, PLANE, memory) == places != []
    assert allowed(event, places, everywhere, memory) == []


@pytest.mark.parametrize(("countries", "seen"), [(("PH", "PH"), True), (("PH", "DE"), False)])
def test_a_payment_concerns_both_who_pays_and_who_is_paid(
    countries: tuple[str, str], seen: bool
) -> None:
    off, memory = Switches(off=frozenset({("money", "DE")})), fresh()
    for who, country in zip(("ann", "bob"), countries, strict=True):
        for fact in facts_of(registered(who, country)):
            note(memory.key(fact.domain, fact.key), fact)
    paid = PaymentMade(
        id="p", time=START, payment="p", kind="gift", amount="1.00", currency="USD",
        from_account="ann", to_account="bob",
    )  # fmt: skip
    hub = next(d for d in catalogue() if d.spec.id == "money.payout_hub")
    places = [(hub, ("bob",), ())]
    assert bool(allowed(paid, places, off, memory)) == seen


@pytest.mark.parametrize(("country", "taken"), [("PH", True), ("DE", False), (None, False)])
def test_a_survey_is_not_heard_where_its_plane_is_off(country: str | None, taken: bool) -> None:
    off, memory = Switches(off=frozenset({("messages", "DE")})), fresh()
    if country:
        for fact in facts_of(registered("ann", country)):
            note(memory.key(fact.domain, fact.key), fact)
    assert heard(given("f1"), off, memory) == taken
    ring = structs.replace(given("f1"), subject=Subject("ring", "r1"))
    roles = structs.replace(ring.finding, roles={"member": ("ann", "nobody knows")})
    assert heard(structs.replace(ring, finding=roles), off, memory) == taken


@pytest.mark.parametrize("size", [1, 4, 100])
def test_what_is_off_is_not_found_and_its_text_not_in_the_log(tmp_path: Path, size: int) -> None:
    store = open_store(tmp_path / "store", create=True)
    settings = with_weights(load(), [REPEATS.spec], shipped())
    switches = Switches(off=PLANE.off, private_text_off=PRIVATE.private_text_off)
    limits = Limits(switches=switches)
    terms = {"boo": ["boo"]}
    engine = Pipeline((REPEATS,), terms, settings, store.key, "t", Always(), limits)
    driver = Driver(store, engine)
    events = [registered("ann", "DE")]
    events += [message(n, 1.0 + n, "one", channel="direct") for n in range(8)]
    for start in range(0, len(events), size):
        driver.batch(Piece(events=events[start : start + size]))
    texts = [r.text for _, r in store.log() if isinstance(r, MessageSent)]
    assert texts == [None] * 8 and store.findings() == []
    store.close()
