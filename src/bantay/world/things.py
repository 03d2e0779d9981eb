"""What people in a world are made of: places, names, words, kinds of ordinary life."""

from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct, field

from bantay.kit.toml import read_toml
from bantay.model import vocabulary as v

T = TypeVar("T")
Tongue = Literal["en", "zh", "fil"]
Home = Literal["own", "household", "dorm", "cafe", "office"]
Range = tuple[float, float]

TONGUES: tuple[Tongue, ...] = ("en", "zh", "fil")


class Country(Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody lives: money, clock and names."""

    currency: str
    rate: float
    coin: int
    tz: str
    offset: float
    names: Tongue
    places: tuple[str, ...]


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """Given and family names."""

    given: tuple[str, ...]
    family: tuple[str, ...]


class Speakers(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the speakers of a language live, at home and abroad."""

    home: dict[str, float]
    abroad: tuple[str, ...]


class Places(Struct, frozen=True, forbid_unknown_fields=True):
    """`data/places.toml`."""

    country: dict[str, Country]
    names: dict[str, Names]
    speakers: dict[str, Speakers]


class Lexis(Struct, frozen=True, forbid_unknown_fields=True):
    """Small words of one language."""

    hobbies: tuple[str, ...]
    titles: tuple[str, ...]
    food: tuple[str, ...]
    place: tuple[str, ...]
    game: tuple[str, ...]
    song: tuple[str, ...]
    course: tuple[str, ...]
    item: tuple[str, ...]
    group: tuple[str, ...]
    day: tuple[str, ...]
    grade: tuple[str, ...]
    note: dict[str, tuple[str, ...]]
    emoji: tuple[str, ...]
    film: tuple[str, ...]
    award: tuple[str, ...]
    pageant: tuple[str, ...]
    magazine: tuple[str, ...]
    stage: tuple[str, ...]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """`data/words.toml`."""

    lang: dict[str, Lexis]
    apps: dict[str, tuple[str, ...]]
    short: dict[str, tuple[str, ...]]
    models: dict[str, tuple[str, ...]]


class Flow(Struct, frozen=True, forbid_unknown_fields=True):
    """Money that goes from one role to another, every so many days on average."""

    kind: v.PaymentKind
    payer: str
    every: float
    usd: Range
    payee: str | None = None
    via: v.InstrumentKind | None = None
    into: v.InstrumentKind | None = None
    category: str | None = None
    note: str | None = None
    even: bool = False
    fixed: bool = False  # on the same days and of the same amount, as rent is
    top_up: bool = False  # the payer first tops up as much


class Live(Struct, frozen=True, forbid_unknown_fields=True):
    """Live sessions: who hosts, how often a week, how long, gifts a session."""

    hosts: str
    weekly: float
    minutes: Range
    gifts: float
    usd: Range
    private: float = 0.3  # share of sessions with one guest, paid by the minute


class Bond(Struct, frozen=True, forbid_unknown_fields=True):
    """A relation that a share of the people declare."""

    kind: v.RelationKind
    of: str
    to: str
    share: float
    contract: bool = False
    keeps: Range | None = None


class Life(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of ordinary life."""

    weight: float
    size: tuple[int, int]
    talks: float
    scenes: dict[str, float]
    roles: dict[str, tuple[int, int]] = field(default_factory=dict)
    away: tuple[str, ...] = ()
    minors: tuple[str, ...] = ()
    home: Home = "own"
    surname: bool = False
    group: float = 0.0
    hours: str = "day"
    weekend: float = 1.1
    documents: float = 0.3  # share of people who passed a document check
    flow: tuple[Flow, ...] = ()
    live: Live | None = None
    bond: Bond | None = None
    claims: str | None = None  # role whose profile tells of a real career
    listings: str | None = None  # role that advertises goods
    outward: str | None = None  # role that writes to people of other communities too


class Lives(Struct, frozen=True, forbid_unknown_fields=True):
    """`data/lives.toml`."""

    hours: dict[str, tuple[float, ...]]
    life: dict[str, Life]


def _read(name: str, into: type[T]) -> T:
    path = Path(__file__).parent / "data" / name
    return read_toml(path.read_text("utf-8"), str(path), into)


@cache
def places() -> Places:
    """Countries and names."""
    return _read("places.toml", Places)


@cache
def words() -> Words:
    """Small words, by language."""
    return _read("words.toml", Words)


@cache
def lives() -> Lives:
    """Every kind of ordinary life."""
    return _read("lives.toml", Lives)
