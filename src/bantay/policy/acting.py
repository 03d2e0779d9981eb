"""`[acting]` and `[tables]` of a policy file: how much may happen by itself, and the operator's
own lists.

[acting]
act_within = "1h"         # only events younger than this reach a real capability
most = 50                 # more automatic decisions than this ...
most_within = "10m"       # ... in this time stop all further ones until a person lifts the stop
patience = "14d"          # what waits for people lapses after this
keep_delivered = "30d"    # how long delivered parcels and done orders are listed

[tables]                  # paths are seen from the policy file
people = "people.csv"     # who took part in what: kind,name,year,people,complete
covers = ["pageant"]      # kinds of which that table holds every entry there is
protected = "names.csv"   # names and the one account that may bear each: name,account
rates = "rates.csv"       # date,currency,per_euro
"""

from typing import Any

from msgspec import Struct

from bantay.errors import Place
from bantay.model.clock import DAY, HOUR, MINUTE
from bantay.policy.deciding.limits import Limits
from bantay.policy.sheet import Sheet

ACTING_KEYS = ("act_within", "most", "most_within", "patience", "keep_delivered")
FILES = ("people", "protected", "rates")
TABLES_KEYS = (*FILES, "covers")
_MOST = 1_000_000
_USUAL = Limits()


class TableFile(Struct, frozen=True):
    """A table that a policy names, and where it names it."""

    path: str
    place: Place


class Tables(Struct, frozen=True):
    """The operator's lists; what is None was not named."""

    people: TableFile | None = None
    protected: TableFile | None = None
    rates: TableFile | None = None
    covers: tuple[str, ...] = ()


def acting_of(sheet: Sheet) -> tuple[Limits, int]:
    """The limits of a file but for its switches, and the days that delivered things are kept;
    problems go to the sheet."""
    table, path = _table(sheet, "acting", ACTING_KEYS), ("acting",)
    within = sheet.duration(table, "act_within", path, _USUAL.act_within, DAY)
    window = sheet.duration(table, "most_within", path, _USUAL.cap_window, DAY)
    if window < MINUTE:
        sheet.at_value("BP108", "most_within is at least 1m", (*path, "most_within"))
    patience = sheet.duration(table, "patience", path, _USUAL.patience, 180 * DAY)
    if patience < HOUR:
        sheet.at_value("BP108", "patience is at least 1h", (*path, "patience"))
    kept = sheet.duration(table, "keep_delivered", path, 30 * DAY, 3_650 * DAY)
    most = sheet.whole(table, "most", path, _USUAL.cap, 0, _MOST)
    limits = Limits(act_within=within, cap=most, cap_window=window, patience=patience)
    return limits, max(1, kept // DAY)


def tables_of(sheet: Sheet) -> Tables:
    """The tables that a file names; whoever runs the engine reads them."""
    table, path = _table(sheet, "tables", TABLES_KEYS), ("tables",)
    named: dict[str, TableFile] = {}
    for key in FILES:
        if key in table:
            line, column = sheet.places.at(sheet.places.value((*path, key)))
            text = sheet.text_of(table, key, path)
            named[key] = TableFile(text, Place(sheet.file, line, column))
    covers = sheet.list_of(table, "covers", path)
    for number, kind in enumerate(covers):
        if not isinstance(kind, str) or not kind.strip():
            sheet.at_value("BP105", "covers holds texts", (*path, "covers", number))
    if covers and "people" not in table:
        sheet.at_key("BP104", "covers speaks of a table of people: name it", (*path, "covers"))
    return Tables(**named, covers=tuple(map(str, covers)))


def _table(sheet: Sheet, key: str, keys: tuple[str, ...]) -> dict[str, Any]:
    table = sheet.tree.get(key, {})
    if not isinstance(table, dict):
        sheet.at_key("BP105", f"{key} is a table: [{key}]", (key,))
        return {}
    sheet.known(table, keys, (key,))
    return table
