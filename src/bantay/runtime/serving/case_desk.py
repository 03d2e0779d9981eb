"""The desk of cases over a running server's store: what answers mean goes to its engine."""

from collections.abc import Sequence

from msgspec.structs import replace

from bantay.model.clock import moment
from bantay.model.events import LabelGiven
from bantay.model.log import CaseAnswered
from bantay.ports.cases import CasesDesk
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.embedded import Driver, wall
from bantay.runtime.serving.site import Site
from bantay.runtime.serving.waiting import Posting

PATIENCE = 30
"""Seconds to wait until the engine has taken what an answer means."""


def case_desk(site: Site) -> CasesDesk:
    """A desk for one call, in a reading thread."""

    def tell(labels: Sequence[LabelGiven], steps: Sequence[CaseAnswered]) -> None:
        if steps:
            site.service.call(lambda driver: _take(driver, steps)).result(PATIENCE)
        site.service.post(Posting(list(labels))).result(PATIENCE)

    return desk_of(site.reader, tell=tell)


def _take(driver: Driver, steps: Sequence[CaseAnswered]) -> None:
    """The steps at the log's own time, and what they order is sent."""
    time = moment(wall() if driver.now is None else driver.now)
    driver.own([replace(step, time=time) for step in steps])
    driver.act()
