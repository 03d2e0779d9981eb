"""The operator's own detectors beside the shipped ones: run, listed, tried and shown alike."""

from typing import Any

import msgspec
from msgspec import structs

from bantay.engine.detect import AnyDetector
from bantay.errors import ConfigError, PolicyError
from bantay.errors import Place as PlaceOf
from bantay.model.vocabulary import Plane
from bantay.policy import PolicyFile
from bantay.policy.deciding import Limits, Switches
from bantay.policy.deciding.limits import EVERYWHERE
from bantay.policy.own import Own, detector_of
from bantay.runtime.cases import Case, Result, checked, run
from bantay.runtime.catalogue import catalogue
from bantay.runtime.pages import body

_NOTES = {
    "sees": "Sees",
    "matters": "Matters",
    "misses": "Misses",
    "wrong_when": "Wrong when",
}


def detectors_of(file: PolicyFile) -> tuple[AnyDetector, ...]:
    """The shipped detectors of the planes that are not switched off, and the operator's own.

    A plane is off when a switch for everywhere says that nothing may be read; what is off in
    some countries only is for `limits_of`.
    """
    off = {s.plane for s in file.switches if s.reads == "nothing" and not s.countries}
    mine = (*catalogue(), *map(detector_of, file.own))
    kept = (detector for detector in mine if detector.spec.plane not in off)
    return tuple(sorted(kept, key=lambda detector: detector.spec.id))


def limits_of(file: PolicyFile) -> Limits:
    """The file's limits, with its switches as the engine applies them, event by event.

    ConfigError for a plane other than messages to be read as metadata: only messages have a
    text that can be left out while the rest is read.
    """
    off: set[tuple[Plane, str]] = set()
    silent: set[str] = set()
    for switch in file.switches:
        where = switch.countries or (EVERYWHERE,)
        if switch.reads == "nothing":
            off.update((switch.plane, country) for country in where)
        elif switch.reads == "metadata" and switch.plane == "messages":
            silent.update(where)
        elif switch.reads == "metadata":
            reason = f"{switch.plane} cannot be read as metadata: read it as all or nothing"
            raise ConfigError(reason, PlaceOf(file.name))
    switches = Switches(frozenset(off), frozenset(silent), file.unknown_country)
    return structs.replace(file.limits, switches=switches)


def own_results(file: PolicyFile) -> list[tuple[Own, list[Result]]]:
    """Every own detector with how its cases went. PolicyError where a case is none."""
    return [(own, run(detector_of(own), own_cases(own, file.name))) for own in file.own]


def own_cases(own: Own, file: str) -> tuple[Case, ...]:
    """The cases of an own detector, in the shape that shipped detectors have beside them."""
    return tuple(_case(own, number, row, file) for number, row in enumerate(own.cases))


def _case(own: Own, number: int, row: dict[str, Any], file: str) -> Case:
    place = PlaceOf(file, own.case_lines[number])
    try:
        case = msgspec.convert(row, Case)
        checked(case)
    except msgspec.ValidationError as wrong:
        said = str(wrong)
        raise PolicyError("BP105", f"not a case: {said[0].lower()}{said[1:]}", place) from None
    except ConfigError as wrong:
        raise PolicyError("BP105", f"not a case: {wrong.reason}", place) from None
    return case


def own_page(own: Own, file: str) -> str:
    """The page of an own detector, as shipped ones have it."""
    said = {_NOTES[key]: text for key, text in own.notes.items()}
    how = {
        "terms": ", ".join(own.match.terms),
        "pattern": own.match.pattern or "",
        "unless": ", ".join(own.match.unless),
        "where": own.match.where or "",
        "steps": str(len(own.sequence) or ""),
        "count": str(own.count),
        "distinct": f"{own.distinct_least} of {own.distinct}" if own.distinct else "",
    }
    rows = [
        f"| `{name}` | {_cell(value)} | the policy file |" for name, value in how.items() if value
    ]
    return body(detector_of(own), said, rows, own_cases(own, file))


def _cell(value: str) -> str:
    return "`" + value.replace("|", "\\|").replace("`", "'") + "`"
