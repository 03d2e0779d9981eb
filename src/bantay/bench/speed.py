"""`bantay bench speed`: the whole message plane on the fixed mix, on one core, beside a peer.

Speed without what is found says nothing: the recall on the contacts of this very mix stands
beside every rate, ours by value, the peer's by its kindest reading too. Rates are by the clock
where a bar asks for one, and of processor time where two programs are compared.
"""

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from msgspec import Struct

from bantay.bench import peers
from bantay.bench.generate.mix import Planted
from bantay.bench.mixed import Mixed, write_mix
from bantay.bench.order import SECRET
from bantay.bench.quality.rates import Rate
from bantay.bench.results import Figures
from bantay.bench.sets import DATA
from bantay.kit.hashing import contact_hash
from bantay.model.events import MessageSent

RATE, STORED, PEER, PEER_DEFAULT = 80_000, 40_000, 20, 600
MEMORY_MIB, LATENCY_MS = 1024, 2.0
SIZE, MEMORY_SIZE = 200_000, 5_000_000
Bars = tuple[dict[str, bool], Figures]


class Plan(Struct, frozen=True):
    """How much is measured: messages, runs (the median counts), the peer's samples."""

    size: int = SIZE
    runs: int = 3
    singles: int = 20_000
    timed: int = 4_000
    timed_default: int = 600


PLAN = Plan()


def child(*words: str | Path) -> dict[str, Any]:
    """One measurement in a fresh process. RuntimeError, with what it said, when it fails."""
    command = [sys.executable, "-m", "bantay.bench.speed_child", *map(str, words)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2_000:])
    answer: dict[str, Any] = msgspec.json.decode(done.stdout)
    return answer


def speed(plan: Plan = PLAN, data: Path = DATA, python: str | None = None) -> Bars:
    """Everything but the long memory run. `python` is the peer's interpreter.

    MissingExtra, in a sentence, when the measuring data is not there.
    """
    with tempfile.TemporaryDirectory() as folder:
        mixed = write_mix(Path(folder) / "mix.jsonl", plan.size, data)
        met, figures = mixed.properties.check(), dict[str, Any](mixed.properties.figures())
        rate, ours = _findings(mixed, plan, met, figures)
        _ceiling(mixed, plan, rate, figures)
        _peers(mixed, plan, (rate, ours), python, met, figures)
        _stored(mixed, plan, met, figures)
        _single(mixed, plan, met, figures)
    return met, figures


def _rates(done: Sequence[dict[str, Any]], clock: str) -> list[int]:
    return sorted(round(one["messages"] / one[clock]) for one in done)


def _findings(
    mixed: Mixed, plan: Plan, met: dict[str, bool], figures: Figures
) -> tuple[float, Rate]:
    out = mixed.path.with_name("found.jsonl")
    done = [child("findings", mixed.path, out) for _ in range(plan.runs)]
    wall, cpu = median(_rates(done, "wall")), median(_rates(done, "cpu"))
    hits = found(mixed.planted, out)
    ours = Rate(sum(hits), len(hits))
    figures |= {
        "to findings: messages a second, by the clock": round(wall),
        "to findings: each run": _rates(done, "wall"),
        "to findings: messages a second of processor time": round(cpu),
        "before the first finding, seconds": round(median(one["cold"] for one in done), 2),
        "to findings: detector faults": done[0]["faults"],
        "contacts found, by value": ours.percent(),
        "contacts found, by kind": _by(mixed.planted, hits, _kind),
        "contacts found, by way": _by(mixed.planted, hits, lambda one: one.way),
        "contacts found, held out": _by(mixed.planted, hits, _held_out),
    }
    met[f"at least {RATE:,} messages a second to findings"] = wall >= RATE
    met["no detector fault"] = not any(one["faults"] for one in done)
    return cpu, ours


def found(planted: Sequence[Planted], out: Path) -> list[bool]:
    """For every planted contact whether a finding that quotes it is about its value."""
    told: dict[str, set[str]] = defaultdict(set)
    for _, contact, events in msgspec.json.Decoder().decode_lines(out.read_bytes()):
        for event in events:
            told[event].add(contact or "")
    return [_is_found(one, told) for one in planted]


def _is_found(one: Planted, told: dict[str, set[str]]) -> bool:
    kind = one.contact.kind
    names = {contact_hash(SECRET, f"{kind}:{value}") for value in one.contact.values}
    return any(names & told[id] for id, _, _ in one.pieces if id in told)


def _kind(one: Planted) -> str:
    return f"{'split' if one.split else 'in one message'}, {one.contact.kind}"


def _held_out(one: Planted) -> str:
    return one.way if one.held_out else ""


def _by(
    planted: Sequence[Planted], hits: Sequence[bool], of: Callable[[Planted], str]
) -> dict[str, str]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for one, hit in zip(planted, hits, strict=True):
        if name := of(one):
            groups[name].append(hit)
    return {k: Rate(sum(groups[k]), len(groups[k])).percent() for k in sorted(groups)}


