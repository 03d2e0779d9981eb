"""A case: what people work on. Alarms and entities joined, with everything said about them.

What is here is what a case *shows*; `model.casework` has what people *do* to it. Every value
is a function of the case's records and of `now`: nothing is kept that cannot be replayed.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.model.decision import Step
from bantay.model.evidence import Quote, Subject
from bantay.model.vocabulary import Hypothesis, Plane

PersonRole = Literal[
    "possible_victim", "possible_controller", "payer", "broker", "concerned", "bystander"
]
"""What part an account may have; `concerned`: the case is about it, and claims no part."""
PERSON_ROLES: tuple[PersonRole, ...] = (
    "possible_victim",
    "possible_controller",
    "broker",
    "payer",
    "concerned",
    "bystander",
)
"""In the order in which the first that fits is shown: whoever may be a victim is one."""

CaseStatus = Literal[
    "open", "not_enough", "second_look", "third_look", "decided", "quiet", "merged"
]
"""`not_enough`: a person could not decide, a second reader or more evidence is awaited;
`quiet`: every alarm closed before a person decided."""

Card = Literal["act", "means", "purpose", "ilo"]
"""The three columns of the Palermo Protocol, article 3, and the ILO's eleven indicators."""
Standing = Literal["seen", "hinted", "filled", "ruled_out", "not_known", "not_needed"]
"""`seen` by a finding, `hinted` where a finding is only a lead, `filled` or `ruled_out` by a
person, else not known. `not_needed`:
means, where the person may be under 18 (Palermo Protocol, article 3 c)."""

QuestionCode = Literal[
    "age_not_known",
    "no_money_data",
    "no_login_data",
    "no_messages_data",
    "means_not_known",
    "purpose_not_known",
    "victim_and_controller",
    "who_controls",
    "link_withdrawn",
    "draft_weights",
    "text_gone",
    "not_enough",
]


class Person(Struct, frozen=True, kw_only=True):
    """An account in a case. `role` is the one shown, `also` what else alarms name it as.

    `named` are the alarms' own words for it ("beneficiary"), `alarms` those that name it,
    `own` those that are about it. Nobody in `role` possible victim is ever shown as a
    possible controller: that sign stays in `also`, and a question asks who stands behind.
    """

    subject: Subject
    role: PersonRole
    also: tuple[PersonRole, ...] = ()
    named: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


class Thing(Struct, frozen=True, kw_only=True):
    """An instrument, device, group, listing … in a case, and what alarms call it."""

    subject: Subject
    named: tuple[str, ...]
    alarms: tuple[str, ...]


class Ground(Struct, frozen=True, kw_only=True):
    """What a mark of the card rests on: a finding with its quote, or a person's word."""

    finding: str | None = None
    alarm: str | None = None
    summary: str | None = None
    quote: Quote | None = None
    by: str | None = None
    note: str | None = None
    time: datetime | None = None


class Mark(Struct, frozen=True, kw_only=True):
    """One line of the Palermo or ILO card. `observable`: an operator's data can show it."""

    card: Card
    name: str
    standing: Standing
    observable: bool = True
    grounds: tuple[Ground, ...] = ()


class Question(Struct, frozen=True, kw_only=True):
    """What is still open, derived from what is missing. `about` may name whom it concerns."""

    code: QuestionCode
    text: str
    about: Subject | None = None


class Clock(Struct, frozen=True, kw_only=True):
    """Time that runs. `due` None: it only counts; `late`: it is past."""

    name: Literal["since_detection", "report_due", "reminder", "second_look"]
    since: datetime
    due: datetime | None = None
    late: bool = False
    because: str = ""


class Lease(Struct, frozen=True):
    """Who has the case in hand, and until when."""

    by: str
    until: datetime


class Priority(Struct, frozen=True):
    """A place in the queue: higher `score` first, and the reason in one sentence."""

    score: float
    because: str


class Link(Struct, frozen=True):
    """Another case that shares something weaker than what joins cases."""

    case: str
    shares: tuple[Subject, ...]


class Elsewhere(Struct, frozen=True):
    """A person who decided on the same ring or people in another case, and when. What they
    decided is left out: it must not lead the next reader."""

    case: str
    by: str
    time: datetime


class QueueRow(Struct, frozen=True, kw_only=True):
    """A case as the queue shows it, in one line.

    `title` names the strongest hypothesis, `why` is the strongest finding in its own words,
    `step` the highest step that policy or people stand at, `waits` what it waits for.
    """

    case: str
    status: CaseStatus
    title: str
    why: str
    priority: Priority
    hypotheses: tuple[Hypothesis, ...]
    planes: tuple[Plane, ...]
    clocks: tuple[Clock, ...]
    alarms: int
    people: int
    opened: datetime
    first_event_time: datetime
    step: Step | None = None
    lease: Lease | None = None
    waits: str = ""
    on_hold: bool = False
    mentions: tuple[str, ...] = ()
