"""Every format by name, and what it needs besides the case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from bantay.model.report import Format, ReportCase
from bantay.model.reporting import Draft, Filer, Problem
from bantay.reports import dsa, fincen, goaml, graph, htcds, ncmec, stix, xarf, xml
from bantay.reports.goaml_profile import Profile

TITLES: dict[Format, str] = {
    "ncmec": "CyberTipline report (NCMEC)",
    "goaml": "goAML report of suspicion (national unit)",
    "fincen": "FinCEN SAR batch",
    "dsa": "EU DSA statements of reasons",
    "xarf": "XARF reports to hosts",
    "htcds": "referral to helpers (HTCDS)",
    "ftm": "evidence graph (FollowTheMoney)",
    "stix": "threat intelligence (STIX 2.1)",
}


class Means(Struct, frozen=True, kw_only=True):
    """What exporters need besides a case. `schema` is the operator's own XSD, compiled."""

    filer: Filer
    texts: dsa.Texts = dsa.Texts()
    profile: Profile | None = None
    schema: Any = None
    production: bool = False


Exporter = Callable[[ReportCase, Means, datetime], Draft]


def _ncmec(case: ReportCase, means: Means, now: datetime) -> Draft:
    made = ncmec.draft(case, means.filer, now)
    if means.schema is None:
        return made
    more = xml.against(means.schema, made.body)
    return structs.replace(made, problems=made.problems + more)


def _goaml(case: ReportCase, means: Means, now: datetime) -> Draft:
    if means.profile is not None:
        return goaml.draft(case, means.filer, now, means.profile, means.schema)
    why = "there is no goAML without a national profile"
    source = "settings file: [filer.goaml] profile"
    return Draft(
        format="goaml",
        name=f"goaml-{case.case}.xml",
        mime="text/xml",
        body=b"",
        problems=(Problem(path="", reason=why, source=source),),
    )


EXPORTERS: dict[Format, Exporter] = {
    "ncmec": _ncmec,
    "goaml": _goaml,
    "fincen": lambda case, means, now: fincen.draft(case, means.filer, now),
    "dsa": lambda case, means, now: dsa.draft(case, means.filer, now, means.texts),
    "xarf": lambda case, means, now: xarf.draft(case, means.filer, now, not means.production),
    "htcds": lambda case, means, now: htcds.draft(case, means.filer, now),
    "ftm": lambda case, means, now: graph.draft(case, means.filer, now),
    "stix": lambda case, means, now: stix.draft(case, means.filer, now),
}
