"""A picture that is on a list of known material kept by an accredited source.

Sees:       a hit of a hash list on a shared picture, found by the platform or by
            `bantay hashes`, that the list's keeper does not dispute: an exact hash, or a
            similar one near enough and of a hash good enough to compare.
Matters:    somebody is hurt anew each time such a picture is shared. One hit is enough: the
            picture is held and kept for the authorities, a case is opened and a report drafted,
            and a person decides. It is about the picture and says nothing of who shared it; no
            exception covers it, and nothing shows it.
Misses:     an entry whose keeper disputes it; a similar hash without a quality and without a
            second source; lists of other things.
Wrong when: a list holds a picture by mistake and nobody has disputed it yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.pdq.bits import QUALITY, WITHIN
from bantay.model.events import MediaShared
from bantay.model.events.talk import Match
from bantay.planes.media._picture import quoted

SPEC = Spec(
    id="media.known_material",
    title="Known material",
    version=1,
    rows=("M04",),
    reads=(MediaShared,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=100,
    hypotheses=("minor_at_risk",),
    group="known material",
    ceiling=15.0,
    half_life=timedelta(days=365),
    anchor="the picture",
    subject="media",
    indicators=Indicators(purpose=("exploitation",)),
)

_EXACT = ("md5", "sha1", "sha256", "sha512", "exact")


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    within: int = WITHIN  # bits from a list's hash at most, where the source has no limit below
    limits: tuple[tuple[str, int], ...] = ()  # (source, bits at most) for sources of their own
    quality: int = QUALITY  # least quality of the shared picture's hash for a similar hit
    not_acted: tuple[str, ...] = (  # opinions on an entry that is never acted on
        *("disputed", "seed", "investigation_seed", "negative", "negative_class"),
        *("false_positive", "withdrawn"),
    )
    elsewhere: tuple[str, ...] = ("own", "gifct", "stopncii")  # sources of lists of other things


def admits(event: MediaShared, params: Params) -> bool:
    """Whether a list's hit is to be acted on."""
    return bool(_acted(event, params))


def look(window: Window[MediaShared], params: Params) -> Iterator[Finding]:
    """One finding a picture, with the lists' entries; quoted by its id, never by its hash."""
    by_picture: dict[str, list[MediaShared]] = {}
    for event in window.events:
        if _acted(event, params):
            by_picture.setdefault(event.media, []).append(event)
    for media, events in by_picture.items():
        hits = [hit for event in events for hit in _acted(event, params)]
        yield Finding(
            anchor=media,
            summary=_summary(hits),
            quotes=tuple(quoted(event, "media") for event in events),
            subject=Subject("media", media),
            roles={
                "shared by": tuple(dict.fromkeys(event.account for event in events)),
                "list entry": tuple(dict.fromkeys(map(_entry, hits))),
            },
        )


def _acted(event: MediaShared, params: Params) -> list[Match]:
    """The hits that count: exact ones, and similar ones of a hash good enough to compare.

    Without a quality, similar hits count when two sources agree.
    """
    hits = [hit for hit in event.matches or () if _stands(hit, params)]
    if event.pdq_quality is None:
        comparable = len({hit.source.casefold() for hit in hits}) > 1
    else:
        comparable = event.pdq_quality >= params.quality
    return [hit for hit in hits if comparable or _is_exact(hit)]


def _stands(hit: Match, params: Params) -> bool:
    """Whether the entry is undisputed, of an accredited source, and near enough."""
    source = hit.source.casefold()
    opinion = (hit.opinion or "").casefold().replace("-", "_").replace(" ", "_")
    limit = dict(params.limits).get(source, params.within)
    near = hit.distance is None or hit.distance <= (0 if _is_exact(hit) else limit)
    return near and opinion not in params.not_acted and source not in params.elsewhere


def _is_exact(hit: Match) -> bool:
    return (hit.kind or "").casefold() in _EXACT


def _entry(hit: Match) -> str:
    """The entry as a report names it: source, list and id, always three parts."""
    return f"{hit.source}/{hit.list or '-'}/{hit.id or '-'}"


def _summary(hits: list[Match]) -> str:
    sources = ", ".join(dict.fromkeys(hit.source for hit in hits))
    if any(map(_is_exact, hits)):
        return f"on a list of known material ({sources}), by an exact hash"
    apart = min((hit.distance for hit in hits if hit.distance is not None), default=None)
    how = "by a similar hash" + (f", {apart} of 256 bits apart" if apart is not None else "")
    return f"on a list of known material ({sources}), {how}"


DETECTOR = Detector(SPEC, Params(), look, admits)
