"""The page around a text: contents, search, the way back and on, style for light and dark."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

from bantay.model.version import VERSION
from bantay.runtime.handbook.markdown import Drawn
from bantay.runtime.handbook.order import Section
from bantay.runtime.handbook.sources import Source


class Around(Struct, frozen=True):
    """What every page shows beside its own text."""

    sections: tuple[Section, ...]
    titles: Mapping[str, str]  # by path in the site


def page(source: Source, content: Drawn, around: Around) -> str:
    """A whole page as HTML."""
    up = "../" * source.out.count("/")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(content.title)} · Bantay</title>"
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{up}style.css">'
        f'<script defer src="{up}search.js" data-up="{up}"></script></head>\n<body>'
        '<a class="skip" href="#text">To the text</a>'
        f"{_header(up)}"
        f'<div class="sheet">{_contents(source, around)}'
        f'<main id="text" tabindex="-1"><article>{content.html}</article>'
        f"{_next(source, around)}</main>{_here(content)}</div>"
        f"<footer>Bantay {escape(VERSION)}. Everything it says is possible, never a verdict."
        "</footer></body></html>\n"
    )


def _header(up: str) -> str:
    return (
        f'<header><a class="home" href="{up}index.html">Bantay <span>handbook</span></a>'
        '<form role="search" class="find" hidden><label for="find">Search</label>'
        '<input id="find" type="search" autocomplete="off" spellcheck="false" '
        'aria-controls="found">'
        '<ol id="found" aria-live="polite" hidden></ol></form></header>\n'
    )


def _contents(source: Source, around: Around) -> str:
    parts = "".join(_section(one, source, around.titles) for one in around.sections)
    return f'<nav class="contents" aria-label="Contents">{parts}</nav>\n'


def _section(section: Section, source: Source, titles: Mapping[str, str]) -> str:
    if not section.pages:
        return ""
    within = source in section.pages
    shown = section.pages if within or not section.folded else section.pages[:1]
    items = "".join(_item(one, source, titles) for one in shown)
    state = " open" if within or not section.folded else ""
    return f"<details{state}><summary>{escape(section.title)}</summary><ul>{items}</ul></details>"


def _item(one: Source, source: Source, titles: Mapping[str, str]) -> str:
    here = ' aria-current="page"' if one == source else ""
    return f'<li><a href="{_way(source, one)}"{here}>{escape(titles[one.out])}</a></li>'


def _way(source: Source, to: Source) -> str:
    return posixpath.relpath(to.out, posixpath.dirname(source.out) or ".")


def _here(content: Drawn) -> str:
    """The headings of a longer page."""
    seconds = [one for one in content.headings if one.level == 2]
    if len(seconds) < 2:
        return '<div class="here"></div>'
    items = "".join(f'<li><a href="#{h.slug}">{escape(h.text)}</a></li>' for h in seconds)
    return f'<nav class="here" aria-label="On this page"><p>On this page</p><ul>{items}</ul></nav>'


def _next(source: Source, around: Around) -> str:
    pages = [one for section in around.sections for one in section.pages]
    at = pages.index(source)
    return f'<nav class="on" aria-label="Next pages">{"".join(_steps(pages, at, around))}</nav>'


def _steps(pages: Sequence[Source], at: int, around: Around) -> Iterator[str]:
    for word, there in (("Before", at - 1), ("Next", at + 1)):
        if 0 <= there < len(pages):
            title = escape(around.titles[pages[there].out])
            yield f'<a href="{_way(pages[at], pages[there])}"><span>{word}</span> {title}</a>'
