"""A policy file, read: its settings, rules, switches, detectors and cases, or all its problems.

version = "acme-7"
packs = ["chat", "payments"]      # without it: the rules that come with Bantay
[hypotheses]   bars               [[rule]], [[ladder]]   what is asked for
[[switch]]     what may be read   [[detector]]           the operator's own detectors
[acting]       how much by itself [tables]               the operator's own lists
[[case]]       what must be asked in a situation
"""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from bantay.errors import Place as PlaceOf
from bantay.errors import PolicyError
from bantay.model.settings import Settings
from bantay.policy.acting import Tables, acting_of, tables_of
from bantay.policy.cases import PolicyCase, cases_of
from bantay.policy.deciding.limits import Limits
from bantay.policy.own import Own, own_of
from bantay.policy.policy import Policy
from bantay.policy.rules import Rule, rules_of
from bantay.policy.settings import settings_of
from bantay.policy.sheet import Sheet
from bantay.policy.switches import Switch, country_of, switches_of

TOP = (
    "version",
    "about",
    "packs",
    "lateness",
    "dedup",
    "unknown_country",
    "hypotheses",
    "acting",
    "tables",
    "rule",
    "ladder",
    "switch",
    "detector",
    "case",
)
PACKS = ("defaults", "chat", "directory", "live_video", "payments")
"""The packs that ship with Bantay. `defaults` is what applies without a choice."""


@dataclass(frozen=True)
class PolicyFile:
    """Everything a policy file says. `own` are the operator's detectors, `rules` all rules,
    those of its packs first; `limits` hold no switches, which are said apart; accounts that
    told no country are taken to be in `unknown_country`."""

    name: str
    settings: Settings
    rules: tuple[Rule, ...]
    switches: tuple[Switch, ...] = ()
    own: tuple[Own, ...] = ()
    cases: tuple[PolicyCase, ...] = ()
    limits: Limits = field(default_factory=Limits)
    keep_delivered: int = 30
    tables: Tables = field(default_factory=Tables)
    unknown_country: str | None = None

    def policy(self) -> Policy:
        """The compiled value that the deciding stage asks."""
        return Policy(self.settings, self.rules, self.switches)


def read(
    text: str, name: str = "policy.toml", base: Settings | None = None
) -> tuple[PolicyFile | None, tuple[PolicyError, ...]]:
    """The file, or None with every problem that was found in it, in order of place."""
    sheet = Sheet(text, name)
    if sheet.problems:
        return None, tuple(sheet.problems)
    sheet.known(sheet.tree, TOP)
    settings = settings_of(sheet, base)
    own = own_of(sheet)
    packed = _packs(sheet)
    rules = _laid_over(packed, rules_of(sheet))
    limits, kept = acting_of(sheet)
    read = PolicyFile(
        name,
        settings,
        rules,
        switches_of(sheet),
        own,
        cases_of(sheet, rules),
        limits,
        kept,
        tables_of(sheet),
        country_of(sheet),
    )
    if sheet.problems:
        return None, tuple(sorted(sheet.problems, key=_position))
    return read, ()


def parse(text: str, name: str = "policy.toml", base: Settings | None = None) -> Settings:
    """Settings from a policy text; what it leaves out is taken from `base`.

    Raises PolicyError, with the place, for the first thing that is not a policy.
    """
    found, problems = read(text, name, base)
    if found is None:
        raise problems[0]
    return found.settings


@lru_cache(maxsize=1)
def defaults() -> Settings:
    """The settings that come with Bantay."""
    sheet = Sheet(shipped("defaults"), "defaults.toml")
    settings = settings_of(sheet, None)
    if sheet.problems:
        raise sheet.problems[0]
    return settings


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """The rules that come with Bantay: the one answer to what is asked for without a choice."""
    return load_file().policy()


def load(path: Path | None = None) -> Settings:
    """The default settings, or those of a policy file laid over the defaults.

    Raises PolicyError for the first thing in the file that is not a policy.
    """
    return defaults() if path is None else load_file(path).settings


def load_file(path: Path | None = None) -> PolicyFile:
    """A policy file laid over the defaults; without a path the defaults themselves.

    Raises PolicyError for the first thing in the file that is not a policy.
    """
    found, problems = check(path)
    if found is None:
        raise problems[0]
    return found


def check(path: Path | None) -> tuple[PolicyFile | None, tuple[PolicyError, ...]]:
    """A policy file, or every problem in it. Raises PolicyError when it cannot be read at all."""
    if path is None:
        return read(shipped("defaults"), "defaults.toml")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "it is not UTF-8 text"
        raise PolicyError("BP102", f"cannot read the policy: {why}", PlaceOf(str(path))) from None
    return read(text, str(path), defaults())


EXAMPLES = ("evasion_ladder",)
"""Files to copy and change; nothing of them applies by itself."""


def shipped(name: str) -> str:
    """The text of a pack, or of an example, that ships with Bantay."""
    room = "examples" if name in EXAMPLES else "packs"
    return files("bantay.policy").joinpath(room, f"{name}.toml").read_text("utf-8")


@lru_cache(maxsize=len(PACKS))
def pack_rules(pack: str) -> tuple[Rule, ...]:
    """A pack's rules, their names led by the pack's. Raises PolicyError: a fault of ours."""
    sheet = Sheet(shipped(pack), f"{pack}.toml")
    rules = rules_of(sheet)
    if sheet.problems:
        raise sheet.problems[0]
    return rules


def _packs(sheet: Sheet) -> tuple[Rule, ...]:
    """The rules of the packs named; without a choice, and without rules of its own, defaults."""
    tree = sheet.tree
    if "packs" not in tree:
        own = "rule" in tree or "ladder" in tree or sheet.file == "defaults.toml"
        return () if own else pack_rules("defaults")
    chosen = [] if tree["packs"] == [] else sheet.some_of(tree, "packs", (), PACKS)
    return _laid_over(*(pack_rules(pack) for pack in chosen))


def _laid_over(*layers: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Rules of several files: a later one of the same name takes the place of the earlier."""
    found: dict[str, Rule] = {}
    for layer in layers:
        for rule in layer:
            found[rule.name] = rule
    return tuple(found.values())


def _position(problem: PolicyError) -> tuple[int, int]:
    place = problem.place
    return (place.line or 0, place.column or 0) if place else (0, 0)
