"""Who may do what: one table. A handler names one right; a role or a scope is a set of them.

Moderators look and decide, analysts also see networks and money, leads also lift stops and
give exceptions, auditors read everything that is recorded and change nothing, admins run
the place and see no content. What a suspicion report would betray is for those who write
them: `confidential` (DESIGN section 8, rule 6).
"""

from collections.abc import Mapping

from bantay.ports.visitor import Role

PUBLIC = "public"
"""For anybody: health, the description of the API, signing in."""
SIGNED_IN = "signed_in"
"""For every person, whatever their role: their own session."""

_LOOK = {"alarms.read", "cases.read", "decisions.read", "regions.read", "listable.read"}
_WORK = {"texts.read", "cases.work", "labels.give", "decisions.make", "appeals.file"}
_MONEY = {"money.read", "confidential", "reports.draft"}

ROLE_RIGHTS: Mapping[Role, frozenset[str]] = {
    "moderator": frozenset(_LOOK | _WORK | {"notices.file"}),
    "analyst": frozenset(_LOOK | _WORK | _MONEY | {"notices.file", "explore"}),
    "financial_analyst": frozenset(
        _LOOK | {"texts.read", "cases.work", "labels.give", "explore"} | _MONEY
    ),
    "lead": frozenset(
        _LOOK
        | _WORK
        | _MONEY
        | {"notices.file", "explore", "playground", "quality.read", "orders.read"}
        | {"exceptions.read", "exceptions.give", "decisions.lift", "reports.approve"}
        | {"quarantine.read"}
    ),
    "auditor": frozenset(
        _LOOK
        | {"audit.read", "quality.read", "orders.read", "exceptions.read", "quarantine.read"}
        | {"confidential", "people.read", "keys.read"}
    ),
    "admin": frozenset(
        {"people.read", "people.manage", "keys.read", "keys.manage", "metrics.read"}
        | {"orders.read", "orders.again", "quarantine.read", "audit.read"}
    ),
}
"""What each role is for, as rights."""

SCOPE_RIGHTS: Mapping[str, frozenset[str]] = {
    "events": frozenset({"events.send", "listable.read"}),
    "notices": frozenset({"notices.file", "appeals.file"}),
    "labels": frozenset({"labels.give"}),
    "alarms": frozenset({"alarms.read", "regions.read"}),
    "decisions": frozenset({"decisions.read", "orders.read"}),
    "listable": frozenset({"listable.read"}),
    "metrics": frozenset({"metrics.read"}),
}
"""What a machine's key may be for. A key can have several scopes, and never a person's rights."""


def rights_of_scopes(scopes: tuple[str, ...]) -> frozenset[str]:
    """The rights of a key."""
    return frozenset().union(*(SCOPE_RIGHTS.get(scope, frozenset()) for scope in scopes))
