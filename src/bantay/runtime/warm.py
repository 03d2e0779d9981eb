"""Number plans and pattern tables are loaded at their first use: better before the first caller."""

from functools import cache

from bantay.kit.text.late import compiled
from bantay.runtime.scan import scan_lines

_TALK = (
    b'{"id":1,"text":"nothing to see"}',
    b'{"id":2,"messages":[["a","call 07700"],["a","900"],["a","143 ok?"]]}',
    b'{"id":3,"text":"seven seven zero zero nine hundred at example dot com"}',
)


@cache
def warm() -> int:
    """Compile what is compiled late, and read a few invented lines, once a process; how many.

    Nothing of them is kept.
    """
    compiled()
    return sum(1 for _ in scan_lines(_TALK))
