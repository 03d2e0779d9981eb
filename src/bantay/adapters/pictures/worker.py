"""The process that opens pictures. It may run out of memory or die; nothing else does.

Reads a path as JSON a line, writes one JSON object a line. It holds one picture at a time,
decodes only a few plain formats, looks at a picture's size before its pixels, and keeps
nothing but hashes.
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
MEMORY = 2 << 30
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_SIDE = 512
"""Larger pictures are shrunk to this side first, as the reference implementation's users do."""


def hashed(path: Path) -> dict[str, Any]:
    """The hashes of one file, or why it has none."""
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
    return told | _seen(raw)


def _seen(raw: bytes) -> dict[str, Any]:
    """The perceptual hash of a picture's first frame."""
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
            flat.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=None)
            pdq, quality = pdq_of(grey_of(np.asarray(flat)))
    except MemoryError:
        return {"refused": "it needs more memory than a picture may"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": f"more than {MOST_PIXELS} pixels"}
    except Exception as wrong:  # a decoder may raise anything at a file made to break it
        return {"refused": f"not a whole picture of {', '.join(_FORMATS)}: {wrong!r:.120}"}
    return {"pdq": pdq, "quality": quality, "frames": frames}


def _bounded() -> None:
    """At most so much memory, where the system can say so."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer line by line until standard input ends."""
    _bounded()
    for line in sys.stdin:
        try:
            told = hashed(Path(json.loads(line)))
        except MemoryError:
            told = {"refused": "it needs more memory than a picture may"}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
