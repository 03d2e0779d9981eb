"""People and keys: who may come in, and as what."""

import secrets
import time
from typing import Annotated

from litestar import delete, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct, structs

from bantay.adapters.store.access import AccessKey
from bantay.model.vocabulary import Hypothesis
from bantay.ports.visitor import Role
from bantay.server import accounts
from bantay.server.alarms import Id
from bantay.server.door import KEY
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused, Wrong
from bantay.server.rights import SCOPE_RIGHTS


class Somebody(Struct, frozen=True, kw_only=True):
    """A person with an account; nothing here proves who they are."""

    name: str
    role: Role
    status: str
    covers: tuple[str, ...]
    second_factor: bool


class People(Struct, frozen=True, kw_only=True):
    """Everybody who ever had an account."""

    people: tuple[Somebody, ...]


class Invite(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody to invite. `covers` limits their cases to some hypotheses."""

    name: Annotated[str, Meta(min_length=2, max_length=60)]
    role: Role
    covers: list[Hypothesis] = []


class Invitation(Struct, frozen=True, kw_only=True):
    """The set-up token, shown this once; it is good for a week."""

    name: str
    token: str


class Keys(Struct, frozen=True, kw_only=True):
    """Machines' keys, without their secrets."""

    keys: tuple[AccessKey, ...]


class NewKey(Struct, kw_only=True, forbid_unknown_fields=True):
    """A key to make: for what, and what it is called."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    scopes: Annotated[list[str], Meta(min_length=1, max_length=10)]


class MadeKey(Struct, frozen=True, kw_only=True):
    """The key, shown this once."""

    id: str
    key: str


@get("/v1/people", opt={"right": "people.read"}, summary="List people", tags=["people"])
async def people(site: TheSite) -> People:
    """Who has, or had, an account."""
    found = await site.read(lambda store: store.access.people())
    told = (
        Somebody(
            name=one.name,
            role=one.role,
            status=one.status,
            covers=one.proof.covers,
            second_factor=one.proof.totp is not None,
        )
        for one in found
    )
    return People(people=tuple(told))


@post(
    "/v1/people",
    opt={"right": "people.manage"},
    status_code=201,
    summary="Invite somebody, or invite them anew",
    tags=["people"],
)
async def invite(data: JSONBody[Invite], site: TheSite, visitor: TheVisitor) -> Invitation:
    """Make an account. Inviting somebody again ends their password and their sessions."""
    if data.name.strip().lower() == visitor.who:
        raise Refused(409, "nobody changes their own role")
    access, covers = site.reader.access, tuple(data.covers)
    token = await site.work(
        lambda: accounts.invite(access, data.name, data.role, visitor.who, covers)
    )
    return Invitation(name=data.name.strip().lower(), token=token)


@delete(
    "/v1/people/{id:str}",
    opt={"right": "people.manage"},
    status_code=204,
    summary="End an account",
    tags=["people"],
)
async def end_person(site: TheSite, visitor: TheVisitor, id: Id) -> None:
    """End an account and its sessions, at once. Its name is never given again."""
    if id == visitor.who:
        raise Refused(409, "somebody else must end your account")
    person = await site.read(lambda store: store.access.person(id))
    if person is None:
        raise Refused(404, "there is nobody of that name")
    ended = structs.replace(person, status="ended")
    access = site.reader.access
    await site.work(lambda: access.change_person(ended, visitor.who, "person ended", sign_out=True))


@get("/v1/keys", opt={"right": "keys.read"}, summary="List keys", tags=["people"])
async def keys(site: TheSite) -> Keys:
    """Keys of machines, ended ones included."""
    return Keys(keys=tuple(await site.read(lambda store: store.access.keys())))


@post(
    "/v1/keys",
    opt={"right": "keys.manage"},
    status_code=201,
    summary="Make a key",
    tags=["people"],
)
async def make_key(data: JSONBody[NewKey], site: TheSite, visitor: TheVisitor) -> MadeKey:
    """Make a key; it is shown once and kept as a hash."""
    unknown = [scope for scope in data.scopes if scope not in SCOPE_RIGHTS]
    if unknown:
        wrong = Wrong(pointer="/scopes", detail=f"known scopes are {', '.join(SCOPE_RIGHTS)}")
        raise Refused(422, "a scope is not known", [wrong])
    access = site.reader.access
    row, secret = new_key(data.name, tuple(data.scopes))
    await site.work(lambda: access.add_key(row, secret, visitor.who))
    return MadeKey(id=row.id, key=shown(row, secret))


@delete(
    "/v1/keys/{id:str}",
    opt={"right": "keys.manage"},
    status_code=204,
    summary="End a key",
    tags=["people"],
)
async def end_key(site: TheSite, visitor: TheVisitor, id: Id) -> None:
    """End a key; it is refused within two seconds."""
    access = site.reader.access
    if not await site.work(lambda: access.end_key(id, visitor.who)):
        raise Refused(404, "there is no such key in use")


def new_key(name: str, scopes: tuple[str, ...]) -> tuple[AccessKey, str]:
    """A key and its secret."""
    now = time.time_ns() // 1000
    row = AccessKey(id=secrets.token_hex(4), name=name, scopes=scopes, made=now, ended=None)
    return row, secrets.token_urlsafe(24)


def shown(row: AccessKey, secret: str) -> str:
    """A key as machines send it."""
    return f"{KEY}{row.id}_{secret}"
