"""FinCEN SAR batches (BSA E-Filing, XML 2.0): human trafficking is type 9, subtype 927.

One batch a case, for upload. FIN-2014-A008 asks for the advisory's name in the note and the
narrative. Values have no line feeds and no spaces at their ends; narratives go in parts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from bantay.model.report import ReportCase
from bantay.model.reporting import Draft, Filer
from bantay.reports import xml
from bantay.reports.crosswalk import fincen_types
from bantay.reports.document import (
    Desk,
    Node,
    Nodes,
    branch,
    clean,
    fields_of,
    gaps,
    leaf,
    stamp,
    told_once,
    without_gaps,
)
from bantay.reports.fincen_parties import day, parties_of, tidy

SCHEMA = "fincen/EFL_SARXBatchSchema.xsd"
NOTE = "ADVISORY HUMAN TRAFFICKING"
PART, PARTS = 4_000, 5
_NUMBERED = frozenset(
    (
        *("Activity", "ActivityAssociation", "Party", "PartyName", "Address", "PhoneNumber"),
        *("PartyIdentification", "OrganizationClassificationTypeSubtype", "ElectronicAddress"),
        *("PartyOccupationBusiness", "SuspiciousActivity", "SuspiciousActivityClassification"),
        *("ActivityIPAddress", "ActivityNarrativeInformation"),
    )
)
_NAMESPACE = "www.fincen.gov/base"


def draft(case: ReportCase, filer: Filer, now: datetime) -> Draft:
    """The batch of a case."""
    desk = Desk()
    total = amount(case)
    root = numbered(_batch(case, filer, now.date(), total, desk))
    body = xml.to_bytes(without_gaps(root))
    problems = [*gaps(root), *desk.problems, *xml.against(xml.shipped(SCHEMA), body)]
    return Draft(
        format="fincen",
        name=f"sar-{case.case}.xml",
        mime="text/xml; charset=utf-8",
        body=body,
        problems=told_once(problems),
        fields=fields_of(root),
        attachments=tuple(desk.attachments.values()),
    )


def amount(case: ReportCase) -> int | None:
    """Whole US dollars of all payments; None when one of them is in another currency."""
    if any(one.currency != "USD" and one.amount_local is None for one in case.payments):
        return None
    sums = (
        Decimal(one.amount if one.currency == "USD" else one.amount_local or "0")
        for one in case.payments
    )
    return int(sum(sums, Decimal(0)).to_integral_value(ROUND_HALF_UP))


def numbered(root: Node) -> Node:
    """The tree with the sequence numbers that every larger element carries, no two alike."""
    return _number(root, iter(range(1, 1_000_000)))


def _number(node: Node, numbers: Iterator[int]) -> Node:
    plain = node.name.rpartition(":")[2]
    own = (("SeqNum", str(next(numbers))),) if plain in _NUMBERED and not node.gap else ()
    kept = tuple(_number(child, numbers) for child in node.children)
    return Node(node.name, node.text, kept, own + node.attrs, node.source, node.gap)


def _batch(case: ReportCase, filer: Filer, today: date, total: int | None, desk: Desk) -> Node:
    parties = parties_of(case, filer, desk)
    activity = branch(
        "Activity",
        leaf("FilingDateText", day(today), "the clock", need=True),
        leaf("FilingInstitutionNotetoFinCEN", NOTE, "format"),
        branch("ActivityAssociation", leaf("InitialReportIndicator", "Y", "case")),
        *parties,
        _suspicion(case, total, desk),
        *_addresses(case),
        *_narrative(case, desk),
    )
    [root] = branch(
        "EFilingBatchXML",
        leaf("FormTypeCode", "SARX", "format", need=True),
        activity,
        need=True,
        attrs=[
            ("xmlns", _NAMESPACE),
            ("TotalAmount", total or 0),
            ("PartyCount", len(parties)),
            ("ActivityCount", 1),
            ("ActivityAttachmentCount", 0),
            ("AttachmentCount", 0),
        ],
    )
    return root


def _suspicion(case: ReportCase, total: int | None, desk: Desk) -> Nodes:
    last = case.ended or max((one.time for one in case.payments), default=None)
    if total is None:
        desk.note(
            "TotalSuspiciousAmountText",
            "the amount in US dollars is not known: a payment is in another currency",
            "case: payments.amount_local",
        )
    return branch(
        "SuspiciousActivity",
        leaf("AmountUnknownIndicator", "Y" if total is None else None, "case: payments"),
        leaf("NoAmountInvolvedIndicator", None if case.payments else "Y", "case: payments"),
        leaf("SuspiciousActivityFromDateText", day(case.begun.date()), "case: begun", need=True),
        leaf("SuspiciousActivityToDateText", day(last.date()) if last else None, "case: ended"),
        leaf(
            "TotalSuspiciousAmountText",
            total if case.payments else None,
            "case: payments.amount",
        ),
        *(
            branch(
                "SuspiciousActivityClassification",
                leaf(
                    "OtherSuspiciousActivityTypeText",
                    tidy(other, 50, desk, "OtherSuspiciousActivityTypeText"),
                    "case: hypothesis",
                ),
                leaf("SuspiciousActivitySubtypeID", subtype, "case: hypothesis", need=True),
                leaf("SuspiciousActivityTypeID", type_, "case: hypothesis", need=True),
            )
            for type_, subtype, other in fincen_types(case)
        ),
    )


def _addresses(case: ReportCase) -> list[Nodes]:
    ips = [one for who in case.of_role("reported", "payee") for one in who.ips]
    return [
        branch(
            "ActivityIPAddress",
            leaf("ActivityIPAddressDateText", day(one.time.date()) if one.time else None, "ips"),
            leaf(
                "ActivityIPAddressTimeStampText",
                stamp(one.time)[11:19] if one.time else None,
                "case: parties.ips.time",
            ),
            leaf("IPAddressText", one.ip[:39], "case: parties.ips.ip", need=True),
        )
        for one in ips[:99]
    ]


def narrative(case: ReportCase) -> str:
    """What happened, in one paragraph a point, the advisory first."""
    lines = [f"{NOTE}. Everything here is possible, not a finding of fact. Case {case.case}."]
    lines += [case.summary.strip()] if case.summary.strip() else []
    lines += [f"{one.summary} ({one.detector})." for one in case.findings]
    lines += [
        f"{stamp(one.time)} {one.amount} {one.currency} {one.kind} from "
        f"{one.from_account or 'unknown'} to {one.to_account or 'unknown'}."
        for one in case.payments
    ]
    return " ".join(" ".join(clean(line).split()) for line in lines)


def _narrative(case: ReportCase, desk: Desk) -> Sequence[Nodes]:
    text = desk.limited(narrative(case), PART * PARTS, "ActivityNarrativeText")
    parts = [text[start : start + PART] for start in range(0, len(text), PART)]
    return [
        branch(
            "ActivityNarrativeInformation",
            leaf("ActivityNarrativeSequenceNumber", n, "format", need=True),
            leaf("ActivityNarrativeText", part, "case: summary, findings, payments", need=True),
        )
        for n, part in enumerate(parts, 1)
    ]
