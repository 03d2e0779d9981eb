"""The Python client's types and methods, as source, from the server's own description.

`python -m bantay.cli.client_code` writes `client/answers.py` and `client/operations.py`
again; a test says when that was forgotten. An operation has a method when a machine's key may ask
for it, and both what it takes and what it answers are JSON objects of a declared type. What is
not (events, streams, pictures) is a method by hand in `client/api.py`.
"""

import json
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

Schema = Mapping[str, Any]
_WIDE = 100
FOLDER = Path(__file__).parents[1] / "client"
_MODEL = ("alarm", "decision", "evidence", "surge")
"""Modules of the model whose types stand for the components of their name."""
_WORDS = ("vocabulary", "decision")
"""Modules of the model with closed lists of words."""
_PLAIN = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
}  # fmt: skip
_TIMES = {"date-time": "datetime", "date": "date"}
_HEAD = '''"""{says}

Made by `make docs` from the server's own description: change that instead.
"""
'''
_CLASS = '''

class Operations:
    """What a machine's key may ask for. A refusal is an `ApiError`; the words of people are
    never sent twice by themselves."""

    _wire: Wire
'''


class Operation(Struct, frozen=True):
    """One method of the client: its name, what it asks for, and the type of the answer."""

    name: str
    verb: str
    path: str
    says: str
    inputs: tuple[tuple[str, Schema, bool], ...]  # name, schema, whether it must be given
    answer: str


def answers_code(described: Schema) -> str:
    """The module with the type of every answer, and of what a refusal names."""
    parts = described["components"]["schemas"]
    wanted = [one.answer for one in operations(described)] + ["Taken", "Wrong"]
    names = list(_needed(parts, wanted))
    own = [name for name in names if _from_model(name, parts[name]) is None]
    body = "".join(_struct(name, parts[name]) for name in own)
    imports = _imports(_refs_in(body) | _names_in(body))
    return _HEAD.format(says="What the server answers, as typed values.") + imports + body


def operations_code(described: Schema) -> str:
    """The module with a method for every operation that takes and answers declared types."""
    every = operations(described)
    body = _CLASS + "".join(_method(one) for one in every)
    answers = {one.answer for one in every}
    model = {name for name in answers if _model_of(name)}
    more = {"bantay.client.answers": answers - model, "bantay.client.wire": {"Wire"}}
    found = _names_in(body) | _refs_in(body)
    return _HEAD.format(says="A method for each operation.") + _imports(found, more) + body


def operations(described: Schema) -> list[Operation]:
    """Every operation that has a generated method, by path."""
    found = []
    for path, verbs in sorted(described["paths"].items()):
        for verb, told in sorted(verbs.items()):
            if any(one.get("key") for one in told["security"]):
                made = _operation(described, path, verb, told)
                found += [made] if made is not None else []
    return found


def _operation(described: Schema, path: str, verb: str, told: Schema) -> Operation | None:
    good = next(said for code, said in told["responses"].items() if code.startswith("2"))
    answer = _named(good)
    taken = _named(told["requestBody"]) if "requestBody" in told else ""
    if answer is None or taken is None:
        return None
    inputs = [(p["name"], p["schema"], p["required"]) for p in told.get("parameters", ())]
    if taken:
        part = described["components"]["schemas"][taken]
        needed = part["required"]
        inputs += [(name, said, name in needed) for name, said in part["properties"].items()]
    inputs.sort(key=lambda one: not one[2])
    name = _snake(taken) if taken else _handler(path, told["operationId"])
    says = told.get("description") or told["summary"]
    return Operation(name, verb, path, says, tuple(inputs), answer)


def _named(said: Schema) -> str | None:
    """The component that a body is, if it is JSON of one."""
    kinds = said.get("content", {})
    ref = kinds.get("application/json", {}).get("schema", {}).get("$ref")
    return ref.rpartition("/")[2] if ref and len(kinds) == 1 else None


def _handler(path: str, id: str) -> str:
    """`V1ListableMayList` of `/v1/listable` is `may_list`."""
    prefix = "".join(word.capitalize() for word in re.findall(r"[a-z0-9]+", path.lower()))
    return _snake(id.removeprefix(prefix))


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# ------------------------------------------------------------------ types


