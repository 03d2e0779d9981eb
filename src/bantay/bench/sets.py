"""Readers of the measuring data: every set becomes a stream of conversations.

The data lies beside the repository, is measured on and never copied. A conversation has
senders, seconds and a label where its set has one; what a set is good for is said in
`sets_catalogue`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from bantay.errors import MissingExtra
from bantay.model.vocabulary import Channel

DATA = Path("../shared/data")
"""Where the measuring data lies, seen from the repository."""

GAP = 20.0
"""Seconds between two messages where a set has no times: as in `bantay scan`."""
CAP = 60_000
"""Messages that are read of each half of a set; of a larger set a seeded sample of talks."""
SEED = b"bantay quality 1"

Row = dict[str, Any]
Half = Literal["train", "score"]
Kind = Literal["benign", "spam"]
_FAMILY = 48  # letters by which two copies of a text are known to be one


class Said(NamedTuple):
    """One message: who, what, and how many seconds after its conversation began."""

    sender: str
    text: str
    after: float


class Talk(Struct, frozen=True):
    """One conversation of a set. Talks of one `family` are copies or translations."""

    id: str
    lang: str
    label: str
    family: str
    said: tuple[Said, ...]


class TalkSet(Struct, frozen=True):
    """One set: how its rows become talks, and on what channel they are shown."""

    name: str
    kind: Kind
    channel: Channel
    read: Callable[[str, Iterable[Row]], Iterator[Talk]]


def rows(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a set. Raises MissingExtra, in one sentence, when it is not there."""
    plain, packed = folder / name / "data.jsonl", folder / name / "data.jsonl.zst"
    if plain.exists():
        yield from _decoded(plain.read_text("utf-8"))
    elif packed.exists():
        import zstandard

        with packed.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
            yield from _decoded(stream.read().decode("utf-8"))
    else:
        reason = f"measuring reads the set {name} in {folder}, which is not there; it"
        raise MissingExtra(reason, "bench")


def _decoded(text: str) -> Iterator[Row]:
    """JSON lines; only a line feed ends one, for texts may hold any other kind of break."""
    yield from map(json.loads, filter(str.strip, text.split("\n")))


def need(folder: Path) -> None:
    """Raise MissingExtra, in one sentence, when there is no measuring data at all."""
    if not folder.is_dir():
        raise MissingExtra(
            f"measuring quality reads real corpora in {folder}, which is not there; it", "bench"
        )


def family(text: str) -> str:
    """What near-copies of a text have in common: its first letters, without the rest."""
    letters = "".join(char for char in text.casefold() if char.isalpha())
    return letters[:_FAMILY] or text


def half(talk: Talk) -> Half:
    """Weights are measured on one half of the talks, bars on the other; copies stay together."""
    return "train" if _draw(b"half", talk.family) % 2 else "score"


def _draw(what: bytes, text: str) -> int:
    raw = text.encode("utf-8", "replace")
    return int.from_bytes(blake2b(raw, digest_size=8, key=SEED + what).digest(), "big")


def halves(talks: Iterable[Talk], cap: int = CAP) -> dict[Half, list[Talk]]:
    """The talks of a set in their two halves, each cut to about `cap` messages."""
    cut: dict[Half, list[Talk]] = {"train": [], "score": []}
    for talk in talks:
        cut[half(talk)].append(talk)
    return {name: sampled(part, cap) for name, part in cut.items()}


def sampled(talks: list[Talk], cap: int) -> list[Talk]:
    """All talks in their order, or a seeded choice of them with about `cap` messages."""
    if sum(len(talk.said) for talk in talks) <= cap:
        return talks
    chosen, size = set(), 0
    for talk in sorted(talks, key=lambda talk: (_draw(b"sample", talk.id), talk.id)):
        if size >= cap:
            break
        chosen.add(talk.id)
        size += len(talk.said)
    return [talk for talk in talks if talk.id in chosen]


def dialogues(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    """Rows with `turns`: two people who take turns. Translations are one family."""
    for number, row in enumerate(found):
        turns = [str(turn) for turn in row["turns"] if turn and str(turn).strip()]
        said = tuple(Said(str(n % 2), turn, n * GAP) for n, turn in enumerate(turns))
        if said:
            lang, id = language(row["lang"]), row.get("id", number)
            yield Talk(f"{id}/{row['lang']}", lang, "benign", f"{name}/{id}", said)


def singles(name: str, found: Iterable[Row], label: str = "label") -> Iterator[Talk]:
    """Rows with one `text`: each its own conversation and account."""
    for number, row in enumerate(found):
        yield from single(number, row, row["text"], str(row.get(label, "benign")))


def single(number: int, row: Row, text: str, label: str) -> Iterator[Talk]:
    """The talk of one text, unless it is empty."""
    if text and text.strip():
        lang = language(row.get("lang", "-"))
        yield Talk(str(number), lang, label, family(text), (Said("0", text, 0.0),))


_LANGUAGES = {
    "chinese": "zh",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "hindi": "hi",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "persian": "fa",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "thai": "th",
    "traditionalchinese": "zh",
    "turkish": "tr",
    "ukrainian": "uk",
    "en-ng": "en",
    "en-ph": "en",
    "en/tl": "tl",
    "taglish": "tl",
    "tagalog": "tl",
    "tl/taglish": "tl",
}


def language(said: str) -> str:
    """A set's own word for a language as the one all sets are pooled by; Taglish is "tl"."""
    return _LANGUAGES.get(said.lower(), said.lower())
