"""Statements of reasons for the EU's DSA Transparency Database.

One statement a decision that restricts somebody, in batches of at most 100. Everything is
written from templates: no name, no account, no word of a message. Whoever the decision is about
is told first; a decision beside a report of suspicion is not published before a person says so.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct

from bantay.model.report import Party, ReportCase, Taken
from bantay.model.reporting import Draft, Filer, Problem
from bantay.model.vocabulary import Hypothesis
from bantay.reports import crosswalk, jsons
from bantay.reports.document import name_of
from bantay.reports.jsons import Field, Sheet

BATCH = 100
SCHEMA = "dsa/statement.schema.json"
EEA = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
_TYPES = {
    "text": "CONTENT_TYPE_TEXT",
    "image": "CONTENT_TYPE_IMAGE",
    "video": "CONTENT_TYPE_VIDEO",
    "audio": "CONTENT_TYPE_AUDIO",
    "other": "CONTENT_TYPE_OTHER",
}
_SOURCES = {
    "voluntary": "SOURCE_VOLUNTARY",
    "notice": "SOURCE_ARTICLE_16",
    "trusted_flagger": "SOURCE_TRUSTED_FLAGGER",
    "other_notification": "SOURCE_TYPE_OTHER_NOTIFICATION",
}
_TWO_LETTERS = {"fil": "tl", "tgl": "tl", "cmn": "zh", "eng": "en"}
_SEEN: dict[Hypothesis, str] = {
    "contact_evasion": "hidden or split contact details",
    "minor_at_risk": "a person who may be under 18 in a paid, private or recruiting setting",
    "controlled_performer": "signs of work under another's control",
    "controller": "signs of control over others' accounts or earnings",
    "broker": "introductions of people against referral fees",
    "broker_ring": "introductions of people against referral fees by a group",
    "recruitment_pyramid": "recruitment of recruiters with income flowing upwards",
    "fabricated_identity": "an invented or copied identity",
    "extortion": "threats to publish, made to enforce payment or obedience",
    "abuse_payer": "payments of a kind that official guidance ties to abuse",
    "proceeds_mover": "collecting or cashing out of possible proceeds",
    "return_after_block": "a return after removal",
    "scam": "money fraud",
}


class Texts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator's lawyers wrote once: grounds and explanations, without personal data.

    With an `illegal_ground` decisions rest on law, without it on the operator's terms.
    """

    terms_ground: str = "Terms of use: no exploitation of people"
    terms_explanation: str = (
        "The terms forbid content and conduct that may exploit people or prepare exploitation."
    )
    illegal_ground: str | None = None
    illegal_explanation: str = "The content may be an offence under the law named above."
    reference_url: str | None = None


def draft(case: ReportCase, filer: Filer, now: datetime, texts: Texts = Texts()) -> Draft:  # noqa: B008
    """The statements of a case's decisions. One that is not sound is left out of the batch and
    named: it does not sink the others."""
    sheet = Sheet()
    made = [_checked(one, case, filer, texts, sheet) for one in needed(case)]
    good = [one for one in made if one is not None]
    if not needed(case):
        sheet.wrong("statements", "no decision of the case restricts anybody", "case: decisions")
    elif not good:
        sheet.wrong("statements", "none of the statements is sound", "case: decisions")
    elif len(good) > BATCH:
        sheet.note("statements", f"{len(good):,} statements go in batches of {BATCH}")
    return Draft(
        format="dsa",
        name=f"dsa-{case.case}.json",
        mime="application/json",
        body=jsons.to_bytes({"statements": good}),
        problems=tuple(sheet.problems),
        fields=sheet.fields,
        items=tuple(one["puid"] for one in good),
    )


def needed(case: ReportCase) -> list[Taken]:
    """Decisions of a case that need a statement: those that restrict somebody."""
    restricting = {
        *crosswalk.VISIBILITY,
        *crosswalk.MONETARY,
        *crosswalk.PROVISION,
        *crosswalk.ACCOUNT,
    }
    return [one for one in case.decisions if restricting & set(one.actions)]


def puid(decision: str) -> str:
    """The platform's unique id of a statement: made of the decision's, it tells nothing else."""
    return f"bantay-{name_of('puid', decision)}"


def _checked(
    one: Taken, case: ReportCase, filer: Filer, texts: Texts, sheet: Sheet
) -> dict[str, Any] | None:
    inner = Sheet()
    made = statement(one, case, filer, texts, inner)
    found = [*inner.problems, *jsons.against(SCHEMA, made), *_guarded(made, case)]
    if one.told is None:
        why = "the person concerned has not been told yet: the statement waits"
        found.append(Problem(path="puid", reason=why, source="case: decisions.told"))
    sheet.written.update(inner.written)
    for problem in found:
        reason = f"statement of {one.decision}: {problem.reason}"
        sheet.problems.append(
            Problem(path=problem.path, reason=reason, source=problem.source, final=False)
        )
    return None if any(problem.final for problem in found) else made


def _guarded(made: dict[str, Any], case: ReportCase) -> list[Problem]:
    """No account, name, mail or number of a party may stand in a statement. The facts are a
    template; what could bring one in are the operator's own texts."""
    said = " ".join(str(value) for name, value in made.items() if name != "puid").casefold()
    marks = {mark.casefold() for party in case.parties for mark in _marks(party)}
    close = [mark for mark in marks - _ours() if mark in said]
    found = any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", said) for mark in close)
    why, source = "it names somebody of the case", "settings file: [dsa]"
    return [Problem(path="decision_facts", reason=why, source=source)] if found else []


@cache
def _ours() -> frozenset[str]:
    """Words of our own templates: somebody may be called so."""
    texts = (*_SEEN.values(), Texts().terms_ground, Texts().terms_explanation)
    return frozenset(re.findall(r"\w+", " ".join(texts).casefold()))


