"""The wheel: built without a network, whole, and able to start where nothing else is installed."""

import site
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

from _house import PACKAGE, ROOT
from _recipe import context
from bantay.model.version import VERSION

UV = Path(sysconfig.get_path("scripts")) / "uv"


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints; a failure shows what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "UV_OFFLINE": "1", "UV_NO_CONFIG": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built where there is nothing but what the container copies."""
    out, bare = tmp_path_factory.mktemp("wheel"), context(tmp_path_factory.mktemp("context"))
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out), folder=bare)
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts folder of a new environment: the wheel's own files, our libraries lent to it.

    The libraries are lent by a path file, which does not read the path files it finds: the
    checkout that is installed here stays out of sight.
    """
    home = tmp_path_factory.mktemp("empty")
    run(UV, "venv", "--quiet", "--python", sys.executable, "env", folder=home)
    python = home / "env" / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--no-deps", "--python", python, wheel, folder=home)
    [packages] = (home / "env").glob("lib/*/site-packages")
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return python.parent


def test_it_is_named_and_licensed(wheel: Path) -> None:
    assert wheel.name == f"bantay-{VERSION}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        folder = f"bantay-{VERSION}.dist-info"
        metadata = archive.read(f"{folder}/METADATA").decode()
        assert (ROOT / "LICENSE").read_bytes() == archive.read(f"{folder}/licenses/LICENSE")
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata


def test_it_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    files = (p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc")
    ours = {p.relative_to(PACKAGE.parent).as_posix() for p in files}
    pages = (p for p in (ROOT / "docs").rglob("*") if p.is_file())
    ours |= {f"bantay/handbook/{p.relative_to(ROOT / 'docs').as_posix()}" for p in pages}
    with ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == ours
    assert "bantay/py.typed" in inside
    assert {Path(name).suffix for name in inside} >= {".py", ".toml"}


def test_its_handbook_is_built_from_what_it_holds(installed: Path) -> None:
    said = run(installed / "bantay", "docs", "build", "--out", "site", folder=installed)
    first = Path(said.strip())
    assert first.is_file() and (first.parent / "rooms" / "planes.money.html").is_file()
    assert (first.parent / "reference" / "events.html").is_file()


def test_its_command_starts_in_an_empty_environment(installed: Path) -> None:
    assert VERSION in run(installed / "bantay", "--version", folder=installed)
    assert VERSION in run(installed / "python", "-m", "bantay", "--version", folder=installed)


def test_what_starts_is_the_wheel_and_not_the_checkout(installed: Path) -> None:
    code = "import bantay, importlib.resources as r; print(r.files('bantay') / 'py.typed')"
    marker = Path(run(installed / "python", "-c", code, folder=installed).strip())
    assert marker.is_file()
    assert marker.is_relative_to(installed.parent)


def test_it_is_small(wheel: Path) -> None:
    from bantay.bench.starting import WHEEL_MIB

    assert wheel.stat().st_size < WHEEL_MIB * 2**20


def test_importing_it_loads_next_to_nothing(installed: Path) -> None:
    """What makes it quick, without a clock: no heavy library comes with the front door."""
    code = (
        "import sys, bantay; heavy = ('pyarrow', 'numpy', 'sqlalchemy', 'alembic', 'rich', "
        "'hyperscan', 'phonenumbers', 'cryptography', 'litestar'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    assert run(installed / "python", "-c", code, folder=installed) == "[]\n"
