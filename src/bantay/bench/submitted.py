"""A world that somebody hands in: is it one that can be scored, and is it their own?

`docs/measured/held-out.md` is the protocol. Nothing is simulated here; the file and its phrases are
read, held against the shipped worlds, and given a digest that can be told before they are shown.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from bantay.bench.worlds import bank_folder, load_world, shipped, shipped_banks
from bantay.errors import ConfigError
from bantay.world.bank import read_bank, scene_names

ACCOUNTS, INSTANCES, GRAM, SHARED = 10_000, 20, 4, 0.02
"""Fewer accounts or instances give no figure worth telling. Of runs of four words at most one in
fifty may be those of a shipped bank: greetings are alike everywhere."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[\u4e00-\u9fff]")
_TEXT = re.compile(r'"([^"\n]*)"')


class Check(Struct, frozen=True):
    """One thing that was looked at: whether it holds, and what was found."""

    name: str
    holds: bool
    found: str


def checked(path: Path) -> tuple[list[Check], str]:
    """What was looked at, and the digest of file and phrases.

    Raises `ConfigError` with the place of a mistake when the file is no world.
    """
    world = load_world(str(path))
    bank = bank_folder(world)
    theirs = [load_world(name) for name in shipped()]
    share = _shared(bank)
    instances = sum(entry.count for entry in world.scenario)
    checks = [
        Check("a name of its own", world.name not in shipped(), world.name),
        Check("a seed of its own", world.seed not in {one.seed for one in theirs}, str(world.seed)),
        Check("phrases of its own", bank not in shipped_banks(), str(world.bank)),
        Check("few runs of four words are ours", share <= SHARED, f"{share:.1%}"),
        _whole(bank),
        Check(f"at least {ACCOUNTS:,} accounts", world.accounts >= ACCOUNTS, f"{world.accounts:,}"),
        Check(f"at least {INSTANCES} instances", instances >= INSTANCES, str(instances)),
    ]
    return checks, digest(path, bank)


def _whole(bank: Path) -> Check:
    """Whether the phrases can be played: else a score would end before its first event."""
    name = "a line for every scene"
    try:
        read_bank(bank)
    except ConfigError as wrong:
        return Check(name, False, str(wrong))
    return Check(name, True, f"{len(scene_names())} scenes")


def digest(path: Path, bank: Path) -> str:
    """SHA-256 over the file and its phrases, in the order of their names."""
    whole = hashlib.sha256()
    for one in (path, *sorted(bank.glob("*.toml"))):
        whole.update(one.name.encode() + b"\0" + one.read_bytes() + b"\0")
    return whole.hexdigest()


def _shared(bank: Path) -> float:
    """The share of a bank's runs of words that a shipped bank holds as well."""
    own = set(_grams(bank))
    ours = {gram for one in shipped_banks() for gram in _grams(one)}
    return len(own & ours) / len(own) if own else 0.0


def _grams(bank: Path) -> Iterator[tuple[str, ...]]:
    for path in sorted(bank.glob("*.toml")):
        for text in _TEXT.findall(path.read_text("utf-8")):
            words = _WORD.findall(text.casefold())
            yield from (tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1))
