"""Whom a provider's word lets in: invited people, and members of groups that have a role."""

import time

from msgspec import structs

from bantay.adapters.store.access import Access, Person, Proof
from bantay.ports.visitor import Role
from bantay.server.accounts import invited, named
from bantay.server.provider import Identity, ProviderSettings

SAID = "the provider's word"


def member(
    access: Access, who: Identity, settings: ProviderSettings, invitation: tuple[str, str] | None
) -> Person | None:
    """The active account of whoever signed in, with the role they have now; None: not let in.

    An account is known by the provider's subject, never by its name: names change hands.
    """
    subject = access.hashed("subject", who.subject)
    found = next((one for one in access.people() if one.proof.subject == subject), None)
    if found is not None and found.status == "ended":
        return None
    if invitation is not None and found is None:
        return _linked(access, invited(access, *invitation), subject)
    if not settings.roles:
        return found if found is not None and found.status == "active" else None
    role = role_of(who.groups, settings)
    if found is None:
        return None if role is None else _made(access, who.name, role, subject)
    return _changed(access, found, role)


def role_of(groups: tuple[str, ...], settings: ProviderSettings) -> Role | None:
    """The first role, in the order of the file, that one of the groups has."""
    fitting = (role for role, ours in settings.roles.items() if set(ours) & set(groups))
    return next(fitting, None)


def _linked(access: Access, person: Person | None, subject: bytes) -> Person | None:
    """An invited person whose account this subject has from now on, and no password."""
    if person is None:
        return None
    proof = Proof(covers=person.proof.covers, subject=subject)
    ready = structs.replace(person, status="active", proof=proof)
    access.change_person(ready, person.name, "account tied to a provider", sign_out=True)
    return ready


def _made(access: Access, name: str, role: Role, subject: bytes) -> Person | None:
    """An account for a member of a group; a name that somebody has, or had, is not given."""
    kept = named(name.partition("@")[0])
    if kept is None or access.person(kept) is not None:
        return None
    now = time.time_ns() // 1000
    made = Person(name=kept, role=role, status="active", made=now, proof=Proof(subject=subject))
    access.add_person(made, SAID)
    return made


def _changed(access: Access, person: Person, role: Role | None) -> Person | None:
    """The account with its role of now. Who has none is signed out everywhere, and kept."""
    if role is None:
        access.change_person(person, SAID, "in no group that has a role", sign_out=True)
        return None
    if role == person.role:
        return person
    changed = structs.replace(person, role=role)
    access.change_person(changed, SAID, "role changed", sign_out=True)
    return changed
