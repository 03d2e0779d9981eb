"""Evidence against paying for abuse: money that goes to declared relatives.

Sees:       a declared relation of family or household, for both sides.
Matters:    people abroad support their families in small sums (the "no family link" of typologies
            $03 and $04; basis V2). It never speaks against control: relatives control and sell
            their own (AMLC, basis V2), and a guardian is no evidence of anything good.
Misses:     relatives whom nobody declared.
Wrong when: a payer declares a stranger as family.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Quote, Spec, Window
from bantay.model.events import RelationDeclared

SPEC = Spec(
    id="money.family_link",
    title="Declared relatives",
    version=1,
    rows=("$03", "$04"),
    reads=(RelationDeclared,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=365),
    keeps=40,
    hypotheses=("abuse_payer", "proceeds_mover"),
    group="declared relatives",
    ceiling=3.0,
    half_life=timedelta(days=365),
    anchor="the account",
    against=True,
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    kinds: tuple[str, ...] = ("family", "household")  # relations that count


def admits(event: RelationDeclared, params: Params) -> bool:
    """Whether they are relatives."""
    return event.kind in params.kinds


def keys(event: RelationDeclared) -> tuple[str | None, ...]:
    """Both sides."""
    return (event.account, event.other)


def look(window: Window[RelationDeclared], params: Params) -> Iterator[Finding]:
    """One finding, however many relatives."""
    told = [event for event in window.events if event.kind in params.kinds]
    if told:
        yield Finding(
            anchor="account",
            summary=f"{len(told)} declared relatives",
            quotes=tuple(Quote(event.id, "other", 0, len(event.other)) for event in told[-20:]),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys)
