"""What the closed lists are called in a sentence. Every output says "possible"."""

from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis

NAMES: dict[Hypothesis, str] = {
    "contact_evasion": "contact evasion",
    "minor_at_risk": "minor at risk",
    "controlled_performer": "performer under another's control",
    "controller": "controller of others",
    "broker": "broker of people",
    "broker_ring": "ring of brokers",
    "recruitment_pyramid": "recruitment pyramid",
    "fabricated_identity": "fabricated identity",
    "extortion": "extortion",
    "abuse_payer": "abuse payer",
    "proceeds_mover": "mover of proceeds",
    "return_after_block": "return after a block",
    "scam": "scam",
}

MEANINGS: dict[Hypothesis, str] = {
    "contact_evasion": "may be moving people off the platform with hidden or split contact details",
    "minor_at_risk": "may be under 18 and in a paid, private or recruiting setting",
    "controlled_performer": "may be working under another's control",
    "controller": "may be controlling others' accounts, earnings or papers",
    "broker": "may be arranging introductions of people against referral fees",
    "broker_ring": "may be arranging introductions of people against referral fees, as a group",
    "recruitment_pyramid": "may be recruiting recruiters, with income flowing up an invite tree",
    "fabricated_identity": "may show an invented career, a cloned person or a templated persona",
    "extortion": "may be threatening to publish, doxx or blacklist to enforce payment or obedience",
    "abuse_payer": "may be paying in a way that official guidance ties to bought abuse",
    "proceeds_mover": "may be collecting, layering or cashing out proceeds",
    "return_after_block": "may have come back after removal",
    "scam": "may be a money fraud without exploitation",
}

OF_MEDIA: dict[Hypothesis, str] = {"minor_at_risk": "may show a person under 18 being exploited"}
"""What a hypothesis says where it is about a picture or file and not about an account."""


def possible(hypothesis: Hypothesis) -> str:
    """`possible contact evasion`: how a hypothesis is named wherever people read it."""
    return f"possible {NAMES[hypothesis]}"


def called(subject: Subject) -> str:
    """`account u-17`: how a subject is named in a sentence."""
    return f"{subject.kind} {subject.id}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 alarm`, `2 alarms`, `12,000 alarms`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
