"""Sources that are listened to: the first rejects for the summary, raw lines if asked for."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bantay.cli.render.summary import FIRST
from bantay.ports.source import Chunk, Reject, Source
from bantay.ports.stream import Portion, Stream

RAW_FILE = "quarantine.jsonl"


class Overheard:
    """A source whose first rejects are remembered in `heard`.

    With `keep`, every rejected line is also appended there in the clear, once its batch is
    over: for a developer's own test files, as the vault keeps them otherwise.
    """

    def __init__(self, source: Source, heard: list[Reject], keep: Path | None = None):
        self._source, self._heard, self._keep = source, heard, keep

    @property
    def name(self) -> str:
        """The source's own name."""
        return self._source.name

    @property
    def fingerprint(self) -> str:
        """The source's own fingerprint."""
        return self._source.fingerprint

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """The source's own chunks."""
        for chunk in self._source.chunks(size, after):
            self._heard += chunk.rejects[: FIRST - len(self._heard)]
            try:
                yield chunk
            finally:  # also when the run is stopped after this batch
                if self._keep is not None and chunk.rejects:
                    _append(self._keep, chunk.rejects)


class OverheardStream:
    """The same for a stream."""

    def __init__(self, stream: Stream, heard: list[Reject], keep: Path | None = None):
        self._stream, self._heard, self._keep = stream, heard, keep

    @property
    def name(self) -> str:
        """The stream's own name."""
        return self._stream.name

    @property
    def fingerprint(self) -> str:
        """The stream's own fingerprint."""
        return self._stream.fingerprint

    def portions(self, known: Callable[[str], int], size: int) -> Iterator[Portion]:
        """The stream's own portions."""
        for portion in self._stream.portions(known, size):
            self._heard += portion.rejects[: FIRST - len(self._heard)]
            try:
                yield portion
            finally:
                if self._keep is not None and portion.rejects:
                    _append(self._keep, portion.rejects)


def _append(path: Path, rejects: Sequence[Reject]) -> None:
    import msgspec

    with path.open("ab") as file:
        for reject in rejects:
            told = {**msgspec.structs.asdict(reject), "raw": _readable(reject.raw)}
            file.write(msgspec.json.encode(told) + b"\n")


def _readable(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
