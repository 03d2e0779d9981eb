"""`bantay cases`: what people work on, in the order in which somebody should look."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bantay.cli.evidence import bundle, hold, quality, verify
from bantay.cli.options import listing_options
from bantay.cli.render.caselist import LISTING
from bantay.cli.render.casepage import told
from bantay.cli.render.tables import write
from bantay.cli.viewer import person
from bantay.model.case import Card, CaseStatus
from bantay.model.case_page import QueueFilter, Waiting
from bantay.model.casework import Answer, Outcome, Viewer
from bantay.model.decision import STEPS, Step
from bantay.model.evidence import Quote
from bantay.model.vocabulary import Hypothesis

if TYPE_CHECKING:
    from bantay.ports.cases import CasesDesk


class Cases(click.Group):
    """A group that lists when it is given no other command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words typed; options alone are those of `list`."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    "cases", cls=Cases, short_help="What people work on: alarms joined, with everything beside."
)
def cases() -> None:
    """Cases: alarms about the same people, ring or instrument, joined. All is *possible*.

    Every look and every change goes to the audit log with your name, role and purpose.

    \b
    bantay cases --store bantay-demo                     the same as bantay cases list
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
@person
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
@person
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
@person
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
@person
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
@person
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
@person
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
@person
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
        --reason "pay of three hosts goes to one card" --store bantay-demo
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
@person
def undo(desk: "CasesDesk", viewer: Viewer, case: str) -> None:
    """Take back your latest answer to a CASE, as if it had not been given.

    \b
    bantay cases undo c-4ik --store bantay-demo
    """
    click.echo(f"{desk.undo(case, viewer).ruling} is taken back")


@cases.command("reverse", short_help="Open a decided case again, as another person.")
@click.argument("case")
@click.option("--reason", required=True, help="In words.")
@person
def reverse(desk: "CasesDesk", viewer: Viewer, case: str, reason: str) -> None:
    """Open a decided CASE again. Whoever answered it cannot.

    \b
    bantay cases reverse c-4ik --reason "the agency had a contract" --by jun
    """
    desk.reverse(case, viewer, reason)
    click.echo(f"{case} is open again")


for _command in (hold, bundle, verify, quality):
    cases.add_command(_command)
