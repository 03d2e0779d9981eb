"""Hashes of picture files, each opened in a process that may die of it."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from bantay.adapters.pictures import classifier, inside
from bantay.adapters.pictures.worker import CLASSIFY, PARTS, READ
from bantay.errors import MissingExtra

SECONDS = 20.0


class PictureHashes(Struct, frozen=True, omit_defaults=True):
    """What is known of one file; `refused` says why a part of it is missing."""

    path: str
    sha256: str | None = None
    md5: str | None = None
    sha1: str | None = None
    pdq: str | None = None
    quality: int | None = None
    frames: int | None = None
    qr: str | None = None
    ocr: str | None = None
    scores: dict[str, float] | None = None
    parts: list[str] | None = None
    refused: str | None = None


def hash_files(
    paths: Iterable[Path],
    seconds: float = SECONDS,
    read: bool = False,
    classify: Path | None = None,
    parts: bool = False,
) -> Iterator[PictureHashes]:
    """The hashes of each file, in order; with `read` also the codes and words that it shows,
    with `classify`, a model's card, also the scores that the model gives it, with `parts` also
    the hashes of its parts.

    Raises `MissingExtra` without what it needs, `InputError` for a card that cannot be used. A
    file that takes longer than `seconds` or ends the process is refused; the next one gets a
    new process.
    """
    asked = _asked(read, classify) + [PARTS] * parts
    worker: _Worker | None = None
    try:
        for path in paths:
            worker = worker or _Worker(asked)
            told = worker.ask(path, seconds)
            if told is None:
                worker.end()
                worker = None
                words = f"it ended the process that opened it, or took more than {seconds:g} s"
                yield PictureHashes(str(path), refused=words)
            else:
                yield msgspec.convert({**told, "path": str(path)}, PictureHashes)
    finally:
        if worker is not None:
            worker.end()


def _asked(read: bool, classify: Path | None) -> list[str]:
    """The words that start a process; raises before it is started if it could not do them."""
    if find_spec("PIL") is None:
        raise MissingExtra("hashing pictures from files", "pictures")
    if read and not inside.installed():
        raise MissingExtra("reading codes and words in pictures", "reading")
    if classify is None:
        return [READ] * read
    if not classifier.installed():
        raise MissingExtra("scoring pictures with a model of yours", "classifier")
    classifier.read_card(classify)
    return [*[READ] * read, CLASSIFY, str(classify.absolute())]


class _Worker:
    def __init__(self, asked: list[str]) -> None:
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
        path = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bantay.adapters.pictures.worker", *asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path, **threads},
        )
        self._unread = b""

    def ask(self, path: Path, seconds: float) -> dict[str, object] | None:
        """What the process says of a file; None when it died or is too slow."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            return None
        while b"\n" not in self._unread:
            ready, _, _ = select.select([process.stdout], [], [], seconds)
            more = os.read(process.stdout.fileno(), 1 << 16) if ready else b""
            if not more:
                return None
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        told: dict[str, object] = json.loads(line)
        return told

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.communicate()
