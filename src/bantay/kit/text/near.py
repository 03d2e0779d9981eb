"""Words near a number that say whether it is a telephone number or belongs to a thing."""

import re
from enum import IntEnum

from bantay.kit.lexicon import matcher
from bantay.kit.text.late import late
from bantay.kit.text.runs import Run

BEFORE, CLOSE, AFTER = 40, 20, 24
"""How far from the number a word may stand, in folded characters."""

_NUMBERED_WITHIN = 30
_OF_NUMBERED = late(r"(?:[\s:#.,=()-]|no|number|nr|num|id|is|was|code|starts?|with|\d)*")
"""What may stand between "booking" and its number."""


class Cue(IntEnum):
    """What the nearest telling word says of a number; false when it says nothing for a phone."""

    THING = -1  # the number belongs to an order, a file, a room
    NONE = 0
    PHONE = 1  # a word for telephoning is near
    CLOSE = 2  # it is close
    TOUCHING = 3  # it touches the number

    def __bool__(self) -> bool:
        return self > 0


def cue(folded: str, run: Run) -> Cue:
    """What the words near a run say. The nearest before it decides, then those after it.

    Of two words that end together the longer one decides ("order number").
    """
    before = folded[max(0, run.start - BEFORE) : run.start]
    phone, thing = _phone(before), _thing(before)
    if phone[0] < 0 and thing[0] < 0:
        return _after(folded[run.end : run.end + AFTER])
    if thing >= phone:
        return Cue.THING
    gap = len(before) - phone[0]
    return Cue.TOUCHING if gap == 0 else Cue.CLOSE if gap <= CLOSE else Cue.PHONE


def _after(after: str) -> Cue:
    if matcher("messages", "reference").search(after):
        return Cue.THING
    return Cue.PHONE if matcher("messages", "phone").search(after) else Cue.NONE


def _last_end(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    """Where the last match ends, and its length; (-1, 0) when there is none."""
    found = list(pattern.finditer(text))
    return (found[-1].end(), len(found[-1][0])) if found else (-1, 0)


def _phone(text: str) -> tuple[int, int]:
    named = matcher("messages", "cue", "platform", "weak", "named")
    # the number's own digits are gone here, so a word that touches them still ends as a word
    paid = matcher("messages", "payment")
    return max(_last_end(pattern, text) for pattern in (matcher("messages", "phone"), named, paid))


def _thing(text: str) -> tuple[int, int]:
    far = _last_end(matcher("messages", "reference"), text)
    shift = max(0, len(text) - _NUMBERED_WITHIN)
    end, size = _last_end(matcher("messages", "numbered"), text[shift:])
    owns = end >= 0 and _OF_NUMBERED.fullmatch(text, end + shift) is not None
    return max(far, (end + shift, size)) if owns else far
