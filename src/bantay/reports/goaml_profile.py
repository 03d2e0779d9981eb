"""National goAML profiles: a version, what the country requires, and its code lists.

A profile is a TOML file of the operator's; the lists come from its own FIU. Our words for things
stand on the left, the country's codes on the right:

    name = "example"
    version = "5.0.2"
    currency = "EUR"
    str_code = "STR"
    sar_code = "SAR"
    required = { report = ["entity_reference"], t_person_my_client = ["gender"] }
    [codes.transmode]
    transfer = "ELCFT"
    [constant]
    unknown_country = "XX"       # where the other side of a payment is not known
    institution_code = "EXCHAT"  # of wallets that the operator holds itself
"""

from msgspec import Struct, field

from bantay.kit.toml import read_toml

ABSENT_IN_4 = frozenset({"network_devices", "social_media", "to_is_suspected", "emails"})
"""What 4.x does not have (seen in one national 4.x schema)."""


class Location(Struct, frozen=True, forbid_unknown_fields=True):
    """The reporting entity's own address, as its unit has it on file."""

    street: str
    city: str
    country: str
    region: str | None = None
    kind: str = "BU"


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one country asks for. `required` names, by type, elements that its schema demands
    beside ours; `constant` holds values that are the same in every report of the operator's.
    """

    name: str
    version: str
    currency: str
    str_code: str = "STR"
    sar_code: str = "SAR"
    submission: str = "E"
    required: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    indicators: dict[str, list[str]] = field(default_factory=dict)
    constant: dict[str, str] = field(default_factory=dict)
    location: Location | None = None
    phone_default: str = "other"

    def code(self, list_: str, word: str) -> str | None:
        """The country's code for one of our words; `other` stands for what it does not list."""
        known = self.codes.get(list_, {})
        return known.get(word, known.get("other"))

    def needs(self, type_: str, element: str) -> bool:
        """Whether the country demands an element of a type."""
        return element in self.required.get(type_, ())

    def has(self, element: str) -> bool:
        """Whether this version of goAML knows the element at all."""
        return not (self.version.startswith("4") and element in ABSENT_IN_4)


def read_profile(raw: str, file: str) -> Profile:
    """The profile of a TOML text. ConfigError with file, line and column."""
    return read_toml(raw, file, Profile)
