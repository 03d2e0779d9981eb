"""TOML files into typed values, every mistake with file, line, column and nearest name."""

import re
import tomllib
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from bantay.errors import ConfigError, Place, closest

T = TypeVar("T")

_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)$")
_AT = re.compile(r" - at `\$?(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<name>\w+)|\[(?P<index>\d+)\]")
_NAMED = re.compile(r"field `(?P<name>[^`]+)`|value '(?P<value>[^']*)'")
_STRING = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*", re.S)


DEEP = "brackets are nested too deep"
"""What is said of a file that would exhaust the parser."""


def read_toml(raw: str, file: str, into: type[T]) -> T:
    """The file's content as `into`. Raises ConfigError where it does not fit."""
    try:
        return msgspec.convert(tomllib.loads(raw), into)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), raw, file) from None
    except msgspec.ValidationError as error:
        raise _shape_error(str(error), raw, file, into) from None
    except RecursionError:  # the parser calls itself for each bracket
        raise ConfigError(DEEP, Place(file)) from None


def place_of(raw: str, file: str, path: str) -> Place:
    """Where `path` (as in ".case[2].messages[0].at") stands in a TOML text, or its nearest part."""
    blind = _STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), raw)
    offset = 0
    for name, index in _STEP.findall(path):
        offset = _named(blind, offset, name) if name else _counted(blind, offset, int(index))
    line = raw.count("\n", 0, offset) + 1
    return Place(file, line, offset - raw.rfind("\n", 0, offset))


def _named(blind: str, offset: int, name: str) -> int:
    """The first key or header of that name at or after an offset; the offset if there is none."""
    found = re.compile(rf"(?<![\w.-]){name}(?=\s*(?:=|\]))").search(blind, offset)
    return found.start() if found else offset


def _counted(blind: str, offset: int, index: int) -> int:
    """The item of that index in the array whose name stands at an offset."""
    before = blind[:offset].rstrip(" ")
    if before.endswith("[["):
        name = re.compile(r"[\w-]+").match(blind, offset)
        opened = re.compile(rf"^[ \t]*\[\[\s*{name[0] if name else ''}\s*\]\]", re.M)
        heads = [head.start() for head in opened.finditer(blind)]
        return heads[index] if index < len(heads) else offset
    items = re.compile(r"\{").finditer(blind, offset)
    return next((item.start() for n, item in enumerate(items) if n == index), offset)


def _syntax_error(reason: str, raw: str, file: str) -> ConfigError:
    """Where TOML ends being TOML; the last line when it is missing its end."""
    found = _SYNTAX.search(reason)
    last = raw.rstrip().count("\n") + 1
    place = Place(file, int(found[1]), int(found[2])) if found else Place(file, last)
    return ConfigError(f"not TOML: {reason.partition(' (at ')[0]}", place)


def _shape_error(reason: str, raw: str, file: str, into: type[Any]) -> ConfigError:
    at = _AT.search(reason)
    path = at["path"] if at else ""
    said = reason[: at.start()] if at else reason
    wrong = _NAMED.search(said)
    nearest = None
    if wrong and "unknown field" in said:
        path += f".{wrong['name']}"
        nearest = closest(wrong["name"], sorted(_names(into)))
    elif wrong and wrong["value"]:
        nearest = closest(wrong["value"], sorted(_choices(into)))
    return ConfigError(said[0].lower() + said[1:], place_of(raw, file, path), nearest)


def _parts(shape: inspect.Type) -> list[inspect.Type]:
    """A type and every type inside it."""
    inner: list[inspect.Type] = []
    match shape:
        case inspect.StructType(fields=fields):
            inner = [field.type for field in fields]
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            inner = [item]
        case inspect.UnionType(types=types):
            inner = list(types)
        case inspect.DictType(value_type=value):
            inner = [value]
    return [shape, *(part for type_ in inner for part in _parts(type_))]


def _names(into: type[Any]) -> set[str]:
    shapes = _parts(inspect.type_info(into))
    structs = [shape for shape in shapes if isinstance(shape, inspect.StructType)]
    return {field.encode_name for shape in structs for field in shape.fields}


def _choices(into: type[Any]) -> set[str]:
    shapes = _parts(inspect.type_info(into))
    literals = [shape for shape in shapes if isinstance(shape, inspect.LiteralType)]
    return {str(value) for shape in literals for value in shape.values}
