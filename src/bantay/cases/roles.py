"""What each role may do. What stands in no row nobody may do."""

from bantay.errors import NotPermitted
from bantay.model.casework import STAFF_ROLES, Act, StaffRole, Viewer

_READERS: frozenset[StaffRole] = frozenset({"moderator", "analyst", "financial_analyst", "lead"})

MAY: dict[Act, frozenset[StaffRole]] = {
    "look": frozenset(STAFF_ROLES) - {"admin"},
    "look_sealed": frozenset({"analyst", "financial_analyst", "lead", "auditor"}),
    "lease": _READERS,
    "note": _READERS,
    "note_sealed": frozenset({"analyst", "financial_analyst", "lead"}),
    "mark": _READERS,
    "decide": _READERS,
    "second_look": _READERS,
    "reverse": frozenset({"analyst", "financial_analyst", "lead"}),
    "hold": frozenset({"lead", "auditor"}),
    "split": frozenset({"analyst", "financial_analyst", "lead"}),
    "bundle": frozenset({"analyst", "financial_analyst", "lead", "auditor"}),
    "quality": frozenset({"lead", "auditor"}),
}
"""An admin keeps people and keys and sees no case; an auditor sees all and changes nothing
but a legal hold; a moderator never learns of what is sealed."""

_DOES: dict[Act, str] = {
    "look": "look at cases",
    "look_sealed": "read what is sealed",
    "lease": "take cases in hand",
    "note": "write notes",
    "note_sealed": "write sealed notes",
    "mark": "fill the card",
    "decide": "decide",
    "second_look": "give a second look",
    "reverse": "take back what others decided",
    "hold": "place or lift a legal hold",
    "split": "split a case",
    "bundle": "take evidence out",
    "quality": "see the team's figures",
}


def may(viewer: Viewer, act: Act) -> bool:
    """Whether the viewer's role has that right."""
    return viewer.role in MAY[act]


def require(viewer: Viewer, act: Act, case: str | None = None) -> None:
    """NotPermitted unless the viewer is named, has a purpose, the right, and that case."""
    if not viewer.who.strip() or not viewer.purpose.strip():
        raise NotPermitted("whoever works on cases gives a name and a purpose")
    if not may(viewer, act):
        roles = " or ".join(sorted(role.replace("_", " ") for role in MAY[act]))
        role = viewer.role.replace("_", " ")
        raise NotPermitted(f"in the role {role} nobody may {_DOES[act]}: ask {roles}")
    if case is not None and viewer.cases is not None and case not in viewer.cases:
        raise NotPermitted(f"case {case} is outside what {viewer.who} was given to work on")
