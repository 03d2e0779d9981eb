"""Mail addresses, telephone numbers and postal addresses of a CyberTipline report."""

from datetime import datetime

from bantay.model.report import Mail, Phone, Postal
from bantay.reports.document import Desk, Nodes, branch, leaf

US = "US"


def mail_of(mail: Mail | None, source: str, desk: Desk, need: bool = False) -> Nodes:
    """A mail address with its attributes."""
    if mail is None:
        return leaf("email", None, source, need=need)
    attrs = [("type", mail.kind), *_verified(mail.verified)]
    return leaf("email", mail.address, source, need=need, limit=255, desk=desk, attrs=attrs)


def phone(number: Phone, source: str, desk: Desk) -> Nodes:
    """A telephone number; the calling code is an attribute and never repeated in the number."""
    code = number.calling_code
    plain = number.number.removeprefix(code) if code else number.number
    attrs = [("type", number.kind), *_verified(number.verified), ("countryCallingCode", code)]
    return leaf("phone", plain.strip(), source, limit=50, desk=desk, attrs=attrs)


def _verified(when: datetime | None) -> list[tuple[str, datetime | bool | None]]:
    return [("verified", True if when else None), ("verificationDate", when)]


def postal(address: Postal, source: str, desk: Desk) -> Nodes:
    """A postal address; a US state has an element of its own."""
    home = address.country == US
    return branch(
        "address",
        leaf("address", address.street, f"{source}.street", limit=255, desk=desk),
        leaf("city", address.city, f"{source}.city", limit=100, desk=desk),
        leaf("zipCode", address.zip, f"{source}.zip", limit=20, desk=desk),
        leaf("state", address.region if home else None, f"{source}.region"),
        leaf(
            "nonUsaState",
            None if home else address.region,
            f"{source}.region",
            limit=100,
            desk=desk,
        ),
        leaf("country", address.country, f"{source}.country"),
        attrs=[("type", address.kind)],
    )
