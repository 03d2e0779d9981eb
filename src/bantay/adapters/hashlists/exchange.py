"""An exchange of python-threatexchange as a hash list: an optional extra.

Whatever class of that package fetches, this reads what it has fetched: PDQ and MD5 signals
with the opinion that all members together have of each.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from bantay.errors import InputError, MissingExtra
from bantay.ports.hashlists import DIGITS, Entry, Gone, HashKind, Opinion, Print

_OPINIONS: dict[str, Opinion] = {
    "POSITIVE_CLASS": "positive",
    "INVESTIGATION_SEED": "seed",
    "NEGATIVE_CLASS": "disputed",
}
_SIGNALS: dict[str, HashKind] = {"pdq": "pdq", "video_md5": "md5"}


class ExchangeList:
    """All that an exchange holds, fetched anew; what it no longer names is withdrawn.

    `exchange` is a `SignalExchangeAPI` that the operator made and configured, `collab` its
    configuration, `signals` the package's signal types to ask for.
    """

    whole = True

    def __init__(self, exchange: Any, collab: Any, signals: list[Any]):
        self._exchange, self._collab, self._signals = exchange, collab, signals

    def changes(self) -> Iterator[Entry | Gone]:
        """Every signal that can be a hash of a picture."""
        merged: dict[Any, Any] = {}
        for delta in self._exchange.fetch_iter(self._signals, None):
            self._exchange.naive_fetch_merge(merged, delta.updates)  # changes the first
        convert = self._exchange.naive_convert_to_signal_type
        for signal, found in convert(self._signals, self._collab, merged).items():
            kind = _SIGNALS.get(signal.get_name())
            for text, told in found.items() if kind else ():
                yield from _entry(kind or "pdq", text, told, str(self._collab.name))


def _entry(kind: HashKind, text: str, told: Any, name: str) -> Iterator[Entry]:
    digits = text.strip().casefold()
    if len(digits) != DIGITS[kind] or set(digits) - set("0123456789abcdef"):
        raise InputError(f"the exchange {name} holds a {kind} signal that is none: {text!r:.80}")
    said = told.get_as_aggregate_opinion().category.name
    yield Entry(digits, (Print(kind, digits, _OPINIONS.get(said, "disputed")),), name)


def picture_signals() -> list[Any]:
    """The package's signal types for pictures. Raises `MissingExtra`."""
    try:
        pdq = import_module("threatexchange.signal_type.pdq.signal").PdqSignal
        md5 = import_module("threatexchange.signal_type.md5").VideoMD5Signal
    except ImportError:
        raise MissingExtra("reading a python-threatexchange exchange", "exchanges") from None
    return [pdq, md5]
