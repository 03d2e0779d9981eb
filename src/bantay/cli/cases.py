"""`bantay cases`: what people work on, in the order in which somebody should look."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.casepage import told
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.model.case import Card, CaseStatus, QueueRow
from bantay.model.case_page import Profile, QueueFilter, Waiting
from bantay.model.casework import STAFF_ROLES, Answer, Outcome, StaffRole, Viewer
from bantay.model.decision import STEPS, Step
from bantay.model.evidence import Quote
from bantay.model.vocabulary import Hypothesis

if TYPE_CHECKING:
    from bantay.ports.cases import CasesDesk

PURPOSE = "work on cases on the command line"


def _due(row: QueueRow) -> str:
    return next((f"{c.due:%m-%d %H:%M}" for c in row.clocks if c.name == "report_due"), "–")


LISTING: Listing[QueueRow] = Listing(
    shown=(
        Column("case", lambda r: r.case),
        Column("points", lambda r: f"{r.priority.score:.0f}", right=True),
        Column("report due", _due),
        Column("possible what", lambda r: r.title.removeprefix("possible ")),
        Column("alarms", lambda r: r.alarms, right=True),
        Column("people", lambda r: r.people, right=True),
        Column("why here", lambda r: r.priority.because, short=False),
        Column("waits for", lambda r: r.waits, short=False),
    ),
    under=lambda r: f"{r.priority.because}; waits for {r.waits}. {r.why}",
    fields=(
        Column("case", lambda r: r.case),
        Column("status", lambda r: r.status),
        Column("title", lambda r: r.title),
        Column("why", lambda r: r.why),
        Column("points", lambda r: r.priority.score),
        Column("because", lambda r: r.priority.because),
        Column("hypotheses", lambda r: "+".join(r.hypotheses)),
        Column("planes", lambda r: "+".join(r.planes)),
        Column("alarms", lambda r: r.alarms),
        Column("people", lambda r: r.people),
        Column("opened", lambda r: r.opened.isoformat()),
        Column("first_event_time", lambda r: r.first_event_time.isoformat()),
        Column("report_due", _due),
        Column("step", lambda r: r.step),
        Column("leased_by", lambda r: r.lease.by if r.lease else None),
        Column("waits_for", lambda r: r.waits),
        Column("on_hold", lambda r: r.on_hold),
    ),
    record=lambda r: r,
    empty="no cases: no alarm here was ever opened (a quiet list is not a proof)",
)


def _person(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store`, `--by`, `--role` and `--purpose`, which every command on cases takes."""

    @store_option
    @click.option("--by", help="Who looks or acts; without it, your user name.")
    @click.option(
        "--role",
        type=click.Choice(STAFF_ROLES),
        default="analyst",
        show_default=True,
        envvar="BANTAY_ROLE",
        help="In which role; it decides what is shown and allowed.",
    )
    @click.option(
        "--purpose",
        default=PURPOSE,
        show_default=True,
        help="Why; goes to the audit log with your name and role.",
    )
    @wraps(command)
    def call(
        *args: Any, store: Path, by: str | None, role: StaffRole, purpose: str, **options: Any
    ) -> Any:
        viewer = Viewer(who=by or who(), role=role, purpose=purpose)
        with opened(store) as place:
            from bantay.runtime.cases_desk import CaseDesk

            return command(CaseDesk(place), viewer, *args, **options)

    return call


@click.group("cases", short_help="What people work on: alarms joined, with everything beside.")
def cases() -> None:
    """Cases: alarms about the same people, ring or instrument, joined. All is *possible*.

    Every look and every change goes to the audit log with your name, role and purpose.

    \b
    bantay cases list --store bantay-demo
    bantay cases show c-4ik --store bantay-demo
    bantay cases decide c-4ik --outcome exploitation --step friction \\
        --reason "three hosts, one card" --quote EVENT --store bantay-demo
    """


