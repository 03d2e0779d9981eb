"""Letters set apart, repeated, or replaced by digits and signs that look like them."""

from bantay.kit.text.late import late
from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.views.known import by_collapsed, by_drawn, collapsed, drawn

SET_APART, REPEATED, LEET = "letters set apart", "repeated letters", "leet"

_GAP = r"[ .\-_*|/\\·•~,+]{1,2}"
_APART = late(
    rf"(?<![a-z0-9])[a-z0-9](?P<gap>{_GAP})[a-z0-9@._]"
    r"(?:(?P=gap)[a-z0-9@._]){2,}(?![a-z0-9])"
)
_LEAST = 3  # letters that make a word of what was set apart
_THRICE = late(r"([a-z])\1\1")
_LETTERS = late(r"[a-z]{4,}")
_LONGEST = 64
_TOUCHING = late(r"[a-z][0-9@$!|+€£]|[0-9@$!|+€£][a-z]")
_TOKEN = late(r"[a-z0-9@$!|+€£]{3,}")


def set_apart(reading: Reading) -> Reading:
    """Single letters with one kind of gap between them read as one word."""
    rewriting = Rewriting(reading)
    for match in _APART.finditer(reading.folded):
        step = 1 + len(match["gap"])
        elements = match[0][::step]
        if sum(map(str.isalpha, elements)) >= _LEAST:
            for at in range(match.start() + 1, match.end(), step):
                rewriting.put("", at, at + step - 1, SET_APART)
    return rewriting.done()


def repeated(reading: Reading) -> Reading:
    """Names with a letter written three times or more ("gmaaail") read as the names."""
    if not _THRICE.search(reading.folded):
        return reading
    rewriting = Rewriting(reading)
    for match in _LETTERS.finditer(reading.folded):
        word = match[0]
        if len(word) <= _LONGEST and _THRICE.search(word):
            name = by_collapsed().get(collapsed(word))
            if name:
                rewriting.put(name, match.start(), match.end(), REPEATED)
    return rewriting.done()


def leet(reading: Reading) -> Reading:
    """Names with letters drawn as digits or signs ("gm4il") read as the names."""
    tokens = _TOKEN.findall(reading.folded) if _TOUCHING.search(reading.folded) else ()
    if all(token.isalpha() or token.isdigit() for token in tokens):
        return reading
    names = by_drawn()
    rewriting = Rewriting(reading)
    for match in _TOKEN.finditer(reading.folded):
        token = match[0]
        if token.isalpha() or token.isdigit() or len(token) > _LONGEST:
            continue
        name = names.get(drawn(token))
        if name and any(map(str.isalpha, token)):
            rewriting.put(name, match.start(), match.end(), LEET)
    return rewriting.done()
