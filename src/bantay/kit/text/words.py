"""Words of folded text in any script: runs of letters, or single characters without spaces."""

from bantay.kit.text.late import late

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
)
"""Thai, Lao, Burmese, Khmer, kana, ideographs: scripts written without spaces."""

_WORD = late(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+(?:['’][^\W\d_{SPACELESS}]+)*")
_PLAIN_WORD = late("[a-zA-Z0-9]+(?:'[a-zA-Z]+)*")
"""The same in a text of ASCII."""
_SPACELESS_ONE = late(f"[{SPACELESS}]")


def words(folded: str) -> list[str]:
    """Words of spaced scripts, and every single character of scripts without spaces."""
    return (_PLAIN_WORD if folded.isascii() else _WORD).findall(folded)


def placed(folded: str) -> list[tuple[str, int, int]]:
    """The same words, each with where it begins and ends."""
    return [
        (found[0], *found.span())
        for found in (_PLAIN_WORD if folded.isascii() else _WORD).finditer(folded)
    ]


def is_spaceless(word: str) -> bool:
    """Whether a word begins in a script that is written without spaces."""
    return _SPACELESS_ONE.match(word) is not None


def word_count(folded: str) -> int:
    """About how many words a reader would count: two characters make one without spaces."""
    found = words(folded)
    single = sum(map(is_spaceless, found))
    return len(found) - single + (single + 1) // 2
