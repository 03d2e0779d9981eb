"""A process that sends a report and is killed between the receiver's work and its answer."""

import sys
from pathlib import Path

from bantay.adapters.store import open_store
from bantay.runtime.report_settings import read_settings
from bantay.runtime.reporting import Clerk

if __name__ == "__main__":
    folder, report, by, now = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    store = open_store(folder / "store", create=False)
    clerk = Clerk(store.reports, read_settings(folder / "reports.toml"), lambda: now)
    clerk.send(clerk.find(report, by), by)
