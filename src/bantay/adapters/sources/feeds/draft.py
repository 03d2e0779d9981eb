"""A payment on its way from a feed to an event: its fields, and where each stood in the file."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct, field

from bantay.adapters.sources.feeds.currency import decimals
from bantay.adapters.sources.say import say
from bantay.adapters.sources.soundness import unsound
from bantay.model.events import PaymentMade

At = tuple[int, int] | tuple[str, ...]
"""Line and column, both from 1; in a line of JSON the path of a value, found when it is asked."""


def path(*steps: str) -> At:
    """The place of a value in a line of JSON."""
    return steps


class Wrong(Exception):
    """What is wrong with a record, and where."""

    def __init__(
        self, reason: str, at: At, field_name: str | None = None, nearest: str | None = None
    ):
        super().__init__(reason)
        self.reason, self.at, self.field, self.nearest = reason, at, field_name, nearest


class Draft(Struct):
    """The fields of one payment. `at` is where the record stands, `places` where a field does."""

    at: At
    fields: dict[str, Any] = field(default_factory=dict)
    places: dict[str, At] = field(default_factory=dict)

    def put(self, name: str, value: Any, at: At | None = None) -> None:
        """Set a field if there is a value."""
        if value is not None and value != "":
            self.fields[name] = value
            if at is not None:
                self.places[name] = at


def built(draft: Draft) -> PaymentMade:
    """The event of a draft. Raises `Wrong` with the place of the field that does not fit."""
    try:
        made = msgspec.convert(draft.fields, PaymentMade)
    except msgspec.ValidationError as error:
        said = say(str(error), PaymentMade)
    else:
        odd = unsound(made)
        if odd is None:
            return made
        said = odd
    name = str(said.path[0]) if said.path else None
    at = draft.places.get(name or "", draft.at)
    raise Wrong(said.reason, at, said.field, said.nearest)


def amount(text: str, currency: str, at: At) -> str:
    """An amount as the contract writes it. Raises `Wrong` for what is none, or too fine."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise Wrong("a decimal number such as 45.00 expected", at, "amount") from None
    if not value.is_finite() or value < 0:
        raise Wrong("an amount of 0 or more expected, without a sign", at, "amount")
    if value.adjusted() > 18 or int(value.as_tuple().exponent) < -10:
        raise Wrong("an amount of at most 18 digits and 10 decimals expected", at, "amount")
    places = decimals(currency)
    if value != round(value, places):
        words = f"{currency} has {places} decimals: this amount has more"
        raise Wrong(words, at, "amount")
    return f"{value:f}"


def minor(value: object, currency: str, places: int, at: At) -> str:
    """A whole number of the currency's smallest units as a decimal. Raises `Wrong`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Wrong("a whole number of the smallest unit expected", at, "amount")
    if value >= 10**18:
        raise Wrong("an amount of at most 18 digits expected", at, "amount")
    return f"{Decimal(value).scaleb(-places):f}"


def reference(account: str) -> str:
    """A name for an account number: the number of a bank account never rests in the clear.

    Whatever looks like the operator's own id (letters that are no IBAN) stays as it is, so
    that it joins with the operator's other events. A pseudonym is the same in every file; it
    is a hash without a key, so it hides a number from a reader and not from a guesser.
    """
    plain = "".join(account.split())
    if not (plain.isdigit() or _is_iban(plain)):
        return account.strip()
    digest = blake2b(plain.upper().encode(), digest_size=10, person=b"bantay.feed")
    return f"bank-{digest.hexdigest()}"


def iban_country(account: str | None) -> str | None:
    """The country of an IBAN (ISO 13616), None for any other number."""
    plain = "".join((account or "").split())
    return plain[:2].upper() if _is_iban(plain) else None


def _is_iban(plain: str) -> bool:
    shaped = len(plain) >= 15 and plain[:2].isalpha() and plain[2:4].isdigit()
    return shaped and plain.isascii() and plain.isalnum()


def unix(value: object, at: At, name: str = "time") -> datetime:
    """Seconds since 1970 as a moment. Raises `Wrong`."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not 0 <= int(str(value)) < 250_000_000_000:
        raise Wrong("a time in seconds since 1970 expected", at, name)
    return datetime.fromtimestamp(int(str(value)), UTC)


def moment_of(text: str, at: At, name: str = "time") -> tuple[datetime, str]:
    """A moment and how exact it is: "second", "zone assumed" (UTC) or "day". Raises `Wrong`."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        words = "a time such as 2026-01-31T18:30:00Z, or a date, expected"
        raise Wrong(words, at, name) from None
    if len(text.strip()) <= 10:
        return found.replace(tzinfo=UTC), "day"
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC), "zone assumed"
    return found, "second"
