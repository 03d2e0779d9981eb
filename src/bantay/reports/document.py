"""Documents as trees of fields that know where they come from.

An exporter writes every field it could fill through `leaf`, with its source. A field that is
required and has no value stays in the tree as a gap: `gaps` names its place and its source, so
that a person sees what to mend and where. Texts that are too long are cut with a visible mark
and go along whole as an attachment.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import blake2b

from msgspec import Struct, field, structs

from bantay.model.reporting import Attachment, Problem

Scalar = str | int | float | bool | date | datetime | None
MARK = " … [cut here: {kept:,} of {all:,} characters; the whole text is in {name}]"
SCHEMA = "the schema"
"""The source of a problem that a schema has with a document."""
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SHORT_MARK = "…[cut]"
"""Where there is no room for the long mark."""


class Node(Struct, frozen=True):
    """One element: its name, text or children, attributes, and the source of its value.

    A `gap` is a required element without a value: it is never written.
    """

    name: str
    text: str | None = None
    children: tuple["Node", ...] = ()
    attrs: tuple[tuple[str, str], ...] = ()
    source: str = ""
    gap: bool = False


Nodes = tuple[Node, ...]


class Desk(Struct):
    """What comes up while a document is written: problems, and files that must go along."""

    problems: list[Problem] = field(default_factory=list)
    attachments: dict[str, Attachment] = field(default_factory=dict)

    def note(self, path: str, reason: str, source: str = "") -> None:
        """Something the person who reads the draft should know; it forbids nothing."""
        self.problems.append(Problem(path=path, reason=reason, source=source, final=False))

    def wrong(self, path: str, reason: str, source: str = "") -> None:
        """Something that has to be mended before the draft can be approved."""
        self.problems.append(Problem(path=path, reason=reason, source=source))

    def limited(self, text: str, limit: int, path: str) -> str:
        """The text in at most `limit` characters; what is cut says so and is attached whole."""
        if len(text) <= limit:
            return text
        name = f"{path.replace('/', '.')}-{_short(text)}.txt"
        self.attachments[name] = Attachment(
            name=name, mime="text/plain", why=f"the whole text of {path}", body=text.encode()
        )
        self.note(path, f"{len(text):,} characters are cut to {limit:,}; {name} has them all")
        mark = MARK.format(kept=limit, all=len(text), name=name)
        if len(mark) >= limit // 2:
            return text[: max(0, limit - len(SHORT_MARK))] + SHORT_MARK[:limit]
        kept = limit - len(mark)
        return text[:kept] + MARK.format(kept=kept, all=len(text), name=name)[: limit - kept]


def leaf(
    name: str,
    value: Scalar,
    source: str,
    *,
    need: bool = False,
    limit: int | None = None,
    desk: Desk | None = None,
    attrs: Iterable[tuple[str, Scalar]] = (),
) -> Nodes:
    """One element with a text; nothing when there is no value, a gap when it is needed."""
    text = written(value)
    if not text:
        return (Node(name, source=source, gap=True),) if need else ()
    if limit is not None and desk is not None:
        text = desk.limited(text, limit, name)
    pairs = tuple((key, said) for key, one in attrs if (said := written(one)))
    return (Node(name, text, attrs=pairs, source=source),)


def branch(
    name: str,
    *children: Nodes,
    need: bool = False,
    source: str = "",
    attrs: Iterable[tuple[str, Scalar]] = (),
) -> Nodes:
    """One element with children; nothing when it would be empty and is not needed."""
    inner = tuple(node for some in children for node in some)
    if not inner and not need:
        return ()
    pairs = tuple((key, said) for key, one in attrs if (said := written(one)))
    return (Node(name, children=inner, attrs=pairs, source=source),)


def flag(name: str, up: bool | None, source: str) -> Nodes:
    """An empty element that stands for yes."""
    return (Node(name, "", source=source),) if up else ()


def written(value: Scalar) -> str:
    """A value as documents write it: UTC times with `Z`, `true` and `false`, tidy text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case str():
            return clean(value)
        case _:
            return str(value)


def stamp(moment: datetime) -> str:
    """A moment in UTC to the second; the zone is always written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clean(text: str) -> str:
    """Text without what no XML or JSON reader takes; each such letter becomes U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)


def gaps(root: Node) -> Iterator[Problem]:
    """Every required field without a value, with where the value would have come from."""
    for path, node in walk(root):
        if node.gap:
            yield Problem(path=path, reason="this field is required", source=node.source)


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, with how often it comes up; what a schema says of a place where our
    own check has already named the missing field is left out."""
    counted: dict[Problem, int] = {}
    for one in problems:
        counted[one] = counted.get(one, 0) + 1
    named = {one.path.rpartition("/")[0] for one in counted if one.source != SCHEMA and one.final}
    kept = [
        (one, times)
        for one, times in counted.items()
        if one.source != SCHEMA or not (one.path in named or one.path.rpartition("/")[0] in named)
    ]
    return tuple(
        one if times == 1 else structs.replace(one, reason=f"{one.reason} ({times} times)")
        for one, times in kept
    )


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every element with its path, parents first."""
    here = f"{path}/{node.name}" if path else node.name
    yield here, node
    for child in node.children:
        yield from walk(child, here)


def fields_of(root: Node) -> tuple[tuple[str, str], ...]:
    """Paths of everything written in a document, and where each value comes from."""
    found: dict[str, str] = {}
    for path, node in walk(root):
        if node.gap:
            continue
        if node.text is not None:
            found.setdefault(path, node.source)
        for key, _ in node.attrs:
            found.setdefault(f"{path}@{key}", node.source or "format")
    return tuple(found.items())


def without_gaps(node: Node) -> Node:
    """The tree as it is written."""
    kept = tuple(without_gaps(child) for child in node.children if not child.gap)
    return Node(node.name, node.text, kept, node.attrs, node.source)


def name_of(*parts: str) -> str:
    """A short name made of parts, the same for the same parts."""
    return _short("\x1f".join(parts))


def uuid_of(*parts: str) -> str:
    """A UUID made of parts, the same for the same parts, with the version and variant of a
    random one: a receiver that sees it twice sees one thing."""
    raw = bytearray(blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).digest())
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()
