"""Where this user's compiled things rest between two starts; nobody else may write there."""

import os
import sysconfig
from pathlib import Path


def cache() -> Path:
    """The folder, made if need be. OSError when it cannot be had, or others can write to it."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "bantay" / sysconfig.get_platform()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not is_ours(folder):
        raise PermissionError(f"{folder} can be written by others")
    return folder


def is_ours(path: Path) -> bool:
    """Whether nobody but this user may have written it."""
    about = path.stat()
    return about.st_uid == os.getuid() and not about.st_mode & 0o022
