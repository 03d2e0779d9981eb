"""What changed between two policies, said by meaning and not by lines of text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, structs

from bantay.model.clock import DAY, HOUR, MINUTE, SECOND
from bantay.model.decision import STEPS
from bantay.policy.files import PolicyFile
from bantay.policy.rules import Rule

Part = Literal["setting", "threshold", "rule", "switch", "detector", "order"]
Sort = Literal["added", "removed", "changed"]

_TIMES = (
    *("lasts", "cool_down", "window", "half_life", "lateness", "dedup"),
    *("act_within", "cap_window", "patience"),
)
_LIMITS = {"act_within": "act_within", "cap": "most", "cap_window": "most_within"}
_LIMITS |= {"patience": "patience"}
_UNSAID = ("names", "line", "cases", "words")


class Difference(Struct, frozen=True):
    """One thing that is otherwise: which, what of it, before and after, and which way it goes.

    `way` says in a word whom it makes a difference to: "harsher", "milder", or nothing.
    """

    part: Part
    name: str
    sort: Sort
    field: str = ""
    before: str = ""
    after: str = ""
    way: str = ""


def differences(old: PolicyFile, new: PolicyFile) -> tuple[Difference, ...]:
    """Every difference that changes what the policies do: comments and layout are none."""
    return (
        *_settings(old, new),
        *_thresholds(old, new),
        *_things("rule", _by_name(old.rules), _by_name(new.rules)),
        *_order(old.rules, new.rules),
        *_things("switch", _by_reach(old), _by_reach(new)),
        *_things("detector", _by_name(old.own), _by_name(new.own)),
    )


def _settings(old: PolicyFile, new: PolicyFile) -> Iterator[Difference]:
    for name in ("policy_version", "lateness", "dedup"):
        one, two = getattr(old.settings, name), getattr(new.settings, name)
        if one != two:
            yield Difference("setting", name, "changed", "", said(name, one), said(name, two))
    for name, called in _LIMITS.items():
        one, two = getattr(old.limits, name), getattr(new.limits, name)
        if one != two:
            way = "harsher" if name != "patience" and two > one else ""
            yield Difference(
                "setting", called, "changed", "", said(name, one), said(name, two), way
            )
    yield from _others(old, new)


def _others(old: PolicyFile, new: PolicyFile) -> Iterator[Difference]:
    for name in ("keep_delivered", "unknown_country"):
        one, two = getattr(old, name), getattr(new, name)
        if one != two:
            yield Difference("setting", name, "changed", "", said("", one), said("", two))
    for name in ("people", "protected", "rates", "covers"):
        a, b = getattr(old.tables, name), getattr(new.tables, name)
        one, two = getattr(a, "path", a), getattr(b, "path", b)
        if one != two:
            yield Difference(
                "setting", f"table {name}", "changed", "", said("", one), said("", two)
            )


def _thresholds(old: PolicyFile, new: PolicyFile) -> Iterator[Difference]:
    for name in sorted({*old.settings.bars, *new.settings.bars}):
        one, two = old.settings.bars.get(name), new.settings.bars.get(name)
        for field in ("prior_db", "threshold_db"):
            a, b = getattr(one, field, None), getattr(two, field, None)
            if a != b:
                way = _more_alarms(field, a, b)
                yield Difference(
                    "threshold", name, "changed", field, said(field, a), said(field, b), way
                )


def _more_alarms(field: str, before: Any, after: Any) -> str:
    if before is None or after is None:
        return ""
    return "more alarms" if (after > before) == (field == "prior_db") else "fewer alarms"


def _by_name(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.name: thing for thing in things}


def _by_reach(file: PolicyFile) -> dict[str, Any]:
    return {f"{s.plane} {' '.join(s.countries) or 'everywhere'}": s for s in file.switches}


def _things(part: Part, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in [*old, *(n for n in new if n not in old)]:
        one, two = old.get(name), new.get(name)
        if one is None:
            yield Difference(part, name, "added", after=_summary(two))
        elif two is None:
            yield Difference(part, name, "removed", before=_summary(one))
        else:
            yield from _fields(part, name, one, two)


def _fields(part: Part, name: str, one: Struct, two: Struct) -> Iterator[Difference]:
    for field in structs.asdict(one):
        a, b = getattr(one, field), getattr(two, field)
        if field not in _UNSAID and a != b:
            yield Difference(
                part, name, "changed", field, said(field, a), said(field, b), way(field, a, b)
            )


def way(field: str, before: Any, after: Any) -> str:
    """Whether a change of a rule's field makes it harsher or milder, where that is plain."""
    harsher = milder = False
    if field == "step":
        harsher, milder = _up(STEPS.index(before), STEPS.index(after))
    elif field == "lasts":
        harsher, milder = _up(before, after)
    elif field == "cool_down":
        milder, harsher = _up(before, after)
    elif field == "actions":
        harsher, milder = not set(after) <= set(before), not set(before) <= set(after)
    elif field == "fine" and before is not None and after is not None:
        if before.currency == after.currency:
            harsher, milder = _up(Decimal(before.amount), Decimal(after.amount))
    elif field in ("automatic", "two_people", "shadow"):
        harsher = after if field == "automatic" else not after
        milder = not harsher
    if harsher and milder:
        return "harsher and milder"
    return "harsher" if harsher else "milder" if milder else ""


def _up(before: int | Decimal, after: int | Decimal) -> tuple[bool, bool]:
    return after > before, after < before


def _order(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[Difference]:
    """Rules are asked in the order of the file; it shows in what is listed first."""
    kept = {rule.name for rule in old} & {rule.name for rule in new}
    before = [rule.name for rule in old if rule.name in kept]
    after = [rule.name for rule in new if rule.name in kept]
    if before != after:
        yield Difference("order", "rules", "changed", "", ", ".join(before), ", ".join(after))


def _summary(thing: Any) -> str:
    if isinstance(thing, Rule):
        on = ", ".join(thing.on) or "any"
        shadow = ", in shadow" if thing.shadow else ""
        return f"{thing.step} ({', '.join(thing.actions) or 'no action'}) on {on}{shadow}"
    return str(getattr(thing, "title", "") or getattr(thing, "reads", ""))


def said(field: str, value: Any) -> str:
    """A value as a person writes it in the file."""
    if field in _TIMES and isinstance(value, int):
        return _duration(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(said("", part) for part in value) or "any"
    if isinstance(value, Struct):
        parts = structs.asdict(value).items()
        return "; ".join(f"{k} {said(k, v)}" for k, v in parts if v and k not in _UNSAID)
    return "none" if value is None else " ".join(str(value).split())


def _duration(micros: int) -> str:
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if micros and micros % size == 0:
            return f"{micros // size}{unit}"
    return f"{micros // SECOND}s"
