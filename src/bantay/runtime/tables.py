"""The operator's tables that a policy file names, read and handed to the detectors.

Detectors read no file: whoever runs the engine loads the tables once.
"""

import csv
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bantay.adapters.written import text_of
from bantay.engine.detect import AnyDetector
from bantay.errors import InputError, Place, PolicyError
from bantay.kit.rates import parse_rates
from bantay.policy import PolicyFile
from bantay.policy.acting import TableFile
from bantay.runtime.people_table import read_people_table

PROTECTED = ("name", "account")


def with_tables(detectors: Iterable[AnyDetector], file: PolicyFile) -> tuple[AnyDetector, ...]:
    """The detectors, those that can use one of the file's tables with it.

    PolicyError, at the place in the policy, when a table cannot be read; InputError or
    ConfigError, at the table's own line, when it is none.
    """
    tables, given = file.tables, dict[str, Any]()
    if tables.people is not None:
        given["reference"] = read_people_table(_path(file, tables.people), tables.covers)
    if tables.protected is not None:
        given["protected"] = protected(_path(file, tables.protected))
    if tables.rates is not None:
        path = _path(file, tables.rates)
        given["rates"] = parse_rates(text_of(path, "the table"), str(path))
    return tuple(_with(detector, given) for detector in detectors)


def protected(path: Path) -> tuple[tuple[str, str], ...]:
    """Protected names, each with the one account that may bear it, from a CSV `name,account`."""
    rows = csv.DictReader(text_of(path, "the table").splitlines())
    missing = [column for column in PROTECTED if column not in (rows.fieldnames or ())]
    if missing:
        reason = f"the column {missing[0]!r} is missing; expected are {', '.join(PROTECTED)}"
        raise InputError(reason, Place(str(path), 1, 1))
    found = []
    for row in rows:
        name, account = ((row[column] or "").strip() for column in PROTECTED)
        if not name or not account:
            reason = "a name, and the account that may bear it, expected"
            raise InputError(reason, Place(str(path), rows.line_num, 1))
        found.append((name, account))
    return tuple(found)


def _with(detector: AnyDetector, given: dict[str, Any]) -> AnyDetector:
    known = {field.name for field in fields(detector.params)}
    mine = {name: table for name, table in given.items() if name in known}
    return replace(detector, params=replace(detector.params, **mine)) if mine else detector


def _path(file: PolicyFile, table: TableFile) -> Path:
    """Where a table is, seen from the policy file that names it."""
    path = Path(file.name).parent / table.path
    if not path.is_file():
        near = sorted(one.name for one in path.parent.glob(f"*{path.suffix or '.csv'}"))
        reason = f"there is no table {table.path!r} beside this policy"
        raise PolicyError("BP601", reason, table.place, near[0] if near else None, len(table.path))
    return path
