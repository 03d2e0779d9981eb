"""Who asks: a person with a role, or a machine with a key. Rooms that serve pages share it."""

from typing import Literal

from msgspec import Struct

from bantay.model.vocabulary import Hypothesis

Role = Literal["moderator", "analyst", "financial_analyst", "lead", "auditor", "admin"]
ROLES: tuple[Role, ...] = (
    "moderator",
    "analyst",
    "financial_analyst",
    "lead",
    "auditor",
    "admin",
)


class Visitor(Struct, frozen=True, kw_only=True):
    """Who asks, and what they may. `who` goes to the audit log.

    `covers` are the hypotheses that a person's cases and alarms are limited to; None: all.
    `csrf` is what a browser must send back with every unsafe request.
    """

    who: str
    kind: Literal["person", "machine", "nobody"]
    role: Role | None = None
    rights: frozenset[str] = frozenset()
    covers: frozenset[Hypothesis] | None = None
    csrf: str | None = None

    def may(self, right: str) -> bool:
        """Whether they have a right."""
        return right in self.rights

    def sees(self, hypothesis: str | None) -> bool:
        """Whether their scope covers what a possible case is about."""
        return self.covers is None or hypothesis is None or hypothesis in self.covers


NOBODY = Visitor(who="nobody", kind="nobody")
"""Somebody who has not said who they are."""
