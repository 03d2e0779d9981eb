"""What a detector is: a `Spec` that says what it is, a pure `look`, and its `Params`.

A detector's module holds four names: `SPEC`, `Params`, `look`, `DETECTOR`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from bantay.model.events import EventBase
from bantay.model.evidence import Fact, Finding
from bantay.model.keys import Domain
from bantay.model.vocabulary import Hypothesis, PaymentKind, Plane, SubjectKind

E = TypeVar("E", bound=EventBase)
P = TypeVar("P")

CEILING_MAX = 15.0
"""No single finding may carry more decibans than this, whatever was measured (DESIGN 6)."""


@dataclass(frozen=True, slots=True)
class Indicators:
    """What a finding touches: Palermo act, means, purpose; the ILO eleven by their names."""

    act: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    ilo: tuple[str, ...] = ()


class Weighs(Protocol):
    """What fusion needs to know of whoever gave a finding: a detector, or a survey's sign."""

    @property
    def id(self) -> str: ...

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]: ...

    @property
    def ceiling(self) -> float: ...

    @property
    def half_life(self) -> timedelta: ...

    @property
    def indicators(self) -> Indicators: ...

    @property
    def against(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A detector's identity and contract.

    `ceiling` and weights are decibans; `half_life` says how fast its findings age;
    `keeps` bounds the events one window may hold; `screens` names the screen classes of
    which a message must carry one (none: the detector sees every event it reads);
    "script:away|fee" is the class of some kinds of a word list.
    `context` names those of them that also bring in the sender's short lines within `reach`
    before and after, though nothing marks these; it asks for keys of the domain SENDER.
    `anchor` says in words what makes two sightings the same finding. `payments` names the
    kinds of payment it reads (none: every kind). `against`: its findings speak against its
    hypotheses, so it weighs minus its ceiling until it is measured.
    """

    id: str
    title: str
    version: int
    rows: tuple[str, ...]
    reads: tuple[type[EventBase], ...]
    keyed_by: Domain
    window: timedelta
    keeps: int
    hypotheses: tuple[Hypothesis, ...]
    group: str
    ceiling: float
    half_life: timedelta
    anchor: str
    screens: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    reach: timedelta = timedelta(minutes=20)
    subject: SubjectKind = "account"
    indicators: Indicators = field(default_factory=Indicators)
    payments: tuple[PaymentKind, ...] = ()
    against: bool = False

    @property
    def plane(self) -> Plane:
        """The plane is the first part of the id, as it is the folder of the file."""
        return self.id.split(".")[0]  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """The second part of the id, as it is the file's name."""
        return self.id.split(".")[1]


@dataclass(frozen=True, slots=True)
class Window(Generic[E]):
    """The newest event and those before it that the window still holds, by (time, id).

    `key` is the key's text in the detector's domain; `facts` are what other keys made
    known to this one, oldest first, none later than the newest event.
    """

    key: str
    events: tuple[E, ...]
    facts: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The latest fact of that name."""
        return next((f for f in reversed(self.facts) if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Detector(Generic[E, P]):
    """The parts together. `look` returns *all* findings that its window supports, and facts
    that other keys should know even where there is nothing to find here.

    `admits` says of one event whether `look` could ever use it; None: of every event. What
    it refuses never enters a window, so it costs no memory and no look; it may depend on
    nothing but the event.

    `keys` names those of the event's keys at which it matters (a fan-in: the receiver's
    alone); None: all of its domain. It too may depend on nothing but the event. `least` is
    how many events a window holds before `look` could give anything: shorter windows are
    kept and not looked at. `completes` says of one event whether a window could support more
    for holding it than without it; None: any event may. Where nothing is open, a window
    with no such event in it is kept and not looked at. It must be true of at least one event
    of every window in which there is anything to give, and it too depends on nothing but the
    event. `varies` names what of an event has to differ between two events of a window before
    there is anything to give (performers on one device: whose event it is); it counts only where
    `least` is two or more, and at most one of the two is stated. `needs` are names of facts:
    while neither a fact of such a name is known to the key nor the window holds what `completes`
    or `varies` asks for, it is not looked at.
    """

    spec: Spec
    params: P
    look: Callable[[Window[E], P], Iterator[Finding] | Iterator[Finding | Fact]]
    admits: Callable[[E, P], bool] | None = None
    keys: Callable[[E], tuple[str | None, ...]] | None = None
    least: Callable[[P], int] | None = None
    completes: Callable[[E, P], bool] | None = None
    varies: Callable[[E], object] | None = None
    needs: tuple[str, ...] = ()
