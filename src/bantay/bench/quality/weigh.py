"""Weights from counts: what each detector's findings say, and `weights.toml` as text.

Counted in keys (accounts), by whatever sources there are: the train half of real corpora
here, training worlds in `scoreboard.calibrate`. A weight that rests on too little is not
written: its detector stays a draft with the ceiling that it states.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct

from bantay.bench.quality.rates import Likelihood, Rate, likelihood, pooled
from bantay.bench.quality.talks import Cell, Cells
from bantay.bench.sets_catalogue import BENIGN, POSITIVES
from bantay.fuse.weights import NEGATIVES
from bantay.fuse.weights import POSITIVES as FIRINGS
from bantay.kit import CEILING_MAX, Sign, Spec
from bantay.model.vocabulary import Hypothesis

HALF = "train"
SETS = 2
"""Sets of positives in which a detector must have fired: one source's habits are no measure."""

Fired = dict[str, Rate]
"""Firings of keys, set by set."""
Source = Callable[[Spec | Sign, Hypothesis], tuple[Fired, Fired]]
"""Where counts come from: those of a detector on a hypothesis's positives, and on ordinary
keys. Sets of one source begin with its name and a colon where there are several of a kind."""

HEAD = """\
# Weights of evidence, in decibans: how much a detector's finding says for a hypothesis.
#
# Written by `bantay bench calibrate --out FILE`; nothing here is typed by hand. `db` is what was
# measured, `low` and `high` its 95 % interval; the engine uses the end of the interval that is
# nearest to nothing, and at most 15 dB. A detector that is not listed is a draft: it may
# contribute at most the ceiling that it states itself. docs/decisions/0009 says why.
"""


class Measured(Struct, frozen=True):
    """One detector and hypothesis: firings of keys, set by set, and what follows."""

    detector: str
    hypothesis: Hypothesis
    positives: dict[str, Rate]
    negatives: dict[str, Rate]
    ratio: Likelihood
    draft_because: str | None

    @property
    def used(self) -> float:
        """The decibans that an engine with this weight uses."""
        return max(-CEILING_MAX, min(CEILING_MAX, self.ratio.cautious))


def measured(specs: Mapping[str, Spec | Sign], sources: Sequence[Source]) -> list[Measured]:
    """Every detector and hypothesis of the catalogue, measured as far as the sources allow."""
    return [
        _measure(sources, spec, hypothesis)
        for _, spec in sorted(specs.items())
        for hypothesis in sorted(spec.hypotheses)
    ]


def _measure(sources: Sequence[Source], spec: Spec | Sign, hypothesis: Hypothesis) -> Measured:
    one: Fired = {}
    two: Fired = {}
    for source in sources:
        positives, negatives = source(spec, hypothesis)
        one.update(positives)
        two.update(negatives)
    ratio = likelihood(list(one.values()), list(two.values()))
    return Measured(spec.id, hypothesis, one, two, ratio, _draft(one, two, ratio))


def corpora(cells: Cells) -> Source:
    """The train half of real talk: the sets that stand for a hypothesis, and ordinary talk."""
    benign = {of.name for of in BENIGN}

    def counts(spec: Spec | Sign, hypothesis: Hypothesis) -> tuple[Fired, Fired]:
        if isinstance(spec, Sign):
            return {}, {}  # no survey looks at talk, so that none fires on it says nothing
        labels = POSITIVES.get(hypothesis, {})
        mine = ((k[0], c) for k, c in _train(cells) if k[2] in labels.get(k[0], ()))
        ordinary = ((k[0], c) for k, c in _train(cells) if k[0] in benign)
        return _fired(spec.id, mine), _fired(spec.id, ordinary)

    return counts


def _train(cells: Cells) -> Iterator[tuple[tuple[str, str, str, str], Cell]]:
    return ((key, cell) for key, cell in cells.items() if key[3] == HALF)


def _fired(detector: str, cells: Iterable[tuple[str, Cell]]) -> dict[str, Rate]:
    found: dict[str, Rate] = {}
    for name, cell in cells:
        here = Rate(cell.fired[detector], cell.keys)
        found[name] = pooled([found.get(name, Rate(0, 0)), here])
    return dict(sorted(found.items()))


def _draft(one: Mapping[str, Rate], two: Mapping[str, Rate], ratio: Likelihood) -> str | None:
    """Why the weight may not be used, or None."""
    fired, keys = pooled(one.values()).hits, pooled(two.values()).of
    if not one:
        return "no set here speaks for the hypothesis"
    if fired < FIRINGS:
        return f"{fired} firings on positives, {FIRINGS} needed"
    if keys < NEGATIVES:
        return f"{keys:,} keys of negatives, {NEGATIVES:,} needed"
    if sum(rate.hits > 0 for rate in one.values()) < SETS:
        return f"fired in one set of positives, {SETS} needed"
    return None if ratio.cautious else "the interval holds nothing and its opposite"


def to_toml(found: Iterable[Measured]) -> str:
    """`weights.toml` with the weights that may be used."""
    rows = [_row(one) for one in found if one.draft_because is None]
    digest = blake2b("".join(rows).encode(), digest_size=4).hexdigest()
    version = f"weights-{digest}" if rows else "weights-0"
    return "\n".join([HEAD, f'version = "{version}"', *rows]) + "\n"


def _row(one: Measured) -> str:
    positives, negatives = pooled(one.positives.values()), pooled(one.negatives.values())
    spoke = ", ".join(_names(name for name, rate in one.positives.items() if rate.hits))
    data = f"{spoke} against {', '.join(_ordinary(one.negatives))}"
    return f"""
[[weight]]
detector = "{one.detector}"
hypothesis = "{one.hypothesis}"
db = {one.ratio.db}
draft = false
low = {one.ratio.low}
high = {one.ratio.high}
positives = {positives.hits}  # firings, of {positives.of} keys
negatives = {negatives.of}  # keys, of which {negatives.hits} fired
data = "{data}\""""


def _names(sets: Iterable[str]) -> list[str]:
    """The names of sets, those of one source once."""
    return list(dict.fromkeys(name.partition(":")[0] for name in sets))


def _ordinary(negatives: Fired) -> list[str]:
    """What ordinary keys came from."""
    worlds = _names(name for name in negatives if ":" in name)
    sets = sum(":" not in name for name in negatives)
    talk = [f"{sets} sets of ordinary talk, {HALF} half"] if sets else []
    return [*talk, *(f"ordinary accounts of {name}" for name in worlds)]
