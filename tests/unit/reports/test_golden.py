"""Documents byte by byte: a change of a format is seen in its golden file.

`python -m tests.unit.reports.test_golden` writes them anew; then read the difference.
"""

import json
from pathlib import Path
from typing import get_args

import pytest

from bantay.bench.report_cases import FILER, NOW, PROFILE, Fill, made
from bantay.bench.report_required import SCHEMAS
from bantay.model.report import Format
from bantay.reports import graph, guards, htcds, jsons, preview, stix, xml
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
    """Every path of a document, at which fill it appears, and where its value comes from."""
    seen: dict[str, tuple[str, list[str]]] = {}
    for fill in FILLS:
        case = made(SEED, fill, "controller")
        for where, source in EXPORTERS[format](guards.quiet(case, format), MEANS, NOW).fields:
            seen.setdefault(where, (source, []))[1].append(fill)
    lines = (f"{where} <- {source}  [{' '.join(at)}]" for where, (source, at) in seen.items())
    return "\n".join(sorted(lines)) + "\n"


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("format", TITLES)
def test_as_it_lies_on_the_disk_it_is_valid(format: Format, fill: Fill) -> None:
    """Whatever the exporter says of itself."""
    file = path(format, fill).read_bytes()
    if format in SCHEMAS:
        assert xml.against(xml.shipped(SCHEMAS[format]), file) == ()
        return
    match format:
        case "dsa":
            found = [("dsa/statement.schema.json", s) for s in json.loads(file)["statements"]]
        case "xarf":
            found = [("xarf/types/content-csem.json", one) for one in json.loads(file)]
        case "stix":
            things = json.loads(file)["objects"]
            found = [(stix.SCHEMAS[one["type"]], one) for one in things]
        case "htcds":
            assert htcds.unknown_fields(json.loads(file)[0]) == []
            return
        case _:
            entities = [json.loads(line) for line in file.splitlines()]
            assert [p for one in entities for p in graph.broken(one, entities)] == []
            return
    assert found and [p for schema, one in found for p in jsons.against(schema, one)] == []


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
