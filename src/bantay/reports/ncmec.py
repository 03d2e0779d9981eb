"""CyberTipline reports of the NCMEC: the report itself. Text-only cases are reports, too.

Order and occurrence follow the public field tables (edition 2025-06-11). Rules that no schema
holds are in `ncmec_rules`; files that go along in `ncmec_files`.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bantay.model.report import Mail, ReportCase, Said
from bantay.model.reporting import Attachment, Draft, Filer
from bantay.reports import ncmec_files, ncmec_rules, xml
from bantay.reports.crosswalk import ncmec_type
from bantay.reports.document import (
    Desk,
    Node,
    Nodes,
    branch,
    fields_of,
    flag,
    gaps,
    leaf,
    stamp,
    told_once,
    without_gaps,
)
from bantay.reports.ncmec_contact import mail_of, phone
from bantay.reports.ncmec_parties import RECIPIENT, REPORTED, VICTIM, party
from bantay.reports.said import transcript

TEXT = 3_000
SCHEMA = "ncmec/compat.xsd"
_FILER = "settings file: [filer]"


def draft(case: ReportCase, filer: Filer, now: datetime) -> Draft:
    """The report of a case, checked against our schema and the documented rules."""
    desk = Desk()
    root = _report(case, filer, desk)
    whole = without_gaps(root)
    body = xml.to_bytes(whole)
    problems = [*gaps(root), *desk.problems, *ncmec_rules.broken(case, filer, now)]
    problems += xml.against(xml.shipped(SCHEMA), body)
    return Draft(
        format="ncmec",
        name=f"cybertip-{case.case}.xml",
        mime="text/xml; charset=utf-8",
        body=body,
        problems=told_once(problems),
        fields=fields_of(root),
        attachments=(*_texts(desk), *ncmec_files.files(case)),
    )


def _texts(desk: Desk) -> Sequence[Attachment]:
    return list(desk.attachments.values())


def _report(case: ReportCase, filer: Filer, desk: Desk) -> Node:
    reported, *others = case.of_role("reported") or (None,)
    linked = (*others, *case.of_role("payer", "payee", "related"))
    [root] = branch(
        "report",
        _summary(case, filer, desk),
        *_internet(case, filer, desk),
        _law(case, desk),
        _reporter(filer, desk),
        party(REPORTED, reported, desk, linked) if reported is not None else (),
        *(party(RECIPIENT, one, desk) for one in case.of_role("recipient")),
        *(party(VICTIM, one, desk) for one in case.of_role("victim")),
        leaf("additionalInfo", _remarks(case), "case: summary, findings, media"),
        need=True,
    )
    return root


def _summary(case: ReportCase, filer: Filer, desk: Desk) -> Nodes:
    kind = ncmec_type(case)
    flags = [flag(name, True, "case: flags") for name in dict.fromkeys(case.flags)]
    if case.hypothesis == "extortion" and "sextortion" not in case.flags:
        flags.append(flag("sextortion", True, "case: hypothesis"))
    ended = None if case.ended is None else f"From {stamp(case.begun)} to {stamp(case.ended)}."
    return branch(
        "incidentSummary",
        leaf("incidentType", kind, "case: hypothesis and whether a minor may be harmed", need=True),
        leaf("platform", filer.platform, f"{_FILER} platform", limit=256, desk=desk),
        leaf("escalateToHighPriority", case.urgent, "case: urgent", limit=TEXT, desk=desk),
        branch("reportAnnotations", *flags),
        leaf("incidentDateTime", case.begun, "case: begun", need=True),
        leaf("incidentDateTimeDescription", ended, "case: ended", limit=TEXT, desk=desk),
    )


def _internet(case: ReportCase, filer: Filer, desk: Desk) -> list[Nodes]:
    """One chat incident a conversation, one web page incident for outside addresses."""
    by_talk = sorted(case.messages, key=lambda said: said.conversation)
    talks = [list(some) for _, some in groupby(by_talk, key=lambda said: said.conversation)]
    chats = [branch("internetDetails", _chat(some, filer, desk)) for some in talks]
    urls = list(dict.fromkeys(link.url for link in case.links))
    pages = branch(
        "webPageIncident",
        *(leaf("url", url, "case: links", limit=2083, desk=desk) for url in urls),
        attrs=[("thirdPartyHostedContent", True)],
    )
    return [*chats, branch("internetDetails", pages)] if urls else chats


def _chat(messages: Sequence[Said], filer: Filer, desk: Desk) -> Nodes:
    first = messages[0]
    gone = sum(said.text is None for said in messages)
    lost = f"The text of {gone:,} of these messages is not kept any more." if gone else None
    return branch(
        "chatImIncident",
        leaf("chatClient", filer.platform, f"{_FILER} platform", limit=255, desk=desk),
        leaf(
            "chatRoomName",
            first.room or first.conversation,
            "case: messages.room",
            limit=255,
            desk=desk,
        ),
        leaf("content", transcript(messages), "case: messages.text"),
        leaf("additionalInfo", lost, "case: messages.text"),
    )


def _law(case: ReportCase, desk: Desk) -> Nodes:
    law = case.law
    if law is None:
        return ()
    return branch(
        "lawEnforcement",
        leaf("agencyName", law.agency, "case: law.agency", need=True, limit=255, desk=desk),
        leaf("caseNumber", law.number, "case: law.number", limit=100, desk=desk),
        leaf("reportedToLe", law.told, "case: law.told"),
    )


def _reporter(filer: Filer, desk: Desk) -> Nodes:
    mail = None if filer.mail is None else Mail(address=filer.mail, kind="Work")
    person = branch(
        "reportingPerson",
        leaf("firstName", filer.first, f"{_FILER} first", limit=100, desk=desk),
        leaf("lastName", filer.last, f"{_FILER} last", limit=100, desk=desk),
        () if filer.phone is None else phone(filer.phone, f"{_FILER} phone", desk),
        mail_of(mail, f"{_FILER} mail", desk, need=True),
        need=True,
    )
    legal = leaf("email", filer.legal_mail, f"{_FILER} legal_mail", limit=255, desk=desk)
    return branch(
        "reporter",
        person,
        branch("contactPerson", legal),
        leaf("termsOfService", filer.terms_url, f"{_FILER} terms_url"),
        leaf("legalURL", filer.legal_url, f"{_FILER} legal_url", limit=2083, desk=desk),
        need=True,
    )


def _remarks(case: ReportCase) -> str:
    lines = [f"Case reference {case.case}. Everything here is possible, none of it is a verdict."]
    lines += [case.summary.strip()] if case.summary.strip() else []
    lines += [f"Seen by {one.detector}: {one.summary}" for one in case.findings]
    lines += [f"Media {one.media}: {_hashes}" for one in case.media if (_hashes := _known(one))]
    return "\n".join(lines)


def _known(media: object) -> str:
    names = ("md5", "sha1", "sha256", "pdq")
    return ", ".join(f"{n} {value}" for n in names if (value := getattr(media, n)))
