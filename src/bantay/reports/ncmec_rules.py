"""Rules of the CyberTipline that no schema holds, each as one check of the case."""

from collections.abc import Iterator
from datetime import datetime

from bantay.model.report import Party, ReportCase
from bantay.model.reporting import Filer, Problem


def broken(case: ReportCase, filer: Filer, now: datetime) -> Iterator[Problem]:
    """Every rule that the case breaks, with where to mend it."""
    yield from _times(case, now)
    yield from _media(case)
    for party in case.parties:
        yield from _party(party, now)
    if case.urgent is not None and not case.urgent.strip():
        yield _problem("incidentSummary/escalateToHighPriority", "it names no reason", "urgent")
    if not case.messages and not case.media and not case.links and not case.summary.strip():
        yield _problem("additionalInfo", "the report would say nothing happened", "messages")
    if filer.mail is not None and "@" not in filer.mail:
        yield Problem(
            path="reporter/reportingPerson/email",
            reason="it is no mail address",
            source="settings file: [filer] mail",
        )


def _times(case: ReportCase, now: datetime) -> Iterator[Problem]:
    moments = [("incidentSummary/incidentDateTime", case.begun, "begun")]
    moments += [("internetDetails", said.time, "messages.time") for said in case.messages]
    for path, moment, source in moments:
        if moment.tzinfo is None:
            yield _problem(path, "the time carries no zone", source)
        elif moment > now:
            yield _problem(path, "the time is in the future", source)


def _media(case: ReportCase) -> Iterator[Problem]:
    for one in case.media:
        if one.classification is not None and not one.viewed_by:
            why = "a classification needs the name of the person who viewed the file"
            yield _problem("fileDetails/industryClassification", why, "media.viewed_by")


def _party(party: Party, now: datetime) -> Iterator[Problem]:
    of = f"parties[{party.role}]"
    disabled = party.disabled
    if disabled is not None and disabled.told is not None and disabled.told < disabled.since:
        yield Problem(
            path="userNotifiedDate",
            reason="the person was told before the account was closed: the date is left out",
            source=f"case: {of}.disabled.told",
            final=False,
        )
    for one in party.ips:
        if one.time is not None and one.time > now:
            yield _problem("ipCaptureEvent/dateTime", "the time is in the future", f"{of}.ips")


def _problem(path: str, reason: str, source: str) -> Problem:
    return Problem(path=path, reason=reason, source=f"case: {source}")
