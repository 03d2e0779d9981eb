"""Passwords, second factors and invitations of people with local accounts."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from functools import cache
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from msgspec import structs

from bantay.adapters.store.access import Access, Person, Proof
from bantay.errors import InputError
from bantay.model.clock import DAY, SECOND
from bantay.ports.visitor import ROLES, Role

SHORTEST, LONGEST = 12, 256
INVITED = 7 * DAY
"""How long an invitation is good for."""
STEP, DIGITS = 30, 6
"""RFC 6238: a code of six digits every thirty seconds."""
_NAME = "abcdefghijklmnopqrstuvwxyz0123456789._-"
_HASHER = PasswordHasher()  # argon2id, the parameters of RFC 9106 for small memories


def invite(access: Access, name: str, role: Role, by: str, covers: tuple[str, ...] = ()) -> str:
    """Make an account, or invite its owner anew; the token to set it up with, shown once."""
    kept = named(name)
    if kept is None:
        raise InputError("a name has 2 to 60 small letters, digits, dots, dashes")
    if role not in ROLES:
        raise InputError(f"a role is one of {', '.join(ROLES)}")
    token, now = secrets.token_urlsafe(24), time.time_ns() // 1000
    proof = Proof(covers=covers, invitation=access.hashed("invitation", token), until=now + INVITED)
    person = Person(name=kept, role=role, status="invited", made=now, proof=proof)
    found = access.person(kept)
    if found is not None and found.status == "ended":
        raise InputError("that account was ended: choose another name")
    if found is None:
        access.add_person(person, by)
    else:
        access.change_person(person, by, "person invited again", sign_out=True)
    return token


def named(name: str) -> str | None:
    """A name as accounts have it, or nothing when it cannot be one."""
    name = name.strip().lower()
    return name if 2 <= len(name) <= 60 and not set(name) - set(_NAME) else None


def invited(access: Access, name: str, token: str) -> Person | None:
    """The person that a set-up token is for, while it is good."""
    person = access.person(name.strip().lower())
    given = access.hashed("invitation", token)
    expected = (person.proof.invitation if person else None) or b"\0" * 32
    fits = hmac.compare_digest(given, expected)
    if person is None or not fits or person.status != "invited":
        return None
    return person if time.time_ns() // 1000 <= person.proof.until else None


def begin(access: Access, person: Person) -> bytes:
    """A fresh secret for the second factor of somebody who sets an account up."""
    proof = structs.replace(person.proof, totp=secrets.token_bytes(20))
    access.change_person(structs.replace(person, proof=proof), person.name, "set-up begun")
    assert proof.totp is not None
    return proof.totp


def finish(access: Access, person: Person, password: str, code: str | None) -> list[str]:
    """Set the account up: the password, and the factor when its code fits. Recovery codes,
    shown once. InputError when the password is too weak or the code does not fit."""
    if not SHORTEST <= len(password) <= LONGEST or person.name in password.lower():
        raise InputError(f"a password has {SHORTEST} to {LONGEST} characters and not your name")
    proof = person.proof
    step = None if code is None or proof.totp is None else fitting(proof.totp, code)
    if code is not None and step is None:
        raise InputError("the code does not fit: is the clock of your device right?")
    codes = [secrets.token_hex(5) for _ in range(10)] if step is not None else []
    ready = Proof(
        covers=proof.covers,
        password=_HASHER.hash(password),
        totp=proof.totp if step is not None else None,
        used=step or 0,
        recovery=[access.hashed("recovery", code) for code in codes],
    )
    active = structs.replace(person, status="active", proof=ready)
    access.change_person(active, person.name, "account set up", sign_out=True)
    return codes


@cache
def _nobody() -> str:
    """What the password of somebody is held against who is not there; no server starts slower
    for it."""
    return _HASHER.hash(secrets.token_urlsafe(16))


def proven(access: Access, name: str, password: str, code: str | None) -> Person | None:
    """The person when password and second factor are right. Takes as long for nobody."""
    person = access.person(name.strip().lower()[:60])
    known = person.proof.password if person is not None and person.status == "active" else None
    nobody = _nobody()  # made for everybody, so that its first use tells nothing either
    try:
        _HASHER.verify(known or nobody, password[: LONGEST + 1])
    except (Argon2Error, InvalidHashError):
        return None
    if person is None or known is None:
        return None
    return person if person.proof.totp is None or _second(access, person, code or "") else None


def _second(access: Access, person: Person, code: str) -> bool:
    """A code of this or the neighbouring step, once; or a recovery code, once."""
    assert person.proof.totp is not None
    code = code.strip().replace(" ", "")
    step = fitting(person.proof.totp, code)
    if step is not None:
        return access.spend_step(person.name, step)
    return len(code) == 10 and access.spend_recovery(person.name, code)


def fitting(secret: bytes, code: str, now: float | None = None) -> int | None:
    """The time step whose code this is: this one, the one before or the one after."""
    here = int((time.time() if now is None else now) // STEP)
    given = code.encode("ascii", "replace")
    found = [s for s in (here - 1, here, here + 1) if hmac.compare_digest(totp(secret, s), given)]
    return found[0] if found else None


def totp(secret: bytes, step: int) -> bytes:
    """The code of a time step (RFC 4226, 6238), in ASCII digits."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS).encode()


def uri(name: str, secret: bytes) -> str:
    """What an authenticator takes as a picture or a link."""
    return f"otpauth://totp/Bantay:{quote(name)}?secret={written(secret)}&issuer=Bantay"


def written(secret: bytes) -> str:
    """A secret to type into an authenticator."""
    return base64.b32encode(secret).decode().rstrip("=")


class Tries:
    """How often somebody failed lately, by name and by address; kept in memory."""

    def __init__(self, by_name: int = 5, by_address: int = 30, seconds: int = 600):
        self._most = {"name": by_name, "address": by_address}
        self._seconds = seconds
        self._failed: dict[tuple[str, str], list[float]] = {}

    def wait(self, name: str, address: str) -> int:
        """Seconds to wait before the next try; 0: now."""
        now = time.monotonic()
        waits = [0.0]
        for kind, key in (("name", name.strip().lower()[:60]), ("address", address)):
            failed = self._lately((kind, key), now)
            if len(failed) >= self._most[kind]:
                waits.append(failed[0] + self._seconds - now)
        return int(max(waits)) + (max(waits) > 0)

    def failed(self, name: str, address: str) -> None:
        """Note a failure."""
        now = time.monotonic()
        for key in (("name", name.strip().lower()[:60]), ("address", address)):
            self._failed[key] = [*self._lately(key, now), now]
        if len(self._failed) > 10_000:
            self._failed = {k: t for k, t in self._failed.items() if now - t[-1] < self._seconds}

    def _lately(self, key: tuple[str, str], now: float) -> list[float]:
        return [at for at in self._failed.get(key, ()) if now - at < self._seconds]


def micros_of(seconds: int) -> int:
    """Seconds as the store counts time."""
    return seconds * SECOND
