"""A clerk over a store of its own, a clock that tests move, and cases to report."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.adapters.store.reports import ReportShelf
from bantay.bench.report_cases import NOW, made
from bantay.model.clock import DAY, HOUR, micros
from bantay.model.report import ReportCase
from bantay.model.reporting import Report
from bantay.runtime.report_sending import Preserve
from bantay.runtime.report_settings import Room, read_settings
from bantay.runtime.reporting import Clerk

DANA, SAM = "Dana Reyes", "Sam Okoye"
PROFILE = """
name = "example"
version = "5.0.2"
currency = "USD"
[codes.transmode]
other = "ELCFT"
[codes.funds]
other = "ELCFT"
[codes.phone_contact]
private = "PRIVT"
[codes.phone]
other = "M"
[codes.address]
home = "HOME"
[codes.paper]
other = "OTHER"
[indicators]
any = ["EXPLOIT"]
"""
SETTINGS = """
[people]
filers = ["Dana Reyes"]
approvers = ["Sam Okoye"]

[filer]
organisation = "Example Chat"
domain = "example.com"
platform = "Example Chat"
first = "Dana"
last = "Reyes"
mail = "safety@example.com"
countries = ["NL", "DE"]
phone = {{ number = "5550100", calling_code = "+1" }}
goaml = {{ entity = 101, profile = "goaml.toml" }}
fincen = {{ tin = "000000000", tcc = "PBSA0000" }}

[filer.address]
street = "1 Example Street"
city = "Springfield"
zip = "62701"
region = "IL"
country = "US"

[[destination]]
name = "tips"
format = "ncmec"
url = "http://127.0.0.1:{port}/ispws"
user = "example"
secret_file = "secret"
timeout = 0.3
{production}

[[destination]]
name = "dsa"
format = "dsa"
url = "http://127.0.0.1:{port}/api/v1"
secret_file = "secret"
timeout = 0.3

[[destination]]
name = "host"
format = "xarf"
url = "http://127.0.0.1:{port}/abuse"
timeout = 0.3

[[destination]]
name = "unit"
format = "goaml"
folder = "out"

[[destination]]
name = "sar"
format = "fincen"
folder = "out"

[[destination]]
name = "helpers"
format = "htcds"
folder = "out"
"""


class Clock:
    """Microseconds UTC, moved by hand."""

    def __init__(self) -> None:
        self.now = micros(NOW)

    def __call__(self) -> int:
        return self.now

    def skip(self, by: int = DAY) -> None:
        self.now += by


def settings(folder: Path, port: int, production: str = "") -> Room:
    """The settings file of these tests."""
    (folder / "secret").write_text("s3cret")
    (folder / "goaml.toml").write_text(PROFILE)
    path = folder / "reports.toml"
    path.write_text(SETTINGS.format(port=port, production=production))
    return read_settings(path)


class Office:
    """Everything a report needs, in one folder."""

    def __init__(
        self, folder: Path, port: int, production: str = "", preserve: Preserve | None = None
    ):
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = Clock()
        self.store: EmbeddedStore = open_store(folder / "store", create=True, clock=self.clock)
        self.store.close()
        self.store = open_store(folder / "store", create=False, clock=self.clock)
        self.room = settings(folder, port, production)
        self.media = folder / "media"
        self.media.mkdir(exist_ok=True)
        self.clerk = Clerk(self.shelf, self.room, self.clock, preserve, self.media)

    @property
    def shelf(self) -> ReportShelf:
        return self.store.reports

    def approved(self, to: str = "tips", case: ReportCase | None = None) -> Report:
        """A report that Dana drafted and Sam approved."""
        report = self.clerk.draft(case or with_file(), self.room.target(to), DANA)
        return self.clerk.approve(report, report.digest[:12], SAM)

    def sent(self, report: Report, rounds: int = 40) -> Report:
        """Send, and go on as time passes, until it is sent or dead."""
        for _ in range(rounds):
            report = self.clerk.send(report, SAM)
            if report.status in ("sent", "dead"):
                return report
            self.clock.skip(3 * HOUR)
        return report


def with_file() -> ReportCase:
    """A case whose text must go along whole, so that every call is made."""
    case = structs.replace(made(7, "usual", "minor_at_risk"), media=())
    return structs.replace(case, urgent="a reason for speed " * 300)


@contextmanager
def office(
    folder: Path, port: int, production: str = "", preserve: Preserve | None = None
) -> Iterator[Office]:
    """An office that is closed at the end."""
    one = Office(folder, port, production, preserve)
    try:
        yield one
    finally:
        one.store.close()
