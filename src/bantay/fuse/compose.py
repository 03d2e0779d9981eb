"""Composes an alarm: the sum as data, so that `explain` only prints what was added."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from bantay.fuse.evidence import Line, Sum
from bantay.kit import Weighs
from bantay.model.alarm import Alarm, AlarmFinding, CloseReason, Palermo, Place, Versions
from bantay.model.clock import moment
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, Plane, Verdict


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


class Moment(Struct, frozen=True):
    """Which alarm, when, and what ends it (None: it is open)."""

    hypothesis: Hypothesis
    subject: Subject
    now: int
    closing: CloseReason | None
    verdict: Verdict | None
    exception: str | None


def compose(composer: Composer, total: Sum, old: Alarm | None, at: Moment) -> Alarm:
    """The next revision of an open alarm, or the first of a new episode."""
    going_on = old is not None and old.status == "open"
    episode = 1 if old is None else old.episode + (not going_on)
    lines = [line for line in total.lines if line.db != 0] or list(total.lines)
    findings = [line.mark.given for line in lines]
    places = sorted({place for given in findings for place in given.finding.places})
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
        palermo=_palermo(lines, composer.specs),
        region=tuple(Place(place, basis) for place, basis in places),
        transmission=_merged(given.finding.transmission for given in findings),
        findings=tuple(map(_finding, sorted(total.lines, key=lambda line: not line.counted))),
        versions=composer.versions,
        first_event_time=moment(min((given.first for given in findings), default=at.now)),
        exception=at.exception,
        confirmed=at.verdict == "true",
        second_reader=at.verdict == "unsure",
    )


def _finding(line: Line) -> AlarmFinding:
    given = line.mark.given
    return AlarmFinding(
        finding=given.id,
        revision=line.mark.revision,
        detector=given.detector,
        version=given.version,
        group=given.group,
        weight_db=line.db,
        counted=line.counted,
        draft=line.weight.draft,
        summary=given.finding.summary,
        quotes=given.finding.quotes,
    )


def _basis(lines: Iterable[Line]) -> str:
    """What the weights rest on: the weakest of a ceiling, worlds and real corpora."""
    weights = [line.weight for line in lines]
    if any(weight.draft for weight in weights):
        return "draft"
    return "worlds" if any("world " in (weight.data or "") for weight in weights) else "corpora"


def _merged(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({value for many in values for value in many}))


def _roles(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, set[str]] = {}
    for line in lines:
        for role, ids in line.mark.given.finding.roles.items():
            roles.setdefault(role, set()).update(ids)
    return {role: tuple(sorted(roles[role])) for role in sorted(roles)}


def _palermo(lines: Iterable[Line], specs: Mapping[str, Weighs]) -> Palermo:
    touched = [specs[line.mark.given.detector].indicators for line in lines]
    return Palermo(
        act=_merged(i.act for i in touched),
        means=_merged(i.means for i in touched),
        purpose=_merged(i.purpose for i in touched),
    )


def _planes(total: Sum) -> tuple[Plane, ...]:
    """The planes whose findings speak for the hypothesis."""
    return tuple(sorted({x.mark.given.plane for x in total.lines if x.counted and x.db > 0}))
