"""`bantay demo`: thirty days of an invented platform, told from the first event to the last."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.alarms import LISTING
from bantay.cli.demo_console import serve_demo, told, wanted
from bantay.cli.explain import colourful, words
from bantay.cli.options import who
from bantay.cli.progress import watching
from bantay.cli.render.chapters import consequences, control, headline, invention, of, others, work
from bantay.cli.render.story import beginning, ending, outcome_of
from bantay.cli.render.summary import brief
from bantay.cli.render.tables import table
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.model.alarm import Alarm
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import AlarmFilter, Look

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.model.case import QueueRow
    from bantay.runtime.chosen import Chosen

DEFAULT = Path("bantay-demo")
MARK = "made-by-bantay-demo"
PURPOSE = "bantay demo: invented people"


@click.command("demo", short_help="See it work: 30 days of an invented platform.")
@click.option("--no-serve", is_flag=True, help="End without serving the console.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT,
    show_default=True,
    help="Where the demo's store is kept; an older demo there is replaced.",
)
@click.option("--all", "whole", is_flag=True, help="Every alarm, one explained, the whole truth.")
@click.option("--seed", type=int, help="No effect yet: the shipped story is one world.")
def demo(no_serve: bool, keep: Path, whole: bool, seed: int | None) -> None:
    """Run over the shipped story: what happened, what was seen, what was left in peace.

    Everybody in it is invented, and the truth is known: so the demo ends with what was
    missed. It is a story and no measure of quality.

    \b
      bantay demo --all --keep my-demo --no-serve
    """
    from bantay.runtime.chosen import chosen
    from bantay.runtime.demo import report_settings, story_path, truth

    click.echo(beginning(story_path()))
    if seed is not None:
        click.echo("world     the shipped story has no seed; --seed will choose among worlds")
    _cleared(keep)
    rules = chosen()
    with opened(keep, settings=rules.settings) as place:
        (keep / MARK).touch()
        for path in report_settings():
            shutil.copy(path, keep / path.name)
        click.echo("\n".join(_read(place, rules)))
        alarms = place.alarms(AlarmFilter())
        for chapter in _chapters(place, alarms, whole=whole):
            click.echo(f"\n{chapter}")
    click.echo(f"\n{ending(outcome_of(truth(), alarms), whole=whole)}\n")
    click.echo(_next(keep, alarms, no_serve))
    if wanted(no_serve):
        serve_demo(keep)


def _read(place: "EmbeddedStore", rules: "Chosen") -> list[str]:
    """Run over the files; what was read, a line each."""
    from bantay.adapters.sources import open_sources
    from bantay.runtime.demo import broken_path, story_path
    from bantay.runtime.embedded import run

    with watching(quiet=False, as_json=False) as progress:
        files = open_sources([broken_path(), story_path()])
        report = run(files, place, rules.settings, progress=progress, policy=rules.policy)
    return brief(report)


def _chapters(place: "EmbeddedStore", alarms: list[Alarm], *, whole: bool) -> Iterable[str]:
    bosses = of(alarms, "controller")[:1]
    ids = [q.event for alarm in bosses for finding in alarm.findings for q in finding.quotes]
    events = place.events(list(dict.fromkeys(ids)), Look(who(), PURPOSE)) if ids else {}
    told = [control(alarms, events), invention(alarms), others(alarms)]
    told.append(consequences(place.decisions(DecisionFilter())))
    told.append(work(_queue(place)))
    yield from ("\n".join(lines) for lines in told if lines)
    if whole and alarms:
        yield f"{headline('All alarms')}\n{table(LISTING, alarms)}"
        body = words(telling(alarms), place, PURPOSE, colour=colourful())
        yield f"{headline('One of them, explained')}\n{body}"


def _queue(place: "EmbeddedStore") -> "list[QueueRow]":
    """The cases that the alarms became, the most urgent first."""
    from bantay.model.casework import Viewer
    from bantay.runtime.cases_desk import desk_of

    return desk_of(place).queue(Viewer(who=who(), role="lead", purpose=PURPOSE))


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


def _next(keep: Path, alarms: list[Alarm], no_serve: bool) -> str:
    console = told(no_serve or wanted(no_serve), keep)
    first = (of(alarms, "controller") or alarms)[:1]
    example = first[0].alarm if first else "ALARM"
    return (
        f"{console}next      bantay explain {example} --store {keep}\n"
        f"          bantay explain {example} --store {keep} --format svg -o boss.svg\n"
        f"          bantay cases --store {keep}\n"
        f"          bantay alarms --store {keep}        bantay regions --store {keep}\n"
        f"          bantay decisions --store {keep}     bantay quarantine --store {keep}\n"
        f"          bantay policy show                      bantay run your-chat.jsonl"
    )
