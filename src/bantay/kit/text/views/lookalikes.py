"""Letters that only look like Latin ones: of other scripts, drawn, small capitals, accented.

A letter of another script is undone in a word that mixes it with Latin letters, or where
no word of the text is really written in such a script (ideographs and Thai are none of them).
What a language really writes with it stays as it is; accents go only where they hide a name that
matters.
"""

import re
from collections.abc import Iterator

from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.shapes import DRAWN, latin
from bantay.kit.text.views.known import known

LOOKALIKES = "look-alike letters"

_OTHER = re.compile(f"[\u0370-\u052f\u0531-\u058f\u13a0-\u13ff\uab70-\uabbf{DRAWN}]")
_ACCENTED = re.compile("[à-öø-ÿ\u0101-\u024f\u1e01-\u1eff]")
_WORD = re.compile(r"(?:[^\W\d_]|[\U0001f130-\U0001f189\U0001f1e6-\U0001f1ff])+")
_LATIN = re.compile("[a-z]")


def lookalikes(reading: Reading) -> Reading:
    """The reading with look-alikes undone; the reading itself when it has none."""
    folded = reading.folded
    if folded.isascii() or not (_OTHER.search(folded) or _ACCENTED.search(folded)):
        return reading
    words = [word for word in _WORD.finditer(folded) if not word[0].isascii()]
    foreign = any(_is_foreign(word[0]) for word in words)
    rewriting = Rewriting(reading)
    for word in words:
        other = _OTHER.search(word[0])
        if (not foreign or _is_mixed(word[0])) if other else _is_known(word[0]):
            for at, new in _undone(word):
                rewriting.put(new, at, at + 1, LOOKALIKES)
            if _is_joined(folded, word.end()):
                rewriting.put(".", word.end(), word.end() + 1, LOOKALIKES)
    return rewriting.done()


def _is_joined(folded: str, at: int) -> bool:
    """Whether a full stop of Chinese stands there and right behind it a letter like a Latin one."""
    after = folded[at + 1 : at + 2]
    return folded[at : at + 1] == "。" and (_LATIN.match(after) is not None or latin(after) != "")


def _is_known(word: str) -> bool:
    """Whether a word with accents is a name to look for without them; other words keep theirs."""
    return "".join(latin(char) or char for char in word) in known()


def _is_mixed(word: str) -> bool:
    """Whether Latin letters, plain or with accents, stand beside those of another script."""
    return _LATIN.search(word) is not None or _ACCENTED.search(word) is not None


def _is_foreign(word: str) -> bool:
    """Whether a word is really written in such a script: a letter of it has no Latin double."""
    return not _is_mixed(word) and any(
        _OTHER.match(char) is not None and not latin(char) for char in word
    )


def _undone(word: re.Match[str]) -> Iterator[tuple[int, str]]:
    for n, char in enumerate(word[0]):
        if not char.isascii() and (new := latin(char)):
            yield word.start() + n, new
