"""Evidence behind an accepted report is kept: its case goes under a legal hold."""

from datetime import datetime

from bantay.errors import Conflict, InputError
from bantay.model.casework import Viewer
from bantay.model.reporting import Report
from bantay.runtime.cases_desk import StoreInPlace, desk_of
from bantay.runtime.report_sending import Preserve


def keeper(store: StoreInPlace) -> Preserve:
    """Places a legal hold on the report's case; a case from elsewhere has none to place here,
    and one that is held stays so. The report itself and its receipts rest in the store."""

    def keep(report: Report, until: datetime) -> None:
        desk = desk_of(store)
        viewer = Viewer(who=report.approved_by or "", role="lead", purpose="a report was filed")
        why = f"evidence of a filed report is kept until {until:%Y-%m-%d}"
        try:
            desk.hold(report.case, viewer, why)
        except (Conflict, InputError):
            return

    return keep
