"""goAML reports for a national financial intelligence unit: STR with payments, SAR without.

One file a case, for upload at the unit's portal. The structure is that of 5.x; the national
profile says what is required and how things are coded, the operator's own XSD has the last word.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bantay.model.report import Paid, Party, ReportCase
from bantay.model.reporting import Draft, Filer
from bantay.reports import xml
from bantay.reports.document import (
    Desk,
    Node,
    Nodes,
    branch,
    fields_of,
    gaps,
    leaf,
    told_once,
    without_gaps,
)
from bantay.reports.goaml_parties import account, person
from bantay.reports.goaml_profile import Profile
from bantay.reports.said import transcript

COMMENT = 8_000
SCHEMA = "goaml/core-5.compat.xsd"
_PROFILE = "goAML profile:"
_FILER = "settings file: [filer]"


def draft(
    case: ReportCase, filer: Filer, now: datetime, profile: Profile, schema: Any = None
) -> Draft:
    """The report of a case for one country; `schema` is the operator's compiled XSD."""
    desk = Desk()
    root = _report(case, filer, now, profile, desk)
    body = xml.to_bytes(without_gaps(root))
    problems = [*gaps(root), *desk.problems, *xml.against(xml.shipped(SCHEMA), body)]
    if schema is not None:
        problems += xml.against(schema, body)
    return Draft(
        format="goaml",
        name=f"goaml-{case.case}.xml",
        mime="text/xml; charset=utf-8",
        body=body,
        problems=told_once(problems),
        fields=fields_of(root),
        attachments=tuple(desk.attachments.values()),
    )


def moment(time: datetime) -> str:
    """A time as goAML writes it: UTC, without a zone."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _report(case: ReportCase, filer: Filer, now: datetime, profile: Profile, desk: Desk) -> Node:
    known = filer.goaml
    paid = bool(case.payments)
    need = profile.needs
    [root] = branch(
        "report",
        leaf("rentity_id", known.entity if known else None, f"{_FILER}.goaml entity", need=True),
        leaf(
            "rentity_branch",
            known.branch if known else None,
            f"{_FILER}.goaml branch",
            need=need("report", "rentity_branch"),
            limit=255,
            desk=desk,
        ),
        leaf("submission_code", profile.submission, f"{_PROFILE} submission", need=True),
        leaf(
            "report_code",
            profile.str_code if paid else profile.sar_code,
            f"{_PROFILE} str_code, sar_code",
            need=True,
        ),
        leaf("entity_reference", case.case, "case: id", limit=255, desk=desk),
        leaf("submission_date", moment(now), "the clock", need=True),
        leaf("currency_code_local", profile.currency, f"{_PROFILE} currency", need=True),
        _reporter(filer, profile, desk),
        _location(profile, desk),
        leaf("reason", _reason(case), "case: summary, findings", limit=COMMENT, desk=desk),
        leaf("action", _action(case), "case: decisions", limit=COMMENT, desk=desk),
        *(_transaction(one, case, profile, desk) for one in case.payments),
        *(() if paid else (_activity(case, profile, desk),)),
        _indicators(case, profile),
        need=True,
    )
    return root


def _reporter(filer: Filer, profile: Profile, desk: Desk) -> Nodes:
    if filer.goaml is not None and filer.goaml.user_code is not None:
        return leaf("reporting_user_code", filer.goaml.user_code, f"{_FILER}.goaml user_code")
    return branch(
        "reporting_person",
        leaf("first_name", filer.first, f"{_FILER} first", need=True, limit=100, desk=desk),
        leaf("last_name", filer.last, f"{_FILER} last", need=True, limit=100, desk=desk),
        leaf("email", filer.mail, f"{_FILER} mail", limit=255, desk=desk),
    )


def _location(profile: Profile, desk: Desk) -> Nodes:
    place, source = profile.location, f"{_PROFILE} [location]"
    if place is None:
        need = profile.needs("report", "location")
        return leaf("location", None, source, need=need)
    return branch(
        "location",
        leaf("address_type", place.kind, source, need=True),
        leaf("address", place.street, source, need=True, limit=100, desk=desk),
        leaf("city", place.city, source, need=True, limit=255, desk=desk),
        leaf("country_code", place.country, source, need=True),
        leaf("state", place.region, source, need=profile.needs("t_address", "state")),
    )


def _reason(case: ReportCase) -> str:
    lines = [case.summary.strip()] if case.summary.strip() else []
    lines += [f"{one.summary} ({one.detector})." for one in case.findings]
    lines += ["Quoted messages:", transcript(case.messages)] if case.messages else []
    return "\n".join(lines)


def _action(case: ReportCase) -> str:
    done = [
        f"{one.time:%Y-%m-%d}: {', '.join(a.replace('_', ' ') for a in one.actions)}."
        for one in case.decisions
    ]
    return "\n".join(done)


def _transaction(one: Paid, case: ReportCase, profile: Profile, desk: Desk) -> Nodes:
    local = one.amount_local or (one.amount if one.currency == profile.currency else None)
    need = profile.needs
    return branch(
        "transaction",
        leaf("transactionnumber", one.payment, "case: payments.payment", need=True),
        leaf("internal_ref_number", case.case, "case: id", limit=100, desk=desk),
        leaf("transaction_location", one.place or "online", "case: payments.place", need=True),
        leaf(
            "transaction_description",
            one.remark or one.kind.replace("_", " "),
            "case: payments.remark",
            need=True,
            limit=COMMENT,
            desk=desk,
        ),
        leaf("date_transaction", moment(one.time), "case: payments.time", need=True),
        leaf(
            "transmode_code",
            profile.code("transmode", one.kind),
            f"{_PROFILE} [codes.transmode] {one.kind}",
            need=True,
        ),
        leaf(
            "transmode_comment",
            profile.constant.get("transmode_comment"),
            f"{_PROFILE} [constant] transmode_comment",
            need=need("transaction", "transmode_comment"),
        ),
        leaf(
            "amount_local",
            local,
            f"case: payments.amount_local (in {profile.currency}; the payment is in "
            f"{one.currency})",
            need=True,
        ),
        _side("from", one.from_account, one.from_country, one, case, profile, desk),
        _side("to", one.to_account, one.to_country, one, case, profile, desk),
    )


def _side(
    side: str,
    account_id: str | None,
    country: str | None,
    one: Paid,
    case: ReportCase,
    profile: Profile,
    desk: Desk,
) -> Nodes:
    """One end of a payment: the operator's client with all it knows, or a stranger."""
    who = case.of_account(account_id)
    mine = who is not None and who.client
    suspected = None if who is None else who.role in ("reported", "payee")
    name = f"t_{side}_my_client" if mine else f"t_{side}"
    return branch(
        name,
        leaf(
            f"{side}_funds_code",
            profile.code("funds", one.kind),
            f"{_PROFILE} [codes.funds] {one.kind}",
            need=True,
        ),
        _foreign(side, one, profile),
        leaf(f"{side}_is_suspected", suspected, "case: parties.role")
        if profile.has(f"{side}_is_suspected")
        else (),
        _holder(side, who, account_id, mine, profile, desk),
        leaf(
            f"{side}_country",
            _country(country, who) or profile.constant.get("unknown_country"),
            f"case: payments.{side}_country, or the profile's [constant] unknown_country",
            need=True,
        ),
        need=True,
    )


