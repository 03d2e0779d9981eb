"""Documents made wrong on purpose: an element taken away, two neighbours swapped."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from bantay.reports import htcds

ANY_ORDER = frozenset({"reportAnnotations", "fileAnnotations"})
"""Types whose elements may stand in any order."""


def parsed(body: bytes) -> Any:
    """The document as a tree."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(body, parser)


def written(tree: Any) -> bytes:
    """The tree as a document."""
    from lxml import etree

    return bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))


def plain(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def swaps(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Every document in which two neighbours of different names have changed places."""
    tree = parsed(body)
    parents = [p for p in tree.iter() if len(p) > 1 and plain(p.tag) not in ANY_ORDER]
    for n, parent in enumerate(parents):
        for k in range(len(parent) - 1):
            one, other = parent[k], parent[k + 1]
            if one.tag == other.tag:
                continue
            copy = deepcopy(tree)
            again = [p for p in copy.iter() if len(p) > 1 and plain(p.tag) not in ANY_ORDER][n]
            moved = again[k]
            again.remove(moved)
            again.insert(k + 1, moved)
            yield f"{plain(one.tag)} <> {plain(other.tag)}", written(copy)


def swapped(body: bytes, random: Random) -> bytes | None:
    """The document with two neighbours of different names swapped; None: it has none."""
    tree = parsed(body)
    pairs = [
        (parent, k)
        for parent in tree.iter()
        if plain(parent.tag) not in ANY_ORDER
        for k in range(len(parent) - 1)
        if parent[k].tag != parent[k + 1].tag
    ]
    if not pairs:
        return None
    parent, k = random.choice(pairs)
    moved = parent[k]
    parent.remove(moved)
    parent.insert(k + 1, moved)
    return written(tree)


def referral_refused(body: bytes, random: Random) -> bool:
    """Whether a referral with two fields that changed places is refused: the standard has an
    order, and JSON itself has none."""
    fields = list(json.loads(body)[0].items())
    k = random.randrange(len(fields) - 1)
    fields[k], fields[k + 1] = fields[k + 1], fields[k]
    return bool(htcds.unknown_fields(dict(fields)))


def without(body: bytes, name: str) -> bytes | None:
    """The document without the first element of that name; None: it has none."""
    tree = parsed(body)
    for element in tree.iter():
        if plain(element.tag) == name and element.getparent() is not None:
            element.getparent().remove(element)
            return written(tree)
    return None


def without_attribute(body: bytes, name: str) -> bytes | None:
    """The document without the first attribute of that name; None: it has none."""
    tree = parsed(body)
    for element in tree.iter():
        if name in element.attrib:
            del element.attrib[name]
            return written(tree)
    return None
