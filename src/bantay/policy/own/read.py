"""Tables `[[detector]]` of a policy file as `Own` values; problems go to the sheet."""

import re
from typing import Any, get_args

from bantay.kit.text.table import fold
from bantay.model.clock import DAY, MINUTE
from bantay.model.keys import Domain
from bantay.model.vocabulary import Hypothesis
from bantay.policy.cel import Wrong, check
from bantay.policy.cel import refused as refuses
from bantay.policy.cel.types import Vocabulary
from bantay.policy.own.fields import EVENTS, vocabulary
from bantay.policy.own.find import refused
from bantay.policy.own.pattern import required
from bantay.policy.own.spec import PREFIX, Match, Own
from bantay.policy.places import Path
from bantay.policy.sheet import Sheet

MATCH_KEYS = ("terms", "pattern", "unless", "where")
NOTES = ("sees", "matters", "misses", "wrong_when")
KEYS = (
    *("name", "title", "reads", "speaks_for", *MATCH_KEYS, "sequence", "by", "within"),
    *("count", "distinct", "distinct_least", "group", "ceiling_db", "half_life", "says"),
    *NOTES,
    "shadow",
    "case",
)
BY: tuple[Domain, ...] = (Domain.ACCOUNT, Domain.SENDER, Domain.CONVERSATION, Domain.GROUP)
CEILING = 10.0
"""Decibans at most: nobody measured an operator's own detector (DESIGN section 6)."""

_NAME = re.compile(r"^[a-z][a-z0-9_]{2,39}$")
_MOST = 2_000
_LONGEST_TERM = 100
_MOST_COUNT = 100
_MOST_STEPS = 6
_DEFAULT_CEILING = 5


def own_of(sheet: Sheet) -> tuple[Own, ...]:
    """All detectors of a file."""
    found = []
    seen: set[str] = set()
    for path, table in sheet.tables("detector"):
        own = _own(sheet, table, path)
        if own.name in seen:
            reason = f"a detector named {own.name!r} is there already"
            sheet.at_value("BP109", reason, (*path, "name"))
        seen.add(own.name)
        found.append(own)
    if len(found) > _MOST:
        sheet.at_key("BP108", f"at most {_MOST} detectors", ("detector",))
    return tuple(found)


def _own(sheet: Sheet, table: dict[str, Any], path: Path) -> Own:
    sheet.known(table, KEYS, path)
    event = sheet.one_of(table, "reads", path, tuple(EVENTS), "message.sent")
    words = vocabulary(event)
    name = _named(sheet, table, path)
    sequence = _sequence(sheet, table, path, event, words)
    count = sheet.whole(table, "count", path, 1, 1, _MOST_COUNT)
    if sequence and "count" in table:
        sheet.at_key("BP405", "a sequence is not counted: leave count out", (*path, "count"))
    title = sheet.text_of(table, "title", path)
    cases = sheet.tables("case", path, table)
    shadow = sheet.truth(table, "shadow", path, False)
    return Own(
        name=name,
        id=f"{EVENTS[event][1]}.{PREFIX}{name}",
        title=title,
        event=event,
        speaks_for=_speaks(sheet, table, path),
        match=Match() if sequence else _match(sheet, table, path, event, words),
        sequence=sequence,
        by=sheet.one_of(table, "by", path, BY, Domain.ACCOUNT),
        window=max(sheet.duration(table, "within", path, DAY, 90 * DAY), MINUTE),
        count=count,
        **_distinct(sheet, table, path, words, count),
        group=sheet.text_of(table, "group", path, f"own {name}"),
        ceiling=0.0 if shadow else _ceiling(sheet, table, path),
        half_life=sheet.duration(table, "half_life", path, 30 * DAY, 366 * DAY),
        says=sheet.text_of(table, "says", path, title or "own"),
        notes={key: sheet.text_of(table, key, path, "") for key in NOTES if key in table},
        cases=tuple(row for _, row in cases),
        case_lines=tuple(_line(sheet, at) for at, _ in cases),
        line=_line(sheet, path),
    )


def _line(sheet: Sheet, path: Path) -> int:
    return sheet.places.at(sheet.places.key(path))[0]


def _named(sheet: Sheet, table: dict[str, Any], path: Path) -> str:
    name = sheet.text_of(table, "name", path)
    if name and not _NAME.match(name):
        reason = "a detector's name has 3 to 40 small letters, digits and _"
        sheet.at_value("BP105", reason, (*path, "name"))
    return name


def _speaks(sheet: Sheet, table: dict[str, Any], path: Path) -> tuple[Hypothesis, ...]:
    if "speaks_for" not in table:
        sheet.at_key("BP104", "speaks_for is missing", path, 'speaks_for = ["scam"]')
    return sheet.some_of(table, "speaks_for", path, get_args(Hypothesis))


