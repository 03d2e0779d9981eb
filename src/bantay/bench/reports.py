"""The reports bar: every exporter on generated cases, and on documents made wrong on purpose.

A third of the cases is filled to the least, a third as it usually is, a third with every field a
case can fill. Each document is held against its schema by the exporter itself.
"""

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, get_args

from bantay.bench import report_mutations as mutate
from bantay.bench.report_cases import FILER, NOW, PROFILE, Fill, made
from bantay.bench.results import Figures
from bantay.model.report import Format
from bantay.model.reporting import Draft
from bantay.reports import graph, guards, htcds, jsons, xml
from bantay.reports.formats import EXPORTERS, Means

CASES = 10_000
EVERY = 10
"""Of so many documents one is made wrong."""
FILLS: tuple[Fill, ...] = get_args(Fill)
MEANS = Means(filer=FILER, profile=PROFILE)
SCHEMAS: dict[Format, str] = {
    "ncmec": "ncmec/compat.xsd",
    "goaml": "goaml/core-5.compat.xsd",
    "fincen": "fincen/EFL_SARXBatchSchema.xsd",
}
REQUIRED: dict[Format, tuple[str, ...]] = {
    "ncmec": ("incidentSummary", "incidentType", "incidentDateTime", "reporter", "victimPerson"),
    "goaml": (
        *("rentity_id", "submission_code", "report_code", "submission_date"),
        *("currency_code_local", "report_indicators", "indicator"),
    ),
    "fincen": (
        *("FormTypeCode", "FilingDateText", "ActivityAssociation", "SuspiciousActivity"),
        *("SuspiciousActivityFromDateText", "SuspiciousActivitySubtypeID"),
        "ActivityNarrativeText",
    ),
    "dsa": (
        *("puid", "decision_ground", "content_type", "category", "content_date"),
        *("application_date", "decision_facts", "source_type", "automated_detection"),
        "automated_decision",
    ),
    "xarf": (
        *("xarf_version", "report_id", "timestamp", "reporter", "sender", "source_identifier"),
        *("category", "type", "url", "exploitation_type", "detection_method"),
    ),
    "htcds": htcds.REQUIRED,
    "ftm": ("username",),
    "stix": ("pattern", "pattern_type", "valid_from", "created", "modified", "id", "type"),
}
"""What each format cannot do without, as far as every sound document of ours has it."""


class Tally:
    """What was counted."""

    def __init__(self) -> None:
        self.valid: Counter[str] = Counter()
        self.refused: dict[str, int] = {}
        self.swapped, self.swaps_taken = Counter[str](), Counter[str]()
        self.removed, self.losses_taken = Counter[str](), Counter[str]()
        self.fields: dict[str, dict[str, Counter[str]]] = {}
        self.drawn: Counter[str] = Counter()

    def add(self, format: Format, fill: Fill, draft: Draft) -> None:
        """One document as it came."""
        if draft.sound and draft.body:
            self.valid[format] += 1
        else:
            why = next((p.reason for p in draft.problems if p.final), "empty")
            key = f"{format}: {why[:120]}"
            self.refused[key] = self.refused.get(key, 0) + 1
        of = self.fields.setdefault(format, {})
        for path, _ in draft.fields:
            of.setdefault(path, Counter())[fill] += 1


def bar(cases: int = CASES) -> tuple[dict[str, bool], Figures]:
    """Every exporter on so many cases, and what our own checks refuse."""
    tally = Tally()
    for seed in range(cases):
        fill = FILLS[seed % len(FILLS)]
        case = made(seed, fill)
        tally.drawn[fill] += 1
        for format, export in EXPORTERS.items():
            draft = export(guards.quiet(case, format), MEANS, NOW)
            tally.add(format, fill, draft)
            if seed % EVERY == 0:
                _wrong(format, draft, tally, Random(seed))
    return _met(cases, tally), _figures(cases, tally)


def _wrong(format: Format, draft: Draft, tally: Tally, random: Random) -> None:
    name = random.choice(REQUIRED[format])
    refuses = _REFUSES[format]
    tally.removed[format] += 1
    tally.losses_taken[format] += not refuses(draft.body, name)
    if format in SCHEMAS:
        swapped = mutate.swapped(draft.body, random)
        tally.swapped[format] += 1
        schema = xml.shipped(SCHEMAS[format])
        tally.swaps_taken[format] += swapped is None or not xml.against(schema, swapped)


def _xml_refuses(format: Format) -> Callable[[bytes, str], bool]:
    def refuses(body: bytes, name: str) -> bool:
        lost = mutate.without(body, name)
        return lost is not None and bool(xml.against(xml.shipped(SCHEMAS[format]), lost))

    return refuses


def _object_refuses(schema: str, pick: Callable[[Any], dict[str, Any]]) -> Callable[..., bool]:
    def refuses(body: bytes, name: str) -> bool:
        whole = pick(json.loads(body))
        return name in whole and bool(
            jsons.against(schema, {key: value for key, value in whole.items() if key != name})
        )

    return refuses


def _referral_refuses(body: bytes, name: str) -> bool:
    whole = json.loads(body)[0]
    return bool(htcds.unknown_fields({key: v for key, v in whole.items() if key != name}))


def _graph_refuses(body: bytes, name: str) -> bool:
    entities = [json.loads(line) for line in body.splitlines()]
    account = next(one for one in entities if one["schema"] == "UserAccount")
    del account["properties"][name]
    return bool(graph.broken(account, entities))


def _indicator(bundle: Any) -> dict[str, Any]:
    return next(one for one in bundle["objects"] if one["type"] == "indicator")


_REFUSES: dict[Format, Callable[[bytes, str], bool]] = {
    "ncmec": _xml_refuses("ncmec"),
    "goaml": _xml_refuses("goaml"),
    "fincen": _xml_refuses("fincen"),
    "dsa": _object_refuses("dsa/statement.schema.json", lambda said: said["statements"][0]),
    "xarf": _object_refuses("xarf/types/content-csem.json", lambda said: said[0]),
    "stix": _object_refuses("stix/sdos/indicator.json", _indicator),
    "htcds": _referral_refuses,
    "ftm": _graph_refuses,
}


def _met(cases: int, tally: Tally) -> dict[str, bool]:
    return {
        "every document is valid": all(tally.valid[f] == cases for f in EXPORTERS),
        "a third of the cases carry every field": tally.drawn["maximum"] >= cases // 3,
        "a required field removed is refused": not +tally.losses_taken,
        "two siblings swapped are refused": not +tally.swaps_taken,
    }


def _figures(cases: int, tally: Tally) -> Figures:
    shares = {
        format: {
            path: [_share(seen[fill], tally.drawn[fill]) for fill in FILLS]
            for path, seen in sorted(of.items())
        }
        for format, of in tally.fields.items()
    }
    counts = {
        format: {fill: sum(1 for seen in of.values() if seen[fill]) for fill in FILLS}
        for format, of in tally.fields.items()
    }
    return {
        "cases": cases,
        "cases by fill": dict(tally.drawn),
        "valid documents": dict(tally.valid),
        "refused": tally.refused,
        "required fields removed": dict(tally.removed),
        "of these taken all the same": dict(+tally.losses_taken),
        "siblings swapped": dict(tally.swapped),
        "of these swaps taken all the same": dict(+tally.swaps_taken),
        "fields seen at minimum, usual, maximum": counts,
        "share of documents with each field at minimum, usual, maximum": shares,
    }


def _share(seen: int, of: int) -> float:
    return round(seen / of, 3) if of else 0.0
