"""Reading a mapping from its TOML file, with errors that point at line and column."""

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import Struct, ValidationError

from bantay.adapters.sources.mapping import Each, Mapping, Origin, TypeByRow
from bantay.adapters.sources.mapping_check import Wrong, check
from bantay.adapters.sources.problem import nearest
from bantay.adapters.sources.say import say
from bantay.adapters.sources.toml_place import key_place
from bantay.errors import ConfigError, Place
from bantay.kit.toml import DEEP

T = TypeVar("T", bound=Struct)

_AT = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")


def load_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises `ConfigError` with line and column when it is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError("the mapping is not UTF-8 text", Place(str(path))) from None
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise ConfigError(f"the mapping cannot be read: {why}", Place(str(path))) from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, file: str) -> Mapping:
    """The mapping in a text that came from `file`. Raises `ConfigError`."""
    return _Reader(text, file).mapping()


class _Reader:
    def __init__(self, text: str, file: str):
        self._text, self._file = text, file

    def mapping(self) -> Mapping:
        whole = self._toml()
        self._known(whole, Mapping, ())
        if isinstance(whole.get("type"), dict):
            whole["type"] = self._part(whole["type"], TypeByRow, ("type",))
        if "each" in whole:
            whole["each"] = self._part(whole["each"], Each, ("each",))
        whole["fields"] = self._origins(whole.get("fields", {}), ("fields",))
        whole["only"] = {
            event: self._origins(table, ("only", event))
            for event, table in self._table(whole.get("only", {}), ("only",)).items()
        }
        made = self._part(whole, Mapping, ())
        for wrong in check(made):
            self._refuse(wrong)
        return made

    def _toml(self) -> dict[str, Any]:
        try:
            whole: dict[str, Any] = _plain(tomllib.loads(self._text.removeprefix("\ufeff")))
        except tomllib.TOMLDecodeError as error:
            found = _AT.fullmatch(str(error))
            line, column = (int(found[2]), int(found[3])) if found else (self._last_line(), 1)
            reason = f"this is not valid TOML: {found[1] if found else error}"
            raise ConfigError(reason, Place(self._file, line, column)) from None
        except RecursionError:
            raise ConfigError(DEEP, Place(self._file)) from None
        return whole

    def _last_line(self) -> int:
        return self._text.count("\n") + 1

    def _origins(self, table: Any, path: tuple[str, ...]) -> dict[str, Origin]:
        return {
            name: Origin(column=value)
            if isinstance(value, str)
            else self._part(value, Origin, (*path, name))
            for name, value in self._table(table, path).items()
        }

    def _table(self, value: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(Wrong(path, "this must be a table"))
        return value

    def _part(self, value: Any, kind: type[T], path: tuple[str, ...]) -> T:
        self._known(self._table(value, path), kind, path)
        try:
            return msgspec.convert(value, kind)
        except ValidationError as error:
            said = say(str(error), None)
            inner = tuple(step for step in said.path if isinstance(step, str))
            self._refuse(Wrong((*path, *inner), said.reason, said.nearest))

    def _known(self, table: dict[str, Any], kind: type[Struct], path: tuple[str, ...]) -> None:
        known = kind.__struct_fields__
        for key in table:
            if key not in known:
                self._refuse(Wrong((*path, key), f"`{key}` is not a key here", nearest(key, known)))

    def _refuse(self, wrong: Wrong) -> NoReturn:
        place = Place(self._file, *key_place(self._text, wrong.path))
        raise ConfigError(wrong.reason, place, wrong.nearest)


def _plain(value: Any) -> Any:
    """The same with times and dates as text: a start may stand in quotes or not."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
