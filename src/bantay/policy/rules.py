"""Rules and ladders: what a policy asks for, in which case, and what it may not ask for."""

import re
from collections.abc import Sequence
from typing import Any, get_args

from msgspec import Struct

from bantay.model.clock import DAY
from bantay.model.decision import STEPS, Fine, Step, Target
from bantay.model.vocabulary import ActionKind, Hypothesis, Plane, SubjectKind
from bantay.policy.cel import Wrong, check, refused
from bantay.policy.places import Path
from bantay.policy.sheet import Sheet
from bantay.policy.vocabulary import VOCABULARY

ACTIONS: tuple[ActionKind, ...] = get_args(ActionKind)
TARGETS: tuple[Target, ...] = get_args(Target)
HYPOTHESES: tuple[Hypothesis, ...] = get_args(Hypothesis)

LOWEST: dict[ActionKind, Step] = {
    "tip": "nudge",
    "warn": "nudge",
    "strike": "friction",
    "remove_content": "friction",
    "restrict_contact": "friction",
    "fine": "hold",
    "hold_payout": "hold",
    "pause_live": "hold",
    "delist": "hold",
    "block_account": "hold",
    "block_group": "hold",
    "delete_group": "hold",
    "open_case": "watch",
    "report": "refer",
}
"""The lowest step of the ladder on which an action may stand."""

FALLS_ON: dict[ActionKind, tuple[Target, ...]] = {
    "remove_content": ("media", "message", "listing"),
    "block_group": ("group",),
    "delete_group": ("group",),
    "delist": ("listing", "subject"),
    "hold_payout": ("controller_instrument", "subject"),
    "pause_live": ("live", "subject"),
    "open_case": TARGETS,
    "report": TARGETS,
}
"""What an action may fall on; those not named fall on the subject only."""

VICTIM_SIDE: tuple[Hypothesis, ...] = ("minor_at_risk", "controlled_performer")
"""Hypotheses whose subject is the possible victim (DESIGN section 8, rule 2)."""
HARSH: tuple[ActionKind, ...] = ("strike", "fine", "block_account", "delist", "hold_payout")

MOST_RULES = 5_000
LONGEST_LAST = 366 * DAY
_NAME = 120
_STRIKES = 1_000

_SHARED = ("name", "on", "planes", "subjects", "when", "ground", "shadow", "on_answer")
_STEP = ("step", "actions", "fine", "target", "lasts", "cool_down", "automatic", "two_people")
FINE_KEYS = ("amount", "currency")
AMOUNT = r"(?=.*[1-9])[0-9]{1,12}(\.[0-9]{1,4})?"
"""A decimal text over zero."""
CURRENCY = r"[A-Z]{3}"
"""A code such as ISO 4217 lists."""
RULE_KEYS = (*_SHARED, *_STEP)
LADDER_KEYS = (*_SHARED, "rungs")
RUNG_KEYS = ("strikes", *_STEP)


class Rule(Struct, frozen=True, kw_only=True):
    """One thing a policy asks for. Empty `on`, `planes`, `subjects`: any. Times in microseconds.

    `planes` must all speak in the alarm. `strikes_from` and `strikes_below` bound the open
    strikes of the subject that were given for the hypotheses in `on`: a rung of a ladder. One
    that is `on_answer` is asked when people answer a case with its step, and never else.
    """

    name: str
    on: tuple[Hypothesis, ...] = ()
    planes: tuple[Plane, ...] = ()
    subjects: tuple[SubjectKind, ...] = ()
    when: str = "true"
    names: frozenset[str] = frozenset()
    strikes_from: int = 0
    strikes_below: int | None = None
    step: Step
    actions: tuple[ActionKind, ...]
    target: Target = "subject"
    lasts: int
    cool_down: int = 0
    ground: str
    automatic: bool = True
    two_people: bool = False
    shadow: bool = False
    on_answer: bool = False
    fine: Fine | None = None


