"""What the schemas themselves call required, and whether our own checks miss it when it is gone.

Nothing is listed by hand: a schema is walked beside a document, and every element, attribute or
member that it demands there is taken away once, by itself.
"""

from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import msgspec

from bantay.bench.report_mutations import parsed, plain, written
from bantay.model.report import Format
from bantay.reports import graph, htcds, jsons, stix, xml

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMAS: dict[Format, str] = {
    "ncmec": "ncmec/compat.xsd",
    "goaml": "goaml/core-5.compat.xsd",
    "fincen": "fincen/EFL_SARXBatchSchema.xsd",
}
"""Documents whose order counts, and their schemas."""
Loss = tuple[str, bool]
"""The path of what was taken away, and whether that was refused."""


def losses(format: Format, body: bytes, known: set[str]) -> Iterator[Loss]:
    """Each required field of a document taken away once, but for paths in `known`, to which
    every path is added."""
    if format in SCHEMAS:
        return _xml_losses(SCHEMAS[format], body, known)
    return _fresh(_JSON[format](body), known)


class Demands:
    """What an XML schema demands of a document. `name` is that of a shipped schema."""

    def __init__(self, name: str):
        body = files("bantay.reports").joinpath("schemas", *name.split("/")).read_bytes()
        top = list(parsed(body))
        self._types = {one.get("name"): one for one in top if one.tag == f"{XS}complexType"}
        self._elements = {one.get("name"): one for one in top if one.tag == f"{XS}element"}

    def of(self, root: Any) -> Iterator[tuple[str, Any, str | None]]:
        """(path, element, attribute or None) of everything that may not be missing."""
        name = plain(root.tag)
        return self._inside(self._elements[name], root, name)

    def _inside(self, said: Any, element: Any, path: str) -> Iterator[tuple[str, Any, str | None]]:
        for part in self._parts(self._type(said)):
            if part.tag != f"{XS}attribute":
                yield from self._particle(part, element, path, True)
            elif part.get("use") == "required":
                yield f"{path}@{part.get('name')}", element, part.get("name")

    def _particle(
        self, part: Any, element: Any, path: str, must: bool
    ) -> Iterator[tuple[str, Any, str | None]]:
        least = int(part.get("minOccurs", "1"))
        must = must and least > 0
        if part.tag == f"{XS}element":
            mine = [one for one in element if plain(one.tag) == _name(part)]
            here = f"{path}/{_name(part)}"
            if must and 0 < len(mine) <= least:
                yield here, mine[0], None
            for one in mine:
                yield from self._inside(part, one, here)
            return
        there = {plain(one.tag) for one in element}
        for inner in part:
            if part.tag != f"{XS}choice" or _names(inner) & there:
                yield from self._particle(inner, element, path, must)

    def _type(self, said: Any) -> Any:
        """The complex type of an element's declaration; None for a simple one."""
        said = self._elements[_name(said)] if said.get("ref") else said
        inline = said.find(f"{XS}complexType")
        return self._types.get(_local(said.get("type"))) if inline is None else inline

    def _parts(self, type_: Any) -> list[Any]:
        """Particles and attributes of a type, those of what it extends first."""
        if type_ is None:
            return []
        extended = next(type_.iter(f"{XS}extension"), None)
        content = [one for one in type_ if plain(one.tag) in ("complexContent", "simpleContent")]
        if not content or extended is None:
            return [one for one in type_ if one.tag != f"{XS}annotation"]
        return self._parts(self._types.get(_local(extended.get("base")))) + list(extended)


def _xml_losses(schema: str, body: bytes, known: set[str]) -> Iterator[Loss]:
    tree = parsed(body)
    for path, element, attribute in Demands(schema).of(tree):
        if path in known:
            continue
        known.add(path)
        copy = deepcopy(tree)
        [twin] = copy.xpath(tree.getroottree().getpath(element))
        if attribute is not None:
            del twin.attrib[attribute]
        else:
            twin.getparent().remove(twin)
        yield path, bool(xml.against(xml.shipped(schema), written(copy)))


def _name(part: Any) -> str:
    return _local(part.get("name") or part.get("ref"))


def _names(part: Any) -> set[str]:
    if part.tag == f"{XS}element":
        return {_name(part)}
    return set().union(*(_names(inner) for inner in part))


def _local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


# ------------------------------------------------------------------ JSON


def _fresh(found: Iterator[Loss], known: set[str]) -> Iterator[Loss]:
    for path, refused in found:
        if path not in known:
            known.add(path)
            yield path, refused


def _members(said: Any, value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Paths of the members that a laid open schema demands of a value, as far as it has them."""
    if not isinstance(said, dict):
        return
    if isinstance(value, dict):
        yield from ((*path, name) for name in said.get("required", ()) if name in value)
        for name, inner in said.get("properties", {}).items():
            if name in value:
                yield from _members(inner, value[name], (*path, name))
    if isinstance(value, list):
        for n, one in enumerate(value):
            yield from _members(said.get("items"), one, (*path, n))
    for inner in (*said.get("allOf", ()), *_then(said, value)):
        yield from _members(inner, value, path)


def _then(said: dict[str, Any], value: Any) -> tuple[Any, ...]:
    if "if" not in said:
        return ()
    import jsonschema

    met = jsonschema.Draft202012Validator(said["if"]).is_valid(value)
    return (said.get("then" if met else "else"),)


def _object_losses(schema: str, value: Any, name: str) -> Iterator[Loss]:
    for path in set(_members(jsons.laid_open(schema), value, ())):
        wrong = deepcopy(value)
        *way, last = path
        inner = wrong
        for step in way:
            inner = inner[step]
        del inner[last]
        said = "/".join(step for step in path if isinstance(step, str))
        yield f"{name}/{said}", bool(jsons.against(schema, wrong))


def _statements(body: bytes) -> Iterator[Loss]:
    for one in msgspec.json.decode(body)["statements"]:
        yield from _object_losses("dsa/statement.schema.json", one, "statement")


def _abuse(body: bytes) -> Iterator[Loss]:
    for one in msgspec.json.decode(body):
        yield from _object_losses("xarf/types/content-csem.json", one, "report")


def _bundle(body: bytes) -> Iterator[Loss]:
    for one in msgspec.json.decode(body)["objects"]:
        yield from _object_losses(stix.SCHEMAS[one["type"]], one, one["type"])


def _referral(body: bytes) -> Iterator[Loss]:
    whole = msgspec.json.decode(body)[0]
    for name in htcds.REQUIRED:
        less = {key: value for key, value in whole.items() if key != name}
        yield name, bool(htcds.unknown_fields(less))


def _graph(body: bytes) -> Iterator[Loss]:
    entities = [msgspec.json.decode(line) for line in body.splitlines()]
    for one in entities:
        for name in graph.NEEDED.get(one["schema"], ()):
            less = {key: value for key, value in one["properties"].items() if key != name}
            yield (
                f"{one['schema']}/{name}",
                bool(graph.broken({**one, "properties": less}, entities)),
            )


_JSON = {
    "dsa": _statements,
    "xarf": _abuse,
    "stix": _bundle,
    "htcds": _referral,
    "ftm": _graph,
}
