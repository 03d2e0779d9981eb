"""A payment feed as a source of events."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from bantay.adapters.sources.blocks import head
from bantay.adapters.sources.feeds import adyen, iso20022, stripe
from bantay.adapters.sources.feeds.draft import At, Draft, Wrong, built
from bantay.adapters.sources.feeds.xml_records import xml_records
from bantay.adapters.sources.json_rows import JsonRows
from bantay.adapters.sources.kinds import Format, InputFile
from bantay.adapters.sources.locate import find
from bantay.adapters.sources.one_file import OneFile
from bantay.adapters.sources.pile import Pile
from bantay.adapters.sources.problem import RAW_KEPT, Problem, nearest
from bantay.errors import InputError, Place
from bantay.model.events import Event
from bantay.ports.source import Chunk, Reject

_LOOK = 16 << 10
"""Bytes in which the message must name itself."""


class Taken(Struct, gc=False):
    """What became of a record; it is counted unless it is the broken end of a file."""

    events: list[Event]
    rejects: list[Reject]
    done: int
    counts: int = 1


class FeedSource(OneFile):
    """Records of a feed. What the port calls lines are records: payments, entries, webhooks."""

    mapping, guessed = None, False

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` records after the first `after`."""
        pile, done = Pile(size, after, self._file.size), 0
        xml = self._file.format is Format.XML
        for taken in self._from_xml(after) if xml else self._from_json(after):
            done = taken.done
            pile.events += taken.events
            pile.rejects += taken.rejects
            pile.take(taken.counts)
            if not pile.room:
                yield pile.chunk(done)
        if not pile.empty:
            yield pile.chunk(done)

    def _from_xml(self, after: int) -> Iterator[Taken]:
        """A document cannot be entered in its middle: what was read is read over."""
        for number, record in enumerate(xml_records(self._file, iso20022.SHAPE)):
            taken = Taken([], [], record.done, 0 if record.last else 1)
            if record.problem is not None:
                wrong = Wrong(record.problem, record.node.at)
                taken.rejects.append(self._reject(wrong, record.raw, 1))
            elif number >= after:
                for made in iso20022.drafts(record):
                    self._take(taken, made, record.raw, 1)
            if number >= after or record.last:
                yield taken

    def _from_json(self, after: int) -> Iterator[Taken]:
        for row in JsonRows(self._file).rows(after):
            taken = Taken([], [], row.done)
            if row.problem is not None:
                taken.rejects.append(row.problem.reject(self.name, row.line, row.raw))
            elif row.values is not None:
                made: Draft | Wrong | None
                try:
                    made = _webhook(row.values)
                except Wrong as wrong:
                    made = wrong
                self._take(taken, made, row.raw, row.line)
            if row.unfinished and taken.rejects:
                taken.counts = 0
            yield taken

    def _take(self, taken: Taken, made: Draft | Wrong | None, raw: bytes, first: int) -> None:
        if made is None:
            return
        try:
            if isinstance(made, Wrong):
                raise made
            taken.events.append(built(made))
        except Wrong as wrong:
            taken.rejects.append(self._reject(wrong, raw, first))

    def _reject(self, wrong: Wrong, raw: bytes, first: int) -> Reject:
        line, column = _place(wrong.at, raw, first)
        problem = Problem(wrong.reason, column, wrong.field, wrong.nearest)
        return problem.reject(self.name, line, raw[:RAW_KEPT])


def is_webhooks(rows: list[dict[str, Any]]) -> bool:
    """Whether the first rows are webhooks of a provider known here."""
    return any(stripe.is_stripe(row) or adyen.is_adyen(row) for row in rows)


def message_of(file: InputFile) -> str:
    """Which ISO 20022 message a file is. Raises `InputError` when it is none that is read."""
    beginning = head(file, _LOOK).decode("utf-8", "replace")
    found = iso20022.MESSAGE.search(beginning)
    if found is not None and found["name"] in iso20022.NAMES:
        return found["name"]
    line = beginning[: found.start()].count("\n") + 1 if found else 1
    hint = nearest(found["name"], iso20022.NAMES) if found else None
    words = f"an ISO 20022 message expected: {', '.join(iso20022.NAMES)}, named by its namespace"
    raise InputError(words, Place(file.name, line), hint)


def _webhook(row: dict[str, Any]) -> Draft | None:
    if stripe.is_stripe(row):
        return stripe.draft(row)
    if adyen.is_adyen(row):
        return adyen.draft(row)
    raise Wrong("a webhook of Stripe (object: event) or Adyen (balancePlatform...) expected", ())


def _place(at: At, raw: bytes, line: int) -> tuple[int, int]:
    """Line and column of what is wrong; of a path, those of its nearest value that is there."""
    if at and isinstance(at[0], int):
        return at[0], int(at[1])
    text, steps = raw.decode(errors="replace"), [str(step) for step in at]
    for end in range(len(steps), 0, -1):
        if (where := find(text, steps[:end])) is not None:
            return line, where[1] + 1
    return line, 1
