"""What was said joined with what is so: the one place where the truth is opened."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from bantay.bench.scoreboard.watch import About, Fired, Said, Watched
from bantay.bench.worlds import Truth
from bantay.kit import Sign, Spec
from bantay.model.clock import HOUR, micros
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis

ORDINARY = ("ordinary", "bystander")
"""Scenarios of people who do nothing: lives of their own, also where others run a scenario."""
EASY, DEFAULT, HARDEST = "easy", "default", "hardest"
_EASY_TO, _HARD_FROM = 0.2, 0.7
"""Evasion dials: below, between, above. The shipped score world draws 0.2 to 0.6 and 0.8 to 1."""


class Who(Struct, frozen=True):
    """Where somebody lives: community, kind of life, language, part in it."""

    community: str
    life: str
    language: str
    role: str
    scenario: str


class Positive(Struct, frozen=True, kw_only=True):
    """One subject of whom a hypothesis is true, and what the engine made of it.

    `seen`: a finding speaks for it; `alarmed`: an alarm opened, `hours` after the first act.
    `acts` and `usd` are what had happened until then, and in all.
    """

    hypothesis: Hypothesis
    subject: Subject
    who: Who
    difficulty: str
    absent: str
    dials: Mapping[str, float]
    numbers: Mapping[str, float]
    seen: bool
    alarmed: bool
    said: Said | None
    hours: float | None
    acts: tuple[int, int]
    usd: tuple[float, float]

    @property
    def plain(self) -> bool:
        """Default difficulty, and every plane there: what bars are about."""
        return self.difficulty == DEFAULT and not self.absent


class Wrong(Struct, frozen=True):
    """Something said of an ordinary person, or of what belongs to one."""

    hypothesis: Hypothesis
    subject: Subject
    who: Who
    said: Said


class Board(Struct):
    """Everything a score is made of.

    `ordinary` counts ordinary accounts by where they live; `others` are people in a scenario
    of another hypothesis or without one: how many there are and how many were alarmed;
    `called` counts accounts by what they are and what they were called; `victims` are accounts
    held by others, and never in control themselves: alarmed as a controller, and in all.
    """

    positives: list[Positive] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    ordinary: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    others: dict[Hypothesis, tuple[int, int]] = field(default_factory=dict)
    called: Counter[tuple[str, str]] = field(default_factory=Counter)
    victims: tuple[int, int] = (0, 0)
    specs: Mapping[str, Spec | Sign] = field(default_factory=dict)
    fired: Fired = field(default_factory=dict)

    @property
    def accounts(self) -> int:
        """How many ordinary accounts there are."""
        return sum(self.ordinary.values())

    @property
    def spoken(self) -> set[Hypothesis]:
        """The hypotheses that a detector speaks for."""
        return {name for spec in self.specs.values() for name in spec.hypotheses}


def evidence_of(truths: Iterable[Truth]) -> set[str]:
    """The ids of the events that show what is so."""
    return {event for truth in truths for event in truth.evidence}


def joined(watched: Watched, truths: Sequence[Truth]) -> Board:
    """The truth beside what was said."""
    board = Board(specs=watched.specs, fired=watched.fired)
    about = _about(watched)
    homes, true = _homes(truths), {(t.hypothesis, t.subject) for t in truths if t.hypothesis}
    for truth in truths:
        if truth.hypothesis is not None:
            board.positives.append(_positive(truth, truth.hypothesis, watched, about))
        elif truth.scenario in ORDINARY:
            board.ordinary[truth.community, truth.life, truth.language] += 1
    for (hypothesis, subject), said in watched.said.items():
        who = homes.get(watched.owners.get(subject, subject.id))
        if (hypothesis, subject) not in true and who is not None and who.scenario in ORDINARY:
            board.wrong.append(Wrong(hypothesis, subject, who, said))
    board.others = _others(watched, homes, true)
    board.called = _called(watched, truths)
    board.victims = _victims(watched, true)
    return board


def _about(watched: Watched) -> dict[Hypothesis, set[Subject]]:
    """By hypothesis, the subjects about whom some finding speaks for it."""
    found: dict[Hypothesis, set[Subject]] = defaultdict(set)
    for (_, hypothesis), subjects in watched.fired.items():
        found[hypothesis] |= subjects
    return found


def _homes(truths: Iterable[Truth]) -> dict[str, Who]:
    """Where each account lives. Whoever has a hypothesis is known by it, not as ordinary."""
    homes: dict[str, Who] = {}
    for truth in truths:
        if truth.subject.kind == "account":
            homes.setdefault(truth.subject.id, _who(truth))
    return homes


def _who(truth: Truth) -> Who:
    return Who(truth.community, truth.life, truth.language, truth.role, truth.scenario)


def _positive(
    truth: Truth,
    hypothesis: Hypothesis,
    watched: Watched,
    about: Mapping[Hypothesis, set[Subject]],
) -> Positive:
    said = watched.said.get((hypothesis, truth.subject))
    opened = said.opened if said else None
    acts = [watched.acts[event] for event in truth.evidence if event in watched.acts]
    before = [act for act in acts if opened is None or act[0] <= opened]
    since = micros(truth.since) if truth.since else None
    return Positive(
        hypothesis=hypothesis,
        subject=truth.subject,
        who=_who(truth),
        difficulty=_difficulty(truth),
        absent=", ".join(truth.absent),
        dials=_dials(truth),
        numbers=truth.numbers,
        seen=truth.subject in about.get(hypothesis, ()),
        alarmed=opened is not None,
        said=said,
        hours=max(0, opened - since) / HOUR if opened is not None and since is not None else None,
        acts=(len(before), len(acts)),
        usd=(sum(act[1] for act in before), sum(act[1] for act in acts)),
    )


def _dials(truth: Truth) -> dict[str, float]:
    if truth.dials is None:
        return {}
    names = ("evasion", "shared_life", "patience", "splitting")
    return {name: getattr(truth.dials, name) for name in names}


def _difficulty(truth: Truth) -> str:
    evasion = truth.dials.evasion if truth.dials else 0.0
    if evasion < _EASY_TO:
        return EASY
    return DEFAULT if evasion <= _HARD_FROM else HARDEST


def _others(
    watched: Watched, homes: Mapping[str, Who], true: set[About]
) -> dict[Hypothesis, tuple[int, int]]:
    """Of the accounts in scenarios without this hypothesis: alarmed for it, and in all."""
    inside = {account for account, who in homes.items() if who.scenario not in ORDINARY}
    having = Counter(h for h, subject in true if subject.kind == "account")
    alarmed = Counter(
        hypothesis
        for (hypothesis, subject), said in watched.said.items()
        if said.opened is not None and subject.id in inside and (hypothesis, subject) not in true
    )
    names = {h for spec in watched.specs.values() for h in spec.hypotheses}
    return {name: (alarmed[name], len(inside) - having[name]) for name in sorted(names)}


def _victims(watched: Watched, true: set[About]) -> tuple[int, int]:
    """Of the accounts that are controlled and control nobody: alarmed as a controller, in all."""
    held = {s for h, s in true if h == "controlled_performer" and ("controller", s) not in true}
    said = (watched.said.get(("controller", subject)) for subject in held)
    return sum(one is not None and one.opened is not None for one in said), len(held)


def _called(watched: Watched, truths: Iterable[Truth]) -> Counter[tuple[str, str]]:
    """Accounts by what they are and what their alarms call them."""
    is_: dict[str, str] = {}
    for truth in truths:
        if truth.subject.kind == "account" and (
            truth.hypothesis is not None or truth.scenario in ORDINARY
        ):
            is_.setdefault(truth.subject.id, _class(truth.hypothesis))
    alarms: dict[str, list[tuple[bool, float, str]]] = defaultdict(list)
    for (hypothesis, subject), said in watched.said.items():
        if said.opened is not None and subject.kind == "account":
            plain = hypothesis == "contact_evasion"  # decides only where nothing else speaks
            alarms[subject.id].append((not plain, said.weight_db, _class(hypothesis)))
    return Counter(
        (what, max(alarms[account])[2] if account in alarms else "ordinary")
        for account, what in is_.items()
    )


def _class(hypothesis: Hypothesis | None) -> str:
    if hypothesis is None:
        return "ordinary"
    return "scam" if hypothesis == "scam" else "exploitation"
