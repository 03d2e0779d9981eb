"""`bantay detectors`: the catalogue, one detector's page, a new room's scaffold, the cases."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
from click.shell_completion import CompletionItem

from bantay.cli.options import listing_options, output_option, policy_option
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.cases import failed
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import count
from bantay.errors import InputError, closest
from bantay.kit.spec import Spec
from bantay.model.vocabulary import Plane

if TYPE_CHECKING:
    from bantay.engine.detect import AnyDetector

_FIELDS: tuple[Column[Spec], ...] = (
    Column("detector", lambda s: s.id),
    Column("title", lambda s: s.title),
    Column("version", lambda s: s.version),
    Column("hypotheses", lambda s: ", ".join(s.hypotheses)),
    Column("group", lambda s: s.group),
    Column("ceiling_db", lambda s: s.ceiling, right=True),
    Column("keyed_by", lambda s: str(s.keyed_by)),
    Column("window_seconds", lambda s: s.window.total_seconds()),
    Column("screens", lambda s: ", ".join(s.screens)),
    Column("rows", lambda s: " ".join(s.rows)),
)
LISTING: Listing[Spec] = Listing(
    shown=(
        *_FIELDS[:2],
        Column("possible what", lambda s: ", ".join(s.hypotheses)),
        Column("at most dB", lambda s: s.ceiling, right=True),
        Column("rows", lambda s: " ".join(s.rows)),
    ),
    fields=_FIELDS,
    record=lambda s: {column.name: column.read(s) for column in _FIELDS},
    empty="no detectors",
)


@click.group("detectors", short_help="The catalogue: list, show, test, new.")
def detectors() -> None:
    """Detectors: small, tested units that look at one key's events and give findings.

    \b
      bantay detectors list --plane money
    """


def _ids(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    from bantay.runtime.catalogue import catalogue

    specs = [detector.spec for detector in catalogue()]
    return [CompletionItem(s.id, help=s.title) for s in specs if s.id.startswith(typed)]


def named(wanted: str) -> "AnyDetector":
    """The detector of that id, or of that name when only one plane has it."""
    from bantay.runtime.catalogue import catalogue

    found = [d for d in catalogue() if wanted in (d.spec.id, d.spec.name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(detector.spec.id for detector in found)
        raise InputError(f"{wanted!r} is the name of several: {ids}")
    near = closest(wanted, [d.spec.id for d in catalogue()], 0.4)
    reason = f"there is no detector {wanted!r}; `bantay detectors list` lists them"
    raise InputError(reason, nearest=near)


@detectors.command("list", short_help="List all detectors.")
@click.option("--plane", type=click.Choice(get_args(Plane)), help="Only those of one plane.")
@policy_option
@listing_options
def list_(
    plane: str | None, policy: Path | None, format_: str, output: Path | None, limit: int | None
) -> None:
    """List every detector with what it speaks for and the most it may say.

    With a policy, those that its switches leave on and the operator's own.

    \b
      bantay detectors list
      bantay detectors list --plane money
    """
    specs = [detector.spec for detector in _chosen(policy)]
    rows = [spec for spec in specs if plane in (None, spec.plane)]
    write(LISTING, rows[:limit], format_, output)


def _chosen(policy: Path | None) -> "Sequence[AnyDetector]":
    from bantay.policy import load_file
    from bantay.runtime.catalogue import catalogue
    from bantay.runtime.own import detectors_of

    return catalogue() if policy is None else detectors_of(load_file(policy))


@detectors.command("show", short_help="One detector's page.")
@click.argument("detector", shell_complete=_ids)
@policy_option
@output_option
def show(detector: str, policy: Path | None, output: Path | None) -> None:
    """Show the page of a DETECTOR: what it sees and misses, parameters, cases.

    With a policy, DETECTOR may be one of the operator's own.

    \b
      bantay detectors show money.payout_hub
    """
    text = _page(detector, policy)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def _page(wanted: str, policy: Path | None) -> str:
    from bantay.policy import load_file
    from bantay.runtime.own import own_page
    from bantay.runtime.pages import page

    for own in load_file(policy).own if policy is not None else ():
        if wanted in (own.id, own.name, own.id.partition(".")[2]):
            return own_page(own, str(policy))
    return page(named(wanted))


@detectors.command("test", short_help="Run the cases; exit 1 when one fails.")
@click.argument("detector", required=False, shell_complete=_ids)
@click.option(
    "--cases",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of your own cases, such as `bantay feedback` writes.",
)
def test(detector: str | None, folder: Path | None) -> int:
    """Run the cases of all detectors, or of one DETECTOR; your own with --cases.

    A case that fails is shown as the conversation it is, with what was expected.

    \b
      bantay detectors test messages.contact_split
    """
    from bantay.runtime.catalogue import catalogue

    chosen = [named(detector)] if detector else catalogue()
    if folder is None:
        return run_cases(chosen)
    ids = {path.name.removesuffix(".cases.toml") for path in folder.glob("*.cases.toml")}
    mine = [named(id) for id in sorted(ids)] if detector is None else chosen
    return run_cases(mine, folder)


def run_cases(chosen: "Sequence[AnyDetector]", folder: Path | None = None) -> int:
    """Run and show the cases, those beside the detectors or in a folder; 1 when any fails."""
    from bantay.runtime.cases import cases_of, load_cases
    from bantay.runtime.cases import run as run_all

    wrong = total = 0
    for detector in chosen:
        own = folder / f"{detector.spec.id}.cases.toml" if folder else None
        results = run_all(detector, load_cases(own) if own else cases_of(detector))
        failures = [result for result in results if not result.passed]
        total, wrong = total + len(results), wrong + len(failures)
        said = f"{count(len(failures), 'failure')}" if failures else "all as they should be"
        click.echo(f"{detector.spec.id}: {count(len(results), 'case')}, {said}")
        for failure in failures:
            click.echo("\n".join(failed(failure)))
    click.echo(f"{count(total, 'case')}, {count(wrong, 'failure')}")
    return ASKED if wrong else FINE


@detectors.command("new", short_help="Begin a new detector: its file and its cases.")
@click.argument("detector")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("src/bantay/planes"),
    show_default=True,
    help="The folder of the planes.",
)
def new(detector: str, into: Path) -> None:
    """Begin a DETECTOR named PLANE.NAME, such as messages.echo.

    Writes a module that works and its cases, to be made into what is wanted.

    \b
      bantay detectors new messages.echo --into drafts
    """
    from bantay.runtime.scaffold import scaffold

    module, cases = scaffold(detector, into / detector.partition(".")[0])
    click.echo(f"{module}\n{cases}\nnext  bantay detectors test {detector}")
