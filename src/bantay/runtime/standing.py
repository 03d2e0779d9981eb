"""What stands against whom: decisions in force, as far as they stop a message or an invitation.

A capability carries an order out once; what it began goes on until its inverse. Whoever is
asked before every message has to know what stands.
"""

from collections.abc import Iterable, Mapping

from bantay.model.decision import Decision, Order

ON_ACCOUNT: Mapping[str, frozenset[str]] = {
    "speak": frozenset(("restrict_contact", "block_account")),
    "invite": frozenset(("restrict_contact", "block_account")),
    "join": frozenset(("block_account",)),
    "enter": frozenset(("block_account",)),
    "found": frozenset(("block_account",)),
}
"""Which actions on an account stop it from doing what. Restricted contact leaves a person in
their rooms, and lets them come and go and read: only reaching others waits."""
ON_GROUP: Mapping[str, frozenset[str]] = {
    act: frozenset(("block_group", "delete_group")) for act in ("speak", "invite", "join", "found")
}
"""The same for actions on a room."""
_KEPT = frozenset().union(*ON_ACCOUNT.values(), *ON_GROUP.values())


class Standing:
    """The actions in force, by what they fall on. A target is held by a set of decisions."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], dict[str, set[str]]] = {}

    def load(self, decisions: Iterable[Decision]) -> None:
        """Begin anew with what a store says is open."""
        self._held = {}
        for one in decisions:
            if one.status == "open":
                for action in one.in_force:
                    self._hold(one.target.kind, one.target.id, action, one.decision)

    def obey(self, orders: Iterable[Order]) -> None:
        """Take up orders and their inverses."""
        for order in orders:
            if order.reverses is None:
                self._hold(order.target.kind, order.target.id, order.kind, order.decision)
            else:
                self._free(order.target.kind, order.target.id, order.kind)

    def stops(self, act: str, account: str, group: str | None) -> bool:
        """Whether something in force stops an account from doing this, in this group."""
        mine = self._held.get(("account", account), {}).keys()
        there = self._held.get(("group", group), {}).keys() if group is not None else ()
        stopped = not ON_ACCOUNT.get(act, frozenset()).isdisjoint(mine)
        return stopped or not ON_GROUP.get(act, frozenset()).isdisjoint(there)

    def _hold(self, kind: str, id: str, action: str, decision: str) -> None:
        if action in _KEPT:
            self._held.setdefault((kind, id), {}).setdefault(action, set()).add(decision)

    def _free(self, kind: str, id: str, action: str) -> None:
        """The inverse is ordered when the last decision that held the target ends."""
        held = self._held.get((kind, id), {})
        held.pop(action, None)
        if not held:
            self._held.pop((kind, id), None)
