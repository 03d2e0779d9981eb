"""What `bantay doctor` looks at on the server of a store, when the store has one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bantay.cli.checks import Check
from bantay.errors import MissingExtra, StoreError

if TYPE_CHECKING:
    from bantay.adapters.store.serverfacts import Facts


def of_server(directory: Path) -> Iterator[Check]:
    """Whether it answers, is new enough, keeps what it confirms, and lets us do our work."""
    from bantay.adapters.store.serverfacts import facts

    try:
        found = facts(directory)
    except (MissingExtra, StoreError) as wrong:
        yield Check("server", "broken", str(wrong), "do what the message says, then look again")
        return
    if found is not None:
        yield _answers(found)
        yield _rights(found)
        yield _road(found)


def _answers(found: "Facts") -> Check:
    said = f"PostgreSQL {found.version} answers"
    if found.standby:
        return Check("server", "broken", f"{said}, but only reads", "name the one that writes")
    if not found.durable:
        fix = "set `fsync` and `full_page_writes` to `on` in its settings"
        return Check("server", "broken", f"{said}, but a power cut may damage it", fix)
    return Check("server", "ok", f"{said}, and keeps what it confirms")


def _rights(found: "Facts") -> Check:
    if not found.may_make:
        fix = "grant usage, create on schema NAME to USER, or make the schema"
        return Check("rights", "broken", "our user may not make tables there", fix)
    if found.foreign_tables:
        said = f"{found.foreign_tables} tables belong to another user: keys cannot be scrubbed"
        return Check("rights", "broken", said, "alter table NAME owner to USER, for each")
    if found.mighty:
        said = "our user may do everything on that server"
        fix = "make a user that owns this one database: docs/guide/store.md"
        return Check("rights", "look", said, fix)
    return Check("rights", "ok", "our user owns the tables and may make more")


def _road(found: "Facts") -> Check:
    if found.bare:
        fix = "add sslmode=verify-full to the address"
        return Check("road", "look", "what we say to it travels unencrypted", fix)
    return Check("road", "ok", "encrypted, or on this machine")
