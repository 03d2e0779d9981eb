"""Matrix policy lists: what was seen here, for other servers that choose to follow it.

A list is a room; each rule a state event. Followers apply foreign lists blindly, so there is one
list for each harm and how sure it is, and a rule is withdrawn by the same state key with nothing
in it. **Nobody who may be a victim is ever listed**: not the subject of an alarm about a possible
victim, not a shielded account, and not an account that any alarm names in the part of one. Who
controls whom can be wrong; then silence is the smaller harm.
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.vocabulary import Hypothesis

Confidence = Literal["confirmed", "likely"]
CONFIRMED: tuple[Confidence, ...] = ("confirmed",)
BOTH: tuple[Confidence, ...] = ("confirmed", "likely")
SURE_DB = 10.0
"""How far over its threshold an alarm stands that nobody confirmed yet and is called likely; a
tenth of the odds at which it opened. A choice, not a measurement."""
VICTIM_SIDE: tuple[Hypothesis, ...] = ("controlled_performer", "minor_at_risk")
"""Hypotheses whose subject is the possible victim (DESIGN section 8, rule 2)."""
OWN_PART = frozenset({"controller", "collector", "manager", "broker", "recruiter"})
"""Roles of those who gain; everybody else whom an alarm names may be on the other side. Payers are
not here: who hands earnings on to a collector may be a performer."""
HASHES = "org.matrix.msc4205.hashes"
"""The field of MSC4205, which is open: followers that do not know it ignore such a rule."""
_KINDS = {"account": ("user", "@"), "group": ("room", "!")}


class Rule(Struct, frozen=True, kw_only=True):
    """One rule of one list: a state event of type `kind` under `state_key`."""

    list: str
    kind: str
    state_key: str
    content: dict[str, Any]


def list_name(hypothesis: Hypothesis, confidence: Confidence) -> str:
    """The name of a list: one a harm and how sure it is."""
    return f"{hypothesis}-{confidence}"


def protected(alarms: Iterable[Alarm], shielded: Collection[str] = ()) -> set[str]:
    """Accounts that may be victims: no list ever holds them."""
    found = set(shielded)
    for alarm in alarms:
        if alarm.hypothesis in VICTIM_SIDE and alarm.subject.kind == "account":
            found.add(alarm.subject.id)
        own = {id for role, ids in alarm.roles.items() if role in OWN_PART for id in ids}
        named = {id for ids in alarm.roles.values() for id in ids}
        found |= named - own - {alarm.subject.id}
    return found


def rules(
    alarms: Collection[Alarm],
    shielded: Collection[str] = (),
    *,
    wanted: Collection[Confidence] = CONFIRMED,
    hashed: bool = False,
) -> list[Rule]:
    """The rules that follow from alarms, in a steady order.

    `alarms` are all that are open, those about possible victims included: they are what keeps
    people off the lists. `shielded` are accounts under the shield for other reasons. With
    `hashed` no name stands in a rule, so that a list is no directory.
    """
    away, made = protected(alarms, shielded), dict[tuple[str, str], Rule]()
    for alarm in alarms:
        confidence = _confidence(alarm)
        if confidence is None or confidence not in wanted or alarm.subject.id in away:
            continue
        rule = _rule(alarm, confidence, hashed)
        if rule is not None:
            made[rule.list, rule.state_key] = rule
    return [made[key] for key in sorted(made)]


def changes(rules: Iterable[Rule], standing: Iterable[Rule]) -> list[Rule]:
    """What to send so that the lists hold these rules and no others: withdrawals first."""
    new = {(r.list, r.kind, r.state_key): r for r in rules}
    old = {(r.list, r.kind, r.state_key): r for r in standing if r.content}
    gone = [withdrawn(rule) for key, rule in sorted(old.items()) if key not in new]
    return gone + [rule for key, rule in sorted(new.items()) if rule != old.get(key)]


def withdrawn(rule: Rule) -> Rule:
    """The rule that takes another back: the same place, and nothing in it."""
    return Rule(list=rule.list, kind=rule.kind, state_key=rule.state_key, content={})


def standing(list: str, state: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """The rules of ours that stand in a room's state; those of others are left alone."""
    return [
        Rule(list=list, kind=event["type"], state_key=event["state_key"], content=event["content"])
        for event in state
        if str(event.get("type", "")).startswith("m.policy.rule.")
        and str(event.get("state_key", "")).startswith(f"bantay:{list}:")
    ]


def _confidence(alarm: Alarm) -> Confidence | None:
    if alarm.status != "open" or alarm.hypothesis in VICTIM_SIDE or alarm.exception is not None:
        return None
    if alarm.confirmed:
        return "confirmed"
    sure = alarm.score_db >= alarm.threshold_db + SURE_DB and not alarm.second_reader
    return "likely" if sure else None


def _rule(alarm: Alarm, confidence: Confidence, hashed: bool) -> Rule | None:
    kind, sign = _KINDS.get(alarm.subject.kind, ("", ""))
    entity = alarm.subject.id
    if not kind or not entity.startswith(sign) or ":" not in entity or set("*?") & set(entity):
        return None  # no name of Matrix, or one that a follower would read as a pattern
    digest = base64.b64encode(hashlib.sha256(entity.encode()).digest()).decode()
    name = list_name(alarm.hypothesis, confidence)
    named: dict[str, Any] = {HASHES: {"sha256": digest}} if hashed else {"entity": entity}
    reason = f"possible {alarm.hypothesis.replace('_', ' ')}, {confidence}"
    return Rule(
        list=name,
        kind=f"m.policy.rule.{kind}",
        state_key=f"bantay:{name}:{digest}",
        content={**named, "recommendation": "m.ban", "reason": reason},
    )
