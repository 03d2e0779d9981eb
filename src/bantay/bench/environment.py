"""Environments beside the checkout, for what the tests and bars run but never import."""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path


def environment(root: Path, lock: Path, folder: Path) -> Path:
    """The interpreter of an environment made from a lock; made, once, when the lock has changed.

    `lock` and `folder` are beneath `root`. RuntimeError, with what was said, when it fails.
    """
    root = root.resolve()
    place, wanted = root / folder, hashlib.sha256((root / lock).read_bytes()).hexdigest()
    python, stamp = place / "bin" / "python", place / "stamp"
    place.mkdir(exist_ok=True)
    with (root / f"{folder}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            uv = [sys.executable, "-m", "uv"]
            _run(*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place))
            into = ("pip", "install", "--quiet", "--python", str(python))
            _run(*uv, *into, "--require-hashes", "-r", str(root / lock))
            stamp.write_text(wanted)
    return python


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[:4])}: {done.stderr[-2_000:]}")
