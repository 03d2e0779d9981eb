"""Composes an alarm: the sum as data, so that `explain` only prints what was added."""

from collections.abc import Iterable, Mapping

from bantay.fuse.evidence import Line, Sum
from bantay.kit import Spec
from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Place, Status, Versions
from bantay.model.clock import moment
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, Plane


def alarm_findings(lines: Iterable[Line]) -> tuple[AlarmFinding, ...]:
    """Every line of the sum, the counted ones first."""
    ordered = sorted(lines, key=lambda line: not line.counted)
    return tuple(
        AlarmFinding(
            finding=line.mark.given.id,
            revision=line.mark.revision,
            detector=line.mark.given.detector,
            version=line.mark.given.version,
            group=line.mark.given.group,
            weight_db=line.db,
            counted=line.counted,
            draft=line.weight.draft,
            summary=line.mark.given.finding.summary,
            quotes=line.mark.given.finding.quotes,
        )
        for line in ordered
    )


def _merged(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({value for many in values for value in many}))


def _roles(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, set[str]] = {}
    for line in lines:
        for role, ids in line.mark.given.finding.roles.items():
            roles.setdefault(role, set()).update(ids)
    return {role: tuple(sorted(roles[role])) for role in sorted(roles)}


def _palermo(lines: Iterable[Line], specs: Mapping[str, Spec]) -> Palermo:
    touched = [specs[line.mark.given.detector].indicators for line in lines]
    return Palermo(
        act=_merged(i.act for i in touched),
        means=_merged(i.means for i in touched),
        purpose=_merged(i.purpose for i in touched),
    )


def planes(total: Sum) -> tuple[Plane, ...]:
    """The planes whose findings count for something."""
    return tuple(sorted({x.mark.given.plane for x in total.lines if x.counted and x.db > 0}))


def compose(
    total: Sum,
    *,
    id: str,
    episode: int,
    hypothesis: Hypothesis,
    subject: Subject,
    status: Status,
    versions: Versions,
    specs: Mapping[str, Spec],
    now: int,
    opened: int,
) -> Alarm:
    """An alarm's first revision in this state; the life cycle numbers it."""
    lines = [line for line in total.lines if line.db != 0] or list(total.lines)
    findings = [line.mark.given for line in lines]
    places = sorted({place for given in findings for place in given.finding.places})
    return Alarm(
        alarm=id,
        revision=1,
        episode=episode,
        status=status,
        opened=moment(opened),
        closed_by=None,
        time=moment(now),
        hypothesis=hypothesis,
        subject=subject,
        roles=_roles(lines),
        score_db=total.score_db,
        prior_db=total.bar.prior_db,
        weight_db=total.weight_db,
        threshold_db=total.bar.threshold_db,
        probability=None,
        calibration=f"draft {versions.weights}" if any(x.weight.draft for x in lines)
        else f"worlds {versions.weights}",
        planes=planes(total),
        palermo=_palermo(lines, specs),
        region=tuple(Place(place, basis) for place, basis in places),
        transmission=_merged(given.finding.transmission for given in findings),
        findings=alarm_findings(total.lines),
        versions=versions,
        first_event_time=moment(min((given.first for given in findings), default=now)),
    )
