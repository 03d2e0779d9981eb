"""Referral to helpers in the fields of the Human Trafficking Case Data Standard (IOM, CC BY 4.0).

One record a possible victim. It says what the engine saw as possible; control methods are named
only where a finding speaks of them, and a caseworker decides about all of it. Nothing about other
people goes along, and no words of messages.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bantay.model.report import Party, Person, ReportCase
from bantay.model.reporting import Draft, Filer
from bantay.reports import jsons
from bantay.reports.jsons import Field, Sheet

CONTROLS: dict[str, str] = {
    "earnings_stripped": "MethodsOfControlTakesEarnings",
    "payout_hub": "MethodsOfControlTakesEarnings",
    "payout_takeover": "MethodsOfControlRestrictsFinancialAccess",
    "fee_threat": "MethodsOfControlDebtBondage",
    "threat_to_publish": "MethodsOfControlThreats",
    "doxxing": "MethodsOfControlThreats",
    "control_talk": "MethodsOfControlPsychologicalAbuse",
    "under_control": "MethodsOfControlRestrictsMovement",
    "guardian_speaking": "MethodsOfControlPsychologicalAbuse",
    "long_hours": "MethodsOfControlExcessiveWorkingHours",
    "unpaid_work": "MethodsOfControlTakesEarnings",
    "recruitment_lure": "MethodsOfControlFalsePromises",
}
"""Which of our detectors speaks of which method of control; all others speak of none."""
FIELDS = (
    *("prs_First_Name", "prs_Second_Name", "prs_Birthdate", "prs_Nationality", "prs_Gender"),
    *("prs_Email", "prs_HomePhone", "prs_MobilePhone", "prs_MailingCity", "prs_MailingCountry"),
    *("prs_MailingState", "prs_MailingStreet", "prs_MailingPostalCode"),
    *("vic_MethodOfRecruitment", "vic_Methods_of_Control", "vic_TypeOfExploitation"),
    *("vic_LocationOfExploitation", "vic_DetailsOfVulnerabilities"),
    *("cas_Status", "cas_ReferringOrganisation", "cas_IncomingReferralDate"),
    *("cas_ReferringPrimaryCaseWorker", "cas_ReasonForIncomingReferral"),
    "cas_IncomingReferralDetails",
)
"""The standard's field names that we fill."""
_FILER = "settings file: [filer]"


def draft(case: ReportCase, filer: Filer, now: datetime) -> Draft:
    """The referrals of a case, one a possible victim."""
    sheet = Sheet()
    people = case.of_role("victim")
    if not people:
        sheet.wrong("prs_*", "the case names nobody who may need help", "case: parties[victim]")
    made = [_referral(one, case, filer, now, sheet) for one in people]
    sheet.problems += [p for one in made for p in unknown_fields(one)]
    return Draft(
        format="htcds",
        name=f"referral-{case.case}.json",
        mime="application/json",
        body=jsons.to_bytes(made),
        problems=tuple(sheet.problems),
        fields=sheet.fields,
    )


def unknown_fields(record: dict[str, Any]) -> list[Any]:
    """Fields that the standard does not have, and required ones that are not there."""
    from bantay.model.reporting import Problem

    order = [name for name in FIELDS if name in record]
    wrong = [name for name in record if name not in FIELDS]
    problems = [Problem(path=name, reason="the standard has no such field") for name in wrong]
    if not wrong and list(record) != order:
        problems.append(Problem(path="", reason="the fields are not in the standard's order"))
    missing = [n for n in REQUIRED if n not in record]
    return problems + [Problem(path=n, reason="this field is required") for n in missing]


REQUIRED = (
    "vic_TypeOfExploitation",
    "cas_Status",
    "cas_ReferringOrganisation",
    "cas_IncomingReferralDate",
    "cas_ReasonForIncomingReferral",
)
"""What a helper cannot do without, by our own rule: the standard demands nothing."""


def _referral(
    who: Party, case: ReportCase, filer: Filer, now: datetime, sheet: Sheet
) -> dict[str, Any]:
    worker = " ".join(filter(None, (filer.first, filer.last))) or None
    controls = sorted({c for f in case.findings if (c := CONTROLS.get(_short(f.detector)))})
    lured = any(_short(f.detector) == "recruitment_lure" for f in case.findings)
    fields = [
        *_person(who.person or Person()),
        Field("vic_MethodOfRecruitment", "Other" if lured else None, "case: findings"),
        Field("vic_Methods_of_Control", controls, "case: findings"),
        Field("vic_TypeOfExploitation", "SexualExploitation", "case: hypothesis", need=True),
        Field("vic_LocationOfExploitation", _where(who), "case: parties[victim].place"),
        Field(
            "vic_DetailsOfVulnerabilities",
            "The person may be under 18." if case.minor else None,
            "case: minor",
        ),
        Field("cas_Status", "Open", "format", need=True),
        Field(
            "cas_ReferringOrganisation",
            filer.organisation,
            f"{_FILER} organisation",
            need=True,
        ),
        Field("cas_IncomingReferralDate", now.date().isoformat(), "the clock", need=True),
        Field("cas_ReferringPrimaryCaseWorker", worker, f"{_FILER} first, last"),
        Field("cas_ReasonForIncomingReferral", _reason(case), "case: hypothesis", need=True),
        Field("cas_IncomingReferralDetails", _details(who, case), "case: findings, account"),
    ]
    return sheet.record("", fields)


def _person(known: Person) -> Sequence[Field]:
    of = "case: parties[victim].person"
    address = known.addresses[0] if known.addresses else None
    mobile = next((_number(p) for p in known.phones if p.kind == "Mobile"), None)
    home = next((_number(p) for p in known.phones if p.kind != "Mobile"), None)
    born = known.birth_date.isoformat() if known.birth_date else None
    return [
        Field("prs_First_Name", known.first, f"{of}.first"),
        Field("prs_Second_Name", known.last, f"{of}.last"),
        Field("prs_Birthdate", born, f"{of}.birth_date"),
        Field("prs_Nationality", known.nationality, f"{of}.nationality"),
        Field("prs_Gender", _gender(known), f"{of}.gender"),
        Field("prs_Email", known.mails[0].address if known.mails else None, f"{of}.mails"),
        Field("prs_HomePhone", home, f"{of}.phones"),
        Field("prs_MobilePhone", mobile, f"{of}.phones"),
        Field("prs_MailingCity", address.city if address else None, f"{of}.addresses.city"),
        Field(
            "prs_MailingCountry", address.country if address else None, f"{of}.addresses.country"
        ),
        Field("prs_MailingState", address.region if address else None, f"{of}.addresses.region"),
        Field("prs_MailingStreet", address.street if address else None, f"{of}.addresses.street"),
        Field("prs_MailingPostalCode", address.zip if address else None, f"{of}.addresses.zip"),
    ]


def _gender(known: Person) -> str | None:
    words = {"female": "Female", "male": "Male", "other": "Transgender/NonConforming"}
    return None if known.gender is None else words[known.gender]


def _number(phone: Any) -> str:
    return f"{phone.calling_code or ''}{phone.number}"


def _where(who: Party) -> str | None:
    return who.place.country if who.place is not None else None


def _reason(case: ReportCase) -> str:
    return f"Possible {case.hypothesis.replace('_', ' ')}, seen in data of an online platform"


def _details(who: Party, case: ReportCase) -> str:
    seen = " ".join(f"Seen: {one.summary}." for one in case.findings)
    return f"Platform account {who.account}. {seen} Possible, not a verdict.".replace("  ", " ")


def _short(detector: str) -> str:
    return detector.partition(".")[2]
