"""`bantay demo`: thirty days of an invented platform, told from the first event to the last."""

import shutil
from pathlib import Path

import click

from bantay.cli.alarms import LISTING
from bantay.cli.explain import colourful, words
from bantay.cli.overheard import Overheard
from bantay.cli.progress import watching
from bantay.cli.render.story import beginning, ending, outcome_of
from bantay.cli.render.summary import counted
from bantay.cli.render.tables import table
from bantay.cli.render.words import count
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.model.alarm import Alarm
from bantay.ports.reading import AlarmFilter
from bantay.ports.source import Reject

DEFAULT = Path("bantay-demo")
MARK = "made-by-bantay-demo"
PURPOSE = "bantay demo: invented people"
SHOWN = 12


@click.command("demo", short_help="See it work: 30 days of an invented platform.")
@click.option("--no-serve", is_flag=True, help="Do not speak of the console, which comes later.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT,
    show_default=True,
    help="Where the demo's store is kept; an older demo there is replaced.",
)
@click.option("--seed", type=int, help="No effect yet: the shipped story is one world.")
def demo(no_serve: bool, keep: Path, seed: int | None) -> None:
    """Run over the shipped story: what happened, what was seen, what was left in peace.

    Everybody in it is invented, and the truth is known: so the demo ends with what was
    missed.
    """
    from bantay.adapters.sources import open_sources
    from bantay.policy import load
    from bantay.runtime.demo import broken_path, story_path, truth
    from bantay.runtime.embedded import run

    story, heard = story_path(), list[Reject]()
    click.echo(beginning(story))
    if seed is not None:
        click.echo("world     the shipped story has no seed; --seed will choose among worlds")
    _cleared(keep)
    settings = load(None)
    with opened(keep, settings=settings) as place:
        (keep / MARK).touch()
        with watching(quiet=False, as_json=False) as progress:
            files = open_sources([broken_path(), story])
            sources = [Overheard(source, heard) for source in files]
            report = run(sources, place, settings, progress=progress)
        click.echo("\n".join(counted(report, heard)))
        alarms = place.alarms(AlarmFilter())
        click.echo(f"\n{_head('Alarms')}\n{_table(alarms)}")
        if alarms:
            told = words(telling(alarms), place, PURPOSE, colour=colourful())
            click.echo(f"\n{_head('One of them, explained')}\n{told}")
    click.echo(f"\n{ending(outcome_of(truth(), alarms))}\n")
    click.echo(_next(keep, alarms, no_serve))


def telling(alarms: list[Alarm]) -> Alarm:
    """The alarm that shows most: one whose words had to be joined or undone, the strongest."""
    joined = [
        alarm
        for alarm in alarms
        if any(len({q.event for q in f.quotes}) > 1 and f.counted for f in alarm.findings)
    ]
    return (joined or alarms)[0]


def _cleared(keep: Path) -> None:
    """Room for a new demo. Only a directory that an earlier demo made is ever removed."""
    if not keep.exists() or not any(keep.iterdir()):
        return
    if not (keep / MARK).exists():
        raise InputError(f"{keep} is not an earlier demo's: name another place with --keep")
    shutil.rmtree(keep)


def _table(alarms: list[Alarm]) -> str:
    if not alarms:
        return LISTING.empty
    more = len(alarms) - SHOWN
    shown = table(LISTING, alarms[:SHOWN])
    return f"{shown}\nand {count(more, 'more alarm')}" if more > 0 else shown


def _head(text: str) -> str:
    return click.style(text, bold=True, underline=True)


def _next(keep: Path, alarms: list[Alarm], no_serve: bool) -> str:
    console = "" if no_serve else "console   comes later; until then these show the same:\n"
    example = alarms[0].alarm if alarms else "ALARM"
    return (
        f"{console}next      bantay alarms --store {keep}\n"
        f"          bantay explain {example} --store {keep}\n"
        f"          bantay quarantine --store {keep}\n"
        f"          bantay run your-chat.jsonl"
    )
