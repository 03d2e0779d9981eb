"""The process that opens pictures. It may run out of memory or die; nothing else does.

Reads a path as JSON a line, writes one JSON object a line. It holds one picture at a time,
decodes only a few plain formats, looks at a picture's size before its pixels, and keeps
nothing but hashes and, started with `--read`, the codes and words that a picture shows.
"""

import contextlib
import hashlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from bantay.kit.pdq.hashing import grey_of, pdq_of

MOST_BYTES = 64 << 20
MOST_PIXELS = 50_000_000
MEMORY, MEMORY_READING = 2 << 30, 6 << 30
READ = "--read"
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_SIDE = 512
"""Larger pictures are shrunk to this side first, as the reference implementation's users do."""
_READ_SIDE = 1_600
"""The side to which larger pictures are shrunk before codes and words are looked for."""


def hashed(path: Path, read: bool = False) -> dict[str, Any]:
    """The hashes of one file, or why it has none; with `read` what it shows in writing."""
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
    return told | _seen(raw, read)


def _seen(raw: bytes, read: bool) -> dict[str, Any]:
    """The perceptual hash of a picture's first frame, and what is written in it."""
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
            written = _written(flat) if read else {}
            flat.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=None)
            pdq, quality = pdq_of(grey_of(np.asarray(flat)))
    except MemoryError:
        return {"refused": "it needs more memory than a picture may"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": f"more than {MOST_PIXELS} pixels"}
    except Exception as wrong:  # a decoder may raise anything at a file made to break it
        return {"refused": f"not a whole picture of {', '.join(_FORMATS)}: {wrong!r:.120}"}
    return {"pdq": pdq, "quality": quality, "frames": frames, **written}


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


def main() -> None:
    """Answer line by line until standard input ends."""
    read = READ in sys.argv
    _bounded(MEMORY_READING if read else MEMORY)
    for line in sys.stdin:
        try:
            told = hashed(Path(json.loads(line)), read)
        except MemoryError:
            told = {"refused": "it needs more memory than a picture may"}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
