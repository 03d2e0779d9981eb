"""`bantay survey [NAME]`: questions that no single key can answer, asked of the event log."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.crew import engine_options, hired
from bantay.cli.options import policy_option, store_option
from bantay.cli.problems import FINE
from bantay.cli.render.safe import isolated, safe
from bantay.cli.render.words import called, count
from bantay.cli.rooms import opened

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.model.evidence import Given
    from bantay.runtime.chosen import Chosen
    from bantay.runtime.surges import Difference as SurgeDifference
    from bantay.runtime.surveys import Difference

SHOWN = 12
"""Findings listed for each kind of change; JSON names them all."""


@click.command("survey", short_help="Look for rings, pyramids, shared identities, motifs, surges.")
@click.argument("names", nargs=-1, metavar="[NAME]…")
@store_option
@policy_option
@click.option("--again", is_flag=True, help="Compute again and show what differs; write nothing.")
@engine_options
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a survey.")
def survey(
    names: tuple[str, ...],
    store: Path,
    policy: Path | None,
    again: bool,
    engine: str,
    master: str | None,
    conf: tuple[str, ...],
    quiet: bool,
    as_json: bool,
) -> int:
    """Run surveys, all or those named, on the log of a store: networks, and `surges`, the
    weeks in which a region, means of transmission or hypothesis has far more alarms than usual.

    A run replaces the one before: what it does not see again is withdrawn. Nothing that
    people wrote is read.

    \b
      bantay survey control_networks --store bantay-demo
    """
    from bantay.runtime.chosen import chosen
    from bantay.runtime.surges import ID, NAME
    from bantay.runtime.surveys import survey as run

    rules = chosen(policy)
    networks = [name for name in names if name not in (ID, NAME)]

    def told(name: str) -> None:
        if not quiet and not as_json:
            click.echo(f"survey  {name}", err=True)

    with hired(engine, master, conf) as crew, opened(store, create=not again) as place:
        if not names or len(networks) < len(names):
            told(NAME)
            _surges(place, rules, again=again, as_json=as_json)
        if names and not networks:
            return FINE
        found = run(
            place,
            rules.settings,
            networks,
            again=again,
            progress=told,
            engine=rules.pipeline(place.key),
            session=crew and crew.session,
        )
    click.echo("\n".join(_json(d) if as_json else _words(d, again) for d in found))
    return FINE


def _surges(place: "EmbeddedStore", rules: "Chosen", *, again: bool, as_json: bool) -> None:
    """The survey that needs no analytical database goes first."""
    from bantay.runtime.embedded import Driver
    from bantay.runtime.surges import NAME, survey_surges

    driver = None if again else Driver(place, rules.pipeline(place.key))
    said = survey_surges(place, driver)
    if as_json:
        click.echo(_json(said))
        return
    changes = (("new", said.new), ("revised", said.revised), ("withdrawn", said.withdrawn))
    told = ", ".join(f"{len(some)} {word}" for word, some in changes if some)
    click.echo(f"{NAME}: {count(said.surges, 'surge')}, {told or 'nothing changed'}")
    for word, some in changes:
        for one in some:
            about = f"{isolated(safe(one.name))} ({one.by}), week of {one.begins.isoformat()}"
            figures = f"{one.count} alarms in {one.days} days, {one.expected:g} expected"
            click.echo(f"  {word:<9} {about}: {figures}")


def _words(said: "Difference", again: bool) -> str:
    name = said.survey.removeprefix("surveys.")
    if said.skipped:
        return f"{name}: did not look, {said.skipped}"
    changes = (("new", said.new), ("revised", said.revised), ("withdrawn", said.withdrawn))
    told = ", ".join(f"{len(some)} {word}" for word, some in changes if some)
    lines = [f"{name}: {count(said.findings, 'finding')}, {told or 'nothing changed'}"]
    for word, some in changes:
        if again or word == "new":
            lines += _listed(word, some)
    return "\n".join(lines)


def _listed(word: str, some: Sequence["Given"]) -> list[str]:
    lines = [
        f"  {word:<9} {isolated(safe(called(g.subject)))}: {isolated(safe(g.finding.summary))}"
        for g in some[:SHOWN]
    ]
    return [*lines, f"  and {len(some) - SHOWN} more {word}"] if len(some) > SHOWN else lines


def _json(said: "Difference | SurgeDifference") -> str:
    import msgspec

    return msgspec.json.encode(said).decode()