def rules_of(sheet: Sheet) -> tuple[Rule, ...]:
    """All rules of a file, ladders laid out rung by rung; problems go to the sheet."""
    found: list[Rule] = []
    for path, table in sheet.tables("rule"):
        sheet.known(table, RULE_KEYS, path)
        shared = _shared(sheet, table, path)
        found.append(Rule(**shared, **_asked(sheet, table, path, shared)))
    for path, table in sheet.tables("ladder"):
        found.extend(_ladder(sheet, table, path))
    _once(sheet, "rule")
    _once(sheet, "ladder")
    if len(found) > MOST_RULES:
        sheet.at_key("BP108", f"a policy has at most {MOST_RULES} rules", ("rule",))
    return tuple(found)


def _once(sheet: Sheet, key: str) -> None:
    rows, seen = sheet.tree.get(key), set[str]()
    for number, table in enumerate(rows if isinstance(rows, list) else ()):
        name = table.get("name") if isinstance(table, dict) else None
        if isinstance(name, str) and name in seen:
            reason = f"a {key} named {name!r} is there already"
            sheet.at_value("BP109", reason, (key, number, "name"))
        seen.add(str(name))


def _shared(sheet: Sheet, table: dict[str, Any], path: Path) -> dict[str, Any]:
    when, names = condition(sheet, table, path)
    name = sheet.text_of(table, "name", path)
    if len(name) > _NAME:
        sheet.at_value("BP108", f"a name has at most {_NAME} characters", (*path, "name"))
    return {
        "name": name,
        "on": sheet.some_of(table, "on", path, HYPOTHESES),
        "planes": sheet.some_of(table, "planes", path, get_args(Plane)),
        "subjects": sheet.some_of(table, "subjects", path, get_args(SubjectKind)),
        "when": when,
        "names": names,
        "ground": sheet.text_of(table, "ground", path),
        "shadow": sheet.truth(table, "shadow", path, False),
        "on_answer": sheet.truth(table, "on_answer", path, False),
    }


def condition(sheet: Sheet, table: dict[str, Any], path: Path) -> tuple[str, frozenset[str]]:
    """The text of `when` and the names it uses; a mistake is placed inside the text."""
    source = sheet.text_of(table, "when", path, "true")
    try:
        names = check(source, VOCABULARY).names
        if said := refused(source):
            sheet.at_value("BP206", f"CEL itself refuses this: {said}", (*path, "when"))
        return source, names
    except Wrong as wrong:
        start = sheet.places.inside((*path, "when"), wrong.start)
        width = max(1, min(wrong.end, len(source)) - wrong.start)
        sheet.add(wrong.code, wrong.reason, start, wrong.nearest, width)
        return "false", frozenset()


def _asked(
    sheet: Sheet, table: dict[str, Any], path: Path, shared: dict[str, Any]
) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "step": sheet.one_of(table, "step", path, STEPS),
        "actions": sheet.some_of(table, "actions", path, ACTIONS),
        "target": sheet.one_of(table, "target", path, TARGETS, "subject"),
        "lasts": sheet.duration(table, "lasts", path, None, LONGEST_LAST),
        "cool_down": sheet.duration(table, "cool_down", path, 0, LONGEST_LAST),
        "automatic": sheet.truth(table, "automatic", path, not shared["on_answer"]),
        "two_people": sheet.truth(table, "two_people", path, False),
    }
    asked["fine"] = _fine(sheet, table, path, asked["actions"])
    if table.get("step") in STEPS:
        if "actions" not in table and asked["step"] != "watch":
            reason = f"a {asked['step']} takes at least one action"
            sheet.at_key("BP301", reason, path, 'actions = ["tip"]')
        _fitting(sheet, asked, path, shared["on"])
    return asked


