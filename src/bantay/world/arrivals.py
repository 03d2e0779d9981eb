"""How people come to be on a platform: accounts, checks, instruments, profiles, groups, bonds."""

from bantay.model.clock import SECOND, moment
from bantay.model.events import (
    AccountRegistered,
    GroupCreated,
    GroupJoined,
    IdentityChecked,
    InstrumentLinked,
    MediaShared,
    ProfileUpdated,
    RelationDeclared,
)
from bantay.model.events.people import Claim
from bantay.world.cast import Cast
from bantay.world.chance import Chance, derive
from bantay.world.contacts import handle_of
from bantay.world.logins import seen_at
from bantay.world.person import FOREVER, HOUR, Person
from bantay.world.sink import Sink
from bantay.world.spending import paid_to
from bantay.world.things import Life, words

SETUP_STREAM = 21


def arrive(cast: Cast, sink: Sink, seed: int, begin: int, end: int) -> None:
    """What the people who register in a span of time, end excluded, do first."""
    if cast.settled < begin:
        return
    for person in cast.people:
        if begin <= person.since < end:
            chance = Chance(derive(seed, SETUP_STREAM, person.no))
            _register(cast, person, sink, chance)
            _settle_in(cast, person, sink, chance)
    if cast.group:
        _gather(cast, sink, begin, end)


def _register(cast: Cast, person: Person, sink: Sink, chance: Chance) -> None:
    device, model = person.devices[0]
    shown, known = chance.random(), chance.random()
    name = handle_of(chance, person.name) if shown < 0.4 else person.name
    sink.put(
        AccountRegistered,
        person.since,
        account=person.account,
        display_name=name,
        email=f"{handle_of(chance, person.name)}@example.com" if known < 0.8 else None,
        birth_date=person.born(_year(person)),
        country=person.code,
        tz=person.country.tz,
        invited_by=person.invited_by or _inviter(cast, person, chance),
        device=device,
        device_model=model,
        ip=person.ip,
        verified="none" if known > 0.95 else person.verified,
        supervised=True if person.minor and chance.hit(0.3) else None,
    )


def _year(person: Person) -> int:
    return moment(person.since * SECOND).year


def _inviter(cast: Cast, person: Person, chance: Chance) -> str | None:
    """A quarter comes by invitation of somebody who was there before."""
    other = chance.pick(cast.people)
    if other.since < person.since and chance.hit(0.25):
        return other.account
    return None


def _settle_in(cast: Cast, person: Person, sink: Sink, chance: Chance) -> None:
    life, when = cast.life, person.since + chance.whole(120, 2 * HOUR)
    if chance.hit(life.documents) and not person.minor:
        _checked(person, sink, when, chance)
    for kind in _instruments(life, person):
        when += chance.whole(30, 900)
        if kind in ("payout_card", "bank") and chance.hit(0.5):
            seen_at(sink, chance, person, when - 20, "payout_change")
        _linked(person, sink, when, kind, chance)
    if chance.hit(0.55):
        _shown(cast, person, sink, when + chance.whole(60, 9 * HOUR), chance)
    bond = life.bond
    if bond is not None and person.role == bond.of and chance.hit(bond.share):
        others = cast.roles.get(bond.to)
        if others:
            other = chance.pick(others)
            _bound(cast, person, other, sink, max(when, other.since) + HOUR, chance)


def _checked(person: Person, sink: Sink, when: int, chance: Chance) -> None:
    result = "passed" if chance.hit(0.95) else chance.pick(("failed", "abandoned"))
    person_hash = person.holder
    sink.put(
        IdentityChecked,
        when,
        account=person.account,
        method="document" if chance.hit(0.8) else "face",
        result=result,
        document_hash=f"h{person_hash[1:]}d",
        name_hash=person_hash,
        surname_hash=person.surname_hash(),
        birth_date=person.born(_year(person)),
        age_estimate=float(max(14, person.age + chance.whole(-5, 5))) if chance.hit(0.3) else None,
    )


def _instruments(life: Life, person: Person) -> list[str]:
    """The kinds of instrument that the person's flows of money use."""
    sent = {flow.via for flow in life.flow if flow.payer == person.role}
    got = {flow.into for flow in life.flow if flow.payee == person.role}
    kinds: set[str] = {kind for kind in (*sent, *got) if kind and kind != "cash"}
    if life.live is not None and person.role == life.live.hosts and person.own_payout:
        kinds.add(paid_to(person))
    return sorted(kinds)