def _marks(party: Party) -> list[str]:
    person = party.person
    marks = [party.account, party.screen_name or ""]
    if person is not None:
        marks += [" ".join(filter(None, (person.first, person.last)))]
        marks += [m.address for m in person.mails] + [p.number for p in person.phones]
    return [mark for mark in marks if len(mark) >= 4]


def statement(
    one: Taken, case: ReportCase, filer: Filer, texts: Texts, sheet: Sheet
) -> dict[str, Any]:
    """One statement of reasons."""
    code = crosswalk.dsa(case)
    fields = [
        Field("puid", puid(one.decision), "case: decisions.decision", need=True),
        *_decisions(one),
        *_grounds(texts),
        Field(
            "content_type",
            [_TYPES[kind] for kind in dict.fromkeys(one.content)],
            "case: decisions.content",
            need=True,
        ),
        Field("content_type_other", "Other content" if "other" in one.content else None, "format"),
        Field("category", code.category, "case: hypothesis", need=True),
        Field("category_addition", [code.addition] if code.addition else None, "case: minor"),
        Field("category_specification", list(code.keywords), "case: hypothesis"),
        Field(
            "territorial_scope",
            sorted(set(filer.countries) & EEA),
            "settings file: [filer] countries",
        ),
        Field("content_language", _language(one), "case: decisions.language"),
        Field(
            "content_date",
            _day(one.content_time or case.begun),
            "case: decisions.content_time",
            need=True,
        ),
        Field("application_date", _day(one.time), "case: decisions.time", need=True),
        *_ends(one),
        Field("decision_facts", facts(one, case), "template", need=True, limit=5_000),
        Field("source_type", _SOURCES[one.source], "case: decisions.source", need=True),
        Field(
            "automated_detection",
            "Yes" if one.detected_automatically else "No",
            "case: decisions.detected_automatically",
            need=True,
        ),
        Field("automated_decision", automation(one), "case: decisions.automatic", need=True),
    ]
    return sheet.record("", fields)


def automation(one: Taken) -> str:
    """How much of a decision a machine took."""
    if not one.automatic:
        return "AUTOMATED_DECISION_NOT_AUTOMATED"
    return "AUTOMATED_DECISION_PARTIALLY" if one.approved else "AUTOMATED_DECISION_FULLY"


def facts(one: Taken, case: ReportCase) -> str:
    """What a statement says happened: a template, never a word of anybody's."""
    how = "Automated detection" if one.detected_automatically else "A notice"
    who = "automatically" if one.automatic and not one.approved else "after review by a person"
    planes = sorted({finding.plane for finding in case.findings})
    of = f" in {', '.join(planes)}" if planes else ""
    return (
        f"{how} pointed to possible {_SEEN[case.hypothesis].removeprefix('possible ')}{of}. "
        f"The measure was taken {who}. The person concerned was given reasons and can appeal "
        "for six months."
    )


def _decisions(one: Taken) -> list[Field]:
    of = "case: decisions.actions"

    def first(table: dict[Any, str]) -> str | None:
        return next((table[action] for action in one.actions if action in table), None)

    seen = [crosswalk.VISIBILITY[a] for a in one.actions if a in crosswalk.VISIBILITY]
    money = first(crosswalk.MONETARY)
    return [
        Field("decision_visibility", list(dict.fromkeys(seen)), of),
        Field("decision_monetary", money, of),
        Field(
            "decision_monetary_other",
            "A charge under the terms" if money == "DECISION_MONETARY_OTHER" else None,
            of,
        ),
        Field("decision_provision", first(crosswalk.PROVISION), of),
        Field("decision_account", first(crosswalk.ACCOUNT), of),
    ]


def _grounds(texts: Texts) -> list[Field]:
    of = "settings file: [dsa]"
    url = Field("decision_ground_reference_url", texts.reference_url, f"{of} reference_url")
    if texts.illegal_ground is not None:
        return [
            Field("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT", of, need=True),
            url,
            Field(
                "illegal_content_legal_ground",
                texts.illegal_ground,
                f"{of} illegal_ground",
                need=True,
                limit=500,
            ),
            Field(
                "illegal_content_explanation",
                texts.illegal_explanation,
                f"{of} illegal_explanation",
                need=True,
                limit=2_000,
            ),
        ]
    return [
        Field("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT", of, need=True),
        url,
        Field(
            "incompatible_content_ground",
            texts.terms_ground,
            f"{of} terms_ground",
            need=True,
            limit=500,
        ),
        Field(
            "incompatible_content_explanation",
            texts.terms_explanation,
            f"{of} terms_explanation",
            need=True,
            limit=2_000,
        ),
    ]


def _ends(one: Taken) -> list[Field]:
    """End dates of what was restricted for a time."""
    ends = _day(one.until) if one.until is not None else None
    restricted: Sequence[tuple[str, dict[Any, str]]] = (
        ("end_date_account_restriction", crosswalk.ACCOUNT),
        ("end_date_monetary_restriction", crosswalk.MONETARY),
        ("end_date_service_restriction", crosswalk.PROVISION),
        ("end_date_visibility_restriction", crosswalk.VISIBILITY),
    )
    return [
        Field(name, ends, "case: decisions.until")
        for name, table in restricted
        if any(action in table for action in one.actions)
    ]


def _language(one: Taken) -> str | None:
    """The language in the two letters of the database's list: Filipino stands there as Tagalog,
    and a language that has no two letters is left out."""
    main = (one.language or "").partition("-")[0].lower()
    main = _TWO_LETTERS.get(main, main)
    return main.upper() if len(main) == 2 else None


def _day(when: datetime) -> str:
    return when.date().isoformat()
