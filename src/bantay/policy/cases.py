"""Cases inside a policy file: a situation made short, and what must be asked in it.

[[case]]
name = "a second evasion"
alarm = { hypothesis = "contact_evasion", score_db = 6 }
subject = { strikes = 1 }
asks = ["contact evasion/2"]        # exactly these rules; [] for none
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from msgspec import Struct

from bantay.errors import closest
from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Versions
from bantay.model.alarm import Place as Region
from bantay.model.clock import micros
from bantay.model.decision import STEPS, Situation, Step
from bantay.model.evidence import Quote, Subject
from bantay.model.vocabulary import ActionKind, Plane, SubjectKind
from bantay.policy.places import Path
from bantay.policy.policy import Policy
from bantay.policy.rules import ACTIONS, HYPOTHESES, Rule
from bantay.policy.sheet import Sheet

PLANES: tuple[Plane, ...] = get_args(Plane)
KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""The moment of a case that names none: a Monday."""

KEYS = (
    *("name", "alarm", "subject", "group", "money", "time", "findings"),
    *("asks", "step", "actions"),
)
ALARM_KEYS = (
    *("hypothesis", "score_db", "prior_db", "threshold_db", "planes", "revision", "episode"),
    *("confirmed", "second_reader", "excepted", "acts", "means", "purposes"),
    *("roles", "transmission", "regions"),
)
SUBJECT_KEYS = (
    *("kind", "strikes", "earlier", "alarms_before", "shielded"),
    *("account_age_days", "country"),
)
FINDING_KEYS = ("detector", "group", "weight_db", "counted", "draft", "quotes")


class PolicyCase(Struct, frozen=True, kw_only=True):
    """One situation and what must be asked. What is None was not said."""

    name: str
    situation: Situation
    asks: tuple[str, ...] | None = None
    step: Step | None = None
    actions: tuple[ActionKind, ...] | None = None
    line: int = 0


class CaseResult(Struct, frozen=True):
    """How a case went; `wrong` is empty when it passed."""

    case: PolicyCase
    asked: tuple[str, ...]
    wrong: str


def run(policy: Policy, cases: Sequence[PolicyCase]) -> list[CaseResult]:
    """Every case through the policy, on the very path a live alarm takes."""
    return [_run(policy, case) for case in cases]


def _run(policy: Policy, case: PolicyCase) -> CaseResult:
    asks = policy.asks(case.situation)
    names = tuple(ask.rule for ask in asks)
    wrong = []
    if case.asks is not None and set(names) != set(case.asks):
        wrong.append(f"{_said(case.asks)} expected, {_said(names)} asked")
    highest = max((ask.step for ask in asks), key=STEPS.index, default=None)
    if case.step is not None and highest != case.step:
        wrong.append(f"the step {case.step} expected, the highest is {highest or 'none'}")
    actions = {action for ask in asks for action in ask.actions}
    if case.actions is not None and actions != set(case.actions):
        wrong.append(f"actions {_said(case.actions)} expected, {_said(sorted(actions))} asked")
    return CaseResult(case, names, "; ".join(wrong))


