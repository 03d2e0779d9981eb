"""The console's own files, as they stand in the package: read once, handed out by name."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

_TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "svg": "image/svg+xml",
}
"""Nothing of any other kind is handed out."""


class File(Struct, frozen=True):
    """A file's content, its media type, and a tag that changes with the content."""

    body: bytes
    kind: str
    tag: str


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, File]:
    """Every file of the console by its path below `static`."""
    return dict(_found(files("bantay.console").joinpath("static"), ""))


def _found(folder: Traversable, before: str) -> Any:
    for entry in folder.iterdir():
        name = f"{before}{entry.name}"
        if entry.is_dir():
            yield from _found(entry, f"{name}/")
        elif (kind := _TYPES.get(name.rpartition(".")[2])) is not None:
            body = entry.read_bytes()
            yield name, File(body, kind, f'"{sha256(body).hexdigest()[:32]}"')


@get(["/", "/setup"], opt={"right": "public"}, summary="The console", include_in_schema=False)
async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The one page; what it shows is decided after signing in."""
    return _answer(request, "index.html")


@get("/console/{path:path}", opt={"right": "public"}, include_in_schema=False)
async def part(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """A part of the page. Only what was shipped has a name here: no path leads elsewhere."""
    return _answer(request, str(path).lstrip("/"))


def _answer(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    found = shipped().get(name)
    if found is None:
        return Response(b"", status_code=404, media_type="text/plain")
    headers = {"etag": found.tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(b"", status_code=304, headers=headers)
    return Response(found.body, media_type=found.kind, headers=headers)


HANDLERS: tuple[HTTPRouteHandler, ...] = (page, part)
"""What `bantay serve` adds to the API."""
