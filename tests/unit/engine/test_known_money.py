"""Facts that relations, instruments and checks make known."""

from bantay.engine.known import facts_of
from bantay.model.events import IdentityChecked, InstrumentLinked, RelationDeclared
from bantay.model.keys import compound
from bantay.runtime.cases import BEGIN


def told(event: object) -> set[tuple[str, str, object]]:
    return {(f.key, f.name, f.value) for f in facts_of(event)}  # type: ignore[arg-type]


def relation(kind: str) -> RelationDeclared:
    return RelationDeclared(id="e", time=BEGIN, account="a", other="b", kind=kind)  # type: ignore[arg-type]


def test_relatives_are_told_of_each_other() -> None:
    for kind in ("family", "household"):
        assert told(relation(kind)) == {("a", "relative", "b"), ("b", "relative", "a")}


def test_nobody_else_is_a_relative() -> None:
    for kind in ("agency", "manager", "employer", "referrer"):
        assert told(relation(kind)) == set()


def test_whose_guardian_is_declared_is_guarded() -> None:
    assert told(relation("guardian")) == {("b", "guarded", "a")}


def test_whose_name_is_on_a_payout_instrument() -> None:
    made = InstrumentLinked(
        id="e", time=BEGIN, instrument="i", account="a", kind="bank", holder_hash="h"
    )
    assert told(made) == {("a", "payout_holder", compound("i", "h"))}


def test_an_instrument_without_a_name_or_for_paying_in_tells_nothing() -> None:
    bare = InstrumentLinked(id="e", time=BEGIN, instrument="i", account="a", kind="bank")
    card = InstrumentLinked(
        id="e", time=BEGIN, instrument="i", account="a", kind="card", holder_hash="h"
    )
    assert told(bare) == told(card) == set()


def test_a_passed_check_tells_the_name() -> None:
    made = IdentityChecked(
        id="e", time=BEGIN, account="a", method="document", result="passed", name_hash="h"
    )
    assert told(made) == {("a", "checked_name", "h")}
