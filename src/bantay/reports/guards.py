"""What no setting switches off about reports (DESIGN section 8, rules 4, 6 and 8).

    may_leave       nothing leaves without a named person's yes to these very bytes
    may_go_live     production is named twice: in the settings and by the person who sends
    hushed          whoever a report of suspicion is about is not told by a notice or statement
    quiet           no other document says that a report was filed
    may_open        report records are for the people named for them, not for moderators

Each gives None, or says why not. They are called by name through this module, so that the
mutation run can take each away and see the tests fail.
"""

import unicodedata
from collections.abc import Collection, Iterable
from hashlib import sha256

from msgspec import json, structs

from bantay.model.report import SUSPICION, Format, ReportCase, Taken
from bantay.model.reporting import Attachment, Draft, Report

ENGINE = "bantay"
LIVE_HOSTS = frozenset(
    {"report.cybertip.org", "hashsharing.ncmec.org", "transparency.dsa.ec.europa.eu"}
)
"""Hosts that are production whatever a settings file calls them."""


def digest(draft: Draft) -> str:
    """What an approval is bound to: the document and everything that goes along."""
    parts = [draft.body, *(part for one in draft.attachments for part in _parts(one))]
    sizes = b"".join(len(part).to_bytes(8, "big") for part in parts)
    return sha256(sizes + b"".join(parts)).hexdigest()


def _parts(one: Attachment) -> tuple[bytes, bytes, bytes]:
    return one.name.encode(), one.body, b"" if one.media is None else json.encode(one.media)


def may_leave(report: Report, draft: Draft) -> str | None:
    """Rule 4: a named person approved exactly this document."""
    by = plain(report.approved_by or "")
    if not by or by == ENGINE:
        return "no named person has approved it"
    if report.approved is None or report.status in ("draft", "discarded", "retracted"):
        return f"it is not approved: {report.status}"
    if digest(draft) != report.digest:
        return "it is not the document that was approved: look at it and approve it again"
    return None


def may_go_live(name: str, production: bool, host: str, named: str | None) -> str | None:
    """Production is named twice; a test endpoint is used without being named."""
    if host in LIVE_HOSTS and not production:
        return f"{host} is a production host: say production = true in the settings of {name}"
    if production and named != name:
        return f"{name} is production: name it a second time with --production {name}"
    if not production and named is not None:
        return f"{name} is a test destination in the settings file, and --production was given"
    return None


def hushed(reported: bool, released_by: str | None) -> str | None:
    """Rule 6: while a report of suspicion is drafted or filed, telling waits for a person."""
    if reported and not plain(released_by or ""):
        return "it waits: a named person must release what could tell of a report"
    return None


def quiet(case: ReportCase, format: Format, hidden: Collection[str] = ()) -> ReportCase:
    """Rule 6: the case as documents for anybody but the authority itself may show it: no
    decision to report, and none of the decisions in `hidden`."""
    if format in SUSPICION:
        return case
    kept = tuple(_without_report(one) for one in case.decisions if one.decision not in hidden)
    return structs.replace(case, decisions=tuple(one for one in kept if one.actions))


def _without_report(one: Taken) -> Taken:
    silent = tuple(a for a in one.actions if a not in ("report", "open_case"))
    return structs.replace(one, actions=silent)


def may_open(who: str, people: Iterable[str]) -> str | None:
    """Rule 6: report records are sealed from everybody who is not named for them."""
    if not plain(who):
        return "opening report records needs the name of a person: --by NAME"
    if plain(who) not in {plain(name) for name in people}:
        return f"{who} is not among the people who may open report records (settings: [people])"
    return None


def plain(name: str) -> str:
    """A name as it is compared, however it is typed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
