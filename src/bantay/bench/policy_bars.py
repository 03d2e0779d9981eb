"""The bars of policy files: mistakes found in their place, and what rules and detectors cost.

CPU time only. Costs of own detectors are the difference of two runs over the same events,
with and without them, in one process; the smaller of several is taken.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from msgspec import structs

from bantay.bench.figures import TABLES
from bantay.bench.order import SECRET
from bantay.bench.policies import condition, right, wrong
from bantay.bench.results import Figures
from bantay.bench.situations import situation
from bantay.bench.talk import talk
from bantay.engine.accept import digests_of
from bantay.engine.detect import AnyDetector
from bantay.model.decision import Situation
from bantay.model.events import Event, MessageSent
from bantay.policy import Policy, PolicyFile, read
from bantay.policy.files import defaults
from bantay.policy.own import detector_of
from bantay.policy.policy import UNANSWERED
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory

POLICIES = 10_000
SIZES = (1, 50, 250, 1_000)
MOST_RARE = 50.0
"""Microseconds an event that 250 own detectors may add when each matches 0.1 % of messages."""
MOST_ALL = 1_500.0
"""Microseconds an event that they may add when all of them match."""
OSPREY_MS = {1: 0.92, 50: 4.5, 250: 25.0, 1_000: 80.0}
EZRULES_MS = {1: 0.006, 50: 0.12, 250: 0.61, 1_000: 2.7}
"""Low ends of what was measured of two other engines, CPU milliseconds an event, on a machine
like ours (guides/anchors.md, section 2); their rules keep no state and find no places."""

_RARE = 0.001
_BATCH = 2_000


def errors_bar(policies: int = POLICIES) -> tuple[dict[str, bool], Figures]:
    """Policies with one mistake each: exactly that mistake, at its line and column."""
    missed: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for seed in range(policies):
        made = wrong(seed)
        _, found = read(made.text, "made.toml", defaults())
        places = [(p.place.line, p.place.column) for p in found if p.place is not None]
        seen[made.what] += 1
        missed[made.what] += places != [(made.line, made.column)]
    refused = sum(bool(read(right(n), "made.toml", defaults())[1]) for n in range(policies // 5))
    figures = {
        "policies": policies,
        "kinds of mistake": len(seen),
        "misplaced": {what: n for what, n in missed.items() if n},
        "right policies": policies // 5,
        "right policies refused": refused,
    }
    return {"every mistake in its place": not +missed, "right ones pass": not refused}, figures


def asks_bar() -> tuple[dict[str, bool], Figures]:
    """What asking a policy costs at one revision of an alarm, and that it always answers."""
    about = [situation(Random(seed)) for seed in range(200)]
    costs, unanswered, asked = {}, 0, 0
    for size in SIZES:
        policy = _rules(size).policy()
        given = [policy.asks(each) for each in about]  # warm, and looked at
        asked = sum(map(len, given))
        unanswered += sum(ask.ground == UNANSWERED for asks in given for ask in asks)
        costs[size] = _least(partial(_ask_all, policy, about)) / len(about)
    return {"no condition stays without an answer": unanswered == 0}, {
        "microseconds of CPU an alarm revision, by number of rules": _rounded(costs),
        "asks a situation at the largest": round(asked / len(about), 1),
    }


def _ask_all(policy: Policy, about: Sequence[Situation]) -> None:
    for each in about:
        policy.asks(each)


def own_bar() -> tuple[dict[str, bool], Figures]:
    """What own detectors add to an event, when they are rarely and when they are all meant."""
    rare = {size: _added(_distinct(size), _salted(6_000, size)) for size in SIZES}
    tested = {size: _added(_conditions(size), _all_hit(_few(size))) for size in SIZES}
    kept = {size: _added(_shared(size, _KEPT), _all_hit(_few(size))) for size in SIZES}
    looked = {size: _added(_own_steps(size), _all_hit(_few(size))) for size in SIZES}
    met = {
        "rarely meant, 250: at most 0.05 ms": rare[250] <= MOST_RARE,
        "all found and their conditions asked, 250: at most 1.5 ms": tested[250] <= MOST_ALL,
        "all found and kept in windows, 250: at most 1.5 ms": kept[250] <= MOST_ALL,
        "all found and every window looked at, 250: at most 1.5 ms": looked[250] <= MOST_ALL,
    }
    return met, {
        "microseconds of CPU an event, each meant by 0.1 %": _rounded(rare),
        "all found, conditions asked, none holds": _rounded(tested),
        "all found, each event kept in every window, none fires": _rounded(kept),
        "all found, every window looked at with every event, none fires": _rounded(looked),
        TABLES: {"cost": _beside(rare, tested, kept, looked)},
    }


def _beside(*ours: dict[int, float]) -> Figures:
    """Our costs beside those of two other engines, milliseconds of CPU an event."""
    rows = [
        [
            size,
            *(round(cost[size] / 1_000, 3) if size in cost else "-" for cost in ours),
            OSPREY_MS[size],
            EZRULES_MS[size],
        ]
        for size in SIZES
    ]
    columns = ["rules", "rarely meant", "all meant, condition asked", "all meant, event kept"]
    columns += ["all meant, every window looked at", "Osprey, low end", "ezrules"]
    return {"title": "Milliseconds of CPU an event", "columns": columns, "rows": rows}


def _rounded(costs: dict[int, float]) -> dict[str, float]:
    return {str(size): round(cost, 1) for size, cost in costs.items()}


def _least(work: Callable[[], object], times: int = 3) -> float:
    """The least microseconds of CPU that the work took."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken) * 1e6


