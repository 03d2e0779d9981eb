"""The desk of cases over a running server's store: labels of answers go to its engine."""

from collections.abc import Sequence

from bantay.model.events import LabelGiven
from bantay.ports.cases import CasesDesk
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.serving.site import Site
from bantay.runtime.serving.waiting import Posting

PATIENCE = 30
"""Seconds to wait until the engine has taken the labels of an answer."""


def case_desk(site: Site) -> CasesDesk:
    """A desk for one call, in a reading thread."""

    def tell(labels: Sequence[LabelGiven]) -> None:
        site.service.post(Posting(list(labels))).result(PATIENCE)

    return desk_of(site.reader, tell=tell)
