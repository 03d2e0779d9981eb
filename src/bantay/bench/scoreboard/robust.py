"""Robustness: messages of a world that carry a contact, hidden anew; recall against strength.

A message counts as found when a finding that speaks for `contact_evasion` stands at the end
and quotes one of the messages it was turned into. Each is a conversation of its own between
two people of its own, so that nothing but the contact can give it away.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from bantay.bench.found import by_event, engine, evasive, standing
from bantay.bench.quality.rates import Rate, pooled
from bantay.bench.quality.tables import Table, Value
from bantay.bench.results import Figures
from bantay.bench.scoreboard.mutate import MUTATORS, STRENGTHS, Carrier, applies
from bantay.bench.worlds import Simulation, World, load_world, only_evaders, words_for_apps
from bantay.errors import InputError
from bantay.model.events import Event, MessageSent
from bantay.runtime.pipeline import Pipeline

Told = Callable[[str], None]
SEED, CONTACTS = 1, 400
KEPT = 0.80
"""What recall at full strength is at least, as a share of recall unhidden."""

_PHONE = re.compile(r"\+?\d[\d \-.]{5,18}\d")
_MAIL = re.compile(r"[A-Za-z0-9._]+@example\.(?:com|org|net)")
_SITE = re.compile(r"example\.(?:com|org|net)/[A-Za-z0-9._]+")
_HANDLE = re.compile(r"[A-Za-z]+[._]?[a-z]+\d{1,3}")
_SHAPES = {"mail": _MAIL, "site": _SITE, "phone": _PHONE, "handle": _HANDLE}
_LEFT_OVER = re.compile(r"\d\W*\d|@|example")
"""What shows outside a contact that only a part of it was found: such messages are left out."""
_START = datetime(2026, 1, 5, tzinfo=UTC)
_CHATTER = 40


class Cell(Struct, frozen=True):
    """One way at one strength and one kind of contact: how many were found hidden, and how
    many of the same when unhidden."""

    way: str
    strength: float
    kind: str
    found: Rate
    plain: Rate

    @property
    def kept(self) -> float:
        """Recall as a share of the recall on the same messages unhidden."""
        return self.found.share / self.plain.share if self.plain.hits else 0.0


def _nobody(said: str) -> None:
    """Progress that nobody watches."""


def measured(
    which: str = "score", contacts: int = CONTACTS, seed: int = SEED, told: Told = _nobody
) -> list[Cell]:
    """Every way at every strength, on so many messages of a world."""
    told("messages that carry contacts")
    carried = carriers(load_world(which), contacts, seed)
    if not carried:
        raise InputError(f"no message of the world {which} carries a contact in the open")
    through = engine()
    plain = dict(zip(carried, found([[one.text] for one in carried], through), strict=True))
    cells: list[Cell] = []
    for way, mutate in MUTATORS.items():
        told(way)
        mine = [one for one in carried if applies(way, one)]
        for strength in STRENGTHS:
            chance = random.Random(f"{seed} {way} {strength}")
            hidden = found([mutate(one, strength, chance) for one in mine], through)
            seen = zip(mine, hidden, strict=True)
            cells += _by_kind(way, strength, [(one.kind, plain[one], hit) for one, hit in seen])
    return cells


def _by_kind(way: str, strength: float, seen: Sequence[tuple[str, bool, bool]]) -> Iterator[Cell]:
    for kind in sorted({kind for kind, *_ in seen}):
        mine = [(before, after) for of, before, after in seen if of == kind]
        hidden = Rate(sum(after for _, after in mine), len(mine))
        yield Cell(way, strength, kind, hidden, Rate(sum(before for before, _ in mine), len(mine)))


def carriers(world: World, count: int, seed: int) -> list[Carrier]:
    """Messages in which somebody of the world openly hands over a contact, no text twice."""
    simulation = Simulation(only_evaders(world, count), seed)
    shown = {event: t.language for t in simulation.truths() for event in t.evidence}
    given: dict[str, tuple[str, str]] = {}
    ordinary: dict[str, dict[str, None]] = {}
    decode = msgspec.json.Decoder(Event).decode
    for line in simulation.events():
        event = decode(line)
        if isinstance(event, MessageSent) and event.text:
            if event.id in shown:
                given.setdefault(event.text, (event.text, shown[event.id]))
            elif event.lang in (None, "en", "zh", "fil") and not _contact_in(event.text):
                ordinary.setdefault(_tongue(event.text), {})[event.text] = None
    lines = {tongue: tuple(said)[:_CHATTER] for tongue, said in ordinary.items()}
    made = (_carrier(text, tongue, lines) for text, tongue in given.values())
    return [one for one in made if one is not None][:count]


def _tongue(text: str) -> str:
    return "zh" if re.search(r"[\u4e00-\u9fff]", text) else "other"


def _carrier(text: str, tongue: str, lines: dict[str, tuple[str, ...]]) -> Carrier | None:
    place = _contact_in(text)
    if place is None:
        return None
    kind, start, end = place
    if _LEFT_OVER.search(f"{text[:start]}\n{text[end:]}"):
        return None
    chatter = lines.get("zh" if tongue == "zh" else "other", ())
    app = _app_before(text, start) if kind == "handle" else None
    return Carrier(text, start, end, kind, tongue, app, chatter)


def _contact_in(text: str) -> tuple[str, int, int] | None:
    """Kind and place of the contact: what a person would underline."""
    for kind, shape in _SHAPES.items():
        for match in shape.finditer(text):
            if kind != "phone" or sum(map(str.isdigit, match[0])) >= 7:
                return kind, *match.span()
    return None


def _app_before(text: str, start: int) -> tuple[int, int] | None:
    """The application named right before a handle."""
    before = text[:start].rstrip()
    for name in sorted(words_for_apps(), key=len, reverse=True):
        if before.endswith(name):
            return len(before) - len(name), len(before)
    return None


def found(talks: Sequence[Sequence[str]], through: Pipeline) -> list[bool]:
    """Of every talk, whether the engine finds a contact in it."""
    seen = standing(_events(talks), through)
    told = by_event(evasive(through, seen.findings))
    return [
        any(_id(number, turn) in told for turn in range(len(said)))
        for number, said in enumerate(talks)
    ]


def _id(talk: int, turn: int) -> str:
    return f"t{talk}-{turn}"


def _events(talks: Sequence[Sequence[str]]) -> Iterator[Event]:
    for number, said in enumerate(talks):
        for turn, text in enumerate(said):
            yield MessageSent(
                id=_id(number, turn),
                time=_START + timedelta(minutes=30 * number, seconds=12 * turn),
                account=f"from-{number}",
                conversation=f"talk-{number}",
                to=[f"to-{number}"],
                channel="direct",
                text=text,
            )


def together(cells: Iterable[Cell], kind: str = "all") -> list[Cell]:
    """Cells of one way and strength as one, whatever kind of contact they are about."""
    found: dict[tuple[str, float], list[Cell]] = {}
    for one in cells:
        found.setdefault((one.way, one.strength), []).append(one)
    return [
        Cell(way, strength, kind, pooled(c.found for c in of), pooled(c.plain for c in of))
        for (way, strength), of in found.items()
    ]


def table(cells: Iterable[Cell]) -> Table:
    """Recall against strength, way by way."""
    columns = ["way", "strength", "messages", "found unhidden", "found hidden (95 %)", "kept"]
    title = "Contacts hidden in the ways of published attacks"
    rows = [[one.way, f"{one.strength:g}", *_row(one)] for one in together(cells)]
    return Table(title, columns, rows)


def kinds(cells: Iterable[Cell]) -> Table:
    """Recall at full strength, way by way and by kind of contact."""
    columns = ["way", "contact", "messages", "found unhidden", "found hidden (95 %)", "kept"]
    rows = [[one.way, one.kind, *_row(one)] for one in _full(cells)]
    return Table("Hidden in full, by kind of contact", columns, rows)


def _row(one: Cell) -> list[Value]:
    kept = f"{one.kept:.0%}" if one.plain.hits else "–"
    return [one.found.of, one.plain.percent(), one.found.percent(), kept]


def _full(cells: Iterable[Cell]) -> list[Cell]:
    return [one for one in cells if one.strength == max(STRENGTHS)]


def met(cells: Sequence[Cell]) -> dict[str, bool]:
    """The bar, over all ways together and way by way, at full strength."""
    full = together(_full(cells))
    kept = sum(one.found.hits for one in full) / max(1, sum(one.plain.hits for one in full))
    bars = {f"all ways together: {KEPT:.0%} of unhidden recall kept in full": kept >= KEPT}
    return bars | {f"{one.way}: {KEPT:.0%} kept in full": one.kept >= KEPT for one in full}


def figures(cells: Sequence[Cell]) -> Figures:
    """What the result file keeps."""
    return {
        "messages": max(one.found.of for one in together(cells)),
        "tables": {
            "ways": msgspec.to_builtins(table(cells)),
            "kinds": msgspec.to_builtins(kinds(cells)),
        },
    }


def bar() -> tuple[dict[str, bool], Figures]:
    """The published measure, on messages of the score world's words."""
    cells = measured()
    return met(cells), figures(cells)
