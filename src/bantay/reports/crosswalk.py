"""Which code of each destination stands for which hypothesis, and when none does.

One table for all exporters (interop guide, section 9). A hypothesis without a code is not forced
into one: the exporter says so, and a person chooses another destination.
"""

from msgspec import Struct

from bantay.model.report import ReportCase
from bantay.model.vocabulary import ActionKind, Hypothesis

MATERIAL = "Child Pornography (possession, manufacture, and distribution)"
TRAFFICKING = "Child Sex Trafficking"
ENTICEMENT = "Online Enticement of Children for Sexual Acts"
"""Titles of the CyberTipline's own list, letter by letter."""

_TRAFFICKED: frozenset[Hypothesis] = frozenset(
    {"controller", "controlled_performer", "broker", "broker_ring", "recruitment_pyramid"}
)
_MONEY: frozenset[Hypothesis] = frozenset({"abuse_payer", "proceeds_mover"})


class Dsa(Struct, frozen=True):
    """Category, keywords and further category of a statement of reasons."""

    category: str
    keywords: tuple[str, ...]
    addition: str | None = None


MINORS = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"
CYBER = "STATEMENT_CATEGORY_CYBER_VIOLENCE"
SCAMS = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
TERMS = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
_GROOMING = "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS"


def ncmec_type(case: ReportCase) -> str | None:
    """The CyberTipline's incident type; None when the case names no possible minor."""
    if not case.minor and case.hypothesis != "minor_at_risk":
        return None
    if any(media.classification for media in case.media):
        return MATERIAL
    if case.hypothesis in _TRAFFICKED | _MONEY:
        return TRAFFICKING
    return ENTICEMENT


def dsa(case: ReportCase) -> Dsa:
    """Where the DSA's list has the case's hypothesis."""
    minor = case.minor or case.hypothesis == "minor_at_risk"
    if case.hypothesis in _TRAFFICKED:
        keywords = ("KEYWORD_HUMAN_TRAFFICKING", "KEYWORD_HUMAN_EXPLOITATION")
        return Dsa(VIOLENCE, keywords, MINORS if minor else None)
    if any(media.classification for media in case.media):
        return Dsa(MINORS, ("KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",))
    if minor:
        return Dsa(MINORS, (_GROOMING,))
    return _OTHERS.get(case.hypothesis, Dsa(TERMS, ()))


_OTHERS: dict[Hypothesis, Dsa] = {
    "extortion": Dsa(CYBER, ("KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",)),
    "fabricated_identity": Dsa(SCAMS, ("KEYWORD_INAUTHENTIC_ACCOUNTS",)),
    "scam": Dsa(SCAMS, ()),
    "abuse_payer": Dsa(VIOLENCE, ("KEYWORD_HUMAN_EXPLOITATION",)),
    "proceeds_mover": Dsa(VIOLENCE, ("KEYWORD_HUMAN_EXPLOITATION",)),
}


def xarf_type(case: ReportCase) -> str | None:
    """XARF's exploitation type; None when the case names no possible minor."""
    if not case.minor and case.hypothesis != "minor_at_risk":
        return None
    if case.hypothesis in _TRAFFICKED | _MONEY:
        return "trafficking"
    return "sextortion" if case.hypothesis == "extortion" else "grooming"


def fincen_types(case: ReportCase) -> tuple[tuple[str, str, str | None], ...]:
    """FinCEN's (type, subtype, text of "other"): 927 is human trafficking, 824 funnel account."""
    found: list[tuple[str, str, str | None]] = []
    if case.hypothesis in _TRAFFICKED | _MONEY or case.minor:
        found.append(("9", "927", None))
    else:
        found.append(("9", "9999", _other(case)))
    if case.hypothesis == "proceeds_mover":
        found.append(("8", "824", None))
    return tuple(found)


def _other(case: ReportCase) -> str:
    return f"possible {case.hypothesis.replace('_', ' ')}"


STIX_LABELS: dict[bool, tuple[str, ...]] = {
    True: ("human-trafficking", "child-sexual-exploitation"),
    False: ("human-trafficking",),
}
"""Labels by whether somebody harmed may be under 18."""

VISIBILITY: dict[ActionKind, str] = {
    "remove_content": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "delist": "DECISION_VISIBILITY_CONTENT_DISABLED",
    "restrict_contact": "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
}
MONETARY: dict[ActionKind, str] = {
    "hold_payout": "DECISION_MONETARY_SUSPENSION",
    "fine": "DECISION_MONETARY_OTHER",
}
PROVISION: dict[ActionKind, str] = {
    "pause_live": "DECISION_PROVISION_PARTIAL_SUSPENSION",
    "block_group": "DECISION_PROVISION_PARTIAL_SUSPENSION",
    "delete_group": "DECISION_PROVISION_PARTIAL_TERMINATION",
}
ACCOUNT: dict[ActionKind, str] = {"block_account": "DECISION_ACCOUNT_SUSPENDED"}
"""Our actions in the words of the DSA; what is in none of the four needs no statement."""
