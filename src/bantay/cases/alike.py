"""Cases of possible invented persons that may be written by one hand, next to each other.

Off unless the operator turns it on. It changes the order of reading and nothing else: no
score, no finding, no alarm. Only cases that are about nothing but possible fabricated identity
and that wait for a first reader change places, among the places that such cases hold anyway:
nobody else's case moves, least of all that of somebody who may be a victim.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bantay.kit.style import ALIKE, Alike, Style, compared
from bantay.model.case import Priority, QueueRow

MOVABLE = ("fabricated_identity",)


def movable(row: QueueRow) -> bool:
    """Whether a row may change places with others of its kind."""
    return row.status == "open" and row.hypotheses == MOVABLE and not row.on_hold


def beside(rows: Sequence[QueueRow], styles: Mapping[str, Style]) -> list[QueueRow]:
    """The rows, each movable one right after the first that it may be written like; its reason
    says so. `styles` are those of cases' main accounts, by case."""
    pairs = _pairs(styles)
    waiting = [row for row in rows if movable(row)]
    order: list[QueueRow] = []
    while waiting:
        first, *waiting = waiting
        near = {one.case: how for one in waiting if (how := pairs.get((first.case, one.case)))}
        order.append(first)
        order += [_said(one, first, near[one.case]) for one in waiting if one.case in near]
        waiting = [one for one in waiting if one.case not in near]
    placed = iter(order)
    return [next(placed) if movable(row) else row for row in rows]


def _pairs(styles: Mapping[str, Style]) -> dict[tuple[str, str], Alike]:
    """Cases that may be written alike, in either order."""
    names = sorted(styles)
    found: dict[tuple[str, str], Alike] = {}
    for (one, other), how in compared([styles[name] for name in names]).items():
        if how.low >= ALIKE:
            found[names[one], names[other]] = found[names[other], names[one]] = how
    return found


def _said(row: QueueRow, first: QueueRow, how: Alike) -> QueueRow:
    because = (
        f"{row.priority.because}; stands beside {first.case} because it may be written alike "
        f"({how.above:.2f} above others, {how.low:.2f} to {how.high:.2f}: an order of reading, "
        "no evidence)"
    )
    return structs.replace(row, priority=Priority(row.priority.score, because))
