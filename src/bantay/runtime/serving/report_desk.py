"""The desk of reports over a running server's store: its settings, its clerk, its postman."""

from typing import TYPE_CHECKING

from bantay.errors import BantayError, InputError
from bantay.model.case_page import CasePage
from bantay.model.reporting import Report
from bantay.runtime.report_gather import added_text, of_page
from bantay.runtime.report_keeping import keeper
from bantay.runtime.report_settings import Room, read_settings
from bantay.runtime.reporting import Clerk

if TYPE_CHECKING:
    from bantay.runtime.serving.site import Site

NO_SETTINGS = "no reports are written here: the server was given no settings for them"


def room_of(site: "Site") -> Room | None:
    """The settings of reports as they are now; None: there are none."""
    return read_settings(site.reports) if site.reports.is_file() else None


def clerk_of(site: "Site") -> tuple[Clerk, Room]:
    """The clerk of the server's store, with the settings. InputError: there are none."""
    from bantay.adapters.store.opening import wall_clock

    room = room_of(site)
    if room is None:
        raise InputError(NO_SETTINGS)
    return Clerk(site.reader.reports, room, wall_clock, keeper(site.reader)), room


def drafted(
    site: "Site", page: CasePage, to: str, by: str, more: str = "", follows: str | None = None
) -> Report:
    """A draft of a case for a destination, with what a person adds to it (TOML)."""
    clerk, room = clerk_of(site)
    clerk.may_draft(by)
    target = room.target(to)
    case = added_text(of_page(site.reader, page, room.said.filer, by), more, "more")
    return clerk.draft(case, target, by, follows, added=more)


def go_on(site: "Site") -> int:
    """Go on with every report that waits for its next try, in the name of who approved it; how
    many there were. What goes wrong is in the report, or is tried again."""
    if not site.reports.is_file():
        return 0
    clerk, _ = clerk_of(site)
    due = clerk.due()
    for id in due:
        found = site.reader.reports.peek(id)
        if found is None or not found.approved_by:
            continue
        try:
            clerk.send(found, found.approved_by, found.destination if found.production else None)
        except BantayError:  # another process sends, or settings have changed since
            continue
    return len(due)
