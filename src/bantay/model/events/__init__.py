"""The event contract, version 1: one flat, immutable value per fact an operator sends.

Required fields have no default. Class names are the event names in capitals:
`payment.made` is `PaymentMade`. `EVENTS` lists every type, `Event` is their union.
"""

from bantay.model.events.base import EventBase
from bantay.model.events.money import (
    InstrumentLinked,
    InstrumentUnlinked,
    LoginSeen,
    PaymentMade,
)
from bantay.model.events.people import (
    AccountClosed,
    AccountRegistered,
    Claim,
    IdentityChecked,
    ListingPublished,
    ProfileUpdated,
    RelationDeclared,
)
from bantay.model.events.review import (
    ActionTaken,
    AppealFiled,
    LabelGiven,
    NoticeFiled,
)
from bantay.model.events.talk import (
    GroupCreated,
    GroupJoined,
    GroupLeft,
    LiveEnded,
    LiveStarted,
    Match,
    MediaShared,
    MessageEdited,
    MessageRemoved,
    MessageSent,
)

Event = (
    AccountRegistered
    | AccountClosed
    | IdentityChecked
    | RelationDeclared
    | ProfileUpdated
    | ListingPublished
    | MessageSent
    | MessageEdited
    | MessageRemoved
    | MediaShared
    | GroupCreated
    | GroupJoined
    | GroupLeft
    | LiveStarted
    | LiveEnded
    | PaymentMade
    | InstrumentLinked
    | InstrumentUnlinked
    | LoginSeen
    | NoticeFiled
    | ActionTaken
    | LabelGiven
    | AppealFiled
)
EVENTS: tuple[type[EventBase], ...] = (
    AccountRegistered,
    AccountClosed,
    IdentityChecked,
    RelationDeclared,
    ProfileUpdated,
    ListingPublished,
    MessageSent,
    MessageEdited,
    MessageRemoved,
    MediaShared,
    GroupCreated,
    GroupJoined,
    GroupLeft,
    LiveStarted,
    LiveEnded,
    PaymentMade,
    InstrumentLinked,
    InstrumentUnlinked,
    LoginSeen,
    NoticeFiled,
    ActionTaken,
    LabelGiven,
    AppealFiled,
)

__all__ = [
    "EVENTS",
    "AccountClosed",
    "AccountRegistered",
    "ActionTaken",
    "AppealFiled",
    "Claim",
    "Event",
    "EventBase",
    "GroupCreated",
    "GroupJoined",
    "GroupLeft",
    "IdentityChecked",
    "InstrumentLinked",
    "InstrumentUnlinked",
    "LabelGiven",
    "ListingPublished",
    "LiveEnded",
    "LiveStarted",
    "LoginSeen",
    "Match",
    "MediaShared",
    "MessageEdited",
    "MessageRemoved",
    "MessageSent",
    "NoticeFiled",
    "PaymentMade",
    "ProfileUpdated",
    "RelationDeclared",
]
