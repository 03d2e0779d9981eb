"""Errors as RFC 9457 has them. A problem never repeats what somebody wrote."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from bantay.errors import BantayError, InputError, NotPermitted, StoreError
from bantay.runtime.serving import Full, Stopped
from bantay.runtime.serving.service import OtherBody

JSON = "application/problem+json"
_TITLES = {
    400: "The request cannot be read",
    401: "Who are you?",
    403: "This is not yours to do",
    404: "There is no such thing here",
    405: "This cannot be done here",
    408: "The body came too slowly",
    409: "This does not fit what is there",
    413: "The body is too large",
    415: "The body is of a kind that is not read here",
    421: "This server has another name",
    422: "Something in the request is wrong",
    429: "Too much at once",
    503: "Not now",
}
_INTERNAL = "A fault of ours"


class Wrong(Struct, frozen=True, kw_only=True):
    """One thing that is wrong: where (an RFC 6901 pointer into the body) and what."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of an error."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: tuple[Wrong, ...] = ()


class TooLarge(BantayError):
    """The body is longer than may be; nothing of it was taken."""

    status = 413

    def __init__(self) -> None:
        super().__init__("send less at once")


class TooSlow(BantayError):
    """The body did not come in time; nothing of it was taken."""

    status = 408

    def __init__(self) -> None:
        super().__init__("send the body without pauses")


class Refused(Exception):
    """Raised by handlers: becomes a problem with this status."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Wrong] = (),
        headers: dict[str, str] | None = None,
    ):
        self.status, self.detail = status, detail
        self.errors, self.headers = tuple(errors), headers or {}
        super().__init__(detail)


def problem(status: int, detail: str = "", path: str = "", errors: Sequence[Wrong] = ()) -> Problem:
    """A problem with the title that goes with its status."""
    title = _TITLES.get(status, _INTERNAL if status >= 500 else "It cannot be done")
    return Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail,
        instance=path,
        errors=tuple(errors),
    )


def respond(found: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A problem as a response."""
    return Response(
        msgspec.json.encode(found),
        status_code=found.status,
        media_type=JSON,
        headers=headers,
    )


def on_error(request: Request[Any, Any, Any], wrong: Exception) -> Response[bytes]:
    """Every exception of every handler ends here."""
    return respond(*problem_of(wrong, request.scope["path"]))


def problem_of(wrong: Exception, path: str) -> tuple[Problem, dict[str, str]]:
    """What is said of an exception, and with which headers."""
    path = path[:200]
    match wrong:
        case Refused():
            return problem(wrong.status, wrong.detail, path, wrong.errors), wrong.headers
        case ValidationException():
            return problem(422, "it is not of the shape asked for", path, _keys(wrong)), {}
        case HTTPException():
            return problem(wrong.status_code, _public(wrong), path), _headers(wrong)
        case BantayError():
            return _of_ours(wrong, path)
        case _:
            return problem(500, "nothing of what you sent is shown or kept", path), {}


def _of_ours(wrong: BantayError, path: str) -> tuple[Problem, dict[str, str]]:
    said = wrong.reason if isinstance(wrong, InputError) else str(wrong)
    match wrong:
        case TooLarge() | TooSlow():
            status, headers = wrong.status, {"Connection": "close"}
        case Full():
            status, headers = 429, {"Retry-After": str(max(1, round(wrong.wait)))}
        case Stopped() | StoreError():
            status, headers = 503, {"Retry-After": "5"}
            said = said if isinstance(wrong, Stopped) else "the store cannot be used now"
        case NotPermitted():
            status, headers = 403, {}
        case _:
            status, headers = (422 if isinstance(wrong, OtherBody) else 409), {}
    return problem(status, said, path), headers


def _keys(wrong: ValidationException) -> list[Wrong]:
    """Where it is wrong; the words of a decoder may repeat values, so they are not told."""
    extra = wrong.extra if isinstance(wrong.extra, list) else []
    keys = [str(e.get("key", "")) for e in extra if isinstance(e, dict)]
    return [
        Wrong(pointer="/" + key.replace(".", "/"), detail="is not what is asked for")
        for key in keys
        if key.replace(".", "").replace("_", "").isalnum()
    ]


def _public(wrong: HTTPException) -> str:
    return "" if wrong.status_code in (404, 405) or wrong.status_code >= 500 else wrong.detail


def _headers(wrong: HTTPException) -> dict[str, str]:
    return {k: v for k, v in (wrong.headers or {}).items() if k.lower() == "allow"}
