"""The compiled search: built by the machine's own C compiler the first time it is wanted.

Nothing depends on it: without a compiler, or where the cache cannot be trusted, there is
no kernel and numpy searches as exactly, some times slower.
"""

import ctypes
import hashlib
import platform
import shutil
import subprocess
import tempfile
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from bantay.adapters.cache import cache, is_ours
from bantay.kit.pdq.index import Drawers, Kernel, Words

_SECONDS = 60
_ROOM = 4_096
_POPCOUNT = {"x86_64": ["-mpopcnt"], "AMD64": ["-mpopcnt"]}
"""The instruction is in every such processor since 2008; others have it without asking."""


@lru_cache(maxsize=1)
def kernel() -> Kernel | None:
    """The compiled search, or None."""
    try:
        return _Compiled(_library())
    except (OSError, subprocess.SubprocessError, AttributeError):
        return None


class _Compiled:
    """Calls the library; grows its room when a list holds many copies of one picture."""

    def __init__(self, path: Path):
        self._near = ctypes.CDLL(str(path)).bantay_near
        self._near.restype = ctypes.c_int64
        self._near.argtypes = [
            *(ctypes.c_void_p,) * 3,
            ctypes.c_uint64,
            ctypes.c_void_p,
            ctypes.c_uint32,
            *(ctypes.c_void_p,) * 2,
            ctypes.c_int64,
        ]

    def __call__(
        self, words: Words, starts: Drawers, ids: Drawers, query: Words, within: int
    ) -> tuple[Drawers, Drawers]:
        room = _ROOM
        while True:
            found, apart = np.empty(room, np.uint32), np.empty(room, np.uint32)
            tables = [_at(table) for table in (words, starts, ids)]
            rest = (_at(query), within, _at(found), _at(apart), room)
            count = self._near(*tables, len(words), *rest)
            if count <= room:
                return found[:count], apart[:count]
            room = count


def _at(array: Any) -> int:
    return int(array.ctypes.data)


def _library() -> Path:
    """The shared library of this source for this machine. OSError when it cannot be had."""
    source = files("bantay.adapters.pictures").joinpath("near.c").read_bytes()
    flags = ["-O3", "-shared", "-fPIC", *_POPCOUNT.get(platform.machine(), [])]
    about = f"{platform.machine()} {platform.system()} {flags}".encode()
    name = hashlib.sha256(about + source).hexdigest()[:16]
    path = cache() / f"near-{name}.so"
    if not path.is_file():
        _compile(source, flags, path)
    if not is_ours(path):
        raise PermissionError(f"{path} could have been written by others")
    return path


def _compile(source: bytes, flags: list[str], path: Path) -> None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise FileNotFoundError("no C compiler")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        text, made = Path(folder, "near.c"), Path(folder, path.name)
        text.write_bytes(source)
        command = [compiler, *flags, "-o", str(made), str(text)]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        made.chmod(0o600)
        made.replace(path)
