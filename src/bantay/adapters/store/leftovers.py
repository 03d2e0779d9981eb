"""Files that an interrupted seal, merge or rewrite left behind: nobody speaks of them."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from bantay.adapters.store.schema import DEDUP_RUN, SEGMENT_FILE, VAULT_KEY
from bantay.adapters.store.site import Site

ROOMS = {"events": SEGMENT_FILE, "vault": VAULT_KEY, "dedup": DEDUP_RUN}
"""The folders of files, and the table that names the files of each."""


def sweep(site: Site) -> int:
    """Remove them; only the writer may. How many there were."""
    with site.db.read() as con:
        stray = [path for room in ROOMS for path in _strays(con, site.directory, room)]
    for path in stray:
        site.files.remove(site.directory / path)
    return len(stray)


def _strays(con: Connection, directory: Path, room: str) -> Iterator[str]:
    known = set(con.execute(select(ROOMS[room].c.path)).scalars())
    for folder, _, names in os.walk(directory / room):
        inside = Path(folder).relative_to(directory).as_posix()
        yield from (path for path in (f"{inside}/{name}" for name in names) if path not in known)