def _rules(size: int) -> PolicyFile:
    """Rules for any hypothesis, with conditions of all sorts: the index leaves none out."""
    random, rows = Random(size), ['version = "v"']
    for number in range(size):
        when = condition(random).replace("\\", "\\\\").replace('"', '\\"')
        rows.append(
            f'[[rule]]\nname = "r{number}"\nwhen = "{when}"\nstep = "nudge"\n'
            'actions = ["tip"]\nlasts = "1d"\nground = "g"'
        )
    return _read(rows)


_KEPT = "count = 100"


def _own_steps(size: int) -> Sequence[AnyDetector]:
    """Sequences whose second step never comes: no window can be left unlooked at."""
    steps = '[{ terms = ["gift card"] }, { terms = ["zq%dword"] }]'
    return _own([f"sequence = {steps % n}" for n in range(size)])


def _distinct(size: int) -> Sequence[AnyDetector]:
    return _own([f'terms = ["zq{number}word"]\ncount = 3' for number in range(size)])


def _conditions(size: int) -> Sequence[AnyDetector]:
    """Detectors whose terms are all found, each with a condition of its own that is false."""
    where = 'has(event.channel) && event.channel == "group" && event.hour < %d'
    return _own(
        [f'terms = ["gift card", "zq{n}word"]\nwhere = \'{where % (n % 24)}\'' for n in range(size)]
    )


def _shared(size: int, more: str) -> Sequence[AnyDetector]:
    return _own([f'terms = ["gift card", "zq{n}word"]\n{more}' for n in range(size)])


def _own(bodies: Sequence[str]) -> Sequence[AnyDetector]:
    rows = [
        f'[[detector]]\nname = "rule_{n}"\ntitle = "rule {n}"\nspeaks_for = ["scam"]\n{body}'
        for n, body in enumerate(bodies)
    ]
    return [detector_of(own) for own in _read(['version = "v"', *rows]).own]


def _read(rows: Sequence[str]) -> PolicyFile:
    found, problems = read("\n".join(rows), "made.toml", defaults())
    if found is None:
        raise problems[0]
    return found


def _few(size: int) -> int:
    return 400 if size <= 50 else 120


def _salted(count: int, size: int) -> list[Event]:
    """Talk in which each word of `size` stands in one message of a thousand."""
    random = Random(size)
    return [
        _with(e, " ".join(f"zq{n}word" for n in range(size) if random.random() < _RARE))
        for e in talk(count, seed=1)
    ]


def _all_hit(count: int) -> list[Event]:
    return [_with(event, "the gift card") for event in talk(count, seed=1)]


def _with(event: Event, words: str) -> Event:
    if isinstance(event, MessageSent) and words:
        return structs.replace(event, text=f"{event.text} {words}")
    return event


def _added(own: Sequence[AnyDetector], events: Sequence[Event]) -> float:
    """Microseconds an event that the detectors add: with them and without, three times each."""
    with_ = min(_cost(own, events) for _ in range(3))
    return with_ - min(_cost((), events) for _ in range(3))


def _cost(own: Sequence[AnyDetector], events: Sequence[Event]) -> float:
    engine, memory, now, taken = pipeline(defaults(), SECRET, own), Memory(lambda _: {}), None, 0.0
    for first in range(0, len(events), _BATCH):
        batch = events[first : first + _BATCH]
        digests = digests_of(batch)
        begun = time.process_time()
        outcome = engine.events(batch, digests, [None] * len(batch), now, memory)
        taken += time.process_time() - begun
        now = outcome.now
    return taken / len(events) * 1e6
