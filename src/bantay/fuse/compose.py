"""Composes an alarm: the sum as data, so that `explain` only prints what was added."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec.structs
from msgspec import Struct, field

from bantay.fuse.evidence import Line, Sum
from bantay.kit import Weighs
from bantay.kit.regions.sightings import certainty
from bantay.model.alarm import Alarm, AlarmFinding, CloseReason, Palermo, Place, Versions
from bantay.model.clock import moment
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, Plane, Verdict

_SETS_KEPT = 1_000


class Namer(Protocol):
    """Gives an alarm its deterministic id."""

    def __call__(self, hypothesis: str, subject: Subject, episode: int) -> str:
        """The same three give the same id, for ever."""
        ...


class Composer(Struct, frozen=True):
    """What is the same for every alarm of one engine."""

    specs: Mapping[str, Weighs]
    versions: Versions
    name: Namer
    touched: dict[frozenset[str], Palermo] = field(default_factory=dict)
    """What sets of detectors touch, as it was worked out before."""

    def palermo(self, detectors: frozenset[str]) -> Palermo:
        """Which elements of the protocol some detectors touch."""
        found = self.touched.get(detectors)
        if found is None:
            if len(self.touched) >= _SETS_KEPT:
                self.touched.clear()
            found = self.touched[detectors] = _palermo(detectors, self.specs)
        return found


class Moment(Struct, frozen=True):
    """Which alarm, when, and what ends it (None: it is open)."""

    hypothesis: Hypothesis
    subject: Subject
    now: int
    closing: CloseReason | None
    verdict: Verdict | None
    exception: str | None
    places: tuple[tuple[str, str], ...] = ()


def compose(composer: Composer, total: Sum, old: Alarm | None, at: Moment) -> Alarm:
    """The next revision of an open alarm, or the first of a new episode."""
    going_on = old is not None and old.status == "open"
    if old is not None and going_on and _only_numbers(composer, total, old):
        return _aged(total, old, at)
    episode = 1 if old is None else old.episode + (not going_on)
    lines = [line for line in total.lines if line.db != 0] or list(total.lines)
    findings = [line.mark.given for line in lines]
    told = (place for given in findings for place in given.finding.places)
    places = sorted({*at.places, *told})
    name = old.alarm if old is not None and going_on else None
    return Alarm(
        alarm=name or composer.name(at.hypothesis, at.subject, episode),
        revision=old.revision + 1 if old is not None and going_on else 1,
        episode=episode,
        status="closed" if at.closing else "open",
        opened=old.opened if old is not None and going_on else moment(at.now),
        closed_by=at.closing,
        time=moment(at.now),
        hypothesis=at.hypothesis,
        subject=at.subject,
        roles=_roles(lines),
        score_db=total.score_db,
        prior_db=total.bar.prior_db,
        weight_db=total.weight_db,
        threshold_db=total.bar.threshold_db,
        probability=None,
        calibration=f"{_basis(lines)} {composer.versions.weights}",
        planes=_planes(total),
        palermo=composer.palermo(frozenset([given.detector for given in findings])),
        region=tuple(Place(place, basis, certainty(basis)) for place, basis in places),
        transmission=_merged(given.finding.transmission for given in findings),
        findings=_shown(total),
        versions=composer.versions,
        first_event_time=moment(min([given.first for given in findings], default=at.now)),
        exception=at.exception,
        confirmed=at.verdict == "true",
        second_reader=at.verdict == "unsure",
    )


def _only_numbers(composer: Composer, total: Sum, old: Alarm) -> bool:
    """Whether an open alarm rests on the very findings it rested on before, in the same order,
    so that age has changed what they weigh and nothing else."""
    if len(old.findings) != len(total.lines):
        return False
    if (old.prior_db, old.threshold_db) != (total.bar.prior_db, total.bar.threshold_db):
        return False
    for was, line in zip(old.findings, _in_order(total), strict=True):
        if (
            was.finding != line.mark.given.id
            or was.revision != line.mark.revision
            or was.counted is not line.counted
            or was.draft is not line.weight.draft
            or was.weight_db * line.db <= 0  # one of them says nothing, or the other thing
        ):
            return False
    return old.versions == composer.versions


def _aged(total: Sum, old: Alarm, at: Moment) -> Alarm:
    """The next revision of an alarm of which only the numbers may have changed."""
    return msgspec.structs.replace(
        old,
        revision=old.revision + 1,
        status="closed" if at.closing else "open",
        closed_by=at.closing,
        time=moment(at.now),
        score_db=total.score_db,
        weight_db=total.weight_db,
        findings=_shown(total),
        exception=at.exception,
        confirmed=at.verdict == "true",
        second_reader=at.verdict == "unsure",
    )


def _in_order(total: Sum) -> Iterable[Line]:
    """The lines that count, then those of which a stronger one of their group does."""
    lines = total.lines
    counted = [line for line in lines if line.counted]
    if len(counted) < len(lines):
        counted += [line for line in lines if not line.counted]
    return counted


def _shown(total: Sum) -> tuple[AlarmFinding, ...]:
    return tuple([line.shown() for line in _in_order(total)])


def _basis(lines: Iterable[Line]) -> str:
    """What the weights rest on: the weakest of a ceiling, worlds and real corpora."""
    worlds = False
    for line in lines:
        if line.weight.draft:
            return "draft"
        worlds = worlds or "world " in (line.weight.data or "")
    return "worlds" if worlds else "corpora"


def _merged(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({value for many in values for value in many}))


def _roles(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, set[str]] = {}
    for line in lines:
        named = line.mark.given.finding.roles
        for role in named:
            roles.setdefault(role, set()).update(named[role])
    return {role: tuple(sorted(roles[role])) for role in sorted(roles)}


def _palermo(detectors: Iterable[str], specs: Mapping[str, Weighs]) -> Palermo:
    touched = [specs[detector].indicators for detector in detectors]
    return Palermo(
        act=_merged(i.act for i in touched),
        means=_merged(i.means for i in touched),
        purpose=_merged(i.purpose for i in touched),
    )


def _planes(total: Sum) -> tuple[Plane, ...]:
    """The planes whose findings speak for the hypothesis."""
    return tuple(sorted({x.mark.given.plane for x in total.lines if x.counted and x.db > 0}))
