"""`bantay feedback`: a false alarm or a miss becomes a case, with invented people in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import policy_option, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.safe import safe
from bantay.cli.rooms import alarm_called, opened
from bantay.errors import InputError

if TYPE_CHECKING:
    from bantay.engine.detect import AnyDetector
    from bantay.runtime.feedback import Proposal

into_option = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("bantay-cases"),
    show_default=True,
    help="Your folder of cases, one file a detector.",
)
replace_option = click.option(
    "--replace", "names", multiple=True, help="A name to be replaced too; may be given often."
)
name_option = click.option("--name", help="What the case is called; else by the alarm or event.")
yes_option = click.option("--yes", is_flag=True, help="Write without asking. Read it first.")


@click.group("feedback", short_help="A false alarm or a miss becomes a case.")
def feedback() -> None:
    """Turn what went wrong into a case that `bantay detectors test --cases FOLDER` runs.

    Numbers, addresses, handles, ids and names are replaced by invented ones; what is left is
    shown before anything is written. The look at the texts goes to the audit log.

    \b
      bantay feedback false-alarm a-2oiys --replace Mika --into my-cases
    """


@feedback.command("false-alarm", short_help="This alarm should not have been.")
@click.argument("alarm")
@store_option
@policy_option
@into_option
@name_option
@replace_option
@yes_option
def false_alarm(
    alarm: str,
    store: Path,
    policy: Path | None,
    into: Path,
    name: str | None,
    names: Sequence[str],
    yes: bool,
) -> int:
    """Make a case of each counted finding of ALARM that says: here is nothing.

    \b
      bantay feedback false-alarm a-2oiys --replace Mika --into my-cases
    """
    from bantay.ports.reading import Look
    from bantay.runtime.feedback import of_false_alarm

    with opened(store) as reading:
        found = alarm_called(reading, alarm)
        ids = sorted({q.event for f in found.findings if f.counted for q in f.quotes})
        events = reading.events(ids, Look(who(), f"feedback on {found.alarm}"))
    called = name or f"false alarm {found.alarm}"
    told = of_false_alarm(found, events, _detectors(policy), name=called, names=names)
    return _offer(told, into, yes)


@feedback.command("missed", short_help="Here something was missed.")
@click.argument("events", metavar="EVENT...", nargs=-1, required=True)
@click.option("--detector", required=True, help="Which detector should have said something.")
@store_option
@policy_option
@into_option
@name_option
@replace_option
@yes_option
def missed(
    events: tuple[str, ...],
    detector: str,
    store: Path,
    policy: Path | None,
    into: Path,
    name: str | None,
    names: Sequence[str],
    yes: bool,
) -> int:
    """Make a case of these EVENTs, by their ids, in which a detector should have seen something.

    \b
      bantay feedback missed m17 m18 --detector messages.contact_split
    """
    from bantay.ports.reading import Look
    from bantay.runtime.feedback import of_miss

    [wanted] = [d for d in _detectors(policy) if d.spec.id == _id(detector, policy)]
    with opened(store) as reading:
        found = reading.events(events, Look(who(), f"feedback on {events[0]}"))
    if lost := [id for id in events if id not in found]:
        raise InputError(f"there is no event {lost[0]!r} in this store")
    called = name or f"missed at {events[0]}"
    return _offer([of_miss(found.values(), wanted, name=called, names=names)], into, yes)


def _detectors(policy: Path | None) -> "Sequence[AnyDetector]":
    from bantay.policy import load_file
    from bantay.runtime.catalogue import catalogue
    from bantay.runtime.own import detectors_of

    return catalogue() if policy is None else detectors_of(load_file(policy))


def _id(wanted: str, policy: Path | None) -> str:
    from bantay.cli.detectors import named

    mine = [d.spec.id for d in _detectors(policy) if wanted in (d.spec.id, d.spec.name)]
    return mine[0] if len(mine) == 1 else named(wanted).spec.id


def _offer(proposals: "Sequence[Proposal]", into: Path, yes: bool) -> int:
    """Show each case, say what it holds, and write it if a person says so."""
    from bantay.runtime.feedback import toml, write

    written = 0
    for one in proposals:
        shown = "\n".join(map(safe, toml(one.case).splitlines()))
        click.echo(f"{one.detector}\n{shown}\n")
        if not one.shows:
            click.echo(
                f"with invented people the detector says: {safe(one.said)}. This case would hold "
                "nothing and is not written; what it needs may lie in what was replaced\n"
            )
            continue
        click.echo("read it: no number, name or address of a real person may be left in it")
        if yes or click.confirm("write it?", default=False):
            path = write(one, into)
            written += 1
            click.echo(f"{path}: written\nnext      bantay detectors test --cases {into}")
    return FINE if written else ASKED
