"""Names and types of a condition, checked before it ever runs.

What passes is total: every name exists, everything optional is asked for with `has()` before
it is used, numbers cannot overflow or be divided by nothing, and there is no loop but one
walk over the findings. Sources: the CEL specification for what the signs mean; where the
library differs from it (the size of a text), the sign is refused.
"""

from dataclasses import dataclass

from bantay.policy.cel import calls
from bantay.policy.cel.library import cel
from bantay.policy.cel.names import Scope, named
from bantay.policy.cel.parse import parse
from bantay.policy.cel.tree import Applied, Call, Items, Literal, Named, Node, Wrong
from bantay.policy.cel.types import BOOL, DOUBLE, INT, STRING, Shape, Vocabulary
from bantay.policy.cel.words import member

Guards = frozenset[str]
_NONE: Guards = frozenset()
_LITERALS = {bool: BOOL, int: INT, float: DOUBLE, str: STRING}
_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition that may run: its text, and the names it uses ("findings.detector")."""

    source: str
    names: frozenset[str]


def check(source: str, vocabulary: Vocabulary) -> Checked:
    """The condition, if it gives true or false in every situation. Raises Wrong if not."""
    tree = parse(source)
    scope = Scope(vocabulary)
    shape = _shape(tree, scope, _NONE)
    if shape.kind != "bool":
        reason = f"a condition is true or false, this is {shape.said()}"
        raise Wrong("BP221", reason, tree.start, tree.end)
    return Checked(source, frozenset(scope.used))


def refused(source: str) -> str | None:
    """What the library that evaluates says against a condition that passed; None: nothing."""
    try:
        cel.compile(source)
    except ValueError as wrong:
        return str(wrong).splitlines()[0]
    return None


def _shape(node: Node, scope: Scope, known: Guards) -> Shape:
    match node:
        case Literal():
            return _LITERALS[type(node.value)]
        case Named():
            return named(node, scope, known)
        case Items():
            return _items(node, scope, known)
        case Call():
            return calls.call(node, scope, known, _shape)
        case Applied():
            return _applied(node, scope, known)


def _items(node: Items, scope: Scope, known: Guards) -> Shape:
    if not node.items:
        raise Wrong("BP222", "an empty list holds nothing to compare with", node.start, node.end)
    for item in node.items:
        if not isinstance(item, Literal):
            raise Wrong("BP222", "a list holds numbers or texts only", item.start, item.end)
    shapes = [_shape(item, scope, known) for item in node.items]
    for item, shape in zip(node.items, shapes, strict=True):
        if shape.kind != shapes[0].kind:
            reason = f"a list holds one kind of thing: {shapes[0].plural()}, not {shape.said()}"
            raise Wrong("BP222", reason, item.start, item.end)
    return Shape("list", item=shapes[0])


def _applied(node: Applied, scope: Scope, known: Guards) -> Shape:
    match node.sign:
        case "&&" | "||":
            return _joined(node, scope, known)
        case "!":
            _must(node.sides[0], scope, known, "bool")
            return BOOL
        case "?":
            return _question(node, scope, known)
        case "in":
            return _inside(node, scope, known)
        case "==" | "!=" | "<" | "<=" | ">" | ">=":
            return _compared(node, scope, known)
        case _:
            return _counted(node, scope, known)


def _joined(node: Applied, scope: Scope, known: Guards) -> Shape:
    left, right = node.sides
    _must(left, scope, known, "bool")
    _must(right, scope, known | _guards(left, node.sign == "&&"), "bool")
    return BOOL


def _question(node: Applied, scope: Scope, known: Guards) -> Shape:
    asked, then, other = node.sides
    _must(asked, scope, known, "bool")
    first = _shape(then, scope, known | _guards(asked, True))
    second = _shape(other, scope, known | _guards(asked, False))
    for side, shape in ((then, first), (other, second)):
        if shape.kind in ("list", "record"):
            reason = f"an answer is one value, this is {shape.said()}"
            raise Wrong("BP223", reason, side.start, side.end)
    if first.kind != second.kind:
        reason = f"both answers are of one kind: {first.said()}, not {second.said()}"
        raise Wrong("BP223", reason, other.start, other.end)
    return first if first == second else Shape(first.kind)


def _must(node: Node, scope: Scope, known: Guards, kind: str) -> None:
    shape = _shape(node, scope, known)
    if shape.kind != kind:
        reason = f"true or false expected, this is {shape.said()}"
        raise Wrong("BP221", reason, node.start, node.end)


def _guards(node: Node, truth: bool) -> Guards:
    """What is surely known when a condition came out as `truth`."""
    match node:
        case Call(name="has", args=(Named(path=path),)) if truth:
            return frozenset((".".join(path),))
        case Applied(sign="!", sides=(side,)):
            return _guards(side, not truth)
        case Applied(sign=sign, sides=(left, right)) if sign == ("&&" if truth else "||"):
            return _guards(left, truth) | _guards(right, truth)
        case _:
            return _NONE


def _inside(node: Applied, scope: Scope, known: Guards) -> Shape:
    left, right = node.sides
    inner, outer = _shape(left, scope, known), _shape(right, scope, known)
    if outer.kind != "list" or outer.item is None or outer.item.kind == "record":
        reason = f"`in` looks into a list of numbers or texts, this is {outer.said()}"
        raise Wrong("BP224", reason, right.start, right.end)
    if inner.kind != outer.item.kind:
        reason = f"a list of {outer.item.plural()} never holds {inner.said()}"
        raise Wrong("BP224", reason, left.start, left.end)
    for item in right.items if isinstance(right, Items) else ():
        member(item, inner)
    member(left, outer.item)
    return BOOL


def _compared(node: Applied, scope: Scope, known: Guards) -> Shape:
    left, right = node.sides
    first, second = _shape(left, scope, known), _shape(right, scope, known)
    if node.sign in _ORDERED:
        for side, shape in ((left, first), (right, second)):
            if not shape.is_number:
                reason = f"only numbers are more or less, this is {shape.said()}"
                raise Wrong("BP224", reason, side.start, side.end)
    elif first.kind in ("list", "record"):
        raise Wrong("BP224", f"{first.said()} is not compared", left.start, left.end)
    elif first.kind != second.kind and not (first.is_number and second.is_number):
        reason = f"{first.said()} is never {second.said()}"
        raise Wrong("BP224", reason, right.start, right.end)
    member(right, first)
    member(left, second)
    return BOOL


def _counted(node: Applied, scope: Scope, known: Guards) -> Shape:
    """Whole numbers add up; numbers also multiply, and are divided by a plain number."""
    shapes = [_shape(side, scope, known) for side in node.sides]
    for side, shape in zip(node.sides, shapes, strict=True):
        if not shape.is_number:
            reason = f"`{node.sign}` is for numbers, this is {shape.said()}"
            raise Wrong("BP225", reason, side.start, side.end)
        if shape.kind != shapes[0].kind:
            reason = f"`{node.sign}` does not mix {shapes[0].said()} and {shape.said()}"
            raise Wrong("BP225", reason, side.start, side.end, _with_point(side))
    if node.sign == "%":
        raise Wrong("BP226", "a condition has no `%`; / divides numbers", node.start, node.end)
    if node.sign in "*/" and shapes[0].kind == "int":
        reason = f"`{node.sign}` of whole numbers could overflow; + and - are allowed"
        raise Wrong("BP226", reason, node.start, node.end)
    if node.sign == "/" and not (isinstance(node.sides[1], Literal) and node.sides[1].value):
        side = node.sides[1]
        raise Wrong("BP226", "one divides by a plain number only", side.start, side.end)
    return shapes[0]


def _with_point(node: Node) -> str | None:
    """A whole number as one with a point; None for anything else."""
    whole = isinstance(node, Literal) and type(node.value) is int
    return f"{node.value}.0" if isinstance(node, Literal) and whole else None
