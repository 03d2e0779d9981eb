"""What is wrong with one line, in plain words, before it becomes a `Reject`."""

import difflib
import re
from collections.abc import Iterable

from msgspec import Struct

from bantay.ports.source import Reject

RAW_KEPT = 16 << 20
"""Bytes of an invalid line that are kept; what is beyond is cut, and the reason says so."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z_.\-]{0,39}")


class Problem(Struct, frozen=True):
    """Why a line is not an event. `column` counts characters from 1.

    Quarantine rests in the clear, so nothing here may hold what people wrote: only words
    of the contract, and what passed `shown`.
    """

    reason: str
    column: int | None = None
    field: str | None = None
    nearest: str | None = None

    def reject(self, file: str, line: int, raw: bytes) -> Reject:
        """The reject for a line of a file; an enormous line is cut at `RAW_KEPT`."""
        return Reject(
            file=file,
            line=line,
            column=self.column,
            field=self.field,
            reason=self.reason,
            nearest=self.nearest,
            raw=raw[:RAW_KEPT],
        )


def shown(word: str) -> str | None:
    """The word itself when it looks like a name, None when it may be somebody's data."""
    return word if _WORD.fullmatch(word) else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to this one, if any is near; case does not matter."""
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word[:100].casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None
