"""The words of the console: read from its source, kept as gettext, handed out as JSON.

`python -m tests.unit.console.catalogue` brings the catalogues up to date and compiles them;
a test says when that was forgotten.
"""

import json
import re
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from _house import PACKAGE

STATIC = PACKAGE / "console" / "static"
LOCALE = PACKAGE / "console" / "locale"
LANGUAGES = {"fil": "fil", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}
"""Languages beside English, by the name that the page uses and the one that gettext uses."""
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_ASKED = re.compile(rf"\b(?:t|N)\(\s*{_TEXT}|\btn\(\s*{_TEXT},\s*{_TEXT}")
"""Texts stand in the source as plain literals, also inside templates, which Babel's own reader
of JavaScript does not look into."""


def sources() -> list[Path]:
    """Every module of the console, in order."""
    return sorted(STATIC.rglob("*.js"))


def asked() -> dict[str, str | None]:
    """Every text that the source shows, with its plural where it has one."""
    found: dict[str, str | None] = {}
    for path in sources():
        for alone, one, many in _ASKED.findall(path.read_text("utf-8")):
            if alone:
                found.setdefault(alone, None)
            else:
                found[one] = many
    return dict(sorted(found.items()))


def held(language: str) -> Catalog:
    """A language's catalogue as it is kept."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=LANGUAGES[language])
    return read_po(BytesIO(path.read_bytes()), locale=LANGUAGES[language])


def updated(language: str) -> Catalog:
    """The catalogue with exactly the texts of the source; what was translated stays."""
    old, new = held(language), Catalog(locale=LANGUAGES[language], fuzzy=False)
    new.copyright_holder, new.project, new.version = "The Bantay authors", "Bantay", ""
    for one, many in asked().items():
        known = old.get(one)
        text = known.string if known else ""
        if many and not isinstance(text, tuple):
            text = (text,) * new.num_plurals
        new.add((one, many) if many else one, text)
    return new


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as a file, without dates: the same words give the same bytes."""
    out = BytesIO()
    write_po(out, catalog, width=100, omit_header=True, sort_output=True)
    return out.getvalue()


def as_json(catalog: Catalog) -> str:
    """What the page reads: a text and its forms. Texts without a translation are left out."""
    said = {}
    for message in catalog:
        if not message.id:
            continue
        one = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        text = message.string
        forms = list(text) if isinstance(text, (tuple, list)) else [text]
        if all(forms):
            said[one] = forms
    return json.dumps(dict(sorted(said.items())), ensure_ascii=False, indent=0) + "\n"


def main() -> None:
    """Bring catalogues and JSON up to date."""
    for language in LANGUAGES:
        catalog = updated(language)
        (LOCALE / f"{language}.po").write_bytes(as_po(catalog))
        (STATIC / "locale" / f"{language}.json").write_text(as_json(catalog), encoding="utf-8")


if __name__ == "__main__":
    main()
