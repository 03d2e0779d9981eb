"""`bantay undo`: everything that a rule, or a version of a policy, still causes, taken back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.decisions import LISTING, capabilities_of
from bantay.cli.options import policy_option, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import write
from bantay.cli.render.words import count
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.ports.acting import DecisionFilter

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.runtime.deciding import Undone


@click.command("undo", short_help="Take back all that a rule or a policy still causes.")
@store_option
@policy_option
@click.option("--rule", help="What this rule decided, as `bantay decisions` names it.")
@click.option("--version", "version", help="What was decided under this version of a policy.")
@click.option("--subject", help="Only what is about this account, group, instrument …")
@click.option(
    "--capabilities",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What may act (TOML); without it the inverses wait for the next run with it.",
)
@click.option("--by", help="Who undoes it; without it, your user name.")
@click.option("--yes", is_flag=True, help="Do it; without it, only list what would be undone.")
def undo(
    store: Path,
    policy: Path | None,
    rule: str | None,
    version: str | None,
    subject: str | None,
    capabilities: Path | None,
    by: str | None,
    yes: bool,
) -> int:
    """Overturn what is in force and refuse what waits: content, strikes and money come back.

    Each is a person's second look, with its notice and its line in the audit log; whoever has
    judged a decision before cannot undo it. Exit 1 while something stays.

    \b
      bantay undo --rule "a second look" --by Kim
      bantay undo --rule "a second look" --by Kim --yes
    """
    if rule is None and version is None and subject is None:
        raise InputError("say what to undo: --rule, --version or --subject")
    wanted = DecisionFilter(subject=subject, rule=rule)
    with opened(store) as place:
        from bantay.runtime.deciding import undoable

        if not yes:
            found = undoable(place, wanted, version)
            write(LISTING, found, "table", None)
            click.echo(f"{count(len(found), 'decision')} would be undone: --yes does it")
            return FINE
        done = _undone(place, policy, capabilities, wanted, version, by or who())
    for one in done:
        after = one.decision
        click.echo(f"{after.decision}: {one.why_not or f'ended: {after.ended_by}'}")
    left = sum(bool(one.why_not) for one in done)
    click.echo(f"{count(len(done) - left, 'decision')} undone, {left} left")
    return ASKED if left else FINE


def _undone(
    place: "EmbeddedStore",
    policy: Path | None,
    capabilities: Path | None,
    wanted: DecisionFilter,
    version: str | None,
    by: str,
) -> "list[Undone]":
    from bantay.runtime.chosen import chosen
    from bantay.runtime.deciding import Desk

    rules, routed = chosen(policy), capabilities_of(capabilities)
    desk = Desk(place, rules.settings, rules.policy, rules.limits, routed, rules.detectors)
    return desk.undo(wanted, by, version)
