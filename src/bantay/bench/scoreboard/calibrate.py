"""Weights measured: training worlds and corpora in, a *candidate* `weights.toml` out.

Nothing is put in place: a person looks at the candidate beside the shipped file, scores it on
another world, and decides. Worlds that scores are published on may not teach weights.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from zlib import crc32

from bantay.bench.quality import run, weigh
from bantay.bench.quality.rates import Rate
from bantay.bench.quality.tables import Table, Value
from bantay.bench.quality.talks import Engine
from bantay.bench.quality.weigh import Fired, Measured, Source
from bantay.bench.scoreboard.board import ORDINARY
from bantay.bench.scoreboard.watch import Watch, Watched
from bantay.bench.sets import need
from bantay.bench.sets_catalogue import BENIGN, SPAM
from bantay.bench.worlds import Simulation, Truth, World, load_world
from bantay.errors import InputError
from bantay.fuse.weights import WeightsFile, parse, settled
from bantay.kit import Sign, Spec
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, SubjectKind
from bantay.runtime.catalogue import catalogue, signs, survey_catalogue

Told = Callable[[str], None]
PUBLISHED = "score"
"""The world that figures are published on."""
GROUPS = 4
"""Groups of communities a language is cut into: the interval comes from leaving them out one
by one, because the people of one community are alike (a delete-a-group jackknife)."""


def _nobody(said: str) -> None:
    """Progress that nobody watches."""


def candidate(
    data: Path | None,
    cap: int,
    worlds: Sequence[str],
    told: Told = _nobody,
    only: Sequence[str] = (),
) -> list[Measured]:
    """Every detector, survey sign and hypothesis, measured on the worlds named and, if given, on
    corpora. `only` are patterns of ids, with * as in a shell: the others are left out.

    Raises `InputError` for a world that may not teach and where nothing is called so,
    MissingExtra without the corpora.
    """
    specs: dict[str, Spec | Sign] = {one.spec.id: one.spec for one in catalogue()}
    if worlds or data is None:  # corpora alone say nothing of surveys, which look at whole worlds
        specs |= {sign.id: sign for sign in signs()}
    asked = {id: one for id, one in specs.items() if _asked(id, only)}
    if not asked:
        raise InputError(f"no detector and no sign of a survey is called {' or '.join(only)}")
    simulations = [Simulation(teaching(load_world(name))) for name in worlds]
    sources: list[Source] = []
    if data is not None:
        need(data)
        cells, *_ = run.talked(data, (*BENIGN, *SPAM), cap, told, Engine())
        sources.append(weigh.corpora(cells))
    for simulation in simulations:
        told(f"world {simulation.world.name}")
        sources.append(world(simulation, told, only))
    return weigh.measured(asked, sources)


def teaching(one: World) -> World:
    """The world itself. `InputError` when it shares words or chance with the published one."""
    published = load_world(PUBLISHED)
    for what in ("name", "bank", "seed"):
        if getattr(one, what) == getattr(published, what):
            raise InputError(
                f"the world {one.name} has the {what} of the world that scores are published on:"
                " weights measured there would praise themselves; `train` is made for it"
            )
    return one


def world(simulation: Simulation, told: Told = _nobody, only: Sequence[str] = ()) -> Source:
    """A training world as a source of counts."""
    truths = list(simulation.truths())
    detectors = [one for one in catalogue() if _asked(one.spec.id, only)]
    surveys = [
        one for one in survey_catalogue() if any(_asked(sign.id, only) for sign in one.spec.signs)
    ]
    watch = Watch(detectors=detectors, surveys=surveys, nights_from=None)
    return counted(f"world {simulation.world.name}", watch.over(simulation.events(), told), truths)


def _asked(id: str, only: Sequence[str]) -> bool:
    return not only or any(fnmatchcase(id, pattern) for pattern in only)


def counted(name: str, seen: Watched, truths: Iterable[Truth]) -> Source:
    """What fired beside what is so, in groups of communities."""
    positives: dict[Hypothesis, dict[Subject, str]] = defaultdict(dict)
    ordinary: dict[str, str] = {}
    for truth in truths:
        group = f"{name}: {truth.language} {crc32(truth.community.encode()) % GROUPS}"
        if truth.hypothesis is not None:
            positives[truth.hypothesis][truth.subject] = group
        elif truth.scenario in ORDINARY:
            ordinary[truth.subject.id] = group
    people = {Subject("account", id): group for id, group in ordinary.items()}
    owned = {
        subject: ordinary[owner] for subject, owner in seen.owners.items() if owner in ordinary
    }
    negatives = people | owned

    def counts(spec: Spec | Sign, hypothesis: Hypothesis) -> tuple[Fired, Fired]:
        fired = seen.fired.get((spec.id, hypothesis), set())
        kinds = {subject.kind for subject in fired} or _subjects(spec)
        one, two = (_fired(of, fired, kinds) for of in (positives[hypothesis], negatives))
        return one, two

    return counts


def _subjects(spec: Spec | Sign) -> set[SubjectKind]:
    """The kinds of subject that one speaks of."""
    return {spec.subject} if isinstance(spec, Spec) else set(spec.subjects)


def _fired(of: Mapping[Subject, str], fired: set[Subject], kinds: Collection[str]) -> Fired:
    """Firings by group, among subjects of the kinds that the detector speaks of."""
    every = Counter(group for subject, group in of.items() if subject.kind in kinds)
    hits = Counter(of[subject] for subject in fired if subject in of and subject.kind in kinds)
    return {group: Rate(hits[group], every[group]) for group in sorted(every)}


def difference(found: Iterable[Measured], shipped: WeightsFile, only: Sequence[str] = ()) -> Table:
    """The candidate beside the shipped weights: decibans as they would be used. `only` as above."""
    new = {(w.detector, w.hypothesis): settled(w).db for w in as_file(found).weight}
    old = {
        (w.detector, w.hypothesis): settled(w).db
        for w in shipped.weight
        if _asked(w.detector, only)
    }
    rows: list[list[Value]] = []
    for key in sorted({*new, *old}):
        change = _change(old.get(key), new.get(key))
        rows.append([*key, _db(old.get(key)), _db(new.get(key)), change])
    columns = ["detector", "hypothesis", "shipped", "candidate", "change"]
    return Table("Candidate beside shipped weights", columns, rows)


def as_file(found: Iterable[Measured]) -> WeightsFile:
    """The candidate as an engine reads it."""
    return parse(weigh.to_toml(found), "candidate")


def _db(value: float | None) -> str:
    return "draft" if value is None else f"{value:+.1f} dB"


def _change(old: float | None, new: float | None) -> str:
    if new is None:
        return "falls back to draft"
    if old is None:
        return "measured for the first time"
    return f"{new - old:+.1f} dB" if new != old else "none"
