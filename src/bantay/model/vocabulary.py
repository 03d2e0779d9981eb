"""The closed lists of the event contract, and its scalar types with their bounds."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[datetime, Meta(tz=True)]
Day = date
Text = Annotated[str, Meta(max_length=100_000)]
Name = Annotated[str, Meta(max_length=2_000)]
Hash = Annotated[str, Meta(min_length=1, max_length=200)]
Part = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
Parts = Annotated[list[Part], Meta(max_length=32)]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,20}(\.[0-9]{1,10})?$")]
Share = Annotated[str, Meta(pattern=r"^(0(\.[0-9]{1,10})?|1(\.0{1,10})?)$")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
Score = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0)]

Verified = Literal["none", "email", "phone", "document"]
ClosedBy = Literal["self", "operator", "law"]
CheckMethod = Literal["email", "phone", "document", "face", "address"]
CheckResult = Literal["requested", "passed", "failed", "abandoned"]
RelationKind = Literal[
    "agency", "manager", "guardian", "family", "household", "employer", "referrer"
]
ClaimKind = Literal["award", "film", "magazine", "pageant", "employer", "origin", "age"]
Absent = Literal["encrypted", "removed", "policy"]
Channel = Literal["direct", "group", "public", "live", "broadcast"]
EditedBy = Literal["author", "operator"]
MediaPurpose = Literal["profile", "listing", "message", "live"]
Per = Literal["minute", "session"]
PaymentKind = Literal[
    "top_up",
    "gift",
    "transfer",
    "deposit",
    "payout",
    "withdrawal",
    "fee",
    "fine",
    "refund",
    "chargeback",
    "purchase",
]
PaymentStatus = Literal["booked", "pending", "failed", "declined", "abandoned", "reversed"]
InstrumentKind = Literal[
    "card",
    "prepaid",
    "gift_card",
    "payout_card",
    "bank",
    "wallet",
    "remittance",
    "crypto",
    "cash",
]
LoginAction = Literal["login", "stream", "payout_change", "message"]
NoticeReason = Literal[
    "minor_safety",
    "exploitation",
    "threat",
    "extortion",
    "impersonation",
    "scam",
    "harassment",
    "spam",
    "illegal_content",
    "other",
]
ActionKind = Literal[
    "tip",
    "warn",
    "strike",
    "fine",
    "remove_content",
    "restrict_contact",
    "block_account",
    "block_group",
    "delete_group",
    "delist",
    "hold_payout",
    "pause_live",
    "open_case",
    "report",
]
Verdict = Literal["true", "false", "unsure"]
LabelClass = Literal["exploitation", "scam", "other"]
SubjectKind = Literal[
    "account",
    "conversation",
    "pair",
    "group",
    "media",
    "instrument",
    "device",
    "contact",
    "listing",
    "ring",
    "message",
    "live",
]
Hypothesis = Literal[
    "contact_evasion",
    "minor_at_risk",
    "controlled_performer",
    "controller",
    "broker",
    "broker_ring",
    "recruitment_pyramid",
    "fabricated_identity",
    "extortion",
    "abuse_payer",
    "proceeds_mover",
    "return_after_block",
    "scam",
]
Plane = Literal["messages", "media", "profiles", "groups", "money", "access"]

# `payment.category` is the operator's own word; these are the ones detectors know.
KNOWN_CATEGORIES = (
    "gift",
    "earnings",
    "games",
    "lodging",
    "transport",
    "travel",
    "advertising",
    "phone",
    "software",
    "vpn",
    "cash_deposit",
    "referral_bonus",
    "agency_fee",
    "family",
    "education",
    "medical",
    "other",
)