def _needed(parts: Schema, names: Iterable[str]) -> Iterator[str]:
    """Components and all that they are made of, by name; those of the model end the walk."""
    seen: set[str] = set()
    waiting = sorted(set(names))
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            if _from_model(name, parts[name]) is None:
                waiting += sorted(_made_of(parts[name]))
    yield from _in_order(parts, seen)


def _in_order(parts: Schema, names: set[str]) -> Iterator[str]:
    """Each after what it is made of."""
    left = sorted(names)
    done: set[str] = set()
    while left:
        first = next(n for n in left if not (_made_of(parts[n]) & names) - done - {n})
        left.remove(first)
        done.add(first)
        yield first


def _made_of(part: Schema) -> set[str]:
    """The components that one names."""
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(part)))


@cache
def _model_of(name: str) -> str | None:
    """The module of the model in which a type of that name is."""
    for module in _MODEL:
        found = getattr(import_module(f"bantay.model.{module}"), name, None)
        if isinstance(found, type):
            return found.__module__
    return None


def _from_model(name: str, part: Schema) -> str | None:
    """The module of the model that has this very type: same name, same fields."""
    module = _model_of(name)
    if module is None:
        return None
    fields = msgspec.structs.fields(getattr(import_module(module), name))
    return module if {f.encode_name for f in fields} == set(part["properties"]) else None


def _struct(name: str, part: Schema) -> str:
    lines = [f"\n\nclass {name}(Struct, frozen=True, kw_only=True):"]
    lines.append(f'    """{_wrapped(part.get("description") or _snake(name), 4)}"""\n')
    needed = set(part["required"])
    for field, said in part["properties"].items():
        after = "" if field in needed else _default(said)
        lines.append(f"    {field}: {annotation(said)}{after}")
    return "\n".join(lines) + "\n"


def _default(said: Schema) -> str:
    value = said.get("default")
    return f" = {tuple(value)!r}" if isinstance(value, list) else f" = {_literal(value)}"


