"""The whole site: every page rendered, written with its pictures, style and search index."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from bantay.runtime.handbook.frame import Around, page
from bantay.runtime.handbook.markdown import Drawn, drawn
from bantay.runtime.handbook.order import ordered
from bantay.runtime.handbook.sources import Source, handbook, pictures, sources

STATIC = Path(__file__).parent / "static"
INDEX = "search-index.js"
_FOUND = 400  # characters of a section that can be found; more makes the index heavy


class Site(Struct, frozen=True):
    """What was built: files by path, and the links that lead nowhere, by page."""

    files: Mapping[str, bytes]
    lost: Mapping[str, tuple[str, ...]]


def built(folder: Path | None = None) -> Site:
    """Render the handbook in a folder (by default the one of this installation)."""
    folder = folder or handbook()
    found = sources(folder)
    known = _known(found, folder)
    texts = {s: drawn(s.path.read_text("utf-8"), s.place, s.out, known) for s in found}
    around = Around(ordered(folder, found), {s.out: text.title for s, text in texts.items()})
    files = {s.out: page(s, text, around).encode() for s, text in texts.items()}
    files[INDEX] = _index(texts)
    files |= {p.name: p.read_bytes() for p in sorted(STATIC.iterdir()) if p.is_file()}
    files |= {p.as_posix(): (folder / p).read_bytes() for p in pictures(folder)}
    return Site(files, {s.place: text.lost for s, text in texts.items() if text.lost})


def write(site: Site, out: Path) -> Path:
    """Put a site into a folder, new or made before by this; the page to open first."""
    for name, data in site.files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return out / "index.html"


def cleared(out: Path) -> None:
    """Take an older site away. A folder that holds anything else is left alone."""
    if (out / INDEX).is_file():
        shutil.rmtree(out)


def _known(found: Sequence[Source], folder: Path) -> dict[str, str]:
    """Where each place of the repository is in the site; a folder is its first page."""
    known = {source.place: source.out for source in found}
    for source in found:
        if PurePosixPath(source.place).name == "README.md":
            known[str(PurePosixPath(source.place).parent)] = source.out
    known["README.md"] = "index.html"
    return known | {f"docs/{p.as_posix()}": p.as_posix() for p in pictures(folder)}


def _index(texts: Mapping[Source, Drawn]) -> bytes:
    """What search looks through: page, heading, where, the first words below it."""
    rows = [row for source, text in texts.items() for row in _rows(source, text)]
    return f"window.bantayIndex={json.dumps(rows, ensure_ascii=False)};\n".encode()


def _rows(source: Source, text: Drawn) -> Iterator[list[str]]:
    names = {one.slug: one.text for one in text.headings}
    whole = "detectors/" not in source.out and "decisions/" not in source.out
    for at, (slug, said) in enumerate(text.texts):
        if slug and (whole or at < 2):
            yield [source.out, slug, text.title, names[slug], said[:_FOUND]]