def _ceiling(sheet: Sheet, table: dict[str, Any], path: Path) -> float:
    value = table.get("ceiling_db", _DEFAULT_CEILING)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= CEILING:
        reason = f"ceiling_db is a number over 0, at most {CEILING:g}: nobody measured it yet"
        sheet.at_value("BP108", reason, (*path, "ceiling_db"))
        return _DEFAULT_CEILING
    return round(float(value), 1)


def _distinct(
    sheet: Sheet, table: dict[str, Any], path: Path, words: Vocabulary, count: int
) -> dict[str, Any]:
    least = sheet.whole(table, "distinct_least", path, 1, 1, _MOST_COUNT)
    if "distinct" not in table:
        if "distinct_least" in table:
            reason = "distinct_least needs distinct: of which field"
            sheet.at_key("BP405", reason, (*path, "distinct_least"), 'distinct = "conversation"')
        return {"distinct": None, "distinct_least": 1}
    fields = [n.removeprefix("event.") for n in words.names if words.names[n].shape.kind != "list"]
    if least > count:
        reason = f"{least} different ones need a count of {least} or more"
        sheet.at_value("BP405", reason, (*path, "distinct_least"), f"count = {least}")
    return {"distinct": sheet.one_of(table, "distinct", path, fields), "distinct_least": least}


def _sequence(
    sheet: Sheet, table: dict[str, Any], path: Path, event: str, words: Vocabulary
) -> tuple[Match, ...]:
    if "sequence" not in table:
        return ()
    rows = sheet.tables("sequence", path, table)
    if not 2 <= len(rows) <= _MOST_STEPS:
        reason = f"a sequence has 2 to {_MOST_STEPS} steps"
        sheet.at_key("BP405", reason, (*path, "sequence"))
    for key in MATCH_KEYS:
        if key in table:
            sheet.at_key("BP405", f"{key} stands in the steps of the sequence", (*path, key))
    found = []
    for at, row in rows:
        sheet.known(row, MATCH_KEYS, at)
        found.append(_match(sheet, row, at, event, words))
    return tuple(found)


def _match(sheet: Sheet, table: dict[str, Any], path: Path, event: str, words: Vocabulary) -> Match:
    terms = _terms(sheet, table, "terms", path)
    if EVENTS[event][2] is None:
        for key in ("terms", "pattern"):
            if key in table:
                sheet.at_key("BP405", f"{event} has no text for {key}", (*path, key))
    elif event == "message.sent" and not {"terms", "pattern"} & table.keys():
        reason = "a detector of messages has terms or a pattern: those are screened for"
        sheet.at_key("BP404", reason, path, 'terms = ["gift card"]')
    elif not {"terms", "pattern", "where"} & table.keys():
        sheet.at_key("BP404", "a detector has terms, a pattern or where", path)
    pattern, needed = _pattern(sheet, table, path)
    where, names = _where(sheet, table, path, words)
    return Match(
        terms=terms,
        pattern=pattern,
        words=needed,
        unless=_terms(sheet, table, "unless", path),
        where=where,
        names=names,
    )


def _terms(sheet: Sheet, table: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    found = []
    for number, term in enumerate(sheet.list_of(table, key, path)):
        at = (*path, key, number)
        if not isinstance(term, str) or term != term.strip() or len(term) > _LONGEST_TERM:
            reason = f"a term has at most {_LONGEST_TERM} characters and no space around it"
            sheet.at_value("BP404", reason, at)
        elif (len(term) < 3 and term.isascii()) or not term:
            sheet.at_value("BP404", "a term has three letters or more", at)
        else:
            found.append(fold(term))
    return tuple(dict.fromkeys(found))


def _pattern(sheet: Sheet, table: dict[str, Any], path: Path) -> tuple[str | None, tuple[str, ...]]:
    if "pattern" not in table:
        return None, ()
    at = (*path, "pattern")
    pattern = sheet.text_of(table, "pattern", path)
    try:
        needed = required(pattern)
    except Wrong as wrong:
        _inside(sheet, at, wrong)
        return None, ()
    if said := refused(pattern):
        sheet.at_value("BP401", f"this pattern cannot be searched for: {said}", at)
        return None, ()
    return pattern, tuple(map(fold, needed))


def _where(
    sheet: Sheet, table: dict[str, Any], path: Path, words: Vocabulary
) -> tuple[str | None, frozenset[str]]:
    if "where" not in table:
        return None, frozenset()
    source = sheet.text_of(table, "where", path)
    try:
        names = check(source, words).names
        if said := refuses(source):
            sheet.at_value("BP206", f"CEL itself refuses this: {said}", (*path, "where"))
        return source, names
    except Wrong as wrong:
        _inside(sheet, (*path, "where"), wrong)
        return None, frozenset()


def _inside(sheet: Sheet, path: Path, wrong: Wrong) -> None:
    offset = sheet.places.inside(path, wrong.start)
    sheet.add(wrong.code, wrong.reason, offset, wrong.nearest, max(1, wrong.end - wrong.start))
