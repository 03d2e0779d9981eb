"""Deterministic names: the same log gives the same ids, whoever replays it.

Ids are keyed hashes, so that an anchor such as a phone number cannot be guessed back.
"""

from base64 import b32encode
from hashlib import blake2b

import msgspec.structs

from bantay.kit import Spec, Subject
from bantay.kit.hashing import contact_hash
from bantay.model.evidence import Finding, Given
from bantay.model.keys import Domain, split_compound

_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]


def keyed(key: bytes, *parts: str, size: int = 10) -> str:
    """A short lower-case id of the parts, `size` bytes of a keyed BLAKE2b (RFC 7693)."""
    digest = blake2b(digest_size=size, key=key)
    for part in parts:
        raw = part.encode("utf-8", "replace")
        digest.update(len(raw).to_bytes(4, "big"))
        digest.update(raw)
    return _base32(digest.digest())


def _base32(raw: bytes) -> str:
    """Base 32 (RFC 4648) in small letters, without padding; ten bits at a time where none is."""
    if len(raw) % 5:
        return b32encode(raw).decode().rstrip("=").lower()
    number = int.from_bytes(raw, "big")
    shifts = range(len(raw) * 8 - 10, -1, -10)
    return "".join([_PAIRS[number >> shift & 1023] for shift in shifts])


def subject_of(spec: Spec, key: str) -> Subject:
    """Whom a key's findings are about when the detector does not say."""
    if spec.keyed_by in (Domain.SENDER, Domain.PAIR):
        return Subject("account", split_compound(key)[0])
    return Subject(spec.subject, key)


def give(spec: Spec, secret: bytes, key: str, finding: Finding, times: dict[str, int]) -> Given:
    """Name a finding. `times` are the event times of the window it came from, by event id."""
    seen = [times[quote.event] for quote in finding.quotes if quote.event in times]
    seen = seen or list(times.values())
    return Given(
        id="f-" + keyed(secret, spec.id, key, finding.anchor),
        detector=spec.id,
        version=spec.version,
        plane=spec.plane,
        group=spec.group,
        subject=finding.subject or subject_of(spec, key),
        finding=msgspec.structs.replace(finding, anchor="", contact=None, facts=()),
        first=min(seen),
        last=max(seen),
        contact=finding.contact and contact_hash(secret, finding.contact),
    )
