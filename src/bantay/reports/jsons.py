"""JSON documents: written from fields that know their source, held against shipped schemas."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
from msgspec import Struct

from bantay.errors import MissingExtra
from bantay.model.reporting import Problem
from bantay.reports.document import SCHEMA, Desk, Scalar, clean, written

Value = Scalar | Sequence[Any] | Mapping[str, Any]


class Field(Struct, frozen=True):
    """One field of an object: its name, its value, where that came from, and its bounds."""

    name: str
    value: Value
    source: str
    need: bool = False
    limit: int | None = None


class Sheet(Desk):
    """A desk that also remembers which fields were written, for objects of one document."""

    written: dict[str, str] = msgspec.field(default_factory=dict)

    def record(self, pointer: str, fields: Iterable[Field]) -> dict[str, Any]:
        """The object of the fields that have a value; a needed one without is a problem."""
        made: dict[str, Any] = {}
        for field in fields:
            value = self._value(pointer, field)
            path = f"{pointer}/{field.name}" if pointer else field.name
            if value in (None, "", [], {}, ()):
                if field.need:
                    self.wrong(path, "this field is required", field.source)
                continue
            made[field.name] = value
            self.written.setdefault(path, field.source)
        return made

    def _value(self, pointer: str, field: Field) -> Any:
        value = field.value
        if isinstance(value, str):
            text = clean(value)
            path = f"{pointer}/{field.name}" if pointer else field.name
            return text if field.limit is None else self.limited(text, field.limit, path)
        if isinstance(value, (bool, int, float)) or value is None:
            return value
        if isinstance(value, Mapping):
            return dict(value)
        if isinstance(value, Sequence):
            return list(value)
        return written(value)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Paths that were written and where each value came from."""
        return tuple(self.written.items())


def to_bytes(value: Any) -> bytes:
    """JSON, two spaces deep."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def lines(values: Iterable[Any]) -> bytes:
    """JSON lines."""
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)


def against(schema: str, value: Any, pointer: str = "") -> tuple[Problem, ...]:
    """What a shipped schema says of a document: one problem an error, at its field."""
    errors = sorted(_validator(schema).iter_errors(value), key=lambda e: list(map(str, e.path)))
    return tuple(
        Problem(
            path="/".join([*filter(None, [pointer]), *map(str, error.absolute_path)]),
            reason=_plain(error),
            source=SCHEMA,
        )
        for error in errors
    )


def _plain(error: Any) -> str:
    """The validator's sentence without the value, which may be somebody's."""
    if error.validator == "required":
        return str(error.message)
    return f"does not fit: {error.validator} {str(error.validator_value)[:120]}"


@cache
def _validator(schema: str) -> Any:
    try:
        import jsonschema
    except ImportError:
        raise MissingExtra("checking reports against their schemas", "reports") from None
    return jsonschema.Draft202012Validator(
        laid_open(schema), format_checker=jsonschema.FormatChecker()
    )


@cache
def laid_open(schema: str) -> Any:
    """A shipped schema with every reference replaced by what it names."""
    room, _, name = schema.partition("/")
    loaded = {path: _load(file) for path, file in _walk(_room(room), "")}
    return _laid_open(loaded[name], loaded[name], name, loaded)


def _laid_open(part: Any, whole: Any, path: str, among: Mapping[str, Any]) -> Any:
    """The schema with every reference replaced by what it names, among the shipped files. None
    of them refers to itself, and laid open they are checked several times as fast."""
    if isinstance(part, list):
        return [_laid_open(one, whole, path, among) for one in part]
    if not isinstance(part, dict):
        return part
    rest = {
        name: _laid_open(value, whole, path, among)
        for name, value in part.items()
        if name not in ("$ref", "$id", "$schema", "$defs", "definitions")
    }
    ref = part.get("$ref")
    if not isinstance(ref, str):
        return rest
    file, _, pointer = ref.partition("#")
    there = _beside(path, file) if file else path
    base = among[there] if file else whole
    named = base
    for step in pointer.split("/")[1:]:
        named = named[step]
    opened = _laid_open(named, base, there, among)
    return {"allOf": [opened, rest]} if rest else opened


def _beside(path: str, file: str) -> str:
    """Where `file`, as a schema names it, lies among the files of its room."""
    parts = [*path.split("/")[:-1]]
    for step in file.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _room(name: str) -> Traversable:
    return files("bantay.reports").joinpath("schemas", name)


def _walk(folder: Traversable, path: str) -> Iterable[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".json"):
            yield f"{path}{entry.name}", entry


def _load(file: Traversable) -> Any:
    return msgspec.json.decode(file.read_bytes())
