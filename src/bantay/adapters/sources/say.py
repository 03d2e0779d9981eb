"""A validation message in plain words: what is wrong, where in the event, what was meant."""

import ast
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec import inspect as mi

from bantay.adapters.sources import typeof
from bantay.adapters.sources.locate import Step
from bantay.adapters.sources.problem import nearest, shown
from bantay.model.events import EventBase

_AT = re.compile(r"(?s)(.*) - at `\$(.*)`")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_UNKNOWN = re.compile(r"(?s)Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_BOUND = re.compile(r"Expected `\w+`(?: of length)? (<=|>=) ([\d.]+)")
_GOT = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_PATTERN = re.compile(r"Expected `str` matching regex ((?s:.*))")
_PLAIN = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object in braces",
    "null": "null",
    "datetime": "a time, as in 2026-01-31T18:30:00Z",
    "date": "a date, as in 2001-12-31",
}
_TELLTALES = {
    "with a timezone": "has no time zone: end it with Z or an offset such as +08:00",
    "RFC3339 encoded datetime": f"must be {_PLAIN['datetime']}",
    "RFC3339 encoded date": f"must be {_PLAIN['date']}",
    "out of range": "holds a number that is too large",
}
_GOT_WORDS = {**_PLAIN, "float": "a number with a decimal point"}


class Said(Struct, frozen=True):
    """What a validation message says, before its place in the line is known."""

    reason: str
    path: tuple[Step, ...]
    at_key: bool = False
    nearest: str | None = None

    @property
    def field(self) -> str | None:
        """The path as people write it, such as `claims[1].kind`."""
        words = "".join(_written(step) for step in self.path).removeprefix(".")
        return words if words.strip("?") else None


def say(message: str, event: type[EventBase] | None) -> Said:
    """Put a validation message in plain words. `event` is the type the line claims, if known."""
    found = _AT.fullmatch(message)
    message, path = (found[1], _steps(found[2])) if found else (message, ())
    kind = typeof.at(event, path) if event else mi.AnyType()
    if unknown := _UNKNOWN.fullmatch(message):
        return say_unknown(unknown[1], path, kind, event)
    if missing := _MISSING.fullmatch(message):
        return _say_missing(missing[1], path, event)
    if path == ("type",):
        return _say_type(message)
    name = Said("", path).field
    if message.startswith("Invalid enum value"):
        return _say_choice(message, path, kind)
    return Said(f"`{name}` {_wrong(message, kind)}" if name else _wrong_event(message), path)


def say_unknown(
    word: str, path: tuple[Step, ...], kind: mi.Type, event: type[EventBase] | None
) -> Said:
    """A field that the event, or a part of it (of this type, at this path), does not have."""
    known = typeof.fields(kind.cls) if isinstance(kind, mi.StructType) else {}
    where = f"`{_head_name(path)}`" if path else typeof.tag(event)
    safe = shown(word)
    named = f"`{safe}` is" if safe else "this name is"
    owner = None if path else typeof.owner(word)
    hint = None if owner else nearest(word, known)
    words = f"{named} not a field of {where}" + (f", it is one of {owner}" if owner else "")
    # The path keeps the true key so that its place is found; what is shown is `safe`.
    return Said(words, (*path, word), True, hint)


def _say_missing(word: str, path: tuple[Step, ...], event: type[EventBase] | None) -> Said:
    where = f"`{_head_name(path)}`" if path else typeof.tag(event)
    return Said(f"`{word}` is missing: {where} must have it", (*path, word))


def _say_type(message: str) -> Said:
    quoted = re.fullmatch(r"(?s)Invalid value '(.*)'", message)
    if quoted is None:
        return Said("`type` must be text: the name of an event type", ("type",))
    word = quoted[1]
    if word in typeof.TYPES:
        return Said("`type` stands twice in this event, with two values", ("type",))
    named = f"`{shown(word)}` is" if shown(word) else "this is"
    hint = nearest(word, typeof.TYPES)
    return Said(f"{named} not an event type of the contract", ("type",), False, hint)


def _say_choice(message: str, path: tuple[Step, ...], kind: mi.Type) -> Said:
    known = typeof.choices(kind)
    name = Said("", path).field
    word = message.removeprefix("Invalid enum value").strip().strip("'\"")
    safe = f", not `{shown(word)}`" if shown(word) else ""
    words = f"`{name}` must be one of {', '.join(known)}{safe}"
    return Said(words, path, False, nearest(word, known))


def _wrong_event(message: str) -> str:
    got = _GOT.match(message)
    what = f", not {_GOT_WORDS.get(got[2], got[2])}" if got else ""
    return f"an event is a JSON object in braces{what}"


def _wrong(message: str, kind: mi.Type) -> str:
    """What is wrong with a value, to follow the field's name."""
    for mark, words in _TELLTALES.items():
        if mark in message:
            return words
    if bound := _BOUND.match(message):
        return _bound_words(message, bound[1], bound[2])
    if pattern := _PATTERN.match(message):
        return f"must be {typeof.shape_words(ast.literal_eval(pattern[1]))}"
    if got := _GOT.match(message):
        return f"must be {_wanted(got[1], kind)}, not {_GOT_WORDS.get(got[2], got[2])}"
    return "does not fit the contract"


def _bound_words(message: str, sign: str, bound: str) -> str:
    if "of length" not in message:
        return f"must be {'at most' if sign == '<=' else 'at least'} {bound.removesuffix('.0')}"
    if sign == ">=":
        return "must not be empty"
    return f"is longer than {int(bound):,} characters"


def _wanted(words: str, kind: mi.Type) -> str:
    if isinstance(kind, mi.StrType) and kind.pattern is not None:
        return typeof.shape_words(kind.pattern)
    return " or ".join(_PLAIN.get(name, name) for name in words.split(" | ") if name != "null")


def _steps(path: str) -> tuple[Step, ...]:
    return tuple(int(found[2]) if found[2] else found[1] for found in _STEP.finditer(path))


def _written(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return "[...]" if step is None else f".{shown(step) or '?'}"


def _head_name(path: Sequence[Step]) -> str:
    return Said("", tuple(path)).field or "an event"
