"""The functions a condition may call: `has`, `size`, three of texts, one walk over a list."""

from collections.abc import Callable

from bantay.errors import closest
from bantay.policy.cel.names import Scope, named
from bantay.policy.cel.tree import Call, Named, Node, Wrong
from bantay.policy.cel.types import BOOL, INT, Shape

Look = Callable[[Node, Scope, frozenset[str]], Shape]

TEXTS = ("contains", "endsWith", "startsWith")
WALKS = ("all", "exists", "exists_one", "filter")
KNOWN = ("has", "size", *TEXTS, *WALKS)
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if"),
        *("import", "in", "let", "loop", "package", "namespace", "null", "return", "true"),
        *("var", "void", "while", "has", "size", "int", "uint", "double", "bool", "string"),
        *("bytes", "list", "map", "type", "duration", "timestamp", "dyn"),
    )
)


def call(node: Call, scope: Scope, known: frozenset[str], look: Look) -> Shape:
    """What a call gives. Raises Wrong when there is no such function, or it is used wrongly."""
    if node.name == "has":
        return _has(node, scope, known)
    if node.name == "size":
        return _size(node, scope, known, look)
    if node.name in TEXTS and node.on is not None:
        return _text(node, node.on, scope, known, look)
    if node.name in WALKS and node.on is not None:
        return _walk(node, node.on, scope, known, look)
    end = node.start + len(node.name)
    if node.name in KNOWN:
        raise Wrong("BP216", f"write {_USE[node.name]}", node.start, end)
    near = closest(node.name, KNOWN)
    reason = f"there is no function {node.name!r}; there are {', '.join(KNOWN)}"
    raise Wrong("BP215", reason, node.start, end, near)


_USE = {name: f'account.{name}("ab")' for name in TEXTS} | {
    name: f"findings.{name}(f, f.counted)" for name in WALKS
}


def _has(node: Call, scope: Scope, known: frozenset[str]) -> Shape:
    name = node.args[0] if len(node.args) == 1 else None
    if node.on is not None or not isinstance(name, Named) or len(name.path) < 2:
        raise Wrong("BP216", "has() asks of one dotted name", node.start, node.end)
    named(name, scope, known | {".".join(name.path)})
    return BOOL


def _size(node: Call, scope: Scope, known: frozenset[str], look: Look) -> Shape:
    things = [*([node.on] if node.on is not None else []), *node.args]
    if len(things) != 1:
        raise Wrong("BP216", "size() is of one list", node.start, node.end)
    shape = look(things[0], scope, known)
    if shape.kind != "list":
        reason = f"size() is of a list, this is {shape.said()}"
        raise Wrong("BP216", reason, things[0].start, things[0].end)
    return INT


def _text(node: Call, on: Node, scope: Scope, known: frozenset[str], look: Look) -> Shape:
    if len(node.args) != 1:
        raise Wrong("BP216", f"{node.name}() takes one text", node.start, node.end)
    for side in (on, node.args[0]):
        shape = look(side, scope, known)
        if shape.kind != "string":
            reason = f"{node.name}() is for texts, this is {shape.said()}"
            raise Wrong("BP216", reason, side.start, side.end)
    return BOOL


def _walk(node: Call, on: Node, scope: Scope, known: frozenset[str], look: Look) -> Shape:
    if scope.variables:
        reason = "there is no walk inside a walk"
        raise Wrong("BP217", reason, node.start, node.start + len(node.name))
    shape = _walked(node, on, scope, known, look)
    if len(node.args) != 2 or not isinstance(node.args[0], Named):
        reason = f"write {_USE[node.name]}"
        raise Wrong("BP216", reason, node.start, node.end)
    variable = node.args[0]
    name = ".".join(variable.path)
    if name in _RESERVED or name in scope.vocabulary.roots or len(variable.path) > 1:
        reason = f"{name!r} cannot name one of the list; a letter such as f can"
        raise Wrong("BP218", reason, variable.start, variable.end)
    assert shape.item is not None
    scope.variables[name] = (_root(on), shape.item)
    told = look(node.args[1], scope, known)
    scope.variables.clear()
    if told.kind != "bool":
        reason = f"true or false expected, this is {told.said()}"
        raise Wrong("BP221", reason, node.args[1].start, node.args[1].end)
    return shape if node.name == "filter" else BOOL


def _walked(node: Call, on: Node, scope: Scope, known: frozenset[str], look: Look) -> Shape:
    if not isinstance(on, Named):
        raise Wrong("BP217", "one walks over a named list only", on.start, on.end)
    shape = look(on, scope, known)
    if shape.kind != "list" or shape.item is None:
        reason = f"{node.name}() walks over a list, this is {shape.said()}"
        raise Wrong("BP216", reason, on.start, on.end)
    return shape


def _root(on: Node) -> str:
    return ".".join(on.path) if isinstance(on, Named) else ""
