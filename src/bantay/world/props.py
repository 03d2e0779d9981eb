"""Things that happen on a stage: money, sessions, logins, profiles, groups, moderation."""

from typing import Any

from bantay.model.events import (
    AccountClosed,
    ActionTaken,
    GroupCreated,
    GroupJoined,
    GroupLeft,
    IdentityChecked,
    InstrumentLinked,
    ListingPublished,
    LiveEnded,
    LiveStarted,
    LoginSeen,
    MediaShared,
    NoticeFiled,
    PaymentMade,
    ProfileUpdated,
    RelationDeclared,
)
from bantay.model.events.people import Claim
from bantay.world.amounts import amount_of
from bantay.world.person import Person
from bantay.world.stage import Stage
from bantay.world.things import words


def pay(
    stage: Stage,
    when: int,
    kind: str,
    usd: float,
    payer: Person | None,
    payee: Person | None,
    *,
    via: str | None = "card",
    into: str | None = "wallet",
    **more: Any,
) -> str:
    """A payment between people's own instruments, in the payer's money; its event id.

    `money_of` is somebody else whose money it is in; `to_instrument` and `from_instrument`
    in `more` take the place of the own ones; `even` rounds to the coins of the country,
    `note_of` draws a note of that kind.
    """
    owner = payer or payee
    assert owner is not None
    owner = more.pop("money_of", owner)
    even, note_of = more.pop("even", False), more.pop("note_of", None)
    if note_of and "note" not in more:
        more["note"] = stage.chance.pick(words().lang[stage.tongue(owner)].note[note_of])
    if payer is not None:
        more.setdefault("from_account", payer.account)
        more.setdefault("from_country", payer.code)
        if via:
            more.setdefault("from_instrument", payer.instrument(via))
            more.setdefault("from_kind", via)
    if payee is not None:
        more.setdefault("to_account", payee.account)
        more.setdefault("to_country", payee.code)
        if into:
            more.setdefault("to_instrument", payee.instrument(into))
            more.setdefault("to_kind", into)
    return stage.add(
        PaymentMade,
        when,
        payment=stage.named("p"),
        kind=kind,
        amount=amount_of(usd, owner.country, even=even),
        currency=owner.country.currency,
        status=more.pop("status", "booked"),
        **more,
    )


def login(stage: Stage, when: int, who: Person, on: Person | None = None, **more: Any) -> str:
    """A login of an account; `on` names whose device and line are used, if not its own."""
    at = on or who
    device, model = at.devices[0]
    more.setdefault("action", "login")
    return stage.add(
        LoginSeen,
        when,
        account=who.account,
        device=more.pop("device", device),
        device_model=model,
        ip=at.ip,
        asn=at.asn,
        country=at.code,
        place=at.place,
        tz=at.country.tz,
        session=f"s{stage.chance.bits(48):012x}",
        **more,
    )


def link(stage: Stage, when: int, account: Person, owner: Person, kind: str, which: int = 0) -> str:
    """Put somebody's instrument to an account: the event's id."""
    return stage.add(
        InstrumentLinked,
        when,
        instrument=owner.instrument(kind, which),
        account=account.account,
        kind=kind,
        holder_hash=owner.holder,
        country=owner.code,
        device=owner.devices[0][0],
        ip=owner.ip,
    )


def live(
    stage: Stage,
    when: int,
    host: Person,
    minutes: float,
    *,
    guest: Person | None = None,
    usd: float | None = None,
    on: Person | None = None,
    title: str | None = None,
) -> tuple[str, str]:
    """A session, private when there is a guest: the event id of its end, and its own id."""
    at, session = on or host, stage.named("l")
    price = None if usd is None else amount_of(usd, host.country)
    shared: dict[str, Any] = {
        "live": session,
        "host": host.account,
        "private": guest is not None,
        "price": price,
        "currency": None if usd is None else host.country.currency,
        "device": at.devices[0][0],
    }
    per = None if usd is None else "minute"
    stage.add(LiveStarted, when, **shared, per=per, ip=at.ip, title=title)
    seconds = max(30, int(minutes * 60))
    login(stage, when - 40, host, at, action="stream")
    other = None if guest is None else guest.account
    ended = stage.add(LiveEnded, when + seconds, **shared, seconds=float(seconds), guest=other)
    return ended, session


