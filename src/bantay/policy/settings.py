"""A policy file as `Settings`. Unknown keys are refused with file, line and column."""

import re
import tomllib
from datetime import timedelta
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from bantay.errors import ConfigError, Place
from bantay.model.clock import span
from bantay.model.settings import Bar, Settings
from bantay.model.vocabulary import Hypothesis

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"^(\d{1,6})([smhd])$")
_TOP = ("version", "lateness", "dedup", "hypotheses")
_BAR = ("prior_db", "threshold_db")
_BOUND = 60


class _File:
    """One policy text, able to say where a key stands."""

    def __init__(self, name: str, text: str):
        self.name, self.lines = name, text.splitlines()
        try:
            self.tree: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            at = re.search(r"line (\d+), column (\d+)", str(wrong))
            place = Place(name, int(at[1]), int(at[2])) if at else Place(name)
            raise ConfigError(f"not TOML: {str(wrong).split(' (at')[0]}", place) from None

    def place(self, *path: str) -> Place:
        """Where the last key of a path stands, as far as a line-wise look can tell."""
        for number, line in enumerate(self.lines, 1):
            found = re.search(rf"(?<![\w\"-]){re.escape(path[-1])}(?=\"?\s*[=\].])", line)
            if found and (len(path) < 3 or path[-2] in line):
                return Place(self.name, number, found.start() + 1)
        return Place(self.name)

    def refuse_unknown(self, table: dict[str, Any], known: tuple[str, ...], *path: str) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                reason = f"unknown key {key!r}, expected one of: {', '.join(known)}"
                raise ConfigError(reason, self.place(*path, key), near[0] if near else None)


def parse(text: str, name: str = "policy.toml", base: Settings | None = None) -> Settings:
    """Settings from a policy text; what it leaves out is taken from `base`.

    Raises ConfigError with the place for anything that is not a policy.
    """
    file = _File(name, text)
    file.refuse_unknown(file.tree, _TOP)
    bars = dict(base.bars) if base else {}
    bars.update(_bars(file))
    return Settings(
        bars=bars,
        weights=base.weights if base else {},
        lateness=_duration(file, "lateness", base.lateness if base else None),
        dedup=_duration(file, "dedup", base.dedup if base else None),
        policy_version=_version(file),
        weights_version=base.weights_version if base else "none",
    )


def load(path: Path | None = None) -> Settings:
    """The default settings, or those of a policy file laid over the defaults."""
    shipped = files("bantay.policy").joinpath("defaults.toml").read_text("utf-8")
    base = parse(shipped, "defaults.toml")
    if path is None:
        return base
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read the policy: {why}", Place(str(path))) from None
    return parse(text, str(path), base)


def _version(file: _File) -> str:
    version = file.tree.get("version")
    if not isinstance(version, str) or not version.strip():
        raise ConfigError("a policy needs a version, a short text of yours", file.place("version"))
    return version


def _duration(file: _File, key: str, default: int | None) -> int:
    value = file.tree.get(key)
    if value is None and default is not None:
        return default
    found = _DURATION.match(value) if isinstance(value, str) else None
    if found is None:
        raise ConfigError(f'{key} is a text such as "10m", "36h" or "7d"', file.place(key))
    return span(timedelta(**{_UNITS[found[2]]: int(found[1])}))


def _bars(file: _File) -> dict[Hypothesis, Bar]:
    table = file.tree.get("hypotheses", {})
    if not isinstance(table, dict):
        raise ConfigError("hypotheses is a table", file.place("hypotheses"))
    file.refuse_unknown(table, get_args(Hypothesis), "hypotheses")
    return {name: _bar(file, name, row) for name, row in table.items()}


def _bar(file: _File, name: str, row: Any) -> Bar:
    if not isinstance(row, dict):
        expected = "{ prior_db = -20, threshold_db = -10 }"
        raise ConfigError(f"{name} is a table such as {expected}", file.place(name))
    file.refuse_unknown(row, _BAR, "hypotheses", name)
    return Bar(*(_decibans(file, name, key, row.get(key)) for key in _BAR))


def _decibans(file: _File, name: str, key: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not -_BOUND <= value <= _BOUND:
        reason = f"{name}.{key} is a number of decibans between -{_BOUND} and {_BOUND}"
        raise ConfigError(reason, file.place("hypotheses", name, key))
    return round(float(value), 1)
