"""The settings of a policy file: its version, its bars, how late and how long (durations)."""

from typing import Any, get_args

from bantay.model.clock import DAY
from bantay.model.settings import Bar, Settings
from bantay.model.vocabulary import Hypothesis
from bantay.policy.places import Path
from bantay.policy.sheet import Sheet

HYPOTHESES: tuple[Hypothesis, ...] = get_args(Hypothesis)
BAR_KEYS = ("prior_db", "threshold_db")
BOUND = 60
"""Decibans either way: what the sum of evidence is cut at (DESIGN section 6)."""

_LONGEST = 366 * DAY
_VERSION = 120
_EMPTY = Bar(0.0, 0.0)


def settings_of(sheet: Sheet, base: Settings | None) -> Settings:
    """The settings of a sheet; what it leaves out is taken from `base`."""
    bars = dict(base.bars) if base else {}
    bars.update(_bars(sheet))
    tree = sheet.tree
    return Settings(
        bars=bars,
        weights=base.weights if base else {},
        lateness=sheet.duration(tree, "lateness", (), base.lateness if base else None, _LONGEST),
        dedup=sheet.duration(tree, "dedup", (), base.dedup if base else None, _LONGEST),
        policy_version=_version(sheet),
        weights_version=base.weights_version if base else "none",
    )


def _version(sheet: Sheet) -> str:
    version = sheet.tree.get("version")
    if isinstance(version, str) and version.strip() and len(version) <= _VERSION:
        return version
    reason = "a policy needs a version, a short text of yours"
    sheet.at_key("BP104", reason, ("version",))
    return "none"


def _bars(sheet: Sheet) -> dict[Hypothesis, Bar]:
    table = sheet.tree.get("hypotheses", {})
    if not isinstance(table, dict):
        sheet.at_key("BP105", "hypotheses is a table", ("hypotheses",))
        return {}
    sheet.known(table, HYPOTHESES, ("hypotheses",))
    return {name: _bar(sheet, name, table[name]) for name in HYPOTHESES if name in table}


def _bar(sheet: Sheet, name: Hypothesis, row: Any) -> Bar:
    path: Path = ("hypotheses", name)
    if not isinstance(row, dict):
        expected = "{ prior_db = -20, threshold_db = -10 }"
        sheet.at_key("BP105", f"{name} is a table such as {expected}", path)
        return _EMPTY
    before = len(sheet.problems)
    sheet.known(row, BAR_KEYS, path)
    if len(sheet.problems) > before:
        return _EMPTY  # what is missing is the misspelled one
    return Bar(*(_decibans(sheet, name, key, row.get(key)) for key in BAR_KEYS))


def _decibans(sheet: Sheet, name: str, key: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not -BOUND <= value <= BOUND:
        reason = f"{name}.{key} is a number of decibans between -{BOUND} and {BOUND}"
        sheet.at_key("BP108", reason, ("hypotheses", name, key))
        return 0.0
    return round(float(value), 1)