def _linked(person: Person, sink: Sink, when: int, kind: str, chance: Chance) -> None:
    sink.put(
        InstrumentLinked,
        when,
        instrument=person.instrument(kind),
        account=person.account,
        kind=kind,
        holder_hash=person.holder if chance.hit(0.85) else None,
        country=person.code,
        device=person.devices[0][0],
        ip=person.ip,
    )


def _shown(cast: Cast, person: Person, sink: Sink, when: int, chance: Chance) -> None:
    lexis, photos = words().lang[person.speaker.tongue], None
    if chance.hit(0.6):
        photos = [f"m{person.account[1:]}"]
        sink.put(
            MediaShared,
            when - 20,
            media=photos[0],
            account=person.account,
            purpose="profile",
            sha256=f"{chance.bits(256):064x}",
            pdq=f"{chance.bits(256):064x}",
            pdq_quality=chance.whole(50, 100),
            mime="image/jpeg",
            scores={"portrait": round(chance.between(0.5, 1), 2)} if chance.hit(0.5) else None,
        )
    claims = None
    if cast.life.claims == person.role:
        claims = [Claim(kind="film", value=f) for f in chance.some(lexis.film, chance.whole(1, 2))]
        if chance.hit(0.3):
            claims.append(Claim(kind="award", value=chance.pick(lexis.award)))
        if chance.hit(0.15):
            claims.append(Claim(kind="magazine", value=chance.pick(lexis.magazine)))
        if chance.hit(0.1):
            claims.append(Claim(kind="pageant", value=chance.pick(lexis.pageant)))
    elif chance.hit(0.12):
        claims = [chance.pick(_plain_claims(person))]
    sink.put(
        ProfileUpdated,
        when,
        account=person.account,
        display_name=person.name,
        legal_name_hash=person.holder if claims else None,
        bio=", ".join(chance.some(lexis.hobbies, chance.whole(1, 3))),
        place=person.place,
        claims=claims,
        photos=photos,
        links=[f"https://example.org/{handle_of(chance, person.name)}"]
        if chance.hit(0.1)
        else None,
    )


def _plain_claims(person: Person) -> tuple[Claim, ...]:
    """What people who are no stars say of themselves."""
    lexis = words().lang[person.speaker.tongue]
    return (
        Claim(kind="age", value=str(max(18, person.age))),
        Claim(kind="origin", value=person.code),
        Claim(kind="employer", value=chance_word(person, lexis.titles)),
        Claim(kind="award", value=chance_word(person, lexis.award)),
    )


def chance_word(person: Person, things: tuple[str, ...]) -> str:
    """One of them, always the same for one person."""
    return things[person.no % len(things)]


def _bound(
    cast: Cast, person: Person, other: Person, sink: Sink, when: int, chance: Chance
) -> None:
    bond = cast.life.bond
    assert bond is not None
    share = None if bond.keeps is None else f"{chance.between(*bond.keeps):.2f}"
    sink.put(
        RelationDeclared,
        when,
        account=person.account,
        other=other.account,
        kind=bond.kind,
        contract=bond.contract or None,
        share=share,
    )


def _gather(cast: Cast, sink: Sink, begin: int, end: int) -> None:
    """The community's group: made by one of them, joined by most when they have come."""
    leader = cast.people[-1]
    if begin <= cast.group_at < end:
        chance = Chance(derive(cast.community, SETUP_STREAM))
        lexis = words().lang[cast.tongue]
        title = f"{chance.pick(places_of(cast))} {chance.pick(lexis.titles)}"
        sink.put(
            GroupCreated,
            cast.group_at,
            group=cast.group,
            account=leader.account,
            title=title,
            public=chance.hit(0.3),
        )
    for person in cast.people[:-1]:
        when = max(cast.group_at, person.since + HOUR) + 60 + person.no % 3_000
        if begin <= when < end and person.until == FOREVER:
            inviter = leader.account if person.no % 3 else None
            sink.put(
                GroupJoined, when, group=cast.group, account=person.account, invited_by=inviter
            )


def places_of(cast: Cast) -> tuple[str, ...]:
    """The places where the community is at home."""
    return cast.people[-1].country.places
