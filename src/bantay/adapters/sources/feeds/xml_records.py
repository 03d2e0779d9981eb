"""Records out of XML, one after the other, with line and column of everything, in bounded memory.

Safe against documents made to harm: a document type declaration is refused, so there are no
entities of anybody's own and nothing is ever fetched; depth, size and number of elements of a
record are bounded. The parser is expat of the standard library.
"""

from collections.abc import Iterator
from xml.parsers import expat

from msgspec import Struct, field

from bantay.adapters.sources.blocks import Broken, blocks
from bantay.adapters.sources.feeds.draft import At
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.problem import RAW_KEPT

DEPTH_MAX = 40
ELEMENTS_MAX = 20_000
TEXT_MAX = 1 << 20
"""Characters of one record at most."""

HELD_MAX = 4 << 20
"""Bytes of one record that are kept while it is read."""


class Node(Struct):
    """An element: its name without namespace, attributes, text, children, and where it stands."""

    name: str
    at: At
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, *path: str) -> list["Node"]:
        """Every element at a path below this one."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> "Node | None":
        """The first element at a path below this one."""
        found = self.all(*path)
        return found[0] if found else None

    def said(self, *path: str) -> str | None:
        """The text of the first element at a path, None when it is empty or not there."""
        node = self.first(*path)
        return (node.text.strip() or None) if node is not None else None


class Record(Struct):
    """One record, or what stopped the reading (`problem`, and then `node` is empty).

    `context` holds what stood before it and matters to it. `last` says that nothing can be
    read after it: the document ends here against its will.
    """

    node: Node
    context: dict[str, Node]
    raw: bytes
    done: int
    problem: str | None = None
    last: bool = False


class Shape(Struct, frozen=True):
    """Which elements are records, which are kept as context, and what ends a context."""

    records: frozenset[str]
    context: frozenset[str]
    fresh: frozenset[str]


class _Stop(Exception):
    """The document may not be read on."""


class _Builder:
    """Follows the parser and collects records."""

    def __init__(self, shape: Shape):
        self._shape = shape
        self.ready: list[Record] = []
        self._stack: list[Node] = []
        self._depth = self._count = self._size = 0
        self._over: str | None = None
        self.context: dict[str, Node] = {}
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._begin = 0
        self._held, self._offset = b"", 0  # bytes kept, and where the first of them stood
        self._beginning: bytes | None = None  # of an enormous record, whose bytes are let go

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Parse a block and forget the bytes before the open record."""
        self._held += data
        self.parser.Parse(data, final)
        keep = self._begin if self._stack else self.parser.CurrentByteIndex
        if cut := max(0, min(keep - self._offset, len(self._held))):
            self._held, self._offset = self._held[cut:], self._offset + cut
        if len(self._held) > HELD_MAX:
            self._beginning = self._beginning or self._held[:HELD_MAX]
            self._held, self._offset = b"", self._offset + len(self._held)

    def at(self) -> At:
        """Where the parser is."""
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def raw(self, end: int) -> bytes:
        """The bytes of the open record, as far as they are kept."""
        if self._beginning is not None:
            return self._beginning
        start = max(0, self._begin - self._offset)
        return self._held[start : max(start, end - self._offset)][:RAW_KEPT]

    def _doctype(self, *_: object) -> None:
        raise _Stop("a document type declaration is not allowed in a payment message")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _Stop(f"elements are nested more than {DEPTH_MAX} deep")
        plain = name.rpartition("}")[2]
        if plain in self._shape.fresh:
            self.context = {k: v for k, v in self.context.items() if k == "GrpHdr"}
        if not self._stack:
            if plain not in self._shape.records and plain not in self._shape.context:
                return
            self._begin, self._count, self._size = self.parser.CurrentByteIndex, 0, 0
            self._over, self._beginning = None, None
        self._count += 1
        if self._count > ELEMENTS_MAX:
            self._over = f"the record has more than {ELEMENTS_MAX:,} elements"
            self._stack.append(Node(plain, self.at()))
            return
        node = Node(plain, self.at(), attributes)
        if self._stack and self._over is None:
            self._stack[-1].children.append(node)
        self._stack.append(node)

    def _data(self, text: str) -> None:
        if not self._stack:
            return
        self._size += len(text)
        if self._size > TEXT_MAX:
            self._over = f"the record is longer than {TEXT_MAX:,} characters"
        else:
            self._stack[-1].text += text

    def _end(self, _: str) -> None:
        self._depth -= 1
        if not self._stack:
            return
        node = self._stack.pop()
        if self._stack:
            return
        if node.name in self._shape.records:
            raw = self.raw(self.parser.CurrentByteIndex + len(node.name) + 3)
            self.ready.append(Record(node, dict(self.context), raw, 0, self._over))
        elif self._over is None:
            self.context.setdefault(node.name, node)


def xml_records(file: InputFile, shape: Shape) -> Iterator[Record]:
    """Every record of a document, in order; at last, perhaps, why it could not be read on."""
    builder, done = _Builder(shape), 0
    problem: str | None = None
    try:
        for data, done in blocks(file):
            builder.feed(data)
            yield from _taken(builder, done)
        builder.feed(b"", final=True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        problem = f"this is not well-formed XML: {words}; nothing after it can be read"
    except (Broken, _Stop) as error:
        problem = f"{error}; nothing after it can be read"
    except (LookupError, ValueError):
        problem = "the encoding of the document cannot be read"
    yield from _taken(builder, done)
    if problem is not None:
        end = builder.parser.CurrentByteIndex
        node = Node("", builder.at())
        yield Record(node, {}, builder.raw(end) or b"<", done, problem, last=True)


def _taken(builder: _Builder, done: int) -> Iterator[Record]:
    ready, builder.ready = builder.ready, []
    for record in ready:
        record.done = done
        yield record
