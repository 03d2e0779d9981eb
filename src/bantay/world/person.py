"""One invented person, as far as a platform can know anybody."""

from datetime import date

from bantay.world.chance import Chance, mix
from bantay.world.contacts import Contact, contact
from bantay.world.speech import Speaker
from bantay.world.things import Country

FOREVER = 1 << 50
DAY, HOUR = 86_400, 3_600
HISTORY = 800 * DAY
"""How far back the accounts reach that were there before the world's first day."""
"""All times in a world are whole seconds since 1970 UTC."""

_KINDS = (
    *("card", "prepaid", "gift_card", "payout_card", "bank"),
    *("wallet", "remittance", "crypto", "cash"),
)


class Person:
    """An account and who is behind it. Scenarios change what they need before the first event.

    `part` is how much of ordinary life is lived (1: all); `devices` are (id, model), the
    first the one mostly used; `age` in years.
    """

    __slots__ = (
        *("account", "age", "asn", "code", "country", "devices", "family", "invited_by"),
        *(
            "ip",
            "logins",
            "minor",
            "name",
            "no",
            "part",
            "place",
            "role",
            "since",
            "speaker",
            "until",
        ),
        *("verified", "own_payout"),
    )

    def __init__(self, no: int, account: str, role: str, code: str, country: Country):
        self.no, self.account, self.role = no, account, role
        self.code, self.country = code, country
        self.name, self.family, self.place = "", "", country.places[0]
        self.since, self.until = 0, FOREVER
        self.age, self.minor = 30, False
        self.devices: list[tuple[str, str]] = []
        self.ip, self.asn = "", 64_500
        self.part = 1.0
        self.logins: dict[int, str] = {}
        self.invited_by: str | None = None
        self.verified = "email"
        self.own_payout = True
        self.speaker: Speaker

    def instrument(self, kind: str, which: int = 0) -> str:
        """The id of the person's own instrument of a kind; `which` tells several apart."""
        return f"i{mix(self.no * 64 + _KINDS.index(kind) * 4 + which) & 0xFFFFFFFFFF:010x}"

    @property
    def holder(self) -> str:
        """The hash of the name that the person's own instruments and papers carry."""
        return f"h{mix(self.no + (1 << 40)):016x}"

    def surname_hash(self) -> str:
        """The hash of the family name."""
        return f"h{mix(int.from_bytes(self.family.encode()[-6:], 'big')):016x}"

    def born(self, year: int) -> date | None:
        """The day of birth that the account says in a year, if it says one.

        Half of those who are under age made themselves older.
        """
        draw = mix(self.no ^ (1 << 41))
        if draw % 10 >= 7:
            return None
        stated = 18 + draw // 100 % 5 if self.minor and draw // 10 % 2 else self.age
        return date(year - stated, 1 + draw // 1_000 % 12, 1 + draw // 100_000 % 28)

    def there(self, when: int) -> bool:
        """Whether the account exists at a time and is not closed."""
        return self.since <= when < self.until

    def hour(self, when: int) -> int:
        """The hour of day where the person lives."""
        return int((when / HOUR + self.country.offset) % 24)

    def contact(self, chance: Chance) -> Contact:
        """One of the person's ways to be reached."""
        return contact(chance, self.speaker.tongue, self.code, self.name)
