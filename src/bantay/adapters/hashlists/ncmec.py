"""A hash list as NCMEC's hash-sharing service (v2) writes it: XML of entries and deletions.

The file may be hostile, so it is read as a stream by a parser that knows no document type
(and so no entities of its own), with bounds on depth, text and entries. A fingerprint that
members gave negative feedback on is disputed. Videos are read too: their exact hashes count.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from msgspec import Struct, field

from bantay.errors import InputError, Place
from bantay.ports.hashlists import DIGITS, Entry, Gone, Opinion, Print

NAMESPACE = "https://hashsharing.ncmec.org/hashsharing/v2"
_ENTRIES = ("image", "video")
_DELETED = ("deletedImage", "deletedVideo")
_BLOCK = 1 << 16
_DEEPEST, _LONGEST, _MOST = 24, 10_000, 20_000


class _Node(Struct):
    """One element: its name without the namespace, attributes, text and children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["_Node"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["_Node"]:
        """Elements of that name anywhere below."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def said(self, name: str) -> str:
        """The text of the child of that name, or nothing."""
        return next((c.text.strip() for c in self.children if c.name == name), "")


class NcmecList:
    """The list in a file: one answer of `/entries`, or several pages of it one after another."""

    whole = False

    def __init__(self, path: Path):
        self._path = path

    def changes(self) -> Iterator[Entry | Gone]:
        """Its entries and deletions. Raises `InputError` with line and column."""
        reader = _Reader(str(self._path))
        try:
            with self._path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield from reader.feed(block)
                yield from reader.feed(b"", last=True)
        except OSError as wrong:
            words = f"the hash list cannot be read: {wrong.strerror}"
            raise InputError(words, Place(str(self._path))) from None


class _Reader:
    """Collects each entry's elements and turns them into a change."""

    def __init__(self, name: str):
        self._name, self._open = name, list[_Node]()
        self._depth, self._size = 0, 0
        self._ready: list[Entry | Gone] = []
        self._parser: Any = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, block: bytes, *, last: bool = False) -> list[Entry | Gone]:
        """The changes that this part of the file completes."""
        self._ready = []
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as wrong:
            words = f"not well-formed XML: {expat.ErrorString(wrong.code)}"
            raise InputError(words, Place(self._name, wrong.lineno, wrong.offset + 1)) from None
        except (LookupError, ValueError):  # a codec that Python does not have, or not for this
            raise InputError("an unknown encoding", Place(self._name, 1)) from None
        return self._ready

    def _refuse(self, words: str) -> NoReturn:
        at = self._parser
        raise InputError(words, Place(self._name, at.CurrentLineNumber, at.CurrentColumnNumber + 1))

    def _doctype(self, *_: object) -> None:
        self._refuse("a document type is not allowed in a hash list")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._depth == 0 and (space, local) != (NAMESPACE, "queryResult"):
            self._refuse(f"a queryResult of {NAMESPACE} expected, not {name!r:.100}")
        self._depth += 1
        self._size += 1
        if self._depth > _DEEPEST or (self._open and self._size > _MOST):
            self._refuse("an entry with too many elements")
        if self._open or local in _ENTRIES or local in _DELETED:
            node = _Node(local, attributes)
            if self._open:
                self._open[-1].children.append(node)
            else:
                self._size = 0
            self._open.append(node)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text
            if len(self._open[-1].text) > _LONGEST:
                self._refuse(f"a text of more than {_LONGEST} characters")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._ready.append(self._change(node))

    def _change(self, node: _Node) -> Entry | Gone:
        id, member = node.said("id"), next(node.all("member"), None)
        if not id or len(id) > 150:
            self._refuse(f"an {node.name} without an id of at most 150 characters")
        keeper = member.attributes.get("id", "") if member else ""
        unique = f"{keeper}/{id}" if keeper else id  # members choose their ids themselves
        if node.name in _DELETED:
            return Gone(unique)
        disputed = {f.attributes.get("type", "").casefold() for f in node.all("negativeFeedback")}
        prints = tuple(self._prints(node, disputed))
        return Entry(unique, prints, node.said("classification"))

    def _prints(self, node: _Node, disputed: set[str]) -> Iterator[Print]:
        for found in node.all("fingerprints"):
            for mark in found.children:
                kind: Any = mark.name.casefold()
                digits = mark.text.strip().casefold()
                if kind in DIGITS and digits:
                    if len(digits) != DIGITS[kind] or set(digits) - set("0123456789abcdef"):
                        self._refuse(f"a {kind} hash has {DIGITS[kind]} hexadecimal digits")
                    opinion: Opinion = "disputed" if kind in disputed else "positive"
                    yield Print(kind, digits, opinion)
