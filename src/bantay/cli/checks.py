"""What `bantay doctor` looks at on this machine. Each check is one line with one remedy."""

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

State = Literal["ok", "look", "broken"]

OLDEST = (3, 11)
LITTLE, TOO_LITTLE = 2**30, 100 * 2**20
"""Free bytes under which the disk deserves a look, and under which a run may end early."""
SKEW = 2.0
"""Seconds that two clocks may differ."""
_FALLBACK = ("click", "msgspec", "numpy", "pyarrow", "rich", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, and what to do when it is not well."""

    name: str
    state: State
    said: str
    fix: str | None = None


def machine(store: Path) -> Iterator[Check]:
    """The checks that need no store."""
    yield python(sys.version_info[:3])
    yield Check("platform", "ok", f"{platform.system()} {platform.machine()}, {_cores()} cores")
    yield packages()
    yield disk(_nearest(store))
    yield clocks(time.time, time.monotonic, time.sleep)
    yield file_clock(_nearest(store), time.time)
    yield matching()
    yield languages()


def python(found: tuple[int, ...]) -> Check:
    """Whether this Python is new enough."""
    said = ".".join(map(str, found))
    if found >= OLDEST:
        return Check("python", "ok", said)
    oldest = ".".join(map(str, OLDEST))
    return Check("python", "broken", said, f"install Python {oldest} or newer")


def packages() -> Check:
    """Whether everything Bantay stands on is installed."""
    found, missing = [], []
    for name in _needed():
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        fix = "install Bantay again: pip install --force-reinstall bantay"
        return Check("packages", "broken", f"missing: {', '.join(missing)}", fix)
    return Check("packages", "ok", ", ".join(found))


def _needed() -> list[str]:
    try:
        lines = requires("bantay") or []
    except PackageNotFoundError:  # run from a source tree
        return list(_FALLBACK)
    plain = [line for line in lines if "extra ==" not in line]
    return sorted(line.split(";")[0].strip().rstrip("<>=!~,.0123456789 ") for line in plain)


def disk(where: Path) -> Check:
    """Whether there is room for a store."""
    free = shutil.disk_usage(where).free
    said = f"{free / 2**30:.1f} GiB free for the store"
    if free >= LITTLE:
        return Check("disk", "ok", said)
    fix = f"free some space on the disk of {where}, or choose another with --store"
    return Check("disk", "broken" if free < TOO_LITTLE else "look", said, fix)


def clocks(
    wall: Callable[[], float], steady: Callable[[], float], wait: Callable[[float], None]
) -> Check:
    """Whether the wall clock runs as fast as the steady one."""
    began, steadily = wall(), steady()
    wait(0.05)
    drift = abs((wall() - began) - (steady() - steadily))
    if drift < 0.5:
        return Check("clock", "ok", f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(began))} UTC")
    fix = "let the machine's time service settle: the wall clock jumped while it was watched"
    return Check("clock", "look", f"the wall clock moved {drift:.1f} s against the steady one", fix)


def file_clock(where: Path, wall: Callable[[], float]) -> Check:
    """Whether the file system tells the same time as the machine."""
    try:
        with tempfile.NamedTemporaryFile(dir=where) as file:
            skew = os.stat(file.name).st_mtime - wall()
    except OSError as wrong:
        fix = f"make {where} writable for you, or choose another place with --store"
        return Check("writing", "broken", f"cannot write there: {wrong.strerror}", fix)
    if abs(skew) <= SKEW:
        return Check("writing", "ok", f"{where} can be written, its clock agrees")
    fix = "synchronise the clock of this machine or of the file server"
    return Check("writing", "look", f"files are dated {skew:+.1f} s against the clock", fix)


def matching() -> Check:
    """Whether the multi-pattern matcher runs on this processor."""
    fix = "install the package hyperscan for this platform"
    try:
        import hyperscan

        found: list[int] = []
        base = hyperscan.Database()
        base.compile(expressions=[b"rate"], ids=[7], flags=[hyperscan.HS_FLAG_SOM_LEFTMOST])
        base.scan(b"the rate", match_event_handler=lambda id_, *_: found.append(id_))
    except Exception as wrong:  # an import or an unsupported processor: both mean no matching
        return Check("matcher", "broken", f"hyperscan does not run: {wrong}", fix)
    if found == [7]:
        return Check("matcher", "ok", "hyperscan finds what it should")
    return Check("matcher", "broken", "hyperscan does not find what it should", fix)


def languages() -> Check:
    """Which languages the lexicons speak."""
    from bantay.errors import BantayError
    from bantay.kit.lexicon import classes, lexicon
    from bantay.runtime.catalogue import plane_rooms

    spoken: set[str] = set()
    try:
        for plane in plane_rooms():
            for name in classes(plane):
                spoken |= lexicon(plane, name).languages()
    except BantayError as wrong:
        fix = "mend or remove that lexicon file, or install Bantay again"
        return Check("lexicons", "broken", str(wrong), fix)
    if not spoken:
        return Check("lexicons", "broken", "none", "install Bantay again: they are missing")
    return Check("lexicons", "ok", ", ".join(sorted(spoken - {"und"})))


def _nearest(path: Path) -> Path:
    """The path itself or the nearest folder above it that exists."""
    return next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1
