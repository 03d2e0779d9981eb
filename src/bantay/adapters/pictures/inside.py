"""What is written in a picture: codes and printed words, read by engines that others keep.

Runs only in the process that opens pictures. What is found is a field of `media.shared`, and
goes the way of every other text; the contact reader looks for contacts in it.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

CODES, WORDS = "zxingcpp", "rapidocr_onnxruntime"
"""The engines of the extra `reading`, each used where it is installed."""
LONGEST = 4_000
"""Characters of one kind that are kept of a picture."""
_SURE = 0.6  # how sure the engine of words must be of a line, 0 to 1


def installed() -> bool:
    """Whether any engine is here."""
    return find_spec(CODES) is not None or find_spec(WORDS) is not None


def read(rgb: Any) -> dict[str, str]:
    """`qr` and `ocr` of a picture (height x width x 3, bytes); what it has none of is left out."""
    told = {"qr": "\n".join(_codes(rgb)), "ocr": "\n".join(_words(rgb))}
    return {name: text[:LONGEST] for name, text in told.items() if text}


def _codes(rgb: Any) -> Iterator[str]:
    if find_spec(CODES) is not None:
        found = import_module(CODES).read_barcodes(rgb)
        yield from dict.fromkeys(one.text for one in found if one.text)


def _words(rgb: Any) -> Iterator[str]:
    """Lines from the top; the engine says where each stands and how sure it is."""
    if find_spec(WORDS) is not None:
        found, _ = _engine()(rgb)
        yield from (text for _, text, sure in found or () if float(sure) >= _SURE)


@cache
def _engine() -> Any:
    """Its models come with its package: nothing is fetched."""
    return import_module(WORDS).RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
