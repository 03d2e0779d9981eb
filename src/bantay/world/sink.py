"""Where a day's events go: encoded at once, kept by the quarter of an hour they belong to.

A day of a large world does not fit into memory. So lines wait in slots of time, are spilled
to temporary files when there are many, and are sorted slot by slot on their way out. What
lies beyond the day is carried to the next.
"""

from array import array
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from bantay.model.clock import SECOND, moment
from bantay.model.events import EventBase
from bantay.world.ids import Ids
from bantay.world.person import DAY
from bantay.world.scratch import Scratch
from bantay.world.sight import Sight

Line = tuple[int, bytes]
E = TypeVar("E", bound=EventBase)

SLOTS = 96
HELD = 120_000
"""Lines held in memory at most, about 50 MB, before slots are spilled."""


@cache
def _clock() -> tuple[str, ...]:
    """How each second of a day is written."""
    return tuple(f"T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z" for s in range(DAY))


class Sink:
    """One part of a world's time: takes events in any order, gives lines in order of time."""

    def __init__(self, begin: int, end: int, seed: int, held: int = HELD):
        self.begin, self._seed, self._held = begin, seed, held
        self._width = -(-(end - begin) // SLOTS)
        self._end = end
        self._slots: list[list[Line]] = [[] for _ in range(SLOTS)]
        self.carried: list[Line] = []
        self._lines = 0
        self._spill: Scratch | None = None
        midnight = end - begin == DAY and begin % DAY == 0
        self._date = moment(begin * SECOND).date().isoformat() if midnight else ""
        self._clock = _clock()
        self._sight = Sight()
        self.mute = False
        self._ids = Ids(seed, 0, 0)

    def scene(self, community: int, part: int, sight: Sight) -> None:
        """What follows is of this community, as far as the operator sees it."""
        self._ids, self._sight = Ids(self._seed, community, part), sight
        self.mute = sight.mute
        if self._lines > self._held:
            self._spill_over()

    def take(self) -> str:
        """The next event id."""
        return self._ids.take()

    def add(self, when: int, line: bytes) -> None:
        """A line of the contract, at its time."""
        if when >= self._end:
            self.carried.append((when, line))
            return
        self._slots[(when - self.begin) // self._width].append((when, line))
        self._lines += 1

    def put(self, event_type: type[E], when: int, /, **fields: Any) -> None:
        """An event made from its fields; what would lie before this part happens at its begin."""
        when = max(when, self.begin)
        self.event(when, event_type(id=self._ids.take(), time=moment(when * SECOND), **fields))

    def event(self, when: int, event: EventBase) -> None:
        """An event that is already made; what the operator cannot see of it is left out."""
        line = self._sight.line(event)
        if line is not None:
            self.add(when, line)

    def message(self, when: int, who: str, room: str, text: str, aim: str, lang: str) -> None:
        """One message; `aim` is the JSON of channel and receivers."""
        self.spelled("message.sent", [when], [fields_of(who, room, text, aim, lang, self.mute)])

    def spelled(self, tag: str, times: list[int], fields: list[str]) -> list[str]:
        """Events whose fields are JSON already, closing brace and all; their ids.

        Most events come this way, messages and logins, because it is the quickest. Unlike
        `event` it does not look at planes that are absent.
        """
        ids = self._ids.several(len(times))
        begin, width, date, clock, slots = (
            *(self.begin, self._width),
            *(self._date, self._clock, self._slots),
        )
        for when, made, rest in zip(times, ids, fields, strict=True):
            second = max(when, begin) - begin
            if second < DAY and date:
                line = f'{{"type":"{tag}","id":"{made}","time":"{date}{clock[second]}",{rest}'
                slots[second // width].append((begin + second, line.encode()))
            else:
                time = f"{moment(when * SECOND):%Y-%m-%dT%H:%M:%SZ}"
                self.add(when, f'{{"type":"{tag}","id":"{made}","time":"{time}",{rest}'.encode())
        self._lines += len(times)
        return ids

    def hides(self, tag: str) -> bool:
        """Whether the operator does not see events of this type here."""
        return tag in self._sight.hidden

    # ------------------------------------------------------------ giving

    def lines(self) -> Iterator[list[bytes]]:
        """The lines of each slot, in order of time and then of their bytes."""
        for number in range(SLOTS):
            slot = [*self._spilled(number), *self._slots[number]]
            self._slots[number] = []
            slot.sort()
            yield [line for _, line in slot]
        if self._spill is not None:
            self._spill.close()

    def _spill_over(self) -> None:
        if self._spill is None:
            self._spill = Scratch()
        for number, slot in enumerate(self._slots):
            if slot:
                with (self._spill.folder / str(number)).open("ab") as file:
                    file.write(packed(slot))
                self._slots[number] = []
        self._lines = 0

    def _spilled(self, number: int) -> Iterator[Line]:
        if self._spill is not None:
            path = self._spill.folder / str(number)
            if path.is_file():
                yield from unpacked(path.read_bytes())


def fields_of(who: str, room: str, text: str, aim: str, lang: str, veil: bool) -> str:
    """The JSON of a message's fields after its time; with `veil` the text is encrypted."""
    if veil:
        return f'"account":"{who}","conversation":"{room}","absent":"encrypted",{aim}}}'
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"account":"{who}","conversation":"{room}","text":"{text}",{aim},"lang":"{lang}"}}'


def packed(lines: list[Line]) -> bytes:
    """Lines and their times as bytes; several such can stand one after the other."""
    body = b"\n".join(line for _, line in lines)
    head = array("q", [len(lines), len(body), *(when for when, _ in lines)])
    return head.tobytes() + body


def unpacked(data: bytes) -> Iterator[Line]:
    """The inverse of `packed`."""
    at = 0
    while at < len(data):
        count, size = array("q", data[at : at + 16])
        start = at + 16 + 8 * count
        times = array("q", data[at + 16 : start])
        body = data[start : start + size].split(b"\n")
        yield from zip(times, body, strict=True)
        at = start + size
