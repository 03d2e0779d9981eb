"""The operator's table of people and works: read from a CSV file, handed to the detector.

The detector itself reads no file; whoever runs the engine loads the table once.
"""

import csv
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path

from bantay.adapters.written import text_of
from bantay.engine.detect import AnyDetector
from bantay.errors import InputError, Place
from bantay.kit.claims import Reference, reference
from bantay.kit.claims.reference import COLUMNS


def read_people_table(path: Path, covers: Iterable[str] = ()) -> Reference:
    """The table of a CSV file with the columns `kind, name, year, people, complete`.

    `covers` names the kinds of claim of which the table holds every entry there is. Raises
    InputError with file and line.
    """
    reader = csv.DictReader(text_of(path, "the table").splitlines())
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        expected = ", ".join(COLUMNS)
        reason = f"the column {missing[0]!r} is missing; expected are {expected}"
        raise InputError(reason, Place(str(path), 1, 1))
    return reference(reader, str(path), covers)


def with_table(detectors: Iterable[AnyDetector], table: Reference) -> tuple[AnyDetector, ...]:
    """The detectors, those that can use a table with this one."""
    return tuple(
        replace(one, params=replace(one.params, reference=table)) if _uses(one) else one
        for one in detectors
    )


def _uses(detector: AnyDetector) -> bool:
    return any(field.name == "reference" for field in fields(detector.params))
