"""Who may come in: people and their sessions, keys of machines. Secrets rest as keyed hashes."""

import hmac
from hashlib import blake2b

from msgspec import Struct, field
from sqlalchemy import Row, delete, insert, select, update

from bantay.adapters.store import audit
from bantay.adapters.store.packing import Codec
from bantay.adapters.store.part import Part
from bantay.adapters.store.schema import ACCESS_KEY, PERSON, SESSION
from bantay.adapters.store.trouble import guarded
from bantay.errors import InputError
from bantay.ports.visitor import Role


class Proof(Struct, kw_only=True):
    """What proves that a person is who they say; encrypted at rest.

    `password` is an argon2id string, `totp` the secret of the second factor, `used` the last
    time step whose code was taken, `recovery` keyed hashes of codes that work once,
    `invitation` the keyed hash of a set-up token that is good until `until`, `subject` the
    keyed hash of who an identity provider says they are.
    """

    covers: tuple[str, ...] = ()
    password: str | None = None
    totp: bytes | None = None
    used: int = 0
    recovery: list[bytes] = field(default_factory=list)
    invitation: bytes | None = None
    until: int = 0
    subject: bytes | None = None

    def __repr__(self) -> str:
        return "Proof(…)"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with an account. `status` is invited, active or ended."""

    name: str
    role: Role
    status: str
    made: int
    proof: Proof


class AccessKey(Struct, frozen=True, kw_only=True):
    """A machine's key, without its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    made: int
    ended: int | None


class Session(Struct, frozen=True, kw_only=True):
    """A signed-in browser: whose, since when, and when it was last seen (microseconds UTC)."""

    person: str
    made: int
    seen: int


_PROOFS: Codec[Proof] = Codec(Proof)


