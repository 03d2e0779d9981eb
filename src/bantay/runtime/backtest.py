"""Another policy on one's own history: whom it would have touched, and whom no longer.

Findings do not depend on a policy, so the journal that the store keeps of them, with what was
known at each moment, is replayed through the same two stages as live (`Judge`), once under the
policy of today and once under the other. Nothing leaves and nothing is written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct, field

from bantay.engine.naming import keyed
from bantay.fuse.stage import Fuse
from bantay.kit import Weighs
from bantay.model.alarm import AlarmChange, Versions
from bantay.model.decision import Decision, Order
from bantay.model.events import AppealFiled
from bantay.model.evidence import Fault, Subject
from bantay.model.journal import Changed, Entry
from bantay.model.log import (
    ActingChanged,
    ApprovalGiven,
    DecisionReviewed,
    NoticeDelivered,
)
from bantay.model.settings import Settings
from bantay.model.version import VERSION
from bantay.policy.deciding import Decider, Limits, Policy
from bantay.ports.store import FindingRow
from bantay.runtime.calm import calm
from bantay.runtime.judging import Judge
from bantay.runtime.memory import Memory

MINUTES = 5.0
"""Minutes one look of one person takes, unless the operator says otherwise; not measured."""
NOBODY = "unknown"
_PERSONAL = (ApprovalGiven, DecisionReviewed, NoticeDelivered, AppealFiled, ActingChanged)
"""What people did about decisions of the past: it belongs to those, not to a replay's."""


class Rules(Struct, frozen=True):
    """A policy whole: thresholds and priors, rules, limits."""

    settings: Settings
    policy: Policy
    limits: Limits = Limits()


class Journal(Protocol):
    """Where the history is; a store is one."""

    def journal(self) -> Iterable[Entry]:
        """What the later stages took in, in order."""
        ...

    def journal_from(self) -> int | None:
        """The seq at which it begins."""
        ...


class Trace(Struct):
    """What one replay leaves behind, entry by entry."""

    now: int | None = None
    findings: dict[str, FindingRow] = field(default_factory=dict)
    alarms: list[AlarmChange] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)

    def count(self, name: str, by: int = 1) -> None:
        """A replay counts nothing."""


class Replay:
    """One policy led through a journal. Every decision is taken as if it could act, on a
    platform that does nothing: so strikes, cool-downs and shields are those of that policy."""

    def __init__(self, rules: Rules, specs: Mapping[str, Weighs], secret: bytes):
        versions = Versions(VERSION, rules.settings.weights_version, rules.settings.policy_version)

        def alarm(hypothesis: str, subject: Subject, episode: int) -> str:
            name = keyed(secret, "alarm", hypothesis, subject.kind, subject.id, size=5)
            return f"a-{name}-{episode}"

        def decision(*parts: str) -> str:
            return keyed(secret, *parts, size=5)

        fuse = Fuse(rules.settings, specs, versions, alarm)
        decider = Decider(rules.policy, rules.limits, decision, telling=False)
        self._judge = Judge(fuse, decider, specs)
        self._memory = Memory(lambda keys: {}, capacity=2**31)
        ledger = self._memory.desks.ledger()
        ledger.live, ledger.why = True, ""

    def step(self, entry: Entry) -> Trace:
        """One entry; what follows from it."""
        trace = Trace(now=self._now)
        self._judge.take(entry, trace, self._memory)
        self._now = trace.now
        return trace

    _now: int | None = None


class Fired(Struct, frozen=True):
    """A decision of a replay, with where its subject is and what it speaks."""

    decision: Decision
    country: str
    lang: str


class Report(Struct):
    """What changes between two policies. `could_not` says why some could not be replayed."""

    entries: int = 0
    now_fires: list[Fired] = field(default_factory=list)
    no_longer: list[Fired] = field(default_factory=list)
    unchanged: list[Fired] = field(default_factory=list)
    could_not: dict[str, int] = field(default_factory=dict)
    days: float = 0.0
    minutes_before: float = 0.0
    minutes_after: float = 0.0


def backtest(
    history: Journal,
    old: Rules,
    new: Rules,
    specs: Mapping[str, Weighs],
    secret: bytes,
    minutes: float = MINUTES,
) -> Report:
    """Both policies over one history, in one pass. `minutes` is what a person's look takes."""
    report, replays = Report(), (Replay(old, specs, secret), Replay(new, specs, secret))
    fired: tuple[dict[str, Fired], dict[str, Fired]] = ({}, {})
    first = last = None
    could_not = Counter(dict(_beforehand(history, old, new)))
    with calm():
        for entry in history.journal():
            report.entries += 1
            if isinstance(entry, _PERSONAL):
                continue
            if isinstance(entry, Changed) and _unknown(entry, specs):
                could_not["findings of detectors that are not here any more"] += 1
                continue
            for replay, found in zip(replays, fired, strict=True):
                trace = replay.step(entry)
                last = trace.now
                if trace.decisions:
                    _note(trace, entry, found)
            first = last if first is None else first
    _compare(report, *fired)
    report.could_not = dict(could_not)
    report.days = max(1.0, ((last or 0) - (first or 0)) / 86_400_000_000)
    report.minutes_before = _minutes(fired[0].values(), minutes) / report.days
    report.minutes_after = _minutes(fired[1].values(), minutes) / report.days
    return report


def by(fired: Iterable[Fired], what: str) -> Iterator[tuple[str, int]]:
    """Counts by `country`, `lang`, or `rule`, the most frequent first."""
    values = (one.decision.rule if what == "rule" else getattr(one, what) for one in fired)
    return iter(Counter(values).most_common())


def _beforehand(history: Journal, old: Rules, new: Rules) -> Iterator[tuple[str, int]]:
    begins = history.journal_from()
    if begins:
        yield "records from before this store kept a journal", begins
    if (old.settings.lateness, old.settings.dedup) != (new.settings.lateness, new.settings.dedup):
        yield "lateness and dedup: they change what detectors see, not what is decided", 1


def _unknown(entry: Changed, specs: Mapping[str, Weighs]) -> bool:
    given = entry.change.given
    return given is not None and given.detector not in specs


def _note(trace: Trace, entry: Entry, found: dict[str, Fired]) -> None:
    """The first revision of each decision, with the circumstances of that moment."""
    about = entry.about if isinstance(entry, Changed) else None
    for id, decision in trace.decisions.items():
        key = f"{id}|{decision.step}|{'+'.join(decision.actions)}|{decision.lasts}|{decision.fine}"
        if decision.revision == 1 and key not in found:
            country = (about and about.country) or NOBODY
            found[key] = Fired(decision, country, (about and about.lang) or NOBODY)


def _compare(report: Report, before: Mapping[str, Fired], after: Mapping[str, Fired]) -> None:
    report.now_fires = [one for id, one in after.items() if id not in before]
    report.no_longer = [one for id, one in before.items() if id not in after]
    report.unchanged = [one for id, one in after.items() if id in before]


def _minutes(fired: Iterable[Fired], minutes: float) -> float:
    """People's time: each person a decision needs, and each case it opens."""
    looks = (one.decision.needs + ("open_case" in one.decision.actions) for one in fired)
    return minutes * sum(looks)
