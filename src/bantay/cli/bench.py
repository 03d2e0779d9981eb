"""`bantay bench`: how good and how fast it is, measured where the measuring data lies."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.safe import cut, safe
from bantay.cli.render.tables import Column, Listing
from bantay.cli.render.tables import table as drawn
from bantay.errors import InputError

if TYPE_CHECKING:
    from bantay.bench.quality.seen import Quality
    from bantay.bench.quality.tables import Table, Value
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


@click.group("bench", short_help="How good and how fast: quality, weights, speed.")
def bench() -> None:
    """Measure the shipped engine. Quality needs real corpora that are not part of Bantay."""


@bench.command("quality", short_help="What is found, and what is a false alarm, set by set.")
@_DATA
@_CAP
@_OUT
@click.option("--only", multiple=True, metavar="SET", help="Only these sets; writes no file.")
@click.option(
    "--show",
    type=click.IntRange(min=0),
    default=0,
    help="Show so many false findings and differences, on this screen only.",
)
@_CHECK
def quality(data: Path, cap: int, out: Path, only: tuple[str, ...], show: int, check: bool) -> int:
    """Run every set through the engine once, at the shipped weights and thresholds.

    Recall and false alarms come from that one run. Tables and bars are of one half of the
    talks; the other half is what weights are measured on, and what --show shows.
    """
    import time

    from bantay.bench import results
    from bantay.bench.quality import bars, run

    if only:
        return _some(data, cap, only, show)
    began = time.monotonic()
    found = run.measure(data, cap, _told)
    _print(run.named_tables(found).values())
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
    cells, examples, *_ = run.talked(data, [_named(name) for name in only], cap, _told, engine)
    wanted = (tables.ordinary(cells), tables.spam(cells), tables.detectors(cells, engine.specs))
    _print(table for table in wanted if table.rows)
    _show(examples, show)
    return FINE


def _named(name: str) -> "TalkSet":
    from difflib import get_close_matches

    from bantay.bench.sets_catalogue import BENIGN, SPAM

    known = {of.name: of for of in (*BENIGN, *SPAM)}
    if name not in known:
        near = get_close_matches(name, known, 1)
        reason = f"no set of talk is called {name!r}; there are: {', '.join(known)}"
        raise InputError(reason, nearest=near[0] if near else None)
    return known[name]


@bench.command("weights", short_help="Measure the weights of findings.")
@_DATA
@_CAP
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the weights that may be used to this file.",
)
def weights(data: Path, cap: int, out: Path | None) -> None:
    """Measure how much each detector's findings say, on the half of the talks kept for it.

    Nothing is changed by it: a person looks at the file and puts it in the place of
    src/bantay/fuse/weights.toml.
    """
    from bantay.bench.quality import run, tables, weigh

    measured = run.weights(data, cap, _told)
    _print([tables.weights(measured)])
    if out is not None:
        out.write_text(weigh.to_toml(measured), encoding="utf-8")
        click.echo(f"{out}: written")


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
    """Measure the whole message plane on the fixed mix of real talk, on one core."""
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


def _told(name: str) -> None:
    click.echo(f"{name} …", err=True)


def _print(tables: "Iterable[Table]") -> None:
    for table in tables:
        click.echo(f"{click.style(table.title, bold=True)}\n")
        click.echo(f"{drawn(_listing(table), table.rows)}\n")


def _listing(table: "Table") -> "Listing[list[Value]]":
    columns = tuple(_column(table, place) for place in range(len(table.columns)))
    return Listing(columns, columns, record=list, empty="nothing")


def _column(table: "Table", place: int) -> "Column[list[Value]]":
    right = any(isinstance(row[place], int) for row in table.rows)
    return Column(table.columns[place], lambda row: row[place], right=right)


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
