"""A score run: simulate, watch, join, measure; `scores.json`, the page and the bars."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, to_builtins

from bantay.bench import results
from bantay.bench.quality.rates import Rate
from bantay.bench.quality.tables import Table, Value
from bantay.bench.results import Figures
from bantay.bench.scoreboard import measures, page, tables
from bantay.bench.scoreboard.board import Board, evidence_of, joined
from bantay.bench.scoreboard.measures import Band, Step, Summary
from bantay.bench.scoreboard.watch import Watched, watched
from bantay.bench.worlds import Simulation, Truth, kinds_of_life, load_world
from bantay.errors import InputError
from bantay.fuse.weights import WeightsFile
from bantay.model.vocabulary import Hypothesis

Told = Callable[[str], None]
SCORES, PAGE = "scores.json", "scores.html"
WORLD = "score"

MESSAGE_ONLY = ("contact_evasion", "extortion", "minor_at_risk", "scam")
"""Hypotheses that messages alone can carry: the bars on recall and precision are theirs."""
RECALL, PRECISION = 0.90, 0.90
JOINED: tuple[Hypothesis, ...] = (
    "controller",
    "controlled_performer",
    "broker",
    "broker_ring",
    "recruitment_pyramid",
    "proceeds_mover",
    "abuse_payer",
    "return_after_block",
)
"""Hypotheses that money, logins and groups carry."""
JOINED_RECALL, JOINED_PRECISION, MISTAKEN = 0.85, 0.90, 0.02
CLEAN = ("agencies", "cafes", "families", "flatmates", "treasurers")
"""Kinds of ordinary life that look like control from afar."""
FALSE = 2.0
"""False alarms per 10,000 ordinary accounts, over all hypotheses together."""
POSITIVES, EACH_LIFE, ACCOUNTS = 150, 500, 100_000
MINUTES = 30
TWOFOLD = 2.0


class Scored(Struct):
    """A world scored: what it was, what was measured, how long it took (CPU seconds)."""

    facts: dict[str, Value]
    summaries: list[Summary]
    bands: list[Band]
    steps: list[Step]
    tables: dict[str, Table]
    met: dict[str, bool]
    seconds: float
    faults: list[str]


def _nobody(said: str) -> None:
    """Progress that nobody watches."""


def scored(
    which: str = WORLD,
    seed: int | None = None,
    weights: WeightsFile | None = None,
    told: Told = _nobody,
) -> Scored:
    """Simulate a world and score the shipped engine on it, with the shipped weights or others."""
    return score_of(Simulation(load_world(which), seed), weights, told)


def score_of(
    simulation: Simulation, weights: WeightsFile | None = None, told: Told = _nobody
) -> Scored:
    """Score one simulation."""
    began = time.process_time()
    told("truth")
    truths = list(simulation.truths())
    if not any(truth.hypothesis for truth in truths):
        raise InputError(f"nothing to score: the world {simulation.world.name} has no scenario")
    seen = watched(simulation, evidence_of(truths), weights, told)
    told("sums")
    return score_of_watched(simulation, truths, seen, began)


def score_of_watched(
    simulation: Simulation, truths: Sequence[Truth], seen: Watched, began: float
) -> Scored:
    """The score of a simulation that was watched. `began` is in seconds of processor time."""
    board = joined(seen, truths)
    found = measures.summaries(board)
    seconds = round(time.process_time() - began, 1)
    return Scored(
        facts=_facts(simulation, board, seen.events, seen.versions),
        summaries=found,
        bands=measures.bands(board),
        steps=measures.steps(board),
        tables=tables.every(board, found),
        met=met(board, found, seconds, seen.faults),
        seconds=seconds,
        faults=seen.faults[:20],
    )


def _facts(
    simulation: Simulation, board: Board, events: int, versions: dict[str, str]
) -> dict[str, Value]:
    world = simulation.world
    return {
        "world": world.name,
        "seed": str(simulation.seed),
        "phrase bank": world.bank,
        "days": world.days,
        "events": events,
        "ordinary accounts": board.accounts,
        "positives": len(board.positives),
        "false alarms per 10,000 ordinary accounts": _false(board).per_10000(),
        "times as often in one language as in another": f"{_apart(board):.2f}",
        **versions,
    }


def met(board: Board, found: list[Summary], seconds: float, faults: list[str]) -> dict[str, bool]:
    """The bars by name."""
    lives = Counter[str]()
    for (_, life, _), accounts in board.ordinary.items():
        lives[life] += accounts
    false = _false(board)
    known = kinds_of_life()
    bars = {
        f"at least {POSITIVES} positives of every hypothesis": all(
            one.positives >= POSITIVES for one in found
        ),
        f"at least {EACH_LIFE} of every kind of ordinary life": all(
            lives[life] >= EACH_LIFE for life in known
        ),
        f"at least {ACCOUNTS:,} ordinary accounts": board.accounts >= ACCOUNTS,
        f"at most {FALSE:g} false alarms per 10,000 ordinary accounts, all hypotheses": (
            10_000 * false.hits <= FALSE * false.of
        ),
        "alarmed share differs at most twofold between languages": _apart(board) <= TWOFOLD,
        f"at most {MINUTES} minutes of one core": seconds <= 60 * MINUTES,
        "no detector faults": not faults,
    }
    for one in found:
        if one.hypothesis in MESSAGE_ONLY:
            bars[f"{one.hypothesis}: recall {RECALL:.0%}"] = one.recall.value >= RECALL
            bars[f"{one.hypothesis}: precision {PRECISION:.0%}"] = one.precision.value >= PRECISION
    return bars | _of_joined(board, found)


def _of_joined(board: Board, found: list[Summary]) -> dict[str, bool]:
    """The bars of what only planes together show."""
    both = f"recall {JOINED_RECALL:.0%}, precision {JOINED_PRECISION:.0%}"
    bars = {
        f"{one.hypothesis}: {both}": one.recall.value >= JOINED_RECALL
        and one.precision.value >= JOINED_PRECISION
        for one in found
        if one.hypothesis in JOINED
    }
    mistaken, held = board.victims
    bars[f"victims taken for controllers: under {MISTAKEN:.0%}"] = mistaken < MISTAKEN * held
    bars[f"no alarm of control or money about {', '.join(CLEAN)}"] = not any(
        one.said.opened is not None and one.hypothesis in JOINED and one.who.life in CLEAN
        for one in board.wrong
    )
    return bars


def _false(board: Board) -> Rate:
    """Alarms about ordinary people, of all hypotheses, an ordinary account."""
    return Rate(sum(one.said.opened is not None for one in board.wrong), board.accounts)


def _apart(board: Board) -> float:
    """How many times as often ordinary people of one language are alarmed as of another.

    A rate is taken as at least one alarm, so that none beside one is no infinite ratio.
    """
    rates = [max(r.hits, 1) / r.of for r in tables.by_language(board).values() if r.of]
    return max(rates) / min(rates) if rates else 1.0


def figures(found: Scored) -> Figures:
    """What a result file keeps."""
    return {
        **found.facts,
        "CPU seconds": found.seconds,
        "faults": found.faults,
        "tables": {name: to_builtins(one) for name, one in found.tables.items()},
    }


def scores_json(found: Scored) -> bytes:
    """`scores.json`: everything that was measured, with what measured it."""
    whole: dict[str, Any] = {
        "commit": results.commit(),
        "machine": results.machine(),
        **to_builtins(found),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def drawn(found: Scored) -> str:
    """The page of a score."""
    title = f"How good is it? World {found.facts['world']}, seed {found.facts['seed']}"
    return page.page(
        title, found.facts, found.met, found.tables, found.summaries, found.bands, found.steps
    )


def write(found: Scored, out: Path) -> list[Path]:
    """Leave `scores.json` and the page in a directory."""
    out.mkdir(parents=True, exist_ok=True)
    scores, site = out / SCORES, out / PAGE
    scores.write_bytes(scores_json(found))
    site.write_text(drawn(found), encoding="utf-8")
    return [scores, site]


PUBLISHED = Path("docs/scoreboard")


def bar() -> tuple[dict[str, bool], Figures]:
    """The published score: the whole score world, its page left among the documents."""
    found = scored()
    write(found, PUBLISHED)
    return found.met, figures(found)
