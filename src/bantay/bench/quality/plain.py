"""What anybody reads without undoing anything: the opposite of an obfuscated contact.

It says which rows of the contact suites count as obfuscated, so it must not lean on the
reader that is measured: the patterns here are their own and know nothing of its lexicons.
"""

import re
from unicodedata import category

_HOST = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+@{_HOST}\.[A-Za-z]{{2,}}(?!\w)", re.A)
_ENDINGS = "com|org|net|io|co|me|ly|app|info|cn|ph|br|es|uk|de|fr|ru|th|vn|id|mx|au|us"
_LINK = re.compile(rf"https?://[!-~]+|(?<![\w@.]){_HOST}\.(?:{_ENDINGS})(?![\w@-])", re.A)
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])\+?\(?[0-9](?:[ ().\-/]{0,3}[0-9]){6,14}(?![0-9A-Za-z])", re.A
)
_NAMED = re.compile(r"@[A-Za-z0-9_.]{3,}|[:：]\s*[A-Za-z0-9_.-]{4,}$", re.A)
MESSENGERS = frozenset(
    {"wechat", "qq", "telegram", "viber", "whatsapp", "instagram", "facebook", "wallet"}
)


def is_plain(text: str, kind: str = "") -> bool:
    """Whether a text shows a contact as everybody writes it.

    `kind` is what a set says of the row: names on messengers are plain words there.
    """
    if any(category(char) == "Cf" for char in text):
        return False  # somebody put characters in it that nobody sees
    if kind in MESSENGERS or _MAIL.search(text) or _LINK.search(text) or _NAMED.search(text):
        return True
    return any(not _spelled_out(match[0]) for match in _NUMBER.finditer(text))


def _spelled_out(number: str) -> bool:
    """Digit by digit, as nobody writes a number that may be read."""
    groups = re.findall(r"[0-9]+", number)
    return len(groups) > 4 and max(map(len, groups)) == 1
