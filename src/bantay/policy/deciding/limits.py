"""What an operator sets about acting, beside the rules themselves. Durations in microseconds."""

from msgspec import Struct

from bantay.model.clock import DAY, HOUR, MINUTE
from bantay.model.vocabulary import Plane

EVERYWHERE = "*"
"""In a switch: every country. Asked of: what is no account, so that only such switches hold."""


class Switches(Struct, frozen=True):
    """What may not be looked at, by country (ISO 3166-1 alpha-2, or `EVERYWHERE`).

    `off` are planes; `private_text_off` countries where private messages are seen without
    their text. An account whose country is not known (None) is taken to be in `unknown`;
    without that, every switch for any country covers it: what may be forbidden is not read.
    """

    off: frozenset[tuple[Plane, str]] = frozenset()
    private_text_off: frozenset[str] = frozenset()
    unknown: str | None = None

    def plane_off(self, plane: Plane, country: str | None) -> bool:
        """Whether a plane is off for accounts of a country."""
        country = country or self.unknown
        if country is None:
            return any(off == plane for off, _ in self.off)
        return (plane, EVERYWHERE) in self.off or (plane, country) in self.off

    def text_off(self, country: str | None) -> bool:
        """Whether private text is off for accounts of a country."""
        country = country or self.unknown
        if country is None:
            return bool(self.private_text_off)
        return EVERYWHERE in self.private_text_off or country in self.private_text_off

    def __bool__(self) -> bool:
        """Whether anything is off at all."""
        return bool(self.off or self.private_text_off)


class Limits(Struct, frozen=True):
    """How fast, how much and where.

    Only events younger than `act_within` reach a real capability. More than `cap` automatic
    decisions within `cap_window` stop all further ones until a person lifts the stop. What
    waits for people lapses after `patience`.
    """

    act_within: int = HOUR
    cap: int = 50
    cap_window: int = 10 * MINUTE
    patience: int = 14 * DAY
    switches: Switches = Switches()
