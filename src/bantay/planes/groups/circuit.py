"""The same advert for one city after the other.

Sees:       directory entries of one account in at least three places within two weeks whose texts
            are nearly the same.
Matters:    people who are moved from town to town are advertised in each (typology G04): the act
            is transport. The tokens in the adverts, not the movement alone, tell it from a
            journey.
Misses:     a new text for each city; an account for each city.
Wrong when: a touring band announces each concert.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.kit.text.sketch import similar, sketch
from bantay.model.events import ListingPublished

SPEC = Spec(
    id="groups.circuit",
    title="One advert, city after city",
    version=1,
    rows=("G04",),
    reads=(ListingPublished,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=14),
    keeps=40,
    hypotheses=("broker",),
    group="circuit",
    ceiling=6.0,
    half_life=timedelta(days=30),
    anchor="the newest entry's first place",
    indicators=Indicators(act=("transportation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    places: int = 3  # different places within two weeks
    similarity: float = 0.6  # 0 to 1; share of word pairs two entries must have in common


def admits(listing: ListingPublished, params: Params) -> bool:
    """An entry that says where."""
    return bool(listing.place)


def look(window: Window[ListingPublished], params: Params) -> Iterator[Finding]:
    """One finding when entries like the newest one stood in enough places."""
    if len({_place(entry) for entry in window.events}) < params.places:
        return
    alike = _alike(window.events, params.similarity)
    towns = dict.fromkeys(_place(entry) for entry in alike)
    if len(towns) >= params.places:
        yield Finding(
            anchor="circuit",
            summary=f"nearly the same entry in {len(towns)} places within two weeks",
            quotes=quotes(alike, "place"),
            places=tuple((str(entry.place), "directory entry") for entry in alike[:8]),
        )


def _alike(entries: Sequence[ListingPublished], least: float) -> list[ListingPublished]:
    """The entries whose text is near the newest one's."""
    newest = sketch(_text(entries[-1]))
    return [entry for entry in entries if similar(sketch(_text(entry)), newest) >= least]


def _text(entry: ListingPublished) -> str:
    """What the entry says, its place left out: it is meant to differ."""
    return f"{entry.title} {entry.text or ''}".replace(entry.place or "", " ")


def _place(entry: ListingPublished) -> str:
    return " ".join((entry.place or "").casefold().split())


DETECTOR = Detector(SPEC, Params(), look, admits)
