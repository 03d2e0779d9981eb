"""A mapping as TOML, laid out for people who will correct it by hand."""

import json
import re
from collections.abc import Iterable
from typing import Any

_TOP = ("format", "encoding", "delimiter", "columns", "sort", "type", "ignored")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(mapping: dict[str, Any], about: str = "") -> str:
    """The text of a mapping given as plain dicts and lists; see `Mapping.to_toml`."""
    lines = [f"# {_CONTROL.sub('?', line)}".rstrip() for line in about.splitlines()]
    lines += [f"{key} = {_value(mapping[key])}" for key in _TOP if key in mapping]
    if each := mapping.get("each"):
        lines += ["", "[each]", *_pairs(each)]
    lines += ["", "[fields]", *_fields(mapping["fields"])]
    for event, origins in mapping.get("only", {}).items():
        lines += ["", f"[only.{_key(event)}]", *_fields(origins)]
    return "\n".join(lines) + "\n"


def _fields(origins: dict[str, dict[str, Any]]) -> Iterable[str]:
    for name, table in origins.items():
        short = table["column"] if table.keys() == {"column"} else table
        yield f"{_key(name)} = {_value(short)}"


def _pairs(table: dict[str, Any]) -> Iterable[str]:
    return (f"{_key(key)} = {_value(value)}" for key, value in table.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return repr(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