def _said(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def cases_of(sheet: Sheet, rules: Sequence[Rule]) -> tuple[PolicyCase, ...]:
    """All cases of a file; problems go to the sheet."""
    known = [rule.name for rule in rules]
    return tuple(_case(sheet, table, path, known) for path, table in sheet.tables("case"))


def _case(sheet: Sheet, table: dict[str, Any], path: Path, known: list[str]) -> PolicyCase:
    sheet.known(table, KEYS, path)
    asks = None
    if "asks" in table:
        names = [] if table["asks"] == [] else sheet.list_of(table, "asks", path)
        asks = tuple(map(str, names))
        for number, name in enumerate(asks):
            if name not in known:
                near = closest(name, known)
                reason = f"there is no rule {name!r} to be asked"
                at = (*path, "asks", number)
                sheet.at_value("BP501", reason, at, near)
    elif not {"step", "actions"} & table.keys():
        sheet.at_key("BP502", "a case says what must be asked", path, "asks = []")
    return PolicyCase(
        name=sheet.text_of(table, "name", path),
        situation=_situation(sheet, table, path),
        asks=asks,
        step=sheet.one_of(table, "step", path, STEPS) if "step" in table else None,
        actions=_actions(sheet, table, path),
        line=sheet.places.at(sheet.places.key(path))[0],
    )


def _actions(sheet: Sheet, table: dict[str, Any], path: Path) -> tuple[ActionKind, ...] | None:
    if "actions" not in table:
        return None
    return () if table["actions"] == [] else sheet.some_of(table, "actions", path, ACTIONS)


def _situation(sheet: Sheet, table: dict[str, Any], path: Path) -> Situation:
    subject, at = _part(sheet, table, "subject", path, SUBJECT_KEYS)
    group, _ = _part(sheet, table, "group", path, ("size",))
    money, _ = _part(sheet, table, "money", path, ("amount_30d",))
    time = table.get("time", NOON)
    if not isinstance(time, datetime) or time.tzinfo is None:
        reason = "a time is written with its zone: 2026-01-05T12:00:00Z, without quotes"
        sheet.at_value("BP503", reason, (*path, "time"))
        time = NOON
    return Situation(
        alarm=_alarm(sheet, table, path, time, subject, at),
        now=micros(time),
        shielded=sheet.truth(subject, "shielded", at, False),
        strikes=_count(sheet, subject, "strikes", at),
        earlier=_count(sheet, subject, "earlier", at),
        alarms_before=_count(sheet, subject, "alarms_before", at),
        account_age_days=_maybe(sheet, subject, "account_age_days", at),
        country=sheet.text_of(subject, "country", at) if "country" in subject else None,
        group_size=_maybe(sheet, group, "size", (*path, "group")),
        amount_30d=_amount(sheet, money, (*path, "money")),
    )


def _part(
    sheet: Sheet, table: dict[str, Any], key: str, path: Path, keys: Sequence[str]
) -> tuple[dict[str, Any], Path]:
    at = (*path, key)
    part = table.get(key, {})
    if not isinstance(part, dict):
        sheet.at_value("BP105", f"{key} is a table such as {{ {keys[0]} = ... }}", at)
        return {}, at
    sheet.known(part, keys, at)
    return part, at


def _count(sheet: Sheet, table: dict[str, Any], key: str, path: Path, default: int = 0) -> int:
    return sheet.whole(table, key, path, default, 0, 10**6)


def _maybe(sheet: Sheet, table: dict[str, Any], key: str, path: Path) -> int | None:
    return _count(sheet, table, key, path) if key in table else None


def _amount(sheet: Sheet, table: dict[str, Any], path: Path) -> str | None:
    value = table.get("amount_30d")
    if value is None:
        return None
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal():
        return value
    sheet.at_value("BP503", 'an amount is a text such as "250.00"', (*path, "amount_30d"))
    return None


def _decibans(sheet: Sheet, table: dict[str, Any], key: str, path: Path, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -60 <= value <= 60:
        sheet.at_value("BP108", f"{key} is a number of decibans from -60 to 60", (*path, key))
        return default
    return float(value)


def _alarm(
    sheet: Sheet,
    table: dict[str, Any],
    path: Path,
    time: datetime,
    subject: dict[str, Any],
    at: Path,
) -> Alarm:
    part, here = _part(sheet, table, "alarm", path, ALARM_KEYS)
    prior = _decibans(sheet, part, "prior_db", here, -20)
    threshold = _decibans(sheet, part, "threshold_db", here, -10)
    score = _decibans(sheet, part, "score_db", here, threshold + 1)
    findings = _findings(sheet, table, path)
    planes = sheet.some_of(part, "planes", here, PLANES)
    spoke = dict.fromkeys(p for f in findings for p in PLANES if f.detector.startswith(f"{p}."))
    return Alarm(
        alarm="a-case-1",
        revision=sheet.whole(part, "revision", here, 1, 1, 10**6),
        episode=sheet.whole(part, "episode", here, 1, 1, 10**6),
        status="open",
        opened=time,
        closed_by=None,
        time=time,
        hypothesis=sheet.one_of(part, "hypothesis", here, HYPOTHESES),
        subject=Subject(sheet.one_of(subject, "kind", at, KINDS, "account"), "a"),
        roles=dict.fromkeys(_texts(sheet, part, "roles", here), ("b",)),
        score_db=score,
        prior_db=prior,
        weight_db=score - prior,
        threshold_db=threshold,
        probability=None,
        calibration="case",
        planes=planes or tuple(spoke) or ("messages",),
        palermo=Palermo(
            act=_texts(sheet, part, "acts", here),
            means=_texts(sheet, part, "means", here),
            purpose=_texts(sheet, part, "purposes", here),
        ),
        region=tuple(Region(name, "case") for name in _texts(sheet, part, "regions", here)),
        transmission=_texts(sheet, part, "transmission", here),
        findings=findings,
        versions=Versions("case", "case", "case"),
        first_event_time=time,
        exception="case" if sheet.truth(part, "excepted", here, False) else None,
        second_reader=sheet.truth(part, "second_reader", here, False),
        confirmed=sheet.truth(part, "confirmed", here, False),
    )


def _texts(sheet: Sheet, table: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    found = sheet.list_of(table, key, path)
    for number, text in enumerate(found):
        if not isinstance(text, str):
            sheet.at_value("BP105", f"{key} holds texts", (*path, key, number))
    return tuple(map(str, found))


def _findings(sheet: Sheet, table: dict[str, Any], path: Path) -> tuple[AlarmFinding, ...]:
    made = []
    for number, (at, row) in enumerate(sheet.tables("findings", path, table)):
        sheet.known(row, FINDING_KEYS, at)
        detector = sheet.text_of(row, "detector", at)
        quotes = _count(sheet, row, "quotes", at)
        made.append(
            AlarmFinding(
                finding=f"f-{number}",
                revision=1,
                detector=detector,
                version=1,
                group=sheet.text_of(row, "group", at, detector or "one"),
                weight_db=_decibans(sheet, row, "weight_db", at, 5),
                counted=sheet.truth(row, "counted", at, True),
                draft=sheet.truth(row, "draft", at, True),
                summary="a finding of a case",
                quotes=tuple(Quote(f"e{n}", "text", 0, 1) for n in range(min(quotes, 50))),
            )
        )
    return tuple(made)
