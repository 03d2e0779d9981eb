"""Short lines that say nothing by themselves, kept a little while: they may be part of something.

"sajun" is no part of an address until "@example.net" follows. A detector may name screen
classes that bring such lines in (`Spec.context`): a line is shown to it if, at the same key,
a message of those classes stands within `Spec.reach`, before or after. Which lines are shown
is so a function of the set of messages, and most of all talk still touches no window.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from bantay.model.clock import MINUTE
from bantay.model.events import MessageSent

MOST, MOST_OF_ONE = 100_000, 200
"""Lines of one stretch of time, and of one sender in a conversation. Beyond it the older stretch,
or the oldest line, goes early, and is counted in `lost`."""

_NEVER = -(2**62)
Sender = tuple[str, str]


class Talk(Struct):
    """What one sender said in one conversation: times that bring lines in, lines that wait."""

    marks: list[int] = field(default_factory=list)
    waiting: list[tuple[int, MessageSent]] = field(default_factory=list)

    def since(self, oldest: int) -> "Talk":
        """The talk without what is older."""
        marks = [at for at in self.marks if at >= oldest]
        return Talk(marks, [line for line in self.waiting if line[0] >= oldest])


def held_for(reach: int, lateness: int) -> int:
    """How long a line may still matter, by the tick of the newest event; microseconds."""
    return reach + lateness + MINUTE


class Lines:
    """The lines of one detector, in two stretches of event time: the older goes as a whole.

    `reach` is in microseconds; a stretch lasts as long as a line may still matter.
    """

    def __init__(self, reach: int, lateness: int):
        self._reach, self._hold = reach, held_for(reach, lateness)
        self._new: dict[Sender, Talk] = {}
        self._old: dict[Sender, Talk] = {}
        self._newest = self._until = _NEVER
        self._count = self.lost = 0

    def see(self, message: MessageSent, at: int, marked: bool) -> list[MessageSent]:
        """What is to be shown now that this message came: nothing, itself, lines before it too."""
        if at > self._newest:
            self._newest = at
            if at > self._until:
                self._turn(early=False)
        key = (message.account, message.conversation)
        talk = self._new.get(key) or self._moved(key)
        if marked:
            talk.marks.append(at)
            return [*self._brought(talk, at), message]
        if talk.marks and any(abs(at - mark) <= self._reach for mark in talk.marks):
            return [message]
        talk.waiting.append((at, message))
        self._count += 1
        if self._count > MOST:
            self._turn(early=True)
        if len(talk.waiting) > MOST_OF_ONE:
            talk.waiting.remove(min(talk.waiting, key=lambda line: (line[0], line[1].id)))
            self.lost += 1
        return []

    def _brought(self, talk: Talk, at: int) -> Iterator[MessageSent]:
        near = [line for line in talk.waiting if abs(at - line[0]) <= self._reach]
        if near:
            talk.waiting = [line for line in talk.waiting if abs(at - line[0]) > self._reach]
        for _, message in near:
            yield message

    def _moved(self, key: Sender) -> Talk:
        """A sender's talk in the newer stretch."""
        old = self._old.pop(key, None)
        talk = Talk() if old is None else old.since(self._newest - self._hold)
        self._new[key] = talk
        return talk

    def _turn(self, early: bool) -> None:
        """Begin a new stretch: the newer one is old enough, or too much is held."""
        if early:
            self.lost += sum(len(talk.waiting) for talk in self._old.values())
        self._old, self._new, self._count = self._new, {}, 0
        self._until = self._newest + self._hold
