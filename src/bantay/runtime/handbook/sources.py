"""Where the handbook's Markdown lies: in the wheel beside the code, in a checkout under `docs`."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from bantay.errors import InputError

PACKAGE = Path(__file__).parents[2]
SHIPPED = PACKAGE / "handbook"
"""Where a wheel keeps `docs`; there is no such folder in a checkout."""

_DOCS, _ROOMS = "docs", "src/bantay"


class Source(Struct, frozen=True):
    """One page's Markdown: where it lies in the repository, and where it goes in the site."""

    place: str  # as in the repository, such as docs/guide/policy.md; links are relative to it
    out: str  # as in the site, such as guide/policy.html
    path: Path


def handbook() -> Path:
    """The folder of the handbook. `InputError` when this installation has none."""
    for folder in (SHIPPED, PACKAGE.parents[1] / _DOCS):
        if (folder / "order.toml").is_file():
            return folder
    raise InputError("this installation holds no handbook: install the wheel, or use a checkout")


def sources(folder: Path, package: Path = PACKAGE) -> tuple[Source, ...]:
    """Every page there is: the handbook's own, then what each room says of itself."""
    return (*_own(folder), *_rooms(package))


def pictures(folder: Path) -> list[Path]:
    """The pictures that pages show, by their path under the handbook."""
    found = (p for kind in ("*.svg", "*.png") for p in (folder / "images").glob(kind))
    return sorted(p.relative_to(folder) for p in found)


def _own(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        stem = name.removesuffix(".md")
        out = stem.removesuffix("README") + "index" if stem.endswith("README") else stem
        yield Source(f"{_DOCS}/{name}", f"{out}.html", path)


def _rooms(package: Path) -> Iterator[Source]:
    for path in sorted(package.rglob("README.md")):
        if SHIPPED in path.parents:
            continue
        room = path.parent.relative_to(package).as_posix()
        out = f"rooms/{room.replace('/', '.')}.html"
        yield Source(f"{_ROOMS}/{room}/README.md", out, path)
