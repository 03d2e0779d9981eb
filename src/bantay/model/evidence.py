"""Evidence: what a detector saw, where it stands in the original text, what it weighs."""

from msgspec import Struct, field

from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind

FactValue = str | int | float | bool


class Subject(Struct, frozen=True, order=True):
    """Whom or what a finding or an alarm is about."""

    kind: SubjectKind
    id: str


class Quote(Struct, frozen=True):
    """A place in the original text: characters `start` to `end` (exclusive) of a field.

    `undone` names what was undone to read it ("circled digits", "separators").
    """

    event: str
    field: str
    start: int
    end: int
    undone: tuple[str, ...] = ()


class Fact(Struct, frozen=True):
    """A small typed value that one key's events make known to another key.

    `domain` and `key` name the receiver, `known` (microseconds UTC) the moment it became
    known, `evidence` the events it rests on. Facts make no facts.
    """

    domain: str
    key: str
    name: str
    value: FactValue
    known: int
    evidence: tuple[str, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """What one detector saw in one window: evidence, not a verdict.

    `anchor` names what the finding is about inside its key (a contact's value, a day), so
    that seeing it again revises it. It never leaves the engine in the clear. `hypotheses`
    are those of its detector's that this finding speaks for (none: all of them), so that
    what makes one account a possible controller never weighs on its possible victims.
    """

    anchor: str
    summary: str
    quotes: tuple[Quote, ...]
    subject: Subject | None = None  # the key's own account when None
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    places: tuple[tuple[str, str], ...] = ()  # (place, basis)
    transmission: tuple[str, ...] = ()
    contact: str | None = None  # "kind:value", normalised; kept as a keyed hash only
    hypotheses: tuple[Hypothesis, ...] = ()


class Weight(Struct, frozen=True):
    """How strongly a detector's findings speak for a hypothesis, in decibans.

    `draft` weights are not measured: they carry the detector's ceiling. `low` and `high`
    are the 95 % interval, `positives` and `negatives` the firings and keys it rests on.
    """

    detector: str
    hypothesis: Hypothesis
    db: float
    draft: bool = True
    low: float | None = None
    high: float | None = None
    positives: int | None = None
    negatives: int | None = None
    data: str | None = None


class Given(Struct, frozen=True, kw_only=True):
    """A finding that the engine gave a name: deterministic id, detector, subject, times.

    `first` and `last` are the times (microseconds UTC) of its earliest and latest event,
    `contact` the keyed hash of the contact it is about. Its finding's anchor and contact
    are blank: they may hold what must not rest in the clear.
    """

    id: str
    detector: str
    version: int
    plane: Plane
    group: str
    subject: Subject
    finding: Finding
    first: int
    last: int
    contact: str | None = None


class Change(Struct, frozen=True):
    """A finding given (new or revised) or withdrawn: `given` is None when withdrawn."""

    id: str
    subject: Subject
    given: Given | None


class Fault(Struct, frozen=True):
    """Something the engine could not do. Faults are counted and shown as alarms of their own."""

    kind: str  # "detector", "sink", "overflow"
    where: str
    reason: str
    event: str | None = None
