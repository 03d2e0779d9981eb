"""`bantay report`: from a case to an agency, a helper, the public; never without a person."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.safe import safe
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.report_figures import figures
from bantay.cli.report_options import by_option, clerk_of, settings_option
from bantay.cli.report_sending import release, retract, send, status
from bantay.errors import ConfigError, InputError
from bantay.model.report import ReportCase
from bantay.model.reporting import Problem

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore
    from bantay.runtime.report_settings import Room, Target

PROBLEMS: Listing[Problem] = Listing(
    shown=(
        Column("in the way", lambda p: p.final),
        Column("field", lambda p: p.path or "document"),
        Column("what", lambda p: p.reason, short=False),
        Column("where to mend it", lambda p: p.source, short=False),
    ),
    fields=(
        Column("final", lambda p: p.final),
        Column("path", lambda p: p.path),
        Column("reason", lambda p: p.reason),
        Column("source", lambda p: p.source),
    ),
    record=lambda p: p,
    empty="no problems",
    under=lambda p: f"{p.reason} <- {p.source}",
)


@click.group("report", short_help="Reports to agencies, helpers and the public.")
def report() -> None:
    """Reports from one case: drafted, checked, shown, approved by a named person, then sent.

    Nothing leaves without that person's yes to exactly the document they saw. Test endpoints are
    the default; production is named twice, in the settings and with --production NAME.

    \b
      bantay report draft --case c-25ss --format ncmec --by "Dana Reyes"
      bantay report show rp-12ab34 --html preview.html --by "Dana Reyes"
      bantay report approve rp-12ab34 --digest 9f86d081 --by "Sam Okoye"
      bantay report send rp-12ab34 --by "Sam Okoye"
    """


@report.command("draft", short_help="Write the document of a case.")
@click.option("--case", "case", metavar="CASE", help="A case of the store.")
@click.option("--alarm", "alarms", multiple=True, metavar="ALARM", help="Alarms, without a case.")
@click.option(
    "--case-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The case as JSON, from elsewhere.",
)
@click.option(
    "--add",
    "more",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What a person knows besides (TOML): names, papers, a summary, urgency.",
)
@click.option("--format", "format_", metavar="FORMAT", help="The first destination of a format.")
@click.option("--to", metavar="NAME", help="A destination of the settings.")
@click.option("--follows", metavar="REPORT", help="The earlier report that this one continues.")
@store_option
@settings_option
@by_option
def draft(
    case: str | None,
    alarms: tuple[str, ...],
    case_file: Path | None,
    more: Path | None,
    format_: str | None,
    to: str | None,
    follows: str | None,
    store: Path,
    settings: Path,
    by: str | None,
) -> int:
    """Draft a report. Exit 1 when something stands in the way of approving it.

    \b
      bantay report draft --case c-25ss --to cybertip-test --by "Dana Reyes"
      bantay report draft --case-file case.json --format goaml --add kyc.toml --by "Dana Reyes"
    """
    if (case is not None) + bool(alarms) + (case_file is not None) != 1:
        raise InputError("name one case: --case CASE, or --alarm ALARM, or --case-file FILE")
    with clerk_of(store, settings) as (clerk, place, room):
        target = _target(room, format_, to)
        by = by or who()
        clerk.may_draft(by)
        if case_file is not None:
            found = _from_file(case_file)
        else:
            found = _from_store(place, room, case, alarms, by)
        said = "" if more is None else more.read_text("utf-8")
        made = clerk.draft(_added(found, more, said), target, by, follows, added=said)
        problems = clerk.document(made, by).problems
    click.echo(f"{made.report}: {target.format} to {made.destination}, digest {made.digest[:16]}")
    final = [one for one in problems if one.final]
    click.echo("nothing stands in the way" if not final else f"{len(final)} in the way:")
    for one in final:
        click.echo(safe(f"  {one.path or 'document'}: {one.reason}  <- {one.source}"))
    return ASKED if final else FINE


@report.command("show", short_help="Preview a report, as text or as one HTML file.")
@click.argument("report_id", metavar="REPORT")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the preview as one HTML file that loads nothing.",
)
@click.option(
    "--raw",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the document itself.",
)
@store_option
@settings_option
@by_option
def show(
    report_id: str, html: Path | None, raw: Path | None, store: Path, settings: Path, by: str | None
) -> None:
    """Show what would leave, where every field comes from, and what stands in the way.

    \b
      bantay report show rp-12ab34 --by "Dana Reyes"
      bantay report show rp-12ab34 --html preview.html --raw report.xml --by "Dana Reyes"
    """
    from bantay.reports import preview

    with clerk_of(store, settings) as (clerk, _, _):
        found = clerk.find(report_id, by or who())
        document = clerk.document(found, by or who())
    if html is not None:
        html.write_text(preview.as_html(found, document), "utf-8")
    if raw is not None:
        raw.write_bytes(document.body)
    if html is None and raw is None:
        lines = preview.as_text(found, document).splitlines()
        click.echo("\n".join(safe(line) for line in lines))


@report.command("check", short_help="What stands in the way of a report.")
@click.argument("report_id", metavar="REPORT")
@store_option
@settings_option
@by_option
@listing_options
def check(
    report_id: str,
    store: Path,
    settings: Path,
    by: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """List problems at their field, with where each is mended; exit 1 while one is in the way.

    \b
      bantay report check rp-12ab34 --format jsonl --by "Dana Reyes"
    """
    with clerk_of(store, settings) as (clerk, _, _):
        found = clerk.find(report_id, by or who())
        problems = sorted(clerk.document(found, by or who()).problems, key=lambda p: not p.final)
    write(PROBLEMS, problems[:limit], format_, output)
    return ASKED if any(one.final for one in problems) else FINE


@report.command("approve", short_help="A named person says yes to exactly this document.")
@click.argument("report_id", metavar="REPORT")
@click.option("--digest", required=True, help="The first letters of the digest you saw: 8 or more.")
@store_option
@settings_option
@by_option
def approve(report_id: str, digest: str, store: Path, settings: Path, by: str | None) -> None:
    """Approve a report. The digest says which document you saw; another is not approved.

    \b
      bantay report approve rp-12ab34 --digest 9f86d081 --by "Sam Okoye"
    """
    with clerk_of(store, settings) as (clerk, _, _):
        found = clerk.find(report_id, by or who())
        done = clerk.approve(found, digest, by or who())
    click.echo(f"{done.report}: approved by {safe(done.approved_by or '')}; it has not been sent")


def _target(room: "Room", format_: str | None, to: str | None) -> "Target":
    from bantay.reports.formats import TITLES

    if (format_ is None) == (to is None):
        raise InputError("say where it goes: --to NAME, or --format FORMAT")
    if to is not None:
        return room.target(to)
    known = next((name for name in TITLES if name == format_), None)
    if known is None:
        raise ConfigError(f"there is no format {format_!r}; there are: {', '.join(TITLES)}")
    return room.first(known)


def _from_file(path: Path) -> ReportCase:
    import msgspec

    from bantay.errors import Place

    try:
        return msgspec.json.decode(path.read_bytes(), type=ReportCase)
    except (OSError, msgspec.DecodeError) as wrong:
        raise InputError(f"it is not a case: {wrong}", Place(str(path))) from None


def _from_store(
    place: "EmbeddedStore", room: "Room", case: str | None, alarms: tuple[str, ...], by: str
) -> ReportCase:
    from bantay.cli.rooms import alarm_called
    from bantay.model.casework import Viewer
    from bantay.runtime.cases_desk import desk_of
    from bantay.runtime.report_gather import of_alarms, of_page

    if case is None:
        return of_alarms(place, [alarm_called(place, one) for one in alarms], room.said.filer, by)
    viewer = Viewer(who=by, role="analyst", purpose="drafting a report")
    desk = desk_of(place)
    desk.take_up()
    return of_page(place, desk.case(case, viewer), room.said.filer, by)


def _added(case: ReportCase, more: Path | None, said: str) -> ReportCase:
    from bantay.runtime.report_gather import added_text

    return case if more is None else added_text(case, said, str(more))


for _command in (send, status, retract, release, figures):
    report.add_command(_command)
