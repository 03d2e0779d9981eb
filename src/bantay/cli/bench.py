"""`bantay bench`: how good and how fast it is, measured where the measuring data lies."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.measured import printed, told
from bantay.cli.render.safe import cut, safe
from bantay.errors import InputError, closest

if TYPE_CHECKING:
    from bantay.bench.quality.seen import Quality
    from bantay.bench.quality.talks import Example
    from bantay.bench.sets import TalkSet

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("../shared/data"),
    show_default=True,
    help="The folder of the measuring data: one folder a set.",
)
_CAP = click.option(
    "--cap",
    type=click.IntRange(min=1),
    default=60_000,
    show_default=True,
    help="Messages read of each half of a set; of more, a seeded sample.",
)
_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("bench/results"),
    show_default=True,
    help="The folder that the result file is written to.",
)
_CHECK = click.option("--check", is_flag=True, help="Exit 1 when a bar is not met.")
_LINE = 160


@click.group("bench", short_help="How good and how fast: quality, calibrate, robustness, speed.")
def bench() -> None:
    """Measure the shipped engine: on worlds, whose truth is known, and on real corpora, which
    are not part of Bantay.

    \b
      bantay bench quality --world demo --out my-scores
    """


@bench.command("quality", short_help="What is found, and what is a false alarm.")
@_DATA
@_CAP
@click.option(
    "--world", "which", metavar="FILE or NAME", help="Score a world, and not the real corpora."
)
@click.option("--seed", type=click.IntRange(min=0), help="Another seed than the world file's.")
@click.option(
    "--weights",
    "weighed",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Score with these weights and not with the shipped ones.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to: bench/results, or scoreboard for a world.",
)
@click.option("--only", multiple=True, metavar="SET", help="Only these sets; writes no file.")
@click.option(
    "--show",
    type=click.IntRange(min=0),
    default=0,
    help="Show so many false findings and differences, on this screen only.",
)
@_CHECK
def quality(
    data: Path,
    cap: int,
    which: str | None,
    seed: int | None,
    weighed: Path | None,
    out: Path | None,
    only: tuple[str, ...],
    show: int,
    check: bool,
) -> int:
    """Run real corpora, or a world whose truth is known, through the engine once.

    Corpora: recall and false alarms come from one run at the shipped weights and thresholds.
    Tables and bars are of one half of the talks; the other half is what weights are measured
    on, and what --show shows.

    A world: scores.json and scores.html say what was found, when, and where Bantay fails.

    \b
      bantay bench quality --world demo --out my-scores
      bantay bench quality --world score --weights candidate.toml
    """
    from bantay.cli import scores

    if which is not None:
        return _judged(*scores.score(which, seed, weighed, out or Path("scoreboard")), check)
    return _corpora(data, cap, out or Path("bench/results"), only, show, check)


def _corpora(data: Path, cap: int, out: Path, only: tuple[str, ...], show: int, check: bool) -> int:
    import time

    from bantay.bench import results
    from bantay.bench.quality import bars, run

    if only:
        return _some(data, cap, only, show)
    began = time.monotonic()
    found = run.measure(data, cap, told)
    printed(run.named_tables(found).values())
    click.echo("\n".join(found.cut) or f"no half of a set has more than {cap:,} messages")
    _show(found.examples, show)
    _differences(found, show)
    met, figures = bars.met(found), run.figures(found)
    seconds = time.monotonic() - began
    path = results.write("quality", "bantay bench quality", seconds, met, figures, out)
    return _judged(met, path, check)


def _some(data: Path, cap: int, only: Sequence[str], show: int) -> int:
    """A few sets of talk, their tables and their false findings."""
    from bantay.bench.quality import run, tables
    from bantay.bench.quality.talks import Engine
    from bantay.bench.sets import need

    need(data)
    engine = Engine()
    cells, examples, *_ = run.talked(data, [_named(name) for name in only], cap, told, engine)
    wanted = (tables.ordinary(cells), tables.spam(cells), tables.detectors(cells, engine.specs))
    printed(table for table in wanted if table.rows)
    _show(examples, show)
    return FINE


def _named(name: str) -> "TalkSet":

    from bantay.bench.sets_catalogue import BENIGN, SPAM

    known = {of.name: of for of in (*BENIGN, *SPAM)}
    if name not in known:
        near = closest(name, known)
        reason = f"no set of talk is called {name!r}; there are: {', '.join(known)}"
        raise InputError(reason, nearest=near)
    return known[name]


@bench.command("calibrate", short_help="Measure what findings weigh: a candidate weights.toml.")
@_DATA
@_CAP
@click.option(
    "--world",
    "worlds",
    multiple=True,
    default=("train",),
    show_default=True,
    metavar="FILE or NAME",
    help="A training world; several are measured together.",
)
@click.option("--no-worlds", is_flag=True, help="Measure on the real corpora only.")
@click.option("--no-corpora", is_flag=True, help="Measure on the training worlds only.")
@click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    help="Detectors or signs of surveys to measure, as in 'surveys.*'; others do not run.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the candidate to this file.",
)
def calibrate(
    data: Path,
    cap: int,
    worlds: tuple[str, ...],
    no_worlds: bool,
    no_corpora: bool,
    only: tuple[str, ...],
    out: Path | None,
) -> None:
    """Measure how much each detector's findings say, on training worlds and real corpora.

    Of the corpora, the half of the talks kept for it. The candidate is shown beside the
    shipped weights; a person looks at it, scores it, and puts it in the place of
    src/bantay/fuse/weights.toml. Worlds that scores are published on are refused.

    \b
      bantay bench calibrate --no-corpora --out candidate.toml
      bantay bench quality --world tune --weights candidate.toml
    """
    from bantay.cli import scores

    scores.calibrated(None if no_corpora else data, cap, () if no_worlds else worlds, out, only)


@bench.command("robustness", short_help="Contacts hidden anew: recall against strength.")
@click.option("--world", "which", default="score", show_default=True, metavar="FILE or NAME")
@click.option("--contacts", type=click.IntRange(min=10), default=400, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@_OUT
@_CHECK
def robustness(which: str, contacts: int, seed: int, out: Path, check: bool) -> int:
    """Hide the contacts of a world's messages in the ways of published attacks.

    The ways are of somebody who never read how Bantay reads text. Recall is told against
    strength: at 0 as it was written, at 1 hidden in full.

    \b
      bantay bench robustness --world demo --contacts 20 --out my-scores
    """
    from bantay.cli import scores

    return _judged(*scores.robustness(which, contacts, seed, out), check)


@bench.command("speed", short_help="Messages a second, and what is found on that very mix.")
@_DATA
@_OUT
@click.option("--messages", type=click.IntRange(min=1_000), help="Messages of the mix.")
@click.option("--runs", type=click.IntRange(min=1), help="Runs; the median counts.")
@click.option("--peer", metavar="PYTHON", help="The interpreter that has the peer installed.")
@_CHECK
def speed(
    data: Path, out: Path, messages: int | None, runs: int | None, peer: str | None, check: bool
) -> int:
    """Measure the whole message plane on the fixed mix of real talk, on one core.

    \b
      bantay bench speed --messages 100000 --runs 3 --out my-results
    """
    import time

    from bantay.bench import results
    from bantay.bench import speed as measuring

    plan = measuring.Plan(messages or measuring.SIZE, runs or measuring.PLAN.runs)
    began = time.monotonic()
    met, figures = measuring.speed(plan, data, peer)
    for name, value in figures.items():
        click.echo(f"{name}: {safe(str(value))}")
    seconds = time.monotonic() - began
    path = results.write("speed", "bantay bench speed", seconds, met, figures, out)
    return _judged(met, path, check)


def _judged(met: dict[str, bool], path: Path, check: bool) -> int:
    """Say of every bar whether it is met, and where the figures are."""
    for bar, holds in met.items():
        click.echo(f"{'met    ' if holds else 'NOT MET'}  {bar}")
    click.echo(path)
    return ASKED if check and not all(met.values()) else FINE


def _show(examples: "Sequence[Example]", count: int) -> None:
    """False findings of ordinary talk, spread over sets and detectors, on the screen only."""
    if not count or not examples:
        return
    ordered = sorted(examples, key=lambda one: (one.detector, one.set))
    for one in ordered[:: -(-len(ordered) // count)]:
        click.echo(f"{one.set} {safe(one.talk)}  {one.detector}")
        click.echo("\n".join(f"    {cut(safe(text), _LINE)}" for text in one.quoted[:3]))


def _differences(found: "Quality", count: int) -> None:
    wrong = [row for row in found.extracted if not row.right]
    for row in wrong[:count]:
        click.echo(f"{row.row}: {cut(safe(row.text), _LINE)}")
        click.echo(f"    expected {safe(str(row.expected))}\n    read     {safe(str(row.got))}")


@bench.command("world", short_help="Check a world file before it is handed in.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def world(path: Path) -> int:
    """Check a world FILE of yours: can it be scored, is it your own, what is its digest?

    The digest may be told before the file is shown. Exit 1 when something does not hold.

    \b
      bantay bench world mine-world.toml
    """
    from bantay.bench.submitted import checked

    checks, digest = checked(path)
    for one in checks:
        click.echo(f"{'holds   ' if one.holds else 'DOES NOT'}  {one.name}: {safe(one.found)}")
    click.echo(f"digest    {digest}")
    return FINE if all(one.holds for one in checks) else ASKED


@bench.command("promote", short_help="Take measured weights over from a candidate.")
@click.argument("candidate", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--what",
    multiple=True,
    default=("*",),
    show_default=True,
    metavar="DETECTOR",
    help="Detectors whose weights are taken; * stands for anything.",
)
@click.option("--but", multiple=True, metavar="DETECTOR", help="Detectors that stay as they are.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The weights file that is written: the one in use, or a copy.",
)
def promote(candidate: Path, what: tuple[str, ...], but: tuple[str, ...], into: Path) -> None:
    """Put a candidate's weights into a weights file, some of them or all.

    Entries go over as they were measured; nobody types a figure. What stays out keeps what it
    weighed. Score the result on another world before it is shipped, and write down why.

    \b
      bantay bench promote new.toml --into my-weights.toml
      bantay bench promote new.toml --what 'money.*' --but money.long_hours --into my-weights.toml
    """
    from bantay.cli.scores import take_over

    take_over(candidate, what, but, into)