class Access(Part):
    """People, sessions and keys of one store. Every change is in the audit log."""

    def hashed(self, kind: str, secret: str) -> bytes:
        """A secret as it is stored: useless without the store's key."""
        plain = f"{kind}\0{secret}".encode()
        return blake2b(plain, key=self._site.keys.slots, digest_size=32).digest()

    # ------------------------------------------------------------- people

    @guarded
    def people(self) -> list[Person]:
        """Everybody who ever had an account, by name."""
        with self._site.db.read() as con:
            rows = con.execute(select(PERSON).order_by(PERSON.c.name)).all()
        return [self._person(row) for row in rows]

    @guarded
    def person(self, name: str) -> Person | None:
        """The person of that name, whatever their status."""
        with self._site.db.read() as con:
            row = con.execute(select(PERSON).where(PERSON.c.name == name)).first()
        return None if row is None else self._person(row)

    @guarded
    def add_person(self, person: Person, by: str) -> None:
        """Make an account. InputError when the name is taken: names are never given twice."""
        row = {
            "name": person.name,
            "role": person.role,
            "status": person.status,
            "made": person.made,
            "body": self._sealed(person.name, person.proof),
        }
        with self._site.db.write() as con:
            if con.execute(select(PERSON.c.name).where(PERSON.c.name == person.name)).first():
                raise InputError("there is, or was, somebody of that name: choose another one")
            con.execute(insert(PERSON), row)
            what = {"person": person.name, "role": person.role}
            audit.write(con, self._site.clock(), by, "person added", what)

    @guarded
    def change_person(self, person: Person, by: str, act: str, *, sign_out: bool = False) -> None:
        """Keep a person's new state; `act` is what the audit log says of it."""
        values = {
            "role": person.role,
            "status": person.status,
            "body": self._sealed(person.name, person.proof),
        }
        with self._site.db.write() as con:
            con.execute(update(PERSON).where(PERSON.c.name == person.name).values(values))
            if sign_out:
                con.execute(delete(SESSION).where(SESSION.c.person == person.name))
            what = {"person": person.name, "role": person.role, "status": person.status}
            audit.write(con, self._site.clock(), by, act, what)

    @guarded
    def spend_step(self, name: str, step: int) -> bool:
        """Take a time step's code once: False when it, or a later one, was taken before."""
        with self._site.db.write() as con:
            row = con.execute(select(PERSON).where(PERSON.c.name == name)).first()
            proof = None if row is None else self._person(row).proof
            if proof is None or proof.used >= step:
                return False
            proof.used = step
            body = self._sealed(name, proof)
            con.execute(update(PERSON).where(PERSON.c.name == name).values(body=body))
        return True

    @guarded
    def spend_recovery(self, name: str, code: str) -> bool:
        """Take a recovery code once."""
        wanted = self.hashed("recovery", code)
        with self._site.db.write() as con:
            row = con.execute(select(PERSON).where(PERSON.c.name == name)).first()
            proof = None if row is None else self._person(row).proof
            if proof is None or not any(hmac.compare_digest(wanted, one) for one in proof.recovery):
                return False
            proof.recovery = [one for one in proof.recovery if one != wanted]
            body = self._sealed(name, proof)
            con.execute(update(PERSON).where(PERSON.c.name == name).values(body=body))
            left = {"person": name, "left": len(proof.recovery)}
            audit.write(con, self._site.clock(), name, "recovery code used", left)
        return True

    # ------------------------------------------------------------- sessions

    @guarded
    def open_session(self, token: str, person: str) -> None:
        """Keep a session under its token's hash."""
        wall = self._site.clock()
        row = {"token": self.hashed("session", token), "person": person, "made": wall, "seen": wall}
        with self._site.db.write() as con:
            con.execute(insert(SESSION), row)
            audit.write(con, wall, person, "signed in", {})

    @guarded
    def session(self, token: str) -> Session | None:
        """The session of a token."""
        asked = select(SESSION).where(SESSION.c.token == self.hashed("session", token))
        with self._site.db.read() as con:
            row = con.execute(asked).first()
        return None if row is None else Session(person=row.person, made=row.made, seen=row.seen)

    @guarded
    def seen(self, token: str, wall: int) -> None:
        """The session was used just now."""
        which = SESSION.c.token == self.hashed("session", token)
        with self._site.db.write() as con:
            con.execute(update(SESSION).where(which).values(seen=wall))

    @guarded
    def end_session(self, token: str, why: str) -> None:
        """Forget a session; its token is worth nothing from now on."""
        which = SESSION.c.token == self.hashed("session", token)
        with self._site.db.write() as con:
            person = con.execute(select(SESSION.c.person).where(which)).scalar()
            con.execute(delete(SESSION).where(which))
            if person is not None:
                audit.write(con, self._site.clock(), person, "signed out", {"why": why})

    # ------------------------------------------------------------- keys

    @guarded
    def keys(self) -> list[AccessKey]:
        """All keys that were ever made, the oldest first."""
        with self._site.db.read() as con:
            rows = con.execute(select(ACCESS_KEY).order_by(ACCESS_KEY.c.made, ACCESS_KEY.c.id))
            return [_key(row) for row in rows]

    @guarded
    def key_of(self, id: str, secret: str) -> AccessKey | None:
        """The key of that id when the secret is right and it has not been ended."""
        with self._site.db.read() as con:
            row = con.execute(select(ACCESS_KEY).where(ACCESS_KEY.c.id == id)).first()
        expected = row.secret if row is not None else b"\0" * 32
        right = hmac.compare_digest(self.hashed("key", secret), expected)
        return _key(row) if row is not None and right and row.ended is None else None

    @guarded
    def add_key(self, key: AccessKey, secret: str, by: str) -> None:
        """Keep a new key; its secret is kept as a hash only."""
        row = {
            "id": key.id,
            "name": key.name,
            "scopes": " ".join(key.scopes),
            "secret": self.hashed("key", secret),
            "made": key.made,
            "ended": None,
        }
        with self._site.db.write() as con:
            con.execute(insert(ACCESS_KEY), row)
            what = {"key": key.id, "scopes": list(key.scopes)}
            audit.write(con, key.made, by, "key made", what)

    @guarded
    def end_key(self, id: str, by: str) -> bool:
        """End a key; False when there is no such key in use."""
        wall = self._site.clock()
        which = (ACCESS_KEY.c.id == id) & ACCESS_KEY.c.ended.is_(None)
        with self._site.db.write() as con:
            found = con.execute(update(ACCESS_KEY).where(which).values(ended=wall)).rowcount
            if found:
                audit.write(con, wall, by, "key ended", {"key": id})
        return bool(found)

    # ------------------------------------------------------------- inside

    def _sealed(self, name: str, proof: Proof) -> bytes:
        return self._site.keys.rest.seal(_PROOFS.pack(proof), f"person/{name}".encode())

    def _person(self, row: "Row[tuple[object, ...]]") -> Person:
        body = self._site.keys.rest.open(row.body, f"person/{row.name}".encode())
        return Person(
            name=row.name,
            role=row.role,
            status=row.status,
            made=row.made,
            proof=_PROOFS.unpack(body),
        )


def _key(row: "Row[tuple[object, ...]]") -> AccessKey:
    return AccessKey(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes.split()),
        made=row.made,
        ended=row.ended,
    )
