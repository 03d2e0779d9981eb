"""What an operator sees of a community: some planes, and texts or only that there were some."""

import msgspec

from bantay.model.events import EventBase, MessageSent
from bantay.model.vocabulary import Plane

_encode = msgspec.json.Encoder().encode
_PLANES: dict[Plane, tuple[str, ...]] = {
    "money": ("payment.made", "instrument.linked", "instrument.unlinked"),
    "access": ("login.seen",),
    "media": ("media.shared",),
    "profiles": ("profile.updated", "listing.published", "identity.checked", "relation.declared"),
    "groups": ("group.created", "group.joined", "group.left"),
}


class Sight:
    """Types of events that are hidden, and whether texts are: those of the `absent` planes."""

    __slots__ = ("hidden", "mute")

    def __init__(self, absent: tuple[Plane, ...] = ()):
        self.hidden = frozenset(tag for plane in absent for tag in _PLANES.get(plane, ()))
        self.mute = "messages" in absent

    def sees(self, event: EventBase) -> bool:
        """Whether the operator has such an event at all."""
        tag = event.__struct_config__.tag
        return tag not in self.hidden and not (self.mute and tag == "message.edited")

    def line(self, event: EventBase) -> bytes | None:
        """The event as the operator has it, or None."""
        if not self.sees(event):
            return None
        if self.mute and isinstance(event, MessageSent):
            event = msgspec.structs.replace(event, text=None, lang=None, absent="encrypted")
        return _encode(event)
