"""The OpenAPI 3.1 description, made from the handlers, the event types, and one example each."""

from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get

from bantay.runtime.schema import events_schema
from bantay.server.intake import CLOUD, CLOUD_BATCH, LINES

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
    made["security"] = [{"key": []}, {"session": []}]
    made["paths"]["/v1/events"]["post"]["responses"]["200"]["content"]["application/json"][
        "example"
    ] = _ORDER
    return msgspec.json.encode(made)


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
