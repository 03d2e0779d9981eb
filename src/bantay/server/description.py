"""The OpenAPI 3.1 description, made from the handlers, the event types, and one example each."""

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.handlers import HTTPRouteHandler

from bantay.runtime.schema import events_schema
from bantay.server.intake import CLOUD, CLOUD_BATCH, LINES
from bantay.server.rights import PUBLIC, ROLE_RIGHTS, SCOPE_RIGHTS, SIGNED_IN

_EXAMPLE: dict[str, Any] = {
    "id": "e-1",
    "time": "2026-01-31T18:30:00Z",
    "type": "message.sent",
    "account": "u-1",
    "conversation": "c-1",
    "text": "see you tomorrow",
}
_KEY = {"type": "http", "scheme": "bearer", "description": "A key of `bantay keys new`."}
_COOKIE = {"type": "apiKey", "in": "cookie", "name": "bantay"}
_ORDER = {
    "accepted": 1,
    "duplicates": 0,
    "quarantined": 0,
    "decisions": [],
    "orders": [],
    "replayed": False,
}


@get("/v1/openapi.json", opt={"right": "public"}, include_in_schema=False)
async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The description of this API."""
    return Response(described(request.app), media_type="application/json")


@cache
def described(app: Litestar) -> bytes:
    """The description as JSON; made once an application."""
    made: dict[str, Any] = app.openapi_schema.to_schema()
    parts = made.setdefault("components", {}).setdefault("schemas", {})
    schema = events_schema()
    for name, part in schema.pop("$defs").items():
        parts.setdefault(f"Event{name}", _moved(part))
    parts["BantayEvent"] = {
        "oneOf": [_moved(one) for one in schema["oneOf"]],
        "discriminator": _moved(schema["discriminator"]),
    }
    made["paths"]["/v1/events"]["post"]["requestBody"] = _events_body()
    made["components"]["securitySchemes"] = {"key": _KEY, "session": _COOKIE}
    for handler in _handlers(app):
        for path in handler.paths:
            _say(made["paths"], path, handler)
    for name, says in _says(app).items():
        if name in parts:
            parts[name].setdefault("description", says)
    made["paths"]["/v1/events"]["post"]["responses"]["200"]["content"]["application/json"][
        "example"
    ] = _ORDER
    return msgspec.json.encode(made)


def _handlers(app: Litestar) -> list[HTTPRouteHandler]:
    found = (one for route in app.routes for one in getattr(route, "route_handlers", ()))
    return [one for one in found if one.include_in_schema is not False]


def _say(paths: dict[str, Any], path: str, handler: HTTPRouteHandler) -> None:
    """What an operation is for, and whose key or session may ask it."""
    plain = path.replace(":str}", "}").replace(":int}", "}")
    for verb in handler.http_methods:
        if operation := paths.get(plain, {}).get(verb.lower()):
            operation["security"] = whose(handler.opt.get("right", ""))
            operation.setdefault("description", inspect.getdoc(handler.fn) or operation["summary"])


def whose(right: str) -> list[dict[str, list[str]]]:
    """Who may, as OpenAPI says it: each alternative is a scope of keys, or a person's session.
    Empty: anybody."""
    if right == PUBLIC:
        return []
    keys = [{"key": [scope]} for scope, rights in SCOPE_RIGHTS.items() if right in rights]
    people = right == SIGNED_IN or any(right in rights for rights in ROLE_RIGHTS.values())
    return [*keys, *([{"session": list[str]()}] if people else [])]


def _says(app: Litestar) -> dict[str, str]:
    """What each type that is taken or answered says of itself."""
    found: dict[str, str] = {}
    for handler in _handlers(app):
        signature = handler.parsed_fn_signature
        data = signature.parameters.get("data")
        refused = [one.data_container for one in (handler.responses or {}).values()]
        taken = data.annotation if data else None
        for kind in (signature.return_type.annotation, taken, *refused):
            for struct in _structs(kind, set()):
                words = (struct.__doc__ or "").split("\n\n")[0]
                found[struct.__name__] = " ".join(words.split())
    return found


def _structs(kind: Any, seen: set[type]) -> Iterator[type]:
    """The types in an annotation, and in their fields."""
    for one in get_args(kind):
        yield from _structs(one, seen)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        yield kind
        for one in get_type_hints(kind).values():
            yield from _structs(one, seen)


def _moved(part: Any) -> Any:
    """The same schema with its references to where the description keeps them."""
    if isinstance(part, dict):
        return {key: _moved(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(value) for value in part]
    if isinstance(part, str) and part.startswith("#/$defs/"):
        return "#/components/schemas/Event" + part.removeprefix("#/$defs/")
    return part


def _events_body() -> dict[str, Any]:
    one = {"$ref": "#/components/schemas/BantayEvent"}
    many = {"type": "array", "items": one}
    cloud = {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string"},
            "source": {"type": "string"},
            "type": {"type": "string"},
            "time": {"type": "string", "format": "date-time"},
            "data": {"type": "object"},
        },
    }
    line = msgspec.json.encode(_EXAMPLE).decode()
    envelope = {
        "specversion": "1.0",
        "id": "1",
        "source": "/chat",
        "type": "message.sent",
        "data": _EXAMPLE,
    }
    content: dict[str, Any] = {
        "application/json": {"schema": {"oneOf": [one, many]}, "example": [_EXAMPLE]},
        LINES[0]: {"schema": {"type": "string"}, "example": line + "\n"},
        CLOUD: {"schema": cloud, "example": envelope},
        CLOUD_BATCH: {"schema": {"type": "array", "items": cloud}, "example": [envelope]},
    }
    return {"required": True, "content": content}
