"""The console's own files, as they stand in the package: read once, handed out by name."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from msgspec import Struct

TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "svg": "image/svg+xml",
}
"""Nothing of any other kind is handed out."""

PAGES = ("/", "/setup")
"""Addresses of the one page; what it shows is decided after signing in."""
PARTS = "/console/"


class File(Struct, frozen=True):
    """A file's content, its media type, and a tag that changes with the content."""

    body: bytes
    kind: str
    tag: str


class Handed(Struct, frozen=True):
    """An answer that hands a file out; without a body when the asker has it already."""

    status: int
    body: bytes
    kind: str
    headers: dict[str, str]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, File]:
    """Every file of the console by its path below `static`."""
    return dict(_found(files("bantay.console").joinpath("static"), ""))


def _found(folder: Traversable, before: str) -> Any:
    for entry in folder.iterdir():
        name = f"{before}{entry.name}"
        if entry.is_dir():
            yield from _found(entry, f"{name}/")
        elif (kind := TYPES.get(name.rpartition(".")[2])) is not None:
            body = entry.read_bytes()
            yield name, File(body, kind, f'"{sha256(body).hexdigest()[:32]}"')


def handed(name: str, tag: str | None) -> Handed | None:
    """A file by its path below `static`, for somebody who has the one of that tag; None: only
    what was shipped has a name here, and no path leads elsewhere."""
    found = shipped().get(name)
    if found is None:
        return None
    headers = {"etag": found.tag, "cache-control": "no-cache"}
    if tag == found.tag:
        return Handed(304, b"", found.kind, headers)
    return Handed(200, found.body, found.kind, headers)


def at(path: str) -> tuple[str, str] | None:
    """The file at an address, and the template of that address; None: none can be there."""
    if path in PAGES:
        return "index.html", path
    if path.startswith(PARTS):
        return path.removeprefix(PARTS), "/console/{path:path}"
    return None
