"""Markdown as HTML: headings that can be linked to, tables that scroll, links within the site."""

import posixpath
import re
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

_COMMENT = re.compile(r"<!--.*?-->\n?", re.S)
_OUTSIDE = re.compile(r"^(https?|mailto):")
_NO_SLUG = re.compile(r"[^\w\- ]")
_TEXTS = ("inline", "fence", "code_block")


class Heading(Struct, frozen=True):
    """A heading of a page: how deep, what it says, where a link to it goes."""

    level: int
    text: str
    slug: str


class Drawn(Struct, frozen=True):
    """A page's content: its title, its HTML, its headings, and its texts heading by heading."""

    title: str
    html: str
    headings: tuple[Heading, ...]
    texts: tuple[tuple[str, str], ...]  # slug and plain text below it; "" before the first heading
    lost: tuple[str, ...]  # links that lead to no page of the site


def drawn(text: str, place: str, out: str, known: Mapping[str, str]) -> Drawn:
    """Render one page that lies at `place` and goes to `out`.

    `known` are the site's paths by places in the repository. A link to anything else of the
    repository stays as words: a site in a wheel has no source files beside it.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("code_block", _fence)
    tokens = reader.parse(_COMMENT.sub("", text))
    headings = _headings(tokens)
    lost = _linked(tokens, place, out, known)
    html = reader.renderer.render(tokens, reader.options, {}).replace("<th></th>", "<td></td>")
    title = headings[0].text if headings else place
    return Drawn(title, html, headings, _texts(tokens, headings), lost)


def slug(text: str) -> str:
    """A heading as the end of a link: the rule that code hosts use, so both places agree."""
    return _NO_SLUG.sub("", text.lower()).replace(" ", "-")


def _headings(tokens: list[Token]) -> tuple[Heading, ...]:
    found: list[Heading] = []
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            text = _plain(content)
            name = slug(text)
            again = sum(slug(one.text) == name for one in found)
            found.append(Heading(int(opening.tag[1]), text, f"{name}-{again}" if again else name))
            opening.attrSet("id", found[-1].slug)
    return tuple(found)


def _texts(tokens: list[Token], headings: tuple[Heading, ...]) -> tuple[tuple[str, str], ...]:
    """What stands under each heading, as plain words."""
    said: list[tuple[str, list[str]]] = [("", [])]
    coming = iter(headings)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "heading_open":
            said.append((next(coming).slug, []))
        elif token.type in _TEXTS and (before is None or before.type != "heading_open"):
            said[-1][1].append(_plain(token))
    return tuple((name, " ".join(" ".join(parts).split())) for name, parts in said)


def _plain(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(c.content or " " * (c.type == "softbreak") for c in token.children)


def _linked(tokens: list[Token], place: str, out: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Turn links between files of the repository into links between pages; what was lost."""
    lost = []
    for token in (child for one in tokens for child in one.children or ()):
        name = {"link_open": "href", "image": "src"}.get(token.type)
        target = str(token.attrGet(name)) if name else ""
        if not name or _OUTSIDE.match(target) or target.startswith("#"):
            continue
        path, _, fragment = target.partition("#")
        there = known.get(posixpath.normpath(posixpath.join(posixpath.dirname(place), path)))
        if there is None:
            lost.append(target)
            token.tag = "span"
            token.attrs = {}
            _closing(tokens, token)
            continue
        relative = posixpath.relpath(there, posixpath.dirname(out) or ".")
        token.attrSet(name, f"{relative}#{fragment}" if fragment else relative)
    return tuple(lost)


def _closing(tokens: list[Token], opening: Token) -> None:
    """Let the end of a link that leads nowhere be the end of a span too."""
    for one in tokens:
        children = one.children or []
        if opening in children:
            after = children[children.index(opening) + 1 :]
            closing = next((c for c in after if c.type == "link_close"), None)
            if closing is not None:
                closing.tag = "span"


def _table_open(renderer: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    return '<div class="wide" tabindex="0" role="group" aria-label="table"><table>'


def _table_close(renderer: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _fence(renderer: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    kind = (token.info or "").split(" ")[0]
    mark = f' data-kind="{escape(kind)}"' if kind else ""
    code = escape(token.content.rstrip("\n"))
    return f'<pre tabindex="0"{mark}><code>{code}</code></pre>\n'