def _ceiling(mixed: Mixed, plan: Plan, rate: float, figures: Figures) -> None:
    done = [child("ceiling", mixed.path) for _ in range(plan.runs)]
    top = median(_rates(done, "cpu"))
    figures["ceiling (decode, one scan): messages a second of processor time"] = round(top)
    figures["ceiling: terms scanned for"] = done[0]["terms"]
    figures["share of the ceiling"] = f"{rate / top:.1%}"


def _texts(mixed: Mixed, plan: Plan) -> tuple[list[tuple[str, str]], list[str]]:
    """The messages that hold a piece, and the first messages of the mix to be timed."""
    wanted = {id for one in mixed.planted for id, _, _ in one.pieces}
    decode = msgspec.json.Decoder(MessageSent).decode
    with mixed.path.open("rb") as file:
        events = [decode(line) for line in file]
    pieces = [(event.id, event.text or "") for event in events if event.id in wanted]
    return pieces, [event.text or "" for event in events[: max(plan.timed, plan.timed_default)]]


def _peers(
    mixed: Mixed,
    plan: Plan,
    ours: tuple[float, Rate],
    python: str | None,
    met: dict[str, bool],
    figures: Figures,
) -> None:
    """The peer twice: as lean as it can be, and as it comes."""
    pieces, slice_ = _texts(mixed, plan)
    texts = dict(pieces)
    for mode, timed, times in (
        ("three", plan.timed, PEER),
        ("default", plan.timed_default, PEER_DEFAULT),
    ):
        said = peers.ask(mode, peers.told(pieces, slice_[:timed]), python)
        name = f"Presidio, {'three recognizers' if mode == 'three' else 'default'}"
        if said.missing:
            figures[name] = f"not measured: {said.missing} is not installed for the peer"
        else:
            _compare(name, said, mixed.planted, texts, ours, figures)
        kindly = sum(peers.touched(said, one) for one in mixed.planted)
        ratio = ours[0] / said.rate if said.rate else 0.0
        met[f"at least {times} times {name}"] = ratio >= times
        met[f"recall at least that of {name}"] = not said.missing and ours[1].hits >= kindly


def _compare(
    name: str,
    said: peers.Peer,
    planted: Sequence[Planted],
    texts: dict[str, str],
    ours: tuple[float, Rate],
    figures: Figures,
) -> None:
    hits = [peers.touched(said, one) for one in planted]
    exact = [peers.exact(said, one, texts) for one in planted]
    figures |= {
        f"{name}: what": said.peer,
        f"{name}: messages a second of processor time": round(said.rate),
        f"{name}: messages timed": said.messages,
        f"{name}: contacts touched at all": Rate(sum(hits), len(hits)).percent(),
        f"{name}: touched, by kind": _by(planted, hits, _kind),
        f"{name}: contacts right by value": Rate(sum(exact), len(exact)).percent(),
        f"times {name}": round(ours[0] / said.rate, 1) if said.rate else None,
    }


def _stored(mixed: Mixed, plan: Plan, met: dict[str, bool], figures: Figures) -> None:
    done = [child("store", mixed.path, mixed.path.with_name(f"store{n}")) for n in range(plan.runs)]
    wall = median(_rates(done, "wall"))
    figures["to a committed store: messages a second, by the clock"] = round(wall)
    figures["to a committed store: each run"] = _rates(done, "wall")
    met[f"at least {STORED:,} messages a second to a committed store"] = wall >= STORED


def _single(mixed: Mixed, plan: Plan, met: dict[str, bool], figures: Figures) -> None:
    one = child("single", mixed.path, str(plan.singles))
    figures["a batch of one, ms of processor time"] = one["busy"]
    figures["a batch of one, ms by the clock"] = one["clock"]
    met[f"p99 of a batch of one under {LATENCY_MS} ms"] = one["busy"]["p99"] < LATENCY_MS


def memory(size: int = MEMORY_SIZE, data: Path = DATA) -> Bars:
    """Memory of `bantay run` while a long mix passes, ten messages a conversation."""
    with tempfile.TemporaryDirectory() as folder:
        mixed = write_mix(Path(folder) / "mix.jsonl", size, data, planted=False)
        done = child("store", mixed.path, Path(folder) / "store")
    own = done["own"]
    fifth = max(islice(own, max(1, len(own) // 5)))
    figures = {
        "messages": done["messages"],
        "conversations": len(mixed.properties.conversations),
        "peak of all resident memory, MiB": done["peak"],
        "own memory in the first fifth, MiB": fifth,
        "own memory at its most, MiB": max(own),
        "growth": round(max(own) / max(1, fifth), 2),
        "messages a second, by the clock": round(done["messages"] / done["wall"]),
    }
    return {f"under {MEMORY_MIB} MiB": done["peak"] < MEMORY_MIB}, figures
