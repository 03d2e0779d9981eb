"""What `bantay doctor` looks at in a store."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bantay.cli.checks import Check
from bantay.cli.rooms import opened
from bantay.errors import MissingExtra, StoreError
from bantay.ports.reading import Reading


def of_store(directory: Path) -> Iterator[Check]:
    """The checks of a store; when there is none yet, that is one line and no fault."""
    if not directory.exists() or _empty(directory):
        yield Check("store", "ok", f"none at {directory} yet: bantay run makes one")
        return
    try:
        with opened(directory) as reading:
            yield Check("store", "ok", f"{directory} opens, its schema is this version's")
            yield chain(reading)
            yield delivery(reading)
            yield faults(reading)
    except (MissingExtra, StoreError) as wrong:
        yield Check("store", "broken", str(wrong), "do what the message says, then look again")
    yield secret(directory)


def _empty(directory: Path) -> bool:
    try:
        return directory.is_dir() and not any(directory.iterdir())
    except OSError:  # unreadable is not empty: opening it will say why
        return False


def chain(reading: Reading) -> Check:
    """Whether the audit log is whole."""
    broken = reading.verify_audit()
    if broken is None:
        return Check("audit", "ok", "the chain of records holds")
    fix = "keep a copy of the store as it is, and compare with a backup: records were changed"
    return Check("audit", "broken", f"the chain is broken at record {broken}", fix)


def delivery(reading: Reading) -> Check:
    """Whether every sink has confirmed what it was told."""
    waiting = {name: n for name, n in reading.undelivered().items() if n}
    if not waiting:
        return Check("delivery", "ok", "every sink has confirmed everything")
    said = ", ".join(f"{name} {n:,} waiting" for name, n in sorted(waiting.items()))
    fix = "make the sink reachable and run the same `bantay run` again: it delivers the rest"
    return Check("delivery", "look", said, fix)


def faults(reading: Reading) -> Check:
    """Whether anything could not look."""
    rows = reading.faults()
    if not rows:
        return Check("faults", "ok", "none")
    last = max(rows, key=lambda row: row.last)
    said = f"{sum(row.count for row in rows):,} in all; the latest in {last.where}: {last.reason}"
    fix = "a detector or sink named here did not do its work: report it or mend what it needs"
    return Check("faults", "look", said, fix)


def secret(directory: Path) -> Check:
    """Whether the store's key is there and only its owner can read it."""
    from bantay.adapters.store.keyring import KEY_FILE, VARIABLE

    named = os.environ.get(VARIABLE)
    path = Path(named) if named else directory / KEY_FILE
    if not path.is_file():
        fix = f"put {path} back, or let {VARIABLE} say where it is; keep a copy elsewhere"
        return Check("key", "broken", f"{path} is missing", fix)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Check("key", "broken", f"others may read {path} ({mode:o})", f"chmod 600 {path}")
    return Check("key", "ok", f"{path} is there, for you alone")
