"""One profile or listing picture under several names.

Sees:       a picture that presents one account, and a picture that presents another, whose PDQ
            hashes differ in few bits, whose files are the same, or which have several parts in
            common; also when one is turned over.
            The account that came later is the one it is about.
Matters:    personas made by the dozen share a face, and clones of real people take theirs. An
            ordinary person's picture is on one account.
Misses:     a copy cut at its edges where the platform sends no parts; a copy of which much was
            cut off; a copy among those that share no row of the hash; a picture turned by a
            quarter; a picture that everybody uses, and so a crowd of personas with one face;
            pictures of which the platform does not say what they are for.
Wrong when: two people present themselves with the same film poster; somebody opens a second
            account; two pictures have the same frame or badge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.pdq.bits import QUALITY, WITHIN, keys, nearest_turn, parse
from bantay.kit.pdq.parts import LEAST, common, part_keys
from bantay.model.events import MediaShared
from bantay.planes.media._picture import quoted

SPEC = Spec(
    id="media.same_picture",
    title="The same picture under several names",
    version=1,
    rows=("M01", "P03", "P06"),
    reads=(MediaShared,),
    keyed_by=Domain.PICTURE,
    window=timedelta(days=180),
    keeps=60,
    hypotheses=("fabricated_identity",),
    group="picture of another",
    ceiling=9.0,
    half_life=timedelta(days=180),
    anchor="the two accounts",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    within: int = WITHIN  # bits in which two hashes of one picture differ at most
    parts: int = LEAST  # parts at least that a cut copy has in common with the picture
    common: int = 8  # accounts at most; a picture that more of them use says nothing
    purposes: tuple[str, ...] = ("profile", "listing")  # pictures that present a person


@dataclass(frozen=True, slots=True)
class _Shown:
    event: MediaShared
    pdq: int | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys at which it is looked at, in the order in which pairs choose theirs."""
        own = keys(self.pdq) if self.pdq is not None else ()
        own = (*own, *part_keys(self.event.parts or ()))
        sha256 = self.event.sha256
        return (*own, f"sha256:{sha256.lower()}") if sha256 else own


def admits(event: MediaShared, params: Params) -> bool:
    """Whether it presents a person."""
    return event.purpose in params.purposes


def look(window: Window[MediaShared], params: Params) -> Iterator[Finding]:
    """One finding a later account, beside the first account that its picture is alike to.

    Two pictures meet at every key they share; they are told of at the first of these only.
    """
    shown = [_Shown(e, _hash(e)) for e in window.events if e.purpose in params.purposes]
    told: set[tuple[str, str]] = set()
    for n, later in enumerate(shown):
        alike = [(one, how) for one in shown if (how := _how(one, later, params))]
        if len({one.event.account for one, _ in alike}) > params.common:
            continue
        earlier, how = next(((o, h) for o, h in alike if o in shown[:n]), (later, ""))
        pair = (earlier.event.account, later.event.account)
        if pair[0] != pair[1] and pair not in told and _meeting(earlier, later) == window.key:
            told.add(pair)
            yield _finding(earlier.event, later.event, how)


def _hash(event: MediaShared) -> int | None:
    poor = event.pdq_quality is not None and event.pdq_quality < QUALITY
    return None if poor else parse(event.pdq)


def _how(one: _Shown, other: _Shown, params: Params) -> str:
    """In what way two pictures are the same; empty when they are not."""
    if one.event.sha256 and one.event.sha256.lower() == (other.event.sha256 or "").lower():
        return "is the same file"
    if one.pdq is not None and other.pdq is not None:
        apart, turn = nearest_turn(one.pdq, other.pdq)
        if apart <= params.within:
            return f"turned {turn}, differs in {apart} of 256 bits" if turn else _apart(apart)
    found = common(one.event.parts or (), other.event.parts or ())
    return f"has {found} parts of it, as a cut copy has" if found >= params.parts else ""


def _apart(bits: int) -> str:
    return f"differs in {bits} of 256 bits" if bits else "has the same hash"


def _meeting(one: _Shown, other: _Shown) -> str | None:
    both = set(other.keys)
    return next((key for key in one.keys if key in both), None)


def _finding(earlier: MediaShared, later: MediaShared, how: str) -> Finding:
    quotes: tuple[Quote, ...] = tuple(quoted(e, "pdq", "sha256") for e in (earlier, later))
    return Finding(
        anchor=f"{earlier.account}\n{later.account}",
        summary=f"the {later.purpose} picture was another account's before; it {how}",
        quotes=quotes,
        subject=Subject("account", later.account),
        roles={"same picture": (earlier.account,)},
    )


DETECTOR = Detector(SPEC, Params(), look, admits)