def _fine(
    sheet: Sheet, table: dict[str, Any], path: Path, actions: Sequence[ActionKind]
) -> Fine | None:
    """How much a fine takes: there when, and only when, the step fines."""
    shown = 'fine = { amount = "20.00", currency = "EUR" }'
    if "fine" not in table:
        if "fine" in actions:
            at = (*path, "actions", actions.index("fine"))
            sheet.at_value("BP308", "a fine says how much it takes", at, shown)
        return None
    at, given = (*path, "fine"), table["fine"]
    if "fine" not in actions:
        sheet.at_key("BP308", "an amount without the action fine", at)
    if not isinstance(given, dict):
        sheet.at_value("BP105", "fine is a table with amount and currency", at, shown)
        return None
    sheet.known(given, FINE_KEYS, at)
    amount, currency = (sheet.text_of(given, key, at) for key in FINE_KEYS)
    if amount and not re.fullmatch(AMOUNT, amount):
        reason = 'an amount is a text over zero such as "20.00"'
        sheet.at_value("BP308", reason, (*at, "amount"))
    if currency and not re.fullmatch(CURRENCY, currency):
        reason = 'a currency is a code of three capitals such as "EUR"'
        sheet.at_value("BP308", reason, (*at, "currency"))
    return Fine(amount, currency)


def _fitting(sheet: Sheet, asked: dict[str, Any], path: Path, on: Sequence[Hypothesis]) -> None:
    """What types alone do not say: actions fit step and target, and people decide what they must.

    The rights hold at run time whatever a file says; here they are said early.
    """
    step, target, actions = asked["step"], asked["target"], asked["actions"]
    for number, action in enumerate(actions):
        at = (*path, "actions", number)
        if STEPS.index(step) < STEPS.index(LOWEST[action]):
            reason = f"{action} stands on the step {LOWEST[action]} or above, not on {step}"
            sheet.at_value("BP302", reason, at, None)
        if target not in FALLS_ON.get(action, ("subject",)):
            falls = " or ".join(FALLS_ON.get(action, ("subject",)))
            sheet.at_value("BP303", f"{action} falls on {falls}, not on {target}", at)
        if action == "report" and asked["automatic"]:
            reason = "a report leaves only when a named person sends it"
            sheet.at_value("BP304", reason, at, "automatic = false")
        victims = [name for name in on if name in VICTIM_SIDE]
        if action in HARSH and target == "subject" and victims and asked["automatic"]:
            reason = f"{action} on a possible victim ({victims[0]}) needs a person"
            sheet.at_value("BP305", reason, at, "automatic = false")
    if asked["two_people"] and asked["automatic"]:
        reason = "what two people decide is not automatic"
        sheet.at_value("BP306", reason, (*path, "two_people"), "automatic = false")


def _ladder(sheet: Sheet, table: dict[str, Any], path: Path) -> list[Rule]:
    sheet.known(table, LADDER_KEYS, path)
    shared = _shared(sheet, table, path)
    if not isinstance(table.get("rungs"), list) or not table["rungs"]:
        sheet.at_key("BP104", "rungs are missing: a list of steps, lowest first", path)
        return []
    steps: list[tuple[int, dict[str, Any]]] = []
    for at, rung in sheet.tables("rungs", path, table):
        sheet.known(rung, RUNG_KEYS, at)
        strikes = sheet.whole(rung, "strikes", at, len(steps), 0, _STRIKES)
        if steps and strikes <= steps[-1][0]:
            reason = f"rungs rise: more than {steps[-1][0]} strikes expected"
            sheet.at_value("BP307", reason, (*at, "strikes"))
        steps.append((strikes, _asked(sheet, rung, at, shared)))
    ends = [strikes for strikes, _ in steps[1:]] + [None]
    name = shared.pop("name")
    return [
        Rule(name=f"{name}/{number}", strikes_from=strikes, strikes_below=end, **shared, **asked)
        for number, ((strikes, asked), end) in enumerate(zip(steps, ends, strict=True), 1)
    ]