def _country(country: str | None, who: Party | None) -> str | None:
    place = who.place if who is not None else None
    return country or (place.country if place is not None else None)


def _foreign(side: str, one: Paid, profile: Profile) -> Nodes:
    if one.currency == profile.currency:
        return ()
    return branch(
        f"{side}_foreign_currency",
        leaf("foreign_currency_code", one.currency, "case: payments.currency"),
        leaf("foreign_amount", one.amount, "case: payments.amount"),
    )


def _holder(
    side: str,
    who: Party | None,
    account_id: str | None,
    mine: bool,
    profile: Profile,
    desk: Desk,
) -> Nodes:
    if who is not None and who.holdings and not mine:
        return account(f"{side}_account", who, profile, desk)
    return person(f"{side}_person", who, account_id, mine, profile, desk)


def _activity(case: ReportCase, profile: Profile, desk: Desk) -> Nodes:
    parties = [p for p in case.parties if p.role != "victim"]
    return branch(
        "activity",
        branch(
            "report_parties",
            *(_party(one, profile, desk) for one in parties),
            need=True,
        ),
        need=True,
        source="case: parties",
    )


def _party(who: Party, profile: Profile, desk: Desk) -> Nodes:
    name = "person_my_client" if who.client else "person"
    return branch(
        "report_party",
        person(name, who, who.account, who.client, profile, desk),
        leaf("is_suspected", who.role == "reported", "case: parties.role"),
        leaf(
            "reason",
            who.remark or f"possible {who.role} account",
            "case: parties.remark",
            need=profile.needs("report_party", "reason"),
            limit=COMMENT,
            desk=desk,
        ),
        leaf("comments", f"platform account {who.account}", "case: parties.account"),
    )


def _indicators(case: ReportCase, profile: Profile) -> Nodes:
    known: Sequence[str] = profile.indicators.get(
        case.hypothesis, profile.indicators.get("any", ())
    )
    source = f"{_PROFILE} [indicators] {case.hypothesis}"
    if not known:
        return branch("report_indicators", leaf("indicator", None, source, need=True), need=True)
    return branch("report_indicators", *(leaf("indicator", code, source) for code in known))
