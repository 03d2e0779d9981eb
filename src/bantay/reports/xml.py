"""Trees as XML, and XML held against a schema without a network and without entities."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from bantay.errors import ConfigError, MissingExtra, Place
from bantay.model.reporting import Problem
from bantay.reports.document import SCHEMA, Node, clean

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def to_bytes(root: Node) -> bytes:
    """The document in UTF-8, one element a line."""
    return HEAD + "".join(_lines(root, 0)).encode()


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    attrs = "".join(f' {key}="{_attribute(value)}"' for key, value in node.attrs)
    if node.children:
        yield f"{pad}<{node.name}{attrs}>\n"
        for child in node.children:
            yield from _lines(child, depth + 1)
        yield f"{pad}</{node.name}>\n"
    elif node.text:
        yield f"{pad}<{node.name}{attrs}>{_text(node.text)}</{node.name}>\n"
    else:
        yield f"{pad}<{node.name}{attrs}/>\n"


def _text(text: str) -> str:
    safe = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("\r", "&#13;")


def _attribute(text: str) -> str:
    safe = _text(text).replace('"', "&quot;")
    return safe.replace("\n", "&#10;").replace("\t", "&#9;")


@cache
def shipped(name: str) -> Any:
    """A schema that comes with Bantay, compiled. MissingExtra when nothing here reads XML."""
    body = files("bantay.reports").joinpath("schemas", *name.split("/")).read_bytes()
    return compiled(body, name)


def compiled(body: bytes, name: str) -> Any:
    """A schema compiled. ConfigError when it is none.

    A `^` at the beginning and a `$` at the end of a pattern are taken away, and only they: XSD
    anchors by itself and would read them as letters, as one published national goAML schema
    has them.
    """
    etree = _etree()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(body, parser)
        for pattern in tree.iter("{http://www.w3.org/2001/XMLSchema}pattern"):
            pattern.set("value", unanchored(pattern.get("value", "")))
        return etree.XMLSchema(tree)
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as wrong:
        raise ConfigError(f"it is not an XML schema: {wrong}", Place(name)) from None


def unanchored(pattern: str) -> str:
    """The pattern without the anchors that XSD would read as letters."""
    start = pattern[1:] if pattern.startswith("^") else pattern
    ends = start.endswith("$") and not start.endswith("\\$")
    return start[:-1] if ends else start


def against(schema: Any, body: bytes) -> tuple[Problem, ...]:
    """What a schema says of a document: one problem an error, at its element."""
    etree = _etree()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as wrong:
        return (Problem(path="", reason=f"it is not XML: {wrong}"),)
    if schema.validate(tree):
        return ()
    return tuple(
        Problem(path=_path(error.path, tree), reason=_plain(error.message), source=SCHEMA)
        for error in schema.error_log
    )


def _path(xpath: str | None, tree: Any) -> str:
    """`/*/*[3]/*` as the names that stand there."""
    found = tree.xpath(xpath) if xpath else []
    names: list[str] = []
    node = found[0] if found else None
    while node is not None:
        names.append(node.tag.rpartition("}")[2])
        node = node.getparent()
    return "/".join(reversed(names))


def _plain(message: str) -> str:
    return message.replace("{www.fincen.gov/base}", "")


def _etree() -> Any:
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtra("checking reports against their schemas", "reports") from None
    return etree
