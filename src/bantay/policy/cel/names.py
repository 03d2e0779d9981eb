"""Names of a condition, looked up in the vocabulary or among the variables of a walk."""

from difflib import get_close_matches

from bantay.policy.cel.tree import Named, Wrong
from bantay.policy.cel.types import Shape, Vocabulary


class Scope:
    """The names in reach, and those that were used."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.used: set[str] = set()
        self.variables: dict[str, tuple[str, Shape]] = {}


def named(node: Named, scope: Scope, known: frozenset[str]) -> Shape:
    """A name's shape. Raises Wrong when it does not exist or may be unknown here."""
    full = ".".join(node.path)
    if node.path[0] in scope.variables:
        return _part(node, scope, known, full)
    found = scope.vocabulary.names.get(full)
    if found is None:
        raise _unknown(node, scope)
    scope.used.add(full)
    if found.optional and full not in known:
        reason = f"{full} may be unknown; ask first"
        raise Wrong("BP214", reason, node.start, node.end, f"has({full}) && ...")
    return found.shape


def _part(node: Named, scope: Scope, known: frozenset[str], full: str) -> Shape:
    root, shape = scope.variables[node.path[0]]
    if len(node.path) == 1:
        if shape.kind != "record":
            return shape
        reason = f"one part of {node.path[0]} is meant: {', '.join(shape.fields)}"
        raise Wrong("BP212", reason, node.start, node.end)
    part = shape.fields.get(node.path[1])
    if part is None or len(node.path) > 2:
        at = 1 if part is None else 2
        near = get_close_matches(node.path[at], list(shape.fields), 1) if at == 1 else []
        reason = f"{node.path[at]!r} is no part of {node.path[at - 1]}"
        raise Wrong("BP212", reason, node.starts[at], node.end, near[0] if near else None)
    scope.used.add(f"{root}.{node.path[1]}")
    if part.optional and full not in known:
        reason = f"{full} may be unknown; ask first"
        raise Wrong("BP214", reason, node.start, node.end, f"has({full}) && ...")
    return part.shape


def _unknown(node: Named, scope: Scope) -> Wrong:
    vocabulary, root = scope.vocabulary, node.path[0]
    full = ".".join(node.path)
    if root not in vocabulary.roots:
        near = get_close_matches(full, list(vocabulary.names), 1, 0.75) or get_close_matches(
            root, [*vocabulary.roots, *scope.variables], 1
        )
        reason = f"{root!r} is not known; names begin with {', '.join(vocabulary.roots)}"
        return Wrong("BP211", reason, node.start, node.starts[0] + len(root), _first(near))
    parts = vocabulary.parts(root)
    if not parts:
        at = min(1, len(node.path) - 1)
        return Wrong("BP212", f"{root} has no parts to name here", node.starts[at], node.end)
    if len(node.path) == 1:
        reason = f"one part of {root} is meant: {', '.join(parts)}"
        return Wrong("BP212", reason, node.start, node.end)
    rest = node.path[1]
    if rest in parts:
        reason = f"{rest} has no parts"
        return Wrong("BP212", reason, node.starts[2], node.end)
    near = get_close_matches(rest, parts, 1)
    end = node.starts[1] + len(rest)
    return Wrong("BP212", f"{root} has no part {rest!r}", node.starts[1], end, _first(near))


def _first(near: list[str]) -> str | None:
    return near[0] if near else None
