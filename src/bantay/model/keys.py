"""Keys: which account, conversation, instrument … an event concerns, domain by domain."""

from enum import StrEnum


class Domain(StrEnum):
    """What a detector's windows are kept by."""

    ACCOUNT = "account"
    SENDER = "sender"  # one account in one conversation
    CONVERSATION = "conversation"
    PAIR = "pair"  # two accounts, in sorted order
    INSTRUMENT = "instrument"
    DEVICE = "device"
    GROUP = "group"
    CONTACT = "contact"
    PICTURE = "picture"  # a part of a perceptual hash, or a whole exact one
    SKETCH = "sketch"  # what two texts or two names share when one is made from the other
    INVITER = "inviter"  # an account as its place in an invite tree


def compound(first: str, second: str) -> str:
    """One unambiguous key of two opaque ids, whatever characters they hold."""
    return f"{len(first)}:{first}{second}"


def split_compound(key: str) -> tuple[str, str]:
    """The two ids of a compound key."""
    size, _, rest = key.partition(":")
    return rest[: int(size)], rest[int(size) :]


def pair(one: str, other: str) -> str:
    """The key of two accounts, the same in either order."""
    return compound(one, other) if one <= other else compound(other, one)
