"""`bantay simulate`: an invented platform, written as events with the truth sealed beside them."""

from pathlib import Path

import click

from bantay.cli.progress import watching


@click.command("simulate", short_help="Invent a platform: events, and the truth about them.")
@click.option("--world", "which", required=True, metavar="FILE or NAME", help="A world file.")
@click.option("--seed", type=click.IntRange(min=0), help="Another seed than the file's.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The directory to write to; a run that was stopped goes on there.",
)
@click.option("--plain", is_flag=True, help="Write events.jsonl instead of events.jsonl.zst.")
@click.option("--quiet", is_flag=True, help="Say nothing while at work.")
@click.option("--json", "as_json", is_flag=True, help="Progress as JSON lines, for programs.")
def simulate(
    which: str, seed: int | None, out: Path, plain: bool, quiet: bool, as_json: bool
) -> None:
    """Write a world into a directory: shipped are demo, train, tune and score.

    The same world and seed give the same bytes, also when the work was interrupted. Everybody
    in a world is invented; what is really so lies in OUT/_sealed, for scoring only.

    \b
      bantay simulate --world demo --out my-world
      bantay simulate --world mine-world.toml --seed 7 --plain --out my-other-world
    """
    from bantay.bench.worlds import SEALED, simulated

    with watching(quiet=quiet, as_json=as_json) as progress:
        mark = simulated(which, seed, out, plain=plain, progress=progress)
    click.echo(f"events    {mark.events:,} in {mark.parts - 1} days, {mark.written:,} bytes")
    click.echo(f"truth     {out / SEALED}: keep it from whatever you want to score")
    click.echo(f"next      bantay run {out}")