def profile(stage: Stage, when: int, who: Person, **fields: Any) -> str:
    """A profile as of now; `claims` are (kind, value) pairs."""
    hobbies = words().lang[stage.tongue(who)].hobbies
    fields.setdefault("bio", ", ".join(stage.chance.some(hobbies, stage.chance.whole(1, 3))))
    claims = [Claim(kind=kind, value=value) for kind, value in fields.pop("claims", ())]
    return stage.add(ProfileUpdated, when, account=who.account, claims=claims or None, **fields)


def listing(stage: Stage, when: int, who: Person, title: str, **fields: Any) -> tuple[str, str]:
    """A directory entry: the event's id and its own."""
    entry, lexis = stage.named("e"), words().lang[stage.tongue(who)]
    fields.setdefault("text", ", ".join(stage.chance.some((*lexis.stage, *lexis.hobbies), 3)))
    return stage.add(
        ListingPublished, when, listing=entry, account=who.account, title=title, **fields
    ), entry


def picture(stage: Stage, when: int, who: Person, **fields: Any) -> tuple[str, str]:
    """A picture, told by its hashes: the event's id and the media's."""
    bits, media = stage.chance.bits, stage.named("m")
    fields.setdefault("pdq", f"{bits(256):064x}")
    made = stage.add(
        MediaShared,
        when,
        media=media,
        account=who.account,
        sha256=f"{bits(256):064x}",
        pdq_quality=stage.chance.whole(55, 100),
        mime="image/jpeg",
        **fields,
    )
    return made, media


def near_copy(stage: Stage, pdq: str, flips: int) -> str:
    """The hash of a slightly changed copy of a picture: so many bits flipped."""
    value = int(pdq, 16)
    for bit in stage.chance.some(range(256), flips):
        value ^= 1 << bit
    return f"{value:064x}"


def check(stage: Stage, when: int, who: Person, holder: Person | None = None, **more: Any) -> str:
    """A document check with somebody's papers, the person's own by default."""
    papers = holder or who
    more.setdefault("result", "passed")
    return stage.add(
        IdentityChecked,
        when,
        account=who.account,
        method="document",
        document_hash=f"h{papers.holder[1:]}d",
        name_hash=papers.holder,
        surname_hash=papers.surname_hash(),
        **more,
    )


def relation(stage: Stage, when: int, who: Person, other: Person, kind: str, **more: Any) -> str:
    """A declared relation."""
    return stage.add(
        RelationDeclared, when, account=who.account, other=other.account, kind=kind, **more
    )


def group(stage: Stage, when: int, owner: Person, title: str, *, public: bool = False) -> str:
    """A new group; its id."""
    made = stage.named("g")
    stage.add(GroupCreated, when, group=made, account=owner.account, title=title, public=public)
    return made


def join(stage: Stage, when: int, group_id: str, who: Person, by: Person | None = None) -> str:
    """Somebody joins a group."""
    inviter = None if by is None else by.account
    return stage.add(GroupJoined, when, group=group_id, account=who.account, invited_by=inviter)


def expel(stage: Stage, when: int, group_id: str, who: Person, by: Person) -> str:
    """Somebody is removed from a group."""
    return stage.add(GroupLeft, when, group=group_id, account=who.account, removed_by=by.account)


def notice(stage: Stage, when: int, by: Person, about: Person, reason: str) -> str:
    """A person tells the operator about an account."""
    return stage.add(
        NoticeFiled,
        when,
        notice=stage.named("n"),
        subject_kind="account",
        subject=about.account,
        reason=reason,
        reporter=by.account,
    )


def act(stage: Stage, when: int, kind: str, subject_kind: str, subject: str) -> str:
    """The operator acts."""
    return stage.add(
        ActionTaken,
        when,
        action=stage.named("x"),
        subject_kind=subject_kind,
        subject=subject,
        kind=kind,
    )


def block(stage: Stage, when: int, who: Person) -> str:
    """The operator blocks an account: nothing is heard of it afterwards."""
    who.until = min(who.until, when)
    return act(stage, when, "block_account", "account", who.account)


def close(stage: Stage, when: int, who: Person) -> str:
    """Somebody closes the own account."""
    who.until = min(who.until, when)
    return stage.add(AccountClosed, when, account=who.account, by="self")
