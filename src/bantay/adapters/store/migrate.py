"""Brings a database to the version this code knows. Alembic is loaded only when needed."""

from pathlib import Path

from sqlalchemy import Connection, text

from bantay.adapters.store.database import Database
from bantay.errors import StoreError

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0007", "0010", "0012", "0014")
"""Every version in the history, oldest first; a test holds it against the files."""
VERSION = KNOWN[-1]
_TABLE = "alembic_version"
_STEPS = Path(__file__).parent / "migrations"


def version_of(con: Connection, db: Database) -> str | None:
    """The version of a database; None when it has no tables yet."""
    if not db.has_table(con, _TABLE):
        return None
    return con.execute(text(f"select version_num from {_TABLE}")).scalar()


def refuse_newer(version: str | None, directory: Path) -> None:
    """`StoreError` when the database was made by a Bantay that knew more than this one."""
    if version is not None and version not in KNOWN:
        raise StoreError(
            f"store {directory} was written by a newer Bantay (schema {version}, this one knows "
            f"{VERSION}): use that version, or name another store"
        )


def upgrade(con: Connection, to: str = "head") -> None:
    """Take every missing step, up to a version, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    steps = str(_STEPS).replace("%", "%%")
    config.set_main_option("script_location", f"{steps}/tool")
    config.set_main_option("version_locations", steps)
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = con
    command.upgrade(config, to)
