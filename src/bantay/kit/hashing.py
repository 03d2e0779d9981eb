"""The one keyed hash for identifiers: two spellings of one value give one hash.

Without the operator's key a hash says nothing; with it a phone number can be looked for
without being stored. BLAKE2b in its keyed mode (RFC 7693).
"""

import ipaddress
import unicodedata
from hashlib import blake2b

KINDS = ("email", "phone", "ip", "name")
"""Kinds with rules of their own; any other kind is hashed as it stands, trimmed."""


def keyed_hash(key: bytes, kind: str, value: str) -> str:
    """32 hexadecimal characters. `key` is the store's; `kind` keeps equal values apart."""
    plain = f"{kind}\0{normalise(kind, value)}".encode("utf-8", "replace")
    return blake2b(plain, key=key, digest_size=16, person=b"bantay.hash").hexdigest()


def contact_hash(key: bytes, contact: str) -> str:
    """The hash under which a finding or an exception names a contact, "kind:value"."""
    kind, _, value = contact.partition(":")
    return keyed_hash(key, kind, value)


def normalise(kind: str, value: str) -> str:
    """The one spelling of a value that is hashed."""
    match kind:
        case "email":
            return unicodedata.normalize("NFKC", value).strip().lower()
        case "phone":
            return _phone(value)
        case "ip":
            return _address(value.strip())
        case "name":
            return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
        case _:
            return value.strip()


def _phone(value: str) -> str:
    """Digits of any script as ASCII, with `+` before an international number."""
    plain = unicodedata.normalize("NFKC", value).strip()
    digits = "".join(str(unicodedata.decimal(c)) for c in plain if c.isdecimal())
    if plain.lstrip("( ").startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _address(value: str) -> str:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return value.lower()
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)
