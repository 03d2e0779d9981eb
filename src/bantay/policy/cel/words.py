"""Texts of closed lists: what is not on the list would never be equal to anything."""

from bantay.errors import closest
from bantay.policy.cel.tree import Literal, Node, Wrong
from bantay.policy.cel.types import Shape

_SHOWN = 8


def member(node: Node, other: Shape) -> None:
    """Raise Wrong when a text is compared with words among which it is not."""
    if other.is_open or not isinstance(node, Literal) or node.value in other.words:
        return
    near = closest(str(node.value), other.words)
    known = ", ".join(other.words[:_SHOWN]) + (", ..." if len(other.words) > _SHOWN else "")
    reason = f"{str(node.value)!r} is not one of: {known}"
    raise Wrong("BP213", reason, node.start, node.end, near)
