"""`POST /v1/hooks/NAME`: webhooks of payment providers and chat servers, signed as Standard
Webhooks has it. The signature is the right to come in; nothing of a body is read before it fits.

    [[hook]]                        # hooks.toml in the store, or where --hooks says
    name = "payments"
    secret_files = ["payments.secret"]   # two while a secret is rotated
"""

import asyncio
from pathlib import Path
from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field

from bantay.adapters.capabilities.signing import key_of
from bantay.adapters.hooks.standard import Receiver
from bantay.adapters.hooks.standard import Refused as Unbelieved
from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.problem import Problem
from bantay.adapters.written import text_of
from bantay.errors import BantayError
from bantay.kit.toml import read_toml
from bantay.ports.source import Reject
from bantay.runtime.embedded import wall
from bantay.runtime.serving import Posting
from bantay.server.given import TheSite
from bantay.server.problems import Refused

SETTINGS = "hooks.toml"
"""A file in the store's directory: whose webhooks are taken."""
_NO = "the request is not signed as it should be"


class Hook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sender: its name in the address, and the files that hold its secrets."""

    name: str
    secret_files: list[str]


class Hooks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings file."""

    hook: list[Hook] = field(default_factory=list)


def receivers(path: Path) -> dict[str, Receiver]:
    """Who checks whose requests; none when there are no settings. ConfigError says where."""
    if not path.is_file():
        return {}
    said = read_toml(text_of(path, "the settings of webhooks"), str(path), Hooks)
    keys = {one.name: [_key(path, name) for name in one.secret_files] for one in said.hook}
    return {name: Receiver(some) for name, some in keys.items()}


def _key(path: Path, name: str) -> bytes:
    return key_of(text_of(path.parent / name, "the secret"))


def handlers(known: dict[str, Receiver]) -> list[HTTPRouteHandler]:
    """What `make_app` takes as `extra_handlers`."""

    @post(
        "/v1/hooks/{name:str}",
        status_code=204,
        opt={"right": "public"},
        summary="A signed webhook of a provider",
        tags=["events"],
    )
    async def hook(request: Request[Any, Any, Any], site: TheSite, name: FromPath[str]) -> None:
        """Take one payload: an event, a CloudEvent, or what a provider sends. An answer of 204
        is given after it is durable; the same webhook again is answered and not taken twice."""
        body, receiver = await request.body(), known.get(name)
        if receiver is None:  # as for a wrong signature: names are not told apart from outside
            raise Refused(401, _NO)
        try:
            fresh = receiver.checked(request.headers, body, wall())
        except Unbelieved:
            raise Refused(401, _NO) from None
        if fresh:
            await _kept(site, request, receiver, name, body)

    return [hook]


async def _kept(
    site: TheSite, request: Request[Any, Any, Any], receiver: Receiver, name: str, body: bytes
) -> None:
    found = read_record(body)
    rejects: list[Reject] = []
    if isinstance(found, Problem):
        rejects.append(found.reject(f"hook:{name}", 1, body))
        found = []
    try:
        await asyncio.wrap_future(site.service.post(Posting(found, rejects)))
    except BantayError:
        receiver.forget(request.headers)  # nothing of it was kept: it may come again
        raise
