"""Names with an "@" before them and no platform named: most likely one on this very platform."""

from collections.abc import Iterator

from bantay.kit.text.hits import FAINT, Hit
from bantay.kit.text.late import late

_MENTION = late(
    r"(?:(?<![a-z0-9_!#$%&*@/.+-])|(?<=\brt)|(?<=\brt:))@(?P<name>[a-z0-9_]{1,32})(?![a-z0-9_@À-ɏ]|://|\.[a-z])"
)


def mentions(folded: str) -> Iterator[Hit]:
    """All names written as "@name" in a folded text, from the left."""
    if "@" not in folded:
        return
    for match in _MENTION.finditer(folded):
        if match["name"].strip("_"):
            yield Hit("handle", match["name"], match.start(), match.end(), FAINT)