@cases.command("list", short_help="List cases, the most urgent first.")
@click.option("--status", type=click.Choice(get_args(CaseStatus)), help="Only these.")
@click.option("--hypothesis", type=click.Choice(get_args(Hypothesis)), help="Only this one.")
@click.option("--waits", type=click.Choice(get_args(Waiting)), help="The look that is wanted.")
@click.option("--mine", is_flag=True, help="Only what you have in hand or were handed.")
@click.option("--mentions", is_flag=True, help="Only where a note names you or your role.")
@click.option("--subject", help="Only cases that name this account.")
@_person
@listing_options
def list_(
    desk: "CasesDesk",
    viewer: Viewer,
    status: CaseStatus | None,
    hypothesis: Hypothesis | None,
    waits: Waiting | None,
    mine: bool,
    mentions: bool,
    subject: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> None:
    """List cases by urgency and age, with the reason for their place.

    \b
    bantay cases list --store bantay-demo
    bantay cases list --status open --format jsonl --store bantay-demo
    bantay cases list --waits second --by jun
    """
    wanted = QueueFilter(
        status=status,
        hypothesis=hypothesis,
        waits=waits,
        mine=mine,
        mentions=mentions,
        subject=subject,
        limit=limit,
    )
    write(LISTING, desk.queue(viewer, wanted), format_, output)


@cases.command("show", short_help="Show one: people, card, questions, clocks, answers.")
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="As data, as the server gives it.")
@_person
def show(desk: "CasesDesk", viewer: Viewer, case: str, as_json: bool) -> None:
    """Show a CASE, named by its id or a unique beginning of it.

    \b
    bantay cases show c-4ik --store bantay-demo
    bantay cases show c-4ik --json --store bantay-demo
    bantay cases show c-4ik --role moderator --by ana     what a moderator may see
    """
    page = desk.case(case, viewer)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(page), indent=2).decode())
    else:
        click.echo(told(page))


@cases.command("note", short_help="Write a note; @name and @role mention.")
@click.argument("case")
@click.argument("text")
@click.option("--about", help="An event or account of the case that the note is about.")
@click.option(
    "--sealed", is_flag=True, help="Under a report's confidentiality: moderators never see it."
)
@_person
def note(
    desk: "CasesDesk", viewer: Viewer, case: str, text: str, about: str | None, sealed: bool
) -> None:
    """Write a note on a CASE.

    \b
    bantay cases note c-4ik "@jun check the payout owner" --store bantay-demo
    bantay cases note c-4ik "report drafted" --sealed --store bantay-demo
    """
    if sealed:
        click.echo(f"sealed: {desk.sealed_note(case, viewer, text).note}")
        return
    written = desk.note(case, viewer, text, about)
    names = f", mentions {', '.join(written.mentions)}" if written.mentions else ""
    click.echo(f"{written.note}{names}")


@cases.command("lease", short_help="Take a case in hand, or put it back.")
@click.argument("case")
@click.option("--minutes", type=click.IntRange(1, 480), help="For how long.")
@click.option("--release", is_flag=True, help="Put it back.")
@_person
def lease(desk: "CasesDesk", viewer: Viewer, case: str, minutes: int | None, release: bool) -> None:
    """Take a CASE in hand, so that nobody else answers it meanwhile.

    \b
    bantay cases lease c-4ik --minutes 30 --store bantay-demo
    bantay cases lease c-4ik --release --store bantay-demo
    """
    if release:
        desk.release(case, viewer)
        click.echo(f"{case} is free")
    else:
        taken = desk.lease(case, viewer, minutes)
        click.echo(f"{case} is in the hands of {taken.by} until {taken.until:%H:%M} UTC")


@cases.command("handover", short_help="Give a case to somebody, or back to the queue.")
@click.argument("case")
@click.argument("note")
@click.option("--to", help="To whom; without it, back to the queue.")
@_person
def handover(desk: "CasesDesk", viewer: Viewer, case: str, note: str, to: str | None) -> None:
    """Hand a CASE over that you have in hand, with a NOTE for whoever takes it.

    \b
    bantay cases handover c-4ik "the card's owner is still open" --to jun
    """
    desk.handover(case, viewer, note, to)
    click.echo(f"{case} goes to {to or 'the queue'}")


@cases.command("mark", short_help="Fill a line of the Palermo or ILO card.")
@click.argument("case")
@click.argument("card", type=click.Choice(get_args(Card)))
@click.argument("line")
@click.option("--holds/--not", default=True, help="It holds, or is ruled out.")
@click.option("--note", required=True, help="What it rests on.")
@_person
def mark(
    desk: "CasesDesk", viewer: Viewer, case: str, card: Card, line: str, holds: bool, note: str
) -> None:
    """Say of a LINE of a CARD that it holds, or that it does not.

    \b
    bantay cases mark c-4ik ilo "isolation" --note "says so in m-882" --store bantay-demo
    """
    desk.mark(case, viewer, card, line, holds, note=note)
    click.echo(f"{card}, {line}: {'filled' if holds else 'ruled out'} by {viewer.who}")


