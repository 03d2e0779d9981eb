"""Every library we stand on may stand beside Apache-2.0 code, and the bill of materials says so."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from _house import ROOT
from bantay.bench import sbom

LOCKS = {
    name: (ROOT / "requirements" / f"{name}.lock").read_text("utf-8") for name in ("base", "dev")
}
HERE = sbom.installed()


@pytest.mark.parametrize("name", [one.name for one in sbom.pinned(LOCKS["base"])])
def test_what_everybody_installs_is_allowed(name: str) -> None:
    found = HERE.get(name)
    if found is None:  # the lock holds for all systems; some libraries are for others alone
        assert name in {"colorama", "tzdata"}
        return
    said = sbom.licence(found)
    assert said is not None and sbom.agrees(said), said


def needed(name: str, extra: str = "") -> list[str]:
    """The libraries that an installed one asks for on this system."""
    lines = (Requirement(line) for line in HERE[name].requires or [])
    return [
        sbom.plain(r.name) for r in lines if not r.marker or r.marker.evaluate({"extra": extra})
    ]


def extras() -> dict[str, str]:
    """Every library that an extra for operators brings, with the extra."""
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, str] = {}
    for extra, lines in told["optional-dependencies"].items():
        if extra in ("bench", "peers"):  # for those who measure, never for operators
            continue
        todo = [
            part
            for line in map(Requirement, lines)
            for part in (sbom.plain(line.name), *_with(line))
        ]
        while todo:
            name = todo.pop()
            if name in HERE and name not in found:
                found[name] = extra
                todo += needed(name)
    return found


def _with(line: Requirement) -> list[str]:
    name = sbom.plain(line.name)
    return [one for extra in line.extras if name in HERE for one in needed(name, extra)]


@pytest.mark.parametrize(("name", "extra"), sorted(extras().items()))
def test_what_an_extra_brings_is_allowed_or_decided(name: str, extra: str) -> None:
    said = sbom.licence(HERE[name])
    exception = sbom.EXCEPTIONS.get(name)
    assert said is not None, f"{name} (extra {extra}) names no licence"
    assert sbom.agrees(said) or said.startswith((exception or "nothing").removesuffix("-only")), (
        said
    )


def test_every_exception_is_used_and_decided() -> None:
    [page] = (ROOT / "docs" / "decisions").glob("0074-*.md")
    text = page.read_text("utf-8")
    for name in sbom.EXCEPTIONS:
        assert name in extras() and not sbom.agrees(str(sbom.licence(HERE[name])))
        assert name in text


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("(MIT AND AGPL-3.0-only) OR LGPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("", False),
        ("(MIT", False),
        ("MIT BSD-3-Clause", False),
    ],
)
def test_an_expression_is_read_as_it_is_meant(said: str, good: bool) -> None:
    assert sbom.agrees(said) is good


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_the_bill_holds_the_whole_lock(name: str, tmp_path: Path) -> None:
    made = sbom.bill(LOCKS[name])
    pins = set(re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", LOCKS[name]))
    assert {part["name"] for part in made["components"]} == set(map(sbom.plain, pins))
    assert all(part["hashes"] and part["version"] for part in made["components"])
    refs = {part["bom-ref"] for part in made["components"]} | {"bantay"}
    for row in made["dependencies"]:
        assert {row["ref"], *row["dependsOn"]} <= refs
    [ours] = [row for row in made["dependencies"] if row["ref"] == "bantay"]
    assert {"alembic", "click", "msgspec"} <= set(ours["dependsOn"])
    assert made == sbom.bill(LOCKS[name])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])


def test_it_is_written_beside_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert sbom.main(["--out", str(tmp_path)]) == 0
    assert sorted(p.name.split(".")[-3] for p in tmp_path.iterdir()) == ["base", "dev"]
    for path in tmp_path.iterdir():
        assert json.loads(path.read_text("utf-8"))["components"]
