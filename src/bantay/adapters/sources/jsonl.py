"""Events of the contract, one JSON object a line: the hot path."""

from collections.abc import Iterator

from msgspec.json import Decoder

from bantay.adapters.sources.blocks import blocks
from bantay.adapters.sources.explain import explain, place
from bantay.adapters.sources.lines import Batch, batches
from bantay.adapters.sources.one_file import OneFile
from bantay.adapters.sources.pile import Pile
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.soundness import FIRST_YEAR, LAST_YEAR, unsound
from bantay.model.events import Event, MessageSent
from bantay.ports.source import Chunk

_DECODER: Decoder[Event] = Decoder(Event)


def read_line(line: bytes) -> Event | Problem | None:
    """The event on a line, or why it is none, or None for a blank line. Never raises."""
    try:
        event = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return explain(line, error) if line.strip() else None
    said = unsound(event)
    return event if said is None else place(line.decode(), said)


class JsonlSource(OneFile):
    """A file of contract events, plain or compressed."""

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` lines after the first `after`; blank lines count.

        A last line without a line break that is no event is reported but not consumed:
        it may still be written, or the broken file repaired, and then it is read again.
        """
        pile, done = Pile(size, after, self._file.size), 0
        for batch in batches(blocks(self._file), after):
            done, start = batch.done, 0
            while start < len(batch.lines):
                start += self._take(batch, start, pile)
                if not pile.room:
                    yield pile.chunk(done)
        if not pile.empty:
            yield pile.chunk(done)

    def _take(self, batch: Batch, start: int, pile: Pile) -> int:
        """Put as many lines of a batch on the pile as it has room for; how many that were."""
        lines, number = batch.lines[start : start + pile.room], batch.first + start
        before = len(pile.rejects)
        if batch.spoiled is None:
            self._decode(lines, number, pile)
        else:
            pile.rejects.append(batch.spoiled.reject(self.name, number, lines[0]))
        rejected_last = batch.unfinished and len(pile.rejects) > before
        pile.take(len(lines) - rejected_last)
        return len(lines)

    def _decode(self, lines: list[bytes], number: int, pile: Pile) -> None:
        """Decode lines, the first of which has this number."""
        decode, keep = _DECODER.decode, pile.events.append
        for at, line in enumerate(lines, number):
            try:
                event = decode(line)
            except (ValueError, RecursionError):
                self._settle(read_line(line), at, line, pile)
                continue
            # An ordinary message is sound if these ids are. This repeats a part of `unsound`
            # in place because a call would cost as much as all of it.
            if (
                event.__class__ is MessageSent
                and (
                    ids := event.id + event.account + event.conversation + "".join(event.to or ())
                ).isprintable()
                and " " not in ids
                and FIRST_YEAR < event.time.year < LAST_YEAR
                and event.message is None
                and event.group is None
                and event.mentions is None
                and event.reply_to is None
                and event.forwarded_from is None
                and event.media is None
                and event.extra is None
            ) or (said := unsound(event)) is None:
                keep(event)
            else:
                self._settle(place(line.decode(), said), at, line, pile)

    def _settle(self, outcome: Event | Problem | None, at: int, line: bytes, pile: Pile) -> None:
        if isinstance(outcome, Problem):
            pile.rejects.append(outcome.reject(self.name, at, line))
        elif outcome is not None:
            pile.events.append(outcome)
