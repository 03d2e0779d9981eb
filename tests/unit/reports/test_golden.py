"""Documents byte by byte: a change of a format is seen in its golden file.

`python -m tests.unit.reports.test_golden` writes them anew; then read the difference.
"""

from pathlib import Path
from typing import get_args

import pytest

from bantay.bench.report_cases import FILER, NOW, PROFILE, Fill, made
from bantay.model.report import Format
from bantay.reports import guards, preview
from bantay.reports.formats import EXPORTERS, TITLES, Means

FOLDER = Path(__file__).parents[2] / "golden" / "reports"
MEANS = Means(filer=FILER, profile=PROFILE)
FILLS: tuple[Fill, ...] = get_args(Fill)
SEED = 4


def body(format: Format, fill: Fill) -> bytes:
    """The document of the golden case."""
    case = made(SEED, fill, "controller")
    return EXPORTERS[format](guards.quiet(case, format), MEANS, NOW).body


def path(format: str, fill: str) -> Path:
    """Where it is kept."""
    kind = "xml" if format in ("ncmec", "goaml", "fincen") else "json"
    return FOLDER / f"{format}-{fill}.{kind}"


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("format", TITLES)
def test_it_is_as_it_was(format: Format, fill: Fill) -> None:
    assert body(format, fill) == path(format, fill).read_bytes()


@pytest.mark.parametrize("format", TITLES)
def test_fields_and_their_sources_are_as_they_were(format: Format) -> None:
    assert fields(format) == (FOLDER / f"{format}-fields.txt").read_text()


def fields(format: Format) -> str:
    """Every path of the fullest document, and where its value comes from."""
    case = made(SEED, "maximum", "controller")
    found = EXPORTERS[format](guards.quiet(case, format), MEANS, NOW).fields
    return "".join(f"{where} <- {source}\n" for where, source in found)


def test_golden_files_hold_invented_people_only() -> None:
    text = "".join(file.read_text() for file in FOLDER.iterdir() if file.suffix != ".txt")
    import re

    hosts = set(re.findall(r"[\w.-]+@([\w.-]+)", text))
    assert hosts <= {"example.com", "example.net"}
    ips = set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text))
    assert {ip.rpartition(".")[0] for ip in ips} <= {"192.0.2", "198.51.100"}


def test_preview_names_its_fields() -> None:
    assert preview.TITLES is TITLES


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in TITLES:
        for fill_ in FILLS:
            path(one, fill_).write_bytes(body(one, fill_))
        (FOLDER / f"{one}-fields.txt").write_text(fields(one))
