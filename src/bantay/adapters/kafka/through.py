"""Records of a topic read through a mapping: somebody's own JSON, such as what Osprey's sink
writes of each action, a flat object of the features its rules drew out."""

from collections.abc import Callable
from hashlib import blake2b

from msgspec.json import Decoder

from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.lines import LINE_MAX
from bantay.adapters.sources.maker import Maker, RowError
from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError, Place
from bantay.model.events import Event

Found = list[Event] | Problem
Read = Callable[[bytes, str, int, int], Found]
"""What a record is, from its bytes, topic, partition and offset. Never raises."""
_ANY = Decoder()


def as_it_is(raw: bytes, topic: str, number: int, offset: int) -> Found:
    """A record in any shape that is known here."""
    return read_record(raw)


def through(mapping: Mapping, name: str) -> Read:
    """A reader through a mapping. InputError for one that a stream cannot be read through; `name`
    is the stream's, for saying so."""
    if mapping.format not in (None, "jsonl"):
        words = f"the mapping is for {mapping.format}, a topic holds JSON"
        raise InputError(words, Place(name))
    if mapping.sort:
        raise InputError("a stream cannot be sorted: take `sort` out of the mapping", Place(name))
    makers: dict[tuple[str, int], Maker] = {}

    def read(raw: bytes, topic: str, number: int, offset: int) -> Found:
        part = (topic, number)
        if part not in makers:
            makers[part] = Maker(mapping, _birthmark(topic, number))
        return _made(makers[part], raw, offset)

    return read


def _made(maker: Maker, raw: bytes, offset: int) -> Found:
    """A record that holds a mistake is set aside whole: what of it is right comes again when
    it is mended."""
    if not raw.strip():
        return []
    if len(raw) > LINE_MAX:
        return Problem(f"a record of at most {LINE_MAX:,} bytes expected: it has {len(raw):,}")
    try:
        values = _ANY.decode(raw)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return Problem("a JSON object expected")
    events: list[Event] = []
    for made in maker.make(values, offset, raw):
        if isinstance(made, RowError):
            named = f" (column {made.column!r})" if made.column else ""
            return Problem(f"{made.said.reason}{named}", None, made.said.field, made.said.nearest)
        events.append(made)
    return events


def _birthmark(topic: str, number: int) -> str:
    return blake2b(f"{topic}\0{number}".encode(), digest_size=4).hexdigest()
