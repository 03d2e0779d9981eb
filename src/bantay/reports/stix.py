"""STIX 2.1 bundles of a case for threat-intelligence tools: indicators, never people.

Emitted are our own organisation, indicators of accounts and outside addresses, a grouping and a
note. Nobody possibly harmed is in it, and nobody is called a threat actor. Marked TLP:AMBER.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.model.report import ReportCase
from bantay.model.reporting import Draft, Filer, Problem
from bantay.reports import jsons
from bantay.reports.crosswalk import STIX_LABELS
from bantay.reports.document import uuid_of
from bantay.reports.jsons import Field, Sheet

AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
VALID = timedelta(days=90)
"""How long an indicator holds; then somebody has to look again."""
SCHEMAS = {
    "identity": "stix/sdos/identity.json",
    "indicator": "stix/sdos/indicator.json",
    "grouping": "stix/sdos/grouping.json",
    "note": "stix/sdos/note.json",
    "user-account": "stix/observables/user-account.json",
    "url": "stix/observables/url.json",
    "file": "stix/observables/file.json",
}
Thing = dict[str, Any]


def draft(case: ReportCase, filer: Filer, now: datetime) -> Draft:
    """The bundle of a case."""
    sheet = Sheet()
    things = list(_things(case, filer, now, sheet))
    if len(things) <= 1:
        why = "the case names no reported account, outside address or media hash"
        sheet.wrong("objects", why, "case: parties[reported], links, media")
    for n, thing in enumerate(things):
        sheet.problems += jsons.against(SCHEMAS[thing["type"]], thing, f"objects/{n}")
    bundle = {"type": "bundle", "id": f"bundle--{uuid_of('stix', case.case)}", "objects": things}
    return Draft(
        format="stix",
        name=f"stix-{case.case}.json",
        mime="application/stix+json;version=2.1",
        body=jsons.to_bytes(bundle),
        problems=(*sheet.problems, *dangling(things)),
        fields=sheet.fields,
    )


def dangling(things: list[Thing]) -> list[Problem]:
    """References that lead to nothing in the bundle."""
    ids = {thing["id"] for thing in things} | {AMBER}
    named = (
        (thing["type"], ref)
        for thing in things
        for name, value in thing.items()
        if name.endswith(("_ref", "_refs"))
        for ref in ([value] if isinstance(value, str) else value)
    )
    return [
        Problem(path=f"{kind}/object_refs", reason="the reference leads to nothing")
        for kind, ref in named
        if ref not in ids
    ]


def millis(moment: datetime) -> str:
    """A time in UTC with milliseconds, as STIX wants it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _things(case: ReportCase, filer: Filer, now: datetime, sheet: Sheet) -> Iterator[Thing]:
    us = f"identity--{uuid_of('identity', filer.domain)}"
    yield _object(
        "identity",
        us,
        now,
        None,
        sheet,
        [
            Field("name", filer.organisation, "settings file: [filer] organisation", need=True),
            Field("identity_class", "organization", "format"),
            Field("sectors", ["communications"], "format"),
        ],
    )
    found = [*_observed(case, sheet)]
    indicators = [
        _indicator(pattern, name, thing, case, now, us, sheet) for thing, pattern, name in found
    ]
    yield from (thing for thing, _, _ in found)
    yield from indicators
    if not indicators:
        return
    refs = [thing["id"] for thing, _, _ in found] + [one["id"] for one in indicators]
    yield _object(
        "grouping",
        f"grouping--{uuid_of('grouping', case.case)}",
        now,
        us,
        sheet,
        [
            Field("name", f"Case {case.case}", "case: id"),
            Field("context", "suspicious-activity", "format", need=True),
            Field("object_refs", refs, "case: parties, links, media", need=True),
        ],
    )
    content = "\n".join(f"{one.detector}: {one.summary}" for one in case.findings)
    if content:
        yield _object(
            "note",
            f"note--{uuid_of('note', case.case)}",
            now,
            us,
            sheet,
            [
                Field(
                    "content", f"Possible, not a verdict.\n{content}", "case: findings", need=True
                ),
                Field("object_refs", refs, "case: parties, links, media", need=True),
            ],
        )


def _object(
    kind: str, id: str, now: datetime, us: str | None, sheet: Sheet, fields: list[Field]
) -> Thing:
    common = [
        Field("type", kind, "format", need=True),
        Field("id", id, "case: id", need=True),
        Field("spec_version", "2.1", "format", need=True),
        Field("created", millis(now), "the clock", need=True),
        Field("modified", millis(now), "the clock", need=True),
        Field("created_by_ref", us, "settings file: [filer]"),
        Field("object_marking_refs", [AMBER], "format"),
    ]
    return sheet.record(kind, [*common, *fields])


def _observed(case: ReportCase, sheet: Sheet) -> Iterator[tuple[Thing, str, str]]:
    """What can be looked for elsewhere, with its pattern: accounts, addresses, file hashes."""
    for party in case.of_role("reported", "payee"):
        fields = [
            Field("user_id", party.account, "case: parties[reported].account"),
            Field("account_login", party.screen_name, "case: parties[reported].screen_name"),
            Field("account_type", "messaging", "format"),
        ]
        pattern = f"[user-account:user_id = {_quoted(party.account)}]"
        yield _seen("user-account", party.account, fields, sheet), pattern, "Account"
    for url in dict.fromkeys(link.url for link in case.links):
        value = [Field("value", url, "case: links.url", need=True)]
        yield _seen("url", url, value, sheet), f"[url:value = {_quoted(url)}]", "Address"
    for one in case.media:
        if one.sha256:
            hashes = [Field("hashes", {"SHA-256": one.sha256}, "case: media.sha256", need=True)]
            pattern = f"[file:hashes.'SHA-256' = {_quoted(one.sha256)}]"
            yield _seen("file", one.sha256, hashes, sheet), pattern, "File"


def _seen(kind: str, key: str, fields: list[Field], sheet: Sheet) -> Thing:
    head = [
        Field("type", kind, "format", need=True),
        Field("id", f"{kind}--{uuid_of(kind, key)}", "case: id", need=True),
        Field("spec_version", "2.1", "format"),
    ]
    return sheet.record(kind, [*head, *fields])


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _indicator(
    pattern: str,
    name: str,
    thing: Thing,
    case: ReportCase,
    now: datetime,
    us: str,
    sheet: Sheet,
) -> Thing:
    sure = None if case.calibrated is None else round(case.calibrated * 100)
    return _object(
        "indicator",
        f"indicator--{uuid_of(case.case, thing['id'])}",
        now,
        us,
        sheet,
        [
            Field(
                "name",
                f"{name} linked to a possible {case.hypothesis.replace('_', ' ')}",
                "case: hypothesis",
            ),
            Field("indicator_types", ["malicious-activity"], "format"),
            Field("pattern", pattern, "case: parties, links, media", need=True),
            Field("pattern_type", "stix", "format", need=True),
            Field("valid_from", millis(now), "the clock", need=True),
            Field("valid_until", millis(now + VALID), "the clock"),
            Field("confidence", sure, "case: calibrated"),
            Field("labels", list(STIX_LABELS[case.minor]), "case: minor"),
        ],
    )
