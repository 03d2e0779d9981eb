"""The console's files, as handlers of the server."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from bantay.console.shipped import PAGES, PARTS, handed


@get(list(PAGES), opt={"right": "public"}, summary="The console", include_in_schema=False)
async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The one page; what it shows is decided after signing in."""
    return _answer(request, "index.html")


@get(PARTS + "{path:path}", opt={"right": "public"}, include_in_schema=False)
async def part(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """A part of the page."""
    return _answer(request, str(path).lstrip("/"))


def _answer(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    found = handed(name, request.headers.get("if-none-match"))
    if found is None:
        return Response(b"", status_code=404, media_type="text/plain")
    if found.status == 304:
        return Response(b"", status_code=304, headers=found.headers)
    return Response(found.body, media_type=found.kind, headers=found.headers)


HANDLERS: tuple[HTTPRouteHandler, ...] = (page, part)
"""What `bantay serve` adds to the API."""
