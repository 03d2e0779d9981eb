"""What each action is: how it is held, what it costs a person, and what takes it back.

Every action has an inverse; a test applies both to a platform and compares its state.
"""

from bantay.model.vocabulary import ActionKind

INVERSE: dict[ActionKind, str] = {
    "tip": "the tip is withdrawn",
    "warn": "the warning is withdrawn",
    "strike": "the strike is taken from the record",
    "fine": "the fine is paid back",
    "remove_content": "the content is shown again",
    "restrict_contact": "contact is free again",
    "block_account": "the account is opened again",
    "block_group": "the group is opened again",
    "delete_group": "the group is restored",
    "delist": "the listing is shown again",
    "hold_payout": "the payout is released",
    "pause_live": "paid live is allowed again",
    "open_case": "the case is closed as overturned",
    "report": "a correction or retraction is drafted for a named person",
}
"""What the inverse of an action does."""

STANDING: frozenset[ActionKind] = frozenset(
    {
        "remove_content",
        "restrict_contact",
        "block_account",
        "block_group",
        "delete_group",
        "delist",
        "hold_payout",
        "pause_live",
    }
)
"""States of a target: held by a set of decisions, freed when the last ends. All others are
single acts, one a decision: two fines are two fines."""

LAPSING: frozenset[ActionKind] = frozenset(
    {
        "strike",
        "restrict_contact",
        "block_account",
        "block_group",
        "delist",
        "hold_payout",
        "pause_live",
    }
)
"""Taken back when a decision's time is over. The others stay as they are at its review date:
money that was fined is not returned by the calendar, but by an inverse somebody asked for."""

MONETARY: frozenset[ActionKind] = frozenset({"fine", "hold_payout"})
"""Wait a day and look at the shield again."""

PUNISHING: frozenset[ActionKind] = frozenset(
    {
        "strike",
        "fine",
        "block_account",
        "block_group",
        "delete_group",
        "delist",
        "hold_payout",
        "pause_live",
    }
)
"""A fine, a strike, a closure, a delisting or a loss of earnings (DESIGN section 8, rule 2).
Nobody is punished twice for the same facts."""

SILENT: frozenset[ActionKind] = frozenset({"open_case", "report"})
"""Inside the house: the person concerned is told of neither."""