def _literal(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def annotation(said: Schema) -> str:
    """A schema as a Python type."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "oneOf" in said or "anyOf" in said:
        sides = [annotation(one) for one in said.get("oneOf", said.get("anyOf"))]
        return " | ".join(sorted(dict.fromkeys(sides), key=lambda side: side == "None"))
    if "enum" in said:
        return _closed(said["enum"])
    kind = said.get("type")
    if isinstance(kind, list):
        return annotation({"oneOf": [{**said, "type": one} for one in kind]})
    return _of_kind(str(kind), said)


def _of_kind(kind: str, said: Schema) -> str:
    if kind == "array":
        return f"tuple[{_members(said)}]"
    if kind == "object":
        more = said.get("additionalProperties")
        return f"dict[str, {annotation(more) if isinstance(more, Mapping) else 'Any'}]"
    at = _TIMES.get(said.get("format", "")) if kind == "string" else None
    return at or _PLAIN.get(kind, "Any")


def _members(said: Schema) -> str:
    if "prefixItems" in said:
        return ", ".join(annotation(one) for one in said["prefixItems"])
    return f"{annotation(said.get('items', {}))}, ..."


def _closed(values: list[Any]) -> str:
    """A closed list: by its name in the model where it has one."""
    words = tuple(one for one in values if one is not None)
    name = _lists().get(frozenset(words)) or f"Literal[{', '.join(json.dumps(w) for w in words)}]"
    return f"{name} | None" if None in values else name


@cache
def _lists() -> dict[frozenset[Any], str]:
    """The closed lists of the model by their words."""
    found: dict[frozenset[Any], str] = {}
    for name, (_, words) in _vocabulary().items():
        found.setdefault(frozenset(words), name)
    return found


@cache
def _vocabulary() -> dict[str, tuple[str, tuple[Any, ...]]]:
    found: dict[str, tuple[str, tuple[Any, ...]]] = {}
    for short in _WORDS:
        module = import_module(f"bantay.model.{short}")
        for name, value in sorted(vars(module).items()):
            if get_origin(value) is Literal and not name.startswith("_"):
                found.setdefault(name, (f"bantay.model.{short}", get_args(value)))
    return found


# ------------------------------------------------------------------ source


def _method(one: Operation) -> str:
    said = [(_argument(*given), _stands_first(*given)) for given in one.inputs]
    must, may = [text for text, first in said if first], [text for text, first in said if not first]
    given = ["self", *must, *(["*"] if may else []), *may]
    head = f"    def {one.name}({', '.join(given)}) -> {one.answer}:"
    if len(head) > _WIDE:
        rows = "".join(f"        {text},\n" for text in given)
        head = f"    def {one.name}(\n{rows}    ) -> {one.answer}:"
    return f'\n{head}\n        """{_wrapped(one.says, 8)}"""\n{_call(one)}'


def _call(one: Operation) -> str:
    """The body of a method."""
    names = [name for name, _, _ in one.inputs if f"{{{name}}}" not in one.path]
    ask = f"self._wire.{one.verb}({_path(one.path)}, {one.answer}"
    if not names:
        return f"        return {ask})\n"
    pairs = "".join(f'            "{name}": {_safe(name)},\n' for name in names)
    table = f"        given: dict[str, object] = {{\n{pairs}        }}\n"
    return f"{table}        return {ask}, given)\n"


def _stands_first(_: str, said: Schema, must: bool) -> bool:
    """Whether an argument may be given without its name: a bare `True` says nothing."""
    return must and said.get("type") != "boolean"


def _argument(name: str, said: Schema, must: bool) -> str:
    kind = annotation(said)
    kind = re.sub(r"^tuple\[(.*), \.\.\.\]", r"Sequence[\1]", kind)
    return f"{_safe(name)}: {kind}" + ("" if must else f" = {_literal(said.get('default'))}")


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _path(path: str) -> str:
    filled = re.sub(r"{(\w+)}", r"{part(\1)}", path)
    return f'f"{filled}"' if "{" in path else f'"{path}"'


def _wrapped(text: str, indent: int) -> str:
    """Words in lines of a hundred, as a docstring has them; its last line leaves room."""
    lines, line = list[str](), ""
    for word in " ".join(text.split()).replace('"', "'").split(" "):
        if len(line) + len(word) + indent + 4 > 96:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    text = ("\n" + " " * indent).join([*lines, line])
    return text if text.endswith((".", "?", "!")) else text + "."


def _names_in(body: str) -> set[str]:
    """Closed lists and library names that a source uses."""
    words = set(re.findall(r"\b\w+\b", re.sub(r'"""[\s\S]*?"""', "", body)))
    return words & {*_vocabulary(), *_LIBRARY}


def _refs_in(body: str) -> set[str]:
    """Types of the model that a source uses and does not define."""
    words = set(re.findall(r"\b[A-Z]\w+\b", re.sub(r'"""[\s\S]*?"""', "", body)))
    own = set(re.findall(r"^class (\w+)", body, re.M))
    return {word for word in words - own if _model_of(word)}


_LIBRARY = {
    "Any": "typing", "Literal": "typing", "Sequence": "collections.abc", "Struct": "msgspec",
    "date": "datetime", "datetime": "datetime", "part": "bantay.client.wire",
}  # fmt: skip


def _imports(names: set[str], more: Mapping[str, set[str]] | None = None) -> str:
    of: dict[str, set[str]] = {module: set(some) for module, some in (more or {}).items()}
    for name in names:
        known = _vocabulary().get(name)
        module = _LIBRARY.get(name) or (known[0] if known else _model_of(name)) or ""
        of.setdefault(module, set()).add(name)
    rank = {"msgspec": 1} | {name: 2 for name in of if name.startswith("bantay")}
    groups: dict[int, list[str]] = {}
    for module in sorted(name for name in of if of[name]):
        groups.setdefault(rank.get(module, 0), []).append(_import(module, of[module]))
    return "\n" + "\n\n".join("\n".join(groups[n]) for n in sorted(groups)) + "\n"


def _import(module: str, names: set[str]) -> str:
    line = f"from {module} import {', '.join(sorted(names, key=_isort))}"
    if len(line) <= _WIDE:
        return line
    rows = "".join(f"    {name},\n" for name in sorted(names, key=_isort))
    return f"from {module} import (\n{rows})"


def _isort(name: str) -> tuple[bool, str]:
    return (name[0].islower(), name)


def written(described: Schema, folder: Path) -> dict[Path, str]:
    """The files of the client that are made, with their text."""
    return {
        folder / "answers.py": answers_code(described),
        folder / "operations.py": operations_code(described),
    }


def main() -> None:
    """Write them again."""
    from bantay.cli.http_page import described_here

    for path, text in written(described_here(rooms=False), FOLDER).items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
