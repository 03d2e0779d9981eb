"""What `bantay doctor` looks at in a store."""

import os
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bantay.cli.checks import Check
from bantay.cli.rooms import opened
from bantay.errors import MissingExtra, StoreError
from bantay.model.clock import DAY, moment
from bantay.ports.reading import Reading

if TYPE_CHECKING:
    from bantay.adapters.store.wallclock import Seen

BACK = DAY
"""As far behind what the store saw as a clock may be: a test holds it to the store's own."""
_TABLES, _MARKER = "bantay.db", "store.toml"


def wall() -> int:
    """Microseconds UTC."""
    return time.time_ns() // 1000


def of_store(directory: Path, *, thorough: bool = False) -> Iterator[Check]:
    """The checks of a store; when there is none yet, that is one line and no fault.

    Thorough: every byte of it is read.
    """
    if not directory.exists() or _empty(directory):
        yield Check("store", "ok", f"none at {directory} yet: bantay run makes one")
        return
    try:
        with opened(directory) as reading:
            yield Check("store", "ok", f"{directory} opens, its schema is this version's")
            yield chain(reading)
            yield delivery(reading)
            yield faults(reading)
            yield files(reading.checking.damage(thorough=thorough), thorough)
            yield clock(reading.checking.clock(), wall())
    except (MissingExtra, StoreError) as wrong:
        yield Check("store", "broken", str(wrong), "do what the message says, then look again")
    yield secret(directory)
    yield owner(directory)


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


def files(damaged: Sequence[str], thorough: bool) -> Check:
    """Whether segments, texts and hashes of ids are there and whole."""
    if not damaged:
        how = "every byte of them was read" if thorough else "--thorough reads every byte"
        return Check("files", "ok", f"segments and texts are there; {how}")
    said = f"{len(damaged):,} missing or damaged, first {damaged[0]}"
    fix = "put them back from a backup of that day or later; nothing else of the store is lost"
    return Check("files", "broken", said, fix)


def clock(seen: "Seen | None", now: int) -> Check:
    """Whether this machine's clock goes on from where the store saw it."""
    if seen is None:
        return Check("time", "ok", "nothing was written yet")
    fix = "set the clock right; if it is right now: bantay doctor --clock-is-right"
    if now < seen.at - BACK:
        days = (seen.at - now) / DAY
        said = f"the clock is {days:,.1f} days behind what the store has seen: it takes nothing in"
        return Check("time", "broken", said, fix)
    if seen.doubted is not None:
        since = moment(seen.doubted)
        said = f"the clock leapt to {since:%Y-%m-%d %H:%M}: for a day no text is destroyed by it"
        return Check("time", "look", said, fix)
    return Check("time", "ok", f"last written {moment(seen.at):%Y-%m-%d %H:%M}")


def owner(directory: Path) -> Check:
    """Whether the store belongs to whoever runs this, and to nobody else."""
    kept = (directory, *(directory / name for name in (_TABLES, _MARKER)))
    there = [(path, path.stat()) for path in kept if path.exists()]
    strange = [path for path, about in there if about.st_uid != os.geteuid()]
    if strange and os.geteuid():
        fix = f"run as its owner, or chown -R {os.geteuid()} {directory}"
        return Check("owner", "broken", f"{strange[0]} belongs to another user", fix)
    open_ = [path for path, about in there if stat.S_IMODE(about.st_mode) & 0o077]
    if directory in open_:
        fix = f"chmod 700 {directory}"
        return Check("owner", "look", f"others may look into {directory}", fix)
    return Check("owner", "ok", f"{directory} is yours alone")


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
