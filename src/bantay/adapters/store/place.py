"""Where a store is: a directory, and perhaps a database on a server beside it.

`postgresql://USER@HOST:PORT/DATABASE?files=DIR` names both. The directory of such a store
holds `store.toml`, which says where its database is and which of all stores it is part of;
so the directory alone names the store from then on. No password is ever written there.
"""

import json
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from bantay.errors import StoreError

SCHEMES = ("postgresql://", "postgres://")
MARKER = "store.toml"
SHAPE = "postgresql://USER@HOST:PORT/DATABASE?files=DIR"
_SECRET = ("password", "sslpassword", "oauth_client_secret")
_NOTE = """\
# This directory is part of a store whose tables are in a database on a server. Moved the
# database? Change the address. The password comes from PGPASSWORD or a .pgpass file.
"""
_NAMED: "dict[Path, Server]" = {}


class Server(Struct, frozen=True):
    """A database on a server. `url` may hold a password, `shown` and `store.toml` never do."""

    url: str
    shown: str
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Server({self.shown!r})"

    def hushed(self, said: str) -> str:
        """What somebody said, without our password in it."""
        for secret in self.secrets:
            said = said.replace(secret, "***")
        return said


class Place(Struct, frozen=True):
    """A store's directory; `server` when the tables are not in it, `id` once it is marked."""

    directory: Path
    server: Server | None = None
    id: str | None = None


def is_url(where: str) -> bool:
    """Whether somebody means a server; a directory of such a name is not to be expected."""
    return where.startswith(SCHEMES)


def name(url: str) -> Path:
    """The directory that an address names; from now on it alone stands for the whole address.

    In this process: so an address and its password need not be handed from room to room, and
    nobody who was given the directory alone makes an embedded store in it.
    `StoreError` when the address cannot be read.
    """
    directory, server = _split(url)
    _NAMED[directory] = server
    return directory


def find(where: Path | str) -> Place:
    """The place that a directory or an address names.

    `StoreError` when an address, or the directory's `store.toml`, cannot be read.
    """
    url = isinstance(where, str) and is_url(where)
    directory = name(str(where)) if url else Path(where).absolute()
    marked, server = _marked(directory), _NAMED.get(directory)
    if server is not None:
        return Place(directory, server, marked.id if marked else None)
    return marked or Place(directory)


def marker(server: Server, id: str) -> bytes:
    """What `store.toml` says."""
    return f'{_NOTE}database = {json.dumps(server.shown)}\nstore = "{id}"\n'.encode()


def _marked(directory: Path) -> Place | None:
    path = directory / MARKER
    try:
        if not path.is_file():
            return None
    except OSError as wrong:  # a name that is too long, a folder that is not ours
        raise StoreError(f"{directory}: {wrong.strerror}: name another directory") from None
    import tomllib

    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise StoreError(f"{path} cannot be read: {wrong}") from None
    database, id = said.get("database"), said.get("store")
    if not (isinstance(database, str) and isinstance(id, str) and is_url(database)):
        raise StoreError(
            f'{path} must say `database = "postgresql://…"` and `store = "…"`: '
            "restore it from a backup"
        )
    return Place(directory, _server(database), id)


def _split(url: str) -> tuple[Path, Server]:
    """The directory that an address names, and the rest of it."""
    parts = _parts(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    named = [value for name, value in query if name == "files" and value]
    if len(named) != 1:
        raise StoreError(
            "the address of a store on a server must name the directory for its files, once: "
            f"{SHAPE}"
        )
    rest = urlencode([pair for pair in query if pair[0] != "files"])
    return Path(named[0]).absolute(), _server(urlunsplit(parts._replace(query=rest)))


def _server(url: str) -> Server:
    parts = _parts(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    secrets = [value for name, value in query if name in _SECRET and value]
    if parts.password:
        secrets += [unquote(parts.password), parts.password]
    plain = urlencode([pair for pair in query if pair[0] not in _SECRET])
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    shown = urlunsplit(("postgresql", f"{user}{host}", parts.path, plain, ""))
    return Server(url, shown, tuple(sorted(secrets, key=len, reverse=True)))


def _parts(url: str) -> SplitResult:
    """An address in parts. A wrong one is never repeated: it may hold a password."""
    try:
        parts = urlsplit(url)
        whole = parts.port != 0 and not parts.fragment and parts.path.strip("/")
    except ValueError:
        whole = False
    if not whole:
        raise StoreError(
            f"the address of the store cannot be read: expected {SHAPE}; in a password, write "
            "/ as %2F, @ as %40, : as %3A, # as %23, ? as %3F and % as %25"
        ) from None
    return parts
