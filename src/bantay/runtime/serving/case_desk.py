"""The desk of cases over a running server's store: what answers mean goes to its engine."""

from collections.abc import Sequence

from msgspec.structs import replace

from bantay.model.clock import moment
from bantay.model.events import LabelGiven
from bantay.model.log import CaseAnswered
from bantay.ports.cases import CasesDesk
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.embedded import Driver, wall
from bantay.runtime.serving.site import PATIENCE, Site
from bantay.runtime.serving.waiting import Posting

OFTEN = 60.0
"""Seconds between two looks for answers that can no longer be undone: their steps act then."""


def case_desk(site: Site) -> CasesDesk:
    """A desk for one call, in a reading thread."""

    def tell(labels: Sequence[LabelGiven], steps: Sequence[CaseAnswered]) -> None:
        if steps:
            site.service.call(lambda driver: _take(driver, steps)).result(PATIENCE)
        site.service.post(Posting(list(labels))).result(PATIENCE)

    return desk_of(site.reader, tell, site.untold)


def keep_up(site: Site) -> int:
    """Take up what changed, and tell what can no longer be undone; how many alarms there were.
    What cannot be done now is done in the next round, or when somebody looks."""
    return case_desk(site).take_up()


def _take(driver: Driver, steps: Sequence[CaseAnswered]) -> None:
    """The steps at the log's own time, and what they order is sent."""
    time = moment(wall() if driver.now is None else driver.now)
    driver.own([replace(step, time=time) for step in steps])
    driver.act()