@cases.command("decide", short_help="Give the answer that is wanted: first, second or third.")
@click.argument("case")
@click.option("--outcome", required=True, type=click.Choice(get_args(Outcome)))
@click.option("--step", type=click.Choice(STEPS), help="Of the ladder; none for not_enough.")
@click.option("--reason", required=True, help="In words.")
@click.option("--quote", "quotes", multiple=True, help="An event of the evidence; repeatable.")
@_person
def decide(
    desk: "CasesDesk",
    viewer: Viewer,
    case: str,
    outcome: Outcome,
    step: Step | None,
    reason: str,
    quotes: tuple[str, ...],
) -> None:
    """Answer a CASE. `refer`, and a share of all answers, go to a second reader, blind.

    \b
    bantay cases decide c-4ik --outcome not_enough --reason "no money data before March"
    bantay cases decide c-4ik --outcome exploitation --step refer --quote EVENT \\
        --reason "pay of three hosts goes to one card"
    """
    page = desk.case(case, viewer)
    known = {q.event: q for a in page.alarms for f in a.findings for q in f.quotes}
    given = tuple(known.get(event) or Quote(event, "", 0, 0) for event in quotes)
    answer = Answer(outcome=outcome, step=step, reason=reason, quotes=given, shown=page.shown)
    give = desk.decide if page.asked.look in ("first", "none") else desk.second_look
    ruled = give(page.case, viewer, answer)
    wanted = f"; another reader is wanted: {ruled.because}" if ruled.again else ""
    remind = f"; somebody looks again by {ruled.remind:%Y-%m-%d}" if ruled.remind else ""
    click.echo(f"{ruled.ruling}: {ruled.look} look, {outcome} {step or ''}{wanted}{remind}")


@cases.command("undo", short_help="Take back your own latest answer, for ten minutes.")
@click.argument("case")
@_person
def undo(desk: "CasesDesk", viewer: Viewer, case: str) -> None:
    """Take back your latest answer to a CASE, as if it had not been given.

    \b
    bantay cases undo c-4ik --store bantay-demo
    """
    click.echo(f"{desk.undo(case, viewer).ruling} is taken back")


@cases.command("reverse", short_help="Open a decided case again, as another person.")
@click.argument("case")
@click.option("--reason", required=True, help="In words.")
@_person
def reverse(desk: "CasesDesk", viewer: Viewer, case: str, reason: str) -> None:
    """Open a decided CASE again. Whoever answered it cannot.

    \b
    bantay cases reverse c-4ik --reason "the agency had a contract" --by jun
    """
    desk.reverse(case, viewer, reason)
    click.echo(f"{case} is open again")


@cases.command("hold", short_help="Place or lift a legal hold on the texts of a case.")
@click.argument("case")
@click.option("--reason", required=True, help="By whose order, and why.")
@click.option("--lift", is_flag=True, help="Lift it.")
@_person
def hold(desk: "CasesDesk", viewer: Viewer, case: str, reason: str, lift: bool) -> None:
    """Keep the texts of a CASE beyond retention and erasure, until the hold is lifted.

    \b
    bantay cases hold c-4ik --role lead --reason "order 12/26" --store bantay-demo
    bantay cases hold c-4ik --role lead --lift --reason "order withdrawn"
    """
    if lift:
        desk.lift(case, viewer, reason)
    else:
        desk.hold(case, viewer, reason)
    click.echo(f"{case}: legal hold {'lifted' if lift else 'placed'}")


@cases.command("bundle", short_help="Write the evidence as one signed zip.")
@click.argument("case")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option(
    "--profile",
    type=click.Choice(get_args(Profile)),
    default="masked",
    show_default=True,
    help="masked: contacts and names are left out; full: as it was written.",
)
@_person
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


@cases.command("verify", short_help="Prove a bundle; exit 1 when it does not hold.")
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


@cases.command("quality", short_help="Agreement, reversals, age of the queue: of the team.")
@_person
def quality(desk: "CasesDesk", viewer: Viewer) -> None:
    """How far readers agree and how often answers are taken back. Never of one person.

    \b
    bantay cases quality --role lead --store bantay-demo
    """
    from bantay.cli.render.casepage import figures

    click.echo(figures(desk.quality(viewer)))
