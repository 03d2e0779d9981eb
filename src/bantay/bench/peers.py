"""Running a peer beside us: another interpreter, the same texts, one core.

The peer may not be installed, and its libraries are no part of ours: it runs under the
interpreter that `BANTAY_PEERS_PYTHON` names (this one when it names none).
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from bantay.bench.generate.mix import Planted

PYTHON = "BANTAY_PEERS_PYTHON"
_CHILD = Path(__file__).with_name("peers_child.py")
Span = tuple[int, int, str]


class Text(Struct, frozen=True):
    """What a peer is asked; a timed text is for its speed, any other for what it finds."""

    id: str
    text: str
    timed: bool = False


class Peer(Struct):
    """What a peer said: spans by message, its rates, or which library it lacks."""

    peer: str = ""
    messages: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    missing: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Messages a second of processor time."""
        return self.messages / self.cpu if self.cpu else 0.0


class _Line(Struct):
    id: str = ""
    spans: list[Span] = field(default_factory=list)
    peer: str = ""
    messages: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    missing: str = ""


def ask(mode: str, texts: Iterable[Text], python: str | None = None) -> Peer:
    """Show texts to a peer: "three" recognizers or its "default". RuntimeError when it fails.

    A peer that is not installed is no failure: `missing` names what it lacks.
    """
    command = [python or os.environ.get(PYTHON) or sys.executable, "-P", str(_CHILD), mode]
    lines = b"".join(msgspec.json.encode(text) + b"\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2_000:])
    said = Peer()
    for row in msgspec.json.Decoder(_Line).decode_lines(done.stdout):
        if row.id:
            said.spans[row.id] = row.spans
        else:
            said.peer, said.missing = row.peer, row.missing
            said.messages, said.wall, said.cpu = row.messages, row.wall, row.cpu
    return said


def touched(said: Peer, planted: Planted) -> bool:
    """Whether the peer marked anything at all on a piece: the kindest reading."""
    return any(
        start < span[1] and span[0] < end
        for id, start, end in planted.pieces
        for span in said.spans.get(id, [])
    )


def exact(said: Peer, planted: Planted, texts: dict[str, str]) -> bool:
    """Whether what the peer marked is the value itself, in any of its right spellings."""
    values = {_bare(value) for value in planted.contact.values}
    return any(
        _bare(texts[id][span[0] : span[1]]) in values
        for id, _, _ in planted.pieces
        for span in said.spans.get(id, [])
    )


def _bare(value: str) -> str:
    if "@" in value or not any(c.isdecimal() for c in value):
        return value.strip().lower()
    return "".join(c for c in value.lower() if c.isalnum())


def told(texts: Sequence[tuple[str, str]], slice_: Sequence[str]) -> list[Text]:
    """What a peer is shown: texts (id, text) to find contacts in, and a slice to time."""
    return [
        *(Text(id, text) for id, text in texts),
        *(Text(str(n), text, timed=True) for n, text in enumerate(slice_)),
    ]
