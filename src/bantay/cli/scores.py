"""What `bantay bench` does with worlds: score one, learn weights from some, hide contacts."""

import time
from collections.abc import Sequence
from pathlib import Path

import click

from bantay.cli.render.measured import printed, told
from bantay.errors import InputError

_FRONT = ("hypotheses", "when", "confusion", "lives", "ordinary_languages")
"""Tables that the screen shows; the page has them all."""


def score(
    which: str, seed: int | None, weighed: Path | None, out: Path
) -> tuple[dict[str, bool], Path]:
    """Score a world, leave its files, and say what is met and where the page is."""
    from bantay.bench.scoreboard import run
    from bantay.fuse.weights import parse

    weights = None if weighed is None else parse(_text(weighed), str(weighed))
    found = run.scored(which, seed, weights, told)
    printed(found.tables[name] for name in _FRONT)
    return found.met, run.write(found, out)[-1]


def calibrated(
    data: Path | None, cap: int, worlds: Sequence[str], out: Path | None, only: Sequence[str] = ()
) -> None:
    """Measure weights and show them beside the shipped ones; write them where asked."""
    from bantay.bench.quality import tables, weigh
    from bantay.bench.scoreboard import calibrate
    from bantay.fuse.weights import shipped

    if data is None and not worlds:
        raise InputError("nothing to measure on: neither worlds nor corpora")
    measured = calibrate.candidate(data, cap, worlds, told, only)
    printed([tables.weights(measured), calibrate.difference(measured, shipped(), only)])
    if out is not None:
        out.write_text(weigh.to_toml(measured), encoding="utf-8")
        click.echo(f"{out}: written; nothing else was changed")


def take_over(candidate: Path, what: Sequence[str], but: Sequence[str], into: Path) -> None:
    """Write a weights file with some of a candidate's weights in it; without one, the shipped
    weights are what they are put into."""
    from importlib.resources import files

    from bantay.bench.scoreboard.promote import promoted

    shipped = files("bantay.fuse").joinpath("weights.toml")
    known = _text(into) if into.exists() else shipped.read_text("utf-8")
    into.write_text(promoted(known, _text(candidate), what, but), encoding="utf-8")
    click.echo(f"{into}: written")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text") from None


def robustness(which: str, contacts: int, seed: int, out: Path) -> tuple[dict[str, bool], Path]:
    """Hide contacts in every way at every strength, and say how many are still found."""
    from bantay.bench import results
    from bantay.bench.scoreboard import robust

    began = time.monotonic()
    found = robust.measured(which, contacts, seed, told)
    printed([robust.table(found), robust.kinds(found)])
    met, figures = robust.met(found), robust.figures(found)
    seconds = time.monotonic() - began
    return met, results.write("robustness", "bantay bench robustness", seconds, met, figures, out)
