"""The process that opens pictures. It may run out of memory or die; nothing else does.

Reads a path as JSON a line, writes one JSON object a line. It holds one picture at a time,
decodes only a few plain formats, looks at a picture's size before its pixels, and keeps
nothing but hashes and, where it was started with `--read`, the codes and words that a picture
shows, with `--classify CARD` the scores that the card's model gives it, with `--parts` the
hashes of its parts.
"""

import contextlib
import hashlib
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bantay.errors import InputError
from bantay.kit.pdq.hashing import grey_of, pdq_of
from bantay.kit.pdq.parts import SIDE, parts_of

MOST_BYTES = 64 << 20
MOST_PIXELS = 50_000_000
MEMORY, MEMORY_READING = 2 << 30, 6 << 30
READ, CLASSIFY, PARTS = "--read", "--classify", "--parts"
Look = Callable[[Any], dict[str, Any]]
"""What else is told of a picture (RGB, Pillow's), as fields; it leaves the picture as it is."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_SIDE = 512
"""Larger pictures are shrunk to this side first, as the reference implementation's users do."""
_READ_SIDE = 1_600
"""The side to which larger pictures are shrunk before codes and words are looked for."""


def hashed(path: Path, looks: Sequence[Look] = ()) -> dict[str, Any]:
    """The hashes of one file, or why it has none, and what each look at it tells."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return {"refused": f"the file has {size >> 20} MiB, more than {MOST_BYTES >> 20}"}
        raw = path.read_bytes()
    except OSError as wrong:
        return {"refused": f"it cannot be read: {wrong.strerror}"}
    told: dict[str, Any] = {"sha256": hashlib.sha256(raw).hexdigest()}
    told["md5"] = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    told["sha1"] = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    return told | _seen(raw, looks)


def _seen(raw: bytes, looks: Sequence[Look]) -> dict[str, Any]:
    """The perceptual hash of a picture's first frame, and what the looks at it tell."""
    from io import BytesIO

    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(BytesIO(raw), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return {"refused": f"{width} x {height} pixels, more than {MOST_PIXELS}"}
            frames = getattr(picture, "n_frames", 1)
            flat = picture.convert("RGB")
            small = flat.copy()
            small.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=None)
            pdq, quality = pdq_of(grey_of(np.asarray(small)))
            more = _more(flat, looks)
    except MemoryError:
        return {"refused": "it needs more memory than a picture may"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": f"more than {MOST_PIXELS} pixels"}
    except Exception as wrong:  # a decoder may raise anything at a file made to break it
        return {"refused": f"not a whole picture of {', '.join(_FORMATS)}: {wrong!r:.120}"}
    return {"pdq": pdq, "quality": quality, "frames": frames, **more}


def _more(flat: Any, looks: Sequence[Look]) -> dict[str, Any]:
    """What the looks tell; one that cannot leaves the hashes as they are, and says why."""
    try:
        return {name: value for look in looks for name, value in look(flat).items()}
    except InputError as wrong:
        return {"refused": str(wrong)}


def _written(flat: Any) -> dict[str, str]:
    """Codes and words in it; the picture itself stays as it is."""
    from bantay.adapters.pictures.inside import read

    copy = flat.copy()
    copy.thumbnail((_READ_SIDE, _READ_SIDE))
    return read(np.asarray(copy))


def _bounded(memory: int) -> None:
    """At most so much memory, where the system can say so."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _parts(flat: Any) -> dict[str, Any]:
    """The hashes of a picture's parts; the picture itself stays as it is."""
    copy = flat.copy()
    copy.thumbnail((SIDE, SIDE))
    return {"parts": parts_of(grey_of(np.asarray(copy)))}


def _scored(card: str) -> Look:
    """What the model of a card says; a card that cannot be used is told of every picture."""
    from bantay.adapters.pictures.classifier import Classifier

    try:
        classifier = Classifier(Path(card))
    except InputError as wrong:
        words = str(wrong)

        def refused(_: Any) -> dict[str, Any]:
            raise InputError(words)

        return refused
    return lambda flat: {"scores": classifier.scores(flat)}


def _looks(words: Sequence[str]) -> list[Look]:
    """What a command line asks for."""
    known: tuple[tuple[str, Look], ...] = ((READ, _written), (PARTS, _parts))
    looks = [look for word, look in known if word in words]
    if CLASSIFY in words:
        looks.append(_scored(words[words.index(CLASSIFY) + 1]))
    return looks


def main() -> None:
    """Answer line by line until standard input ends."""
    asked = sys.argv[1:]
    _bounded(MEMORY_READING if asked else MEMORY)
    looks = _looks(asked)
    for line in sys.stdin:
        try:
            told = hashed(Path(json.loads(line)), looks)
        except MemoryError:
            told = {"refused": "it needs more memory than a picture may"}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
