"""XARF v4 reports to hosts of addresses outside the platform: type csem, never media.

One report an address. They go to whoever runs the machine, so they hold neither messages nor
anybody possibly harmed, and of the account only what the host can act on.
"""

import re
from datetime import datetime
from typing import Any

from bantay.model.report import Link, ReportCase
from bantay.model.reporting import Draft, Filer
from bantay.reports import jsons
from bantay.reports.crosswalk import xarf_type
from bantay.reports.document import stamp, uuid_of
from bantay.reports.jsons import Field, Sheet

VERSION = "4.2.0"
SCHEMA = "xarf/types/content-csem.json"
_FILER = "settings file: [filer]"


def draft(case: ReportCase, filer: Filer, now: datetime, test: bool = True) -> Draft:
    """The reports of a case's outside addresses; `test` marks them as trials."""
    sheet = Sheet()
    links = {link.url: link for link in sorted(case.links, key=lambda one: one.time, reverse=True)}
    made = [_report(link, case, filer, test, sheet) for link in links.values()]
    if not made:
        sheet.wrong("url", "the case points to no address outside the platform", "case: links")
    for one in made:
        sheet.problems += jsons.against(SCHEMA, one)
    return Draft(
        format="xarf",
        name=f"xarf-{case.case}.json",
        mime="application/json",
        body=jsons.to_bytes(made),
        problems=tuple(sheet.problems),
        fields=sheet.fields,
        items=tuple(one.get("report_id", "") for one in made),
    )


_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(?:\[([^\]/?#]*)\]|([^/?#:]+))", re.I)
"""Scheme, perhaps a user, host: as RFC 3986 section 3 writes an address."""


def _host(url: str) -> str | None:
    found = _HOST.match(url)
    return (found[1] or found[2]).lower() if found else None


def _report(link: Link, case: ReportCase, filer: Filer, test: bool, sheet: Sheet) -> dict[str, Any]:
    host = _host(link.url)
    contact = _contact(filer, sheet)
    kinds = ["chat_logs"] if case.messages else []
    kinds += ["metadata"] if case.findings or not kinds else []
    fields = [
        Field("xarf_version", VERSION, "format", need=True),
        Field("report_id", uuid_of("xarf", case.case, link.url), "case: id, links.url", need=True),
        Field("timestamp", stamp(link.time), "case: links.time", need=True),
        Field("reporter", contact, _FILER, need=True),
        Field("sender", contact, _FILER, need=True),
        Field("source_identifier", link.host_ip or host, "case: links.url", need=True),
        Field("category", "content", "format", need=True),
        Field("type", "csem", "format", need=True),
        Field("evidence_source", "automated_filter", "format"),
        Field("tags", ["lifecycle:test"] if test else None, "destination: production"),
        Field("confidence", case.calibrated, "case: calibrated"),
        Field(
            "description",
            "Possible exploitation: the address was passed on where our detection and a person's "
            "review saw signs of it. Not a verdict.",
            "template",
            limit=1_000,
        ),
        Field("url", link.url, "case: links.url", need=True),
        Field("domain", _domain(host), "case: links.url"),
        Field(
            "exploitation_type",
            xarf_type(case),
            "case: hypothesis and whether a minor may be harmed",
            need=True,
        ),
        Field("victim_age_range", "unknown", "never estimated"),
        Field("platform", "messaging_app" if case.messages else "other", "case: messages"),
        Field("detection_method", "behavioral_analysis", "format", need=True),
        Field("evidence_type", kinds, "case: messages, findings"),
    ]
    return sheet.record("", fields)


def _contact(filer: Filer, sheet: Sheet) -> dict[str, Any]:
    fields = [
        Field("org", filer.organisation, f"{_FILER} organisation", need=True, limit=200),
        Field("contact", filer.mail, f"{_FILER} mail", need=True),
        Field("domain", filer.domain, f"{_FILER} domain", need=True),
    ]
    return sheet.record("reporter", fields)


def _domain(host: str | None) -> str | None:
    named = host is not None and not host.replace(".", "").isdigit() and "." in host
    return host if named else None
