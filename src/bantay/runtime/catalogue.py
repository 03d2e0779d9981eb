"""The catalogue: every detector of every plane, found by walking the rooms.

A detector is a module of a plane that has `DETECTOR`; modules that begin with an
underscore are the room's own furniture.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from bantay import planes, surveys
from bantay.engine.detect import AnyDetector
from bantay.engine.screen import COUNTS
from bantay.kit import Sign, Survey
from bantay.kit.lexicon import classes, lexicon
from bantay.policy.own import OwnParams


def plane_rooms() -> tuple[str, ...]:
    """The names of the planes that have a room."""
    return tuple(sorted(m.name for m in iter_modules(planes.__path__) if m.ispkg))


def _modules(plane: str) -> Iterator[ModuleType]:
    room = import_module(f"bantay.planes.{plane}")
    for found in iter_modules(room.__path__):
        if not found.name.startswith("_") and not found.ispkg:
            yield import_module(f"bantay.planes.{plane}.{found.name}")


@cache
def catalogue() -> tuple[AnyDetector, ...]:
    """All shipped detectors, by id."""
    found = [
        module.DETECTOR
        for plane in plane_rooms()
        for module in _modules(plane)
        if hasattr(module, "DETECTOR")
    ]
    return tuple(sorted(found, key=lambda detector: detector.spec.id))


@cache
def survey_catalogue() -> tuple[Survey[Any], ...]:
    """All shipped surveys, by id."""
    names = (m.name for m in iter_modules(surveys.__path__) if not m.name.startswith("_"))
    return tuple(import_module(f"bantay.surveys.{name}").SURVEY for name in sorted(names))


def signs() -> tuple[Sign, ...]:
    """What all surveys may say."""
    return tuple(sign for survey in survey_catalogue() for sign in survey.spec.signs)


def terms_of(detectors: Collection[AnyDetector]) -> dict[str, tuple[str, ...]]:
    """The terms of those screen classes that some detectors ask for: no others are scanned."""
    asked = {part for d in detectors for entry in d.spec.screens for part in entry.split("+")}
    asked |= {name for sign in asked & COUNTS.keys() for name in COUNTS[sign]}
    shipped = {name: terms for name, terms in catalogue_terms().items() if name in asked}
    return {**shipped, **own_terms(detectors)}


def own_terms(detectors: Iterable[AnyDetector]) -> dict[str, tuple[str, ...]]:
    """The terms of the operator's own detectors among these: each brings its own."""
    own = (d.params.terms for d in detectors if isinstance(d.params, OwnParams))
    return {name: terms for classes in own for name, terms in classes}


@cache
def catalogue_terms() -> dict[str, tuple[str, ...]]:
    """Screen class to terms, over the lexicons of all planes.

    A detector may ask for some kinds of a class only: "script:away|fee" is a class too.
    KeyError when there is no such kind: its detector would otherwise never be called for it.
    """
    terms: dict[str, set[str]] = {}
    asked = {part for d in catalogue() for entry in d.spec.screens for part in entry.split("+")}
    for plane in plane_rooms():
        for name in classes(plane):
            terms.setdefault(name, set()).update(lexicon(plane, name).terms())
    terms |= {entry: _narrowed(entry) for entry in asked if ":" in entry}
    return {name: tuple(sorted(terms[name])) for name in sorted(terms)}


def _narrowed(entry: str) -> set[str]:
    """The terms of some kinds of a class, over the lexicons of all planes that have it."""
    name, _, kinds = entry.partition(":")
    lists = [lexicon(plane, name) for plane in plane_rooms() if name in classes(plane)]
    found: set[str] = set()
    for kind in kinds.split("|"):
        some = {term for one in lists for term in one.terms(kind)}
        if not some:
            raise KeyError(f"no word list {name!r} has terms of a kind {kind!r}")
        found |= some
    return found
