"""`bantay cases hold, bundle, verify, quality`: custody, and what leaves the house."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bantay.cli.rooms import opened
from bantay.cli.viewer import person
from bantay.model.case_page import Profile
from bantay.model.casework import Viewer

if TYPE_CHECKING:
    from bantay.ports.cases import CasesDesk


@click.command("hold", short_help="Place or lift a legal hold on the texts of a case.")
@click.argument("case")
@click.option("--reason", required=True, help="By whose order, and why.")
@click.option("--lift", is_flag=True, help="Lift it.")
@person
def hold(desk: "CasesDesk", viewer: Viewer, case: str, reason: str, lift: bool) -> None:
    """Keep the texts of a CASE beyond retention and erasure, until the hold is lifted.

    \b
    bantay cases hold c-4ik --role lead --reason "order 12/26" --store bantay-demo
    bantay cases hold c-4ik --role lead --lift --reason "order withdrawn" --store bantay-demo
    """
    if lift:
        desk.lift(case, viewer, reason)
    else:
        desk.hold(case, viewer, reason)
    click.echo(f"{case}: legal hold {'lifted' if lift else 'placed'}")


@click.command("bundle", short_help="Write the evidence as one signed zip.")
@click.argument("case")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option(
    "--profile",
    type=click.Choice(get_args(Profile)),
    default="masked",
    show_default=True,
    help="masked: contacts and names are left out; full: as it was written.",
)
@person
def bundle(desk: "CasesDesk", viewer: Viewer, case: str, output: Path, profile: Profile) -> None:
    """Write a CASE as one zip that opens anywhere and proves itself.

    \b
    bantay cases bundle c-4ik -o case.zip --store bantay-demo
    bantay cases bundle c-4ik -o case.zip --profile full --purpose "order 12/26"
    """
    data = desk.bundle(case, viewer, profile)
    output.write_bytes(data)
    click.echo(f"{output}: {len(data):,} bytes, profile {profile}, signed")
    click.echo(f"check it with: bantay cases verify {output}")


@click.command("verify", short_help="Prove a bundle; exit 1 when it does not hold.")
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Ask this store too whether it signed it, and whether its audit log says the same.",
)
def verify(bundle: Path, store: Path | None) -> int:
    """Check every file of a BUNDLE, its signature and its piece of the audit log.

    \b
    bantay cases verify case.zip
    bantay cases verify case.zip --store bantay-demo
    """
    from bantay.cli.problems import ASKED, FINE
    from bantay.runtime.bundle_check import verify as verified

    data = bundle.read_bytes()
    if store is None:
        checked = verified(data)
    else:
        with opened(store) as place:
            checked = verified(data, place)
    for wrong in checked.wrong:
        click.secho(f"! {wrong}", fg="red", bold=True)
    if not checked.holds:
        return ASKED
    click.echo(f"the bundle holds: case {checked.case}, {checked.files} files, made {checked.made}")
    click.echo(f"signed by {checked.signer}")
    click.echo("by this store" if checked.ours else "compare that with the key you know")
    return FINE


@click.command("quality", short_help="Agreement, reversals, age of the queue: of the team.")
@person
def quality(desk: "CasesDesk", viewer: Viewer) -> None:
    """How far readers agree and how often answers are taken back. Never of one person.

    \b
    bantay cases quality --role lead --store bantay-demo
    """
    from bantay.cli.render.casepage import figures

    click.echo(figures(desk.quality(viewer)))
