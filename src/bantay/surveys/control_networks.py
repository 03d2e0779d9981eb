"""Somebody takes several performers' earnings, or works their accounts from own devices.

Sees:       instruments that three or more accounts earn into, earnings passed up to one account,
            devices of one account from which three or more earning accounts are worked; two are
            enough where money and devices name the same. Who brought those in, and who is held
            by one of the two while others are held by both. Also an account that is paid by the
            guests of another's private sessions, and whose device that other uses.
Matters:    who holds cards, phones and accounts of others can hold the others (typology $01, L01,
            L05): withheld wages and kept papers are among the ILO's indicators of forced labour.
Misses:     a boss paid in cash with a device for each performer; one performer who is paid by
            the platform.
Wrong when: an agency without a declared contract pays its people; a family shares one laptop;
            a couple's guests pay the one for the other's time; friends who brought each other
            in send one of them the rent.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.events import (
    AccountRegistered,
    IdentityChecked,
    InstrumentLinked,
    LiveEnded,
    LiveStarted,
    LoginSeen,
    PaymentMade,
    RelationDeclared,
)
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind
from bantay.surveys import _control
from bantay.surveys._control import Hold, Purse, Uses
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._sessions import Beside, paid_beside
from bantay.surveys._tables import Tables

_CONTROL = Indicators(
    means=("payments to a person in control", "abuse of power"),
    purpose=("exploitation",),
    ilo=("withholding of wages",),
)
_HELD = Indicators(
    act=("harbouring",), means=("abuse of power",), purpose=("exploitation",), ilo=("isolation",)
)


_BROUGHT = Indicators(act=("recruitment",), means=("abuse of power",), purpose=("exploitation",))
_BY_PLANE = {"money": _CONTROL, "access": _HELD, "groups": _BROUGHT}


def _sign(
    name: str, plane: Plane, kind: SubjectKind, hypothesis: Hypothesis, group: str, ceiling: float
) -> Sign:
    return Sign(
        id=f"surveys.control_networks.{name}",
        plane=plane,
        subjects=(kind,),
        hypotheses=(hypothesis,),
        group=group,
        ceiling=ceiling,
        indicators=_BY_PLANE[plane],
    )


SPEC = SurveySpec(
    id="surveys.control_networks",
    title="One account behind several performers",
    version=3,
    rows=("$01", "L01", "L05", "C13"),
    reads=(
        PaymentMade,
        LoginSeen,
        InstrumentLinked,
        AccountRegistered,
        RelationDeclared,
        IdentityChecked,
        LiveStarted,
        LiveEnded,
    ),
    window=timedelta(days=90),
    anchor="the account or instrument the finding is about",
    signs=(
        _sign("takes_earnings", "money", "account", "controller", "payouts collected", 13.0),
        _sign("operates_accounts", "access", "account", "controller", "shared device", 13.0),
        _sign("collecting", "money", "instrument", "controller", "payouts collected", 13.0),
        _sign("linked_by_one", "access", "instrument", "controller", "shared device", 12.0),
        _sign(
            "earnings_taken", "money", "account", "controlled_performer", "payouts collected", 13.0
        ),
        _sign("operated", "access", "account", "controlled_performer", "shared device", 13.0),
        _sign("brings_in", "groups", "account", "controller", "brought in", 9.0),
        _sign("brought_in", "groups", "account", "controlled_performer", "brought in", 9.0),
        _sign("among_taken", "money", "account", "controlled_performer", "payouts collected", 9.0),
        _sign("among_operated", "access", "account", "controlled_performer", "shared device", 9.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    performers: int = 3  # accounts that one must hold by money, or by devices, at least
    by_both: int = 2  # accounts that are enough when one holds them by both
    device_cap: int = 25  # accounts on one device beyond which it is a public place
    purse_cap: int = 60  # accounts on one instrument beyond which it is an institution
    share: float = 0.25  # of an earner's payouts that is passed up, at least
    earning: float = 0.6  # of a device's other users who earn, at least
    beside_hours: int = 24  # between a guest's payment and the private session of another
    sessions: int = 3  # of one host with such a payment, at least
    guests: int = 2  # who paid so, at least
    beside: float = 0.5  # of the host's private sessions that have one, at least
    guest_cap: int = 500  # payments of a guest beyond which it is a desk


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Edges of money and of access, laid over each other account by account."""
    window = SPEC.window
    fewest = min(params.performers, params.by_both)
    uses = _control.shared_devices(tables, window, 2, params.device_cap)
    purses = _control.purses(tables, window, fewest, params.purse_cap)
    known = _control.declared(tables, window)
    hashes = {row["holder_hash"] for p in purses.values() for row in p.links.values()} - {None}
    names = _control.holders(tables, window, hashes)
    holds: dict[str, Hold] = defaultdict(Hold)
    for instrument, purse in purses.items():
        yield from _purse(instrument, purse, uses, names, known, holds, params)
    passed = _control.passed_up(tables, window, fewest, params.share)
    for (giver, taker), edges in passed.items():
        if frozenset((giver, taker)) not in known:
            holds[taker].money[giver] += edges
    _devices(tables, uses, known, holds, params)
    _sessions(tables, uses, holds, params)
    for hold in holds.values():
        hold.narrowed(params.performers, params.by_both)
    back = _control.sent_back(tables, window, [o for o, hold in holds.items() if hold.money])
    brought = _control.brought(tables, window, {a for hold in holds.values() for a in hold.money})
    yield from _people(holds, back, brought, uses, params)


def _purse(
    instrument: str,
    purse: Purse,
    uses: Uses,
    names: dict[str, str],
    known: set[frozenset[str]],
    holds: dict[str, Hold],
    params: Params,
) -> Iterator[Seen]:
    """What an instrument shows by itself, and whose it is."""
    owner = _owner(purse, uses, names)
    held = {a for a in purse.accounts - {owner} if frozenset((a, owner)) not in known}
    held = {a for a in held if not _contracted(a, purse.accounts, known)}
    if owner is not None:
        for account in held:
            holds[owner].money[account] += _earned(purse, account)
    linked = [row for a, row in purse.links.items() if a in held and row["device"] in uses.owner]
    by = {uses.owner[row["device"]] for row in linked}
    by_one = len(by) == 1 and len(linked) >= params.by_both and not by & held
    if len(held) < (params.by_both if by_one else params.performers):
        return
    roles = {"performer": held} | ({"holder": {owner}} if owner else {})
    told = f"{len(held)} accounts earn into this one instrument"
    paid = [e for account in held for e in _earned(purse, account)]
    yield seen("collecting", "instrument", instrument, told, paid, roles)
    if len(by) == 1 and len(linked) >= (params.by_both if by_one else params.performers):
        told = f"linked to {len(linked)} accounts from the devices of one account"
        edges = [edge(row, "account") for row in linked]
        yield seen("linked_by_one", "instrument", instrument, told, edges, roles)


def _earned(purse: Purse, account: str) -> list[Edge]:
    paid = [edge(row, "to_instrument") for row in purse.payouts.get(account, [])]
    link = purse.links.get(account)
    return paid + ([edge(link, "instrument")] if link else [])


def _contracted(account: str, others: set[str], known: set[frozenset[str]]) -> bool:
    """Whether the account has declared a relation with somebody beside it."""
    return any(frozenset((account, other)) in known for other in others)


def _owner(purse: Purse, uses: Uses, names: dict[str, str]) -> str | None:
    """Whose an instrument is: the holder's by name, else of whose device it was linked."""
    votes: dict[str, int] = defaultdict(int)
    for row in purse.links.values():
        if row["holder_hash"] in names:
            votes[names[row["holder_hash"]]] += 2
        if row["device"] in uses.owner:
            votes[uses.owner[row["device"]]] += 1
    best = max(sorted(votes), key=lambda account: votes[account], default=None)
    return best if best is not None and votes[best] * 2 > len(purse.links) else None


def _devices(
    tables: Tables,
    uses: Uses,
    known: set[frozenset[str]],
    holds: dict[str, Hold],
    params: Params,
) -> None:
    """Whose device other people's earning accounts are worked from."""
    everybody = {account for _, account in uses.edges}
    earning = _control.earners(tables, SPEC.window, everybody)
    on: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
    for (device, account), times in sorted(uses.edges.items()):
        if account != uses.owner[device]:
            on[device] += [(account, time) for time in times]
    for device, users in on.items():
        owner = uses.owner[device]
        some = {a for a, _ in users if a in earning}
        if len(some) >= params.earning * len({a for a, _ in users}):
            for account, time in users:
                if account in some and frozenset((account, owner)) not in known:
                    holds[owner].access[account].append(time)


def _sessions(tables: Tables, uses: Uses, holds: dict[str, Hold], params: Params) -> None:
    """Who is paid by the guests of another's private sessions, and on whose devices these
    are. A home is no excuse here, as a contract is: children are sold at home."""
    how = Beside(
        params.beside_hours, params.sessions, params.guests, params.beside, params.guest_cap
    )
    contracts = _control.declared(tables, SPEC.window, ())
    beside = paid_beside(tables, SPEC.window, how)
    together = _control.together(uses, beside)
    for (host, taker), edges in beside.items():
        if frozenset((host, taker)) not in contracts:
            holds[taker].sessions[host] = edges
            if (host, taker) in together:
                holds[taker].together[host] = together[host, taker]


def _people(
    holds: dict[str, Hold],
    back: dict[tuple[str, str], list[Edge]],
    brought: dict[str, Edge],
    uses: Uses,
    params: Params,
) -> Iterator[Seen]:
    """Possible controllers, and possible victims; nobody whose own earnings go to a third."""
    taken = {a for hold in holds.values() for a in (*hold.money, *hold.sessions)}
    for owner, hold in sorted(holds.items()):
        if owner not in taken:
            yield from _by_money(owner, hold, back)
            yield from _by_access(owner, hold, uses)
            yield from _by_invitation(owner, hold, brought, params)
            yield from _by_company(owner, hold, params)


def _by_invitation(
    owner: str, hold: Hold, brought: dict[str, Edge], params: Params
) -> Iterator[Seen]:
    """Who was brought in by whom the earnings go to, or by another whose earnings go there."""
    inside = {owner, *hold.money}
    came = {a: [brought[a]] for a in hold.money if a in brought and brought[a][3] in inside}
    if len(came) >= params.by_both:
        told = "{n} accounts whose earnings it takes were brought in by it or by each other"
        yield _over(owner, "brings_in", told, came)
    told = "brought in by the account that takes its earnings, or by another it takes them of"
    yield from _under(owner, "brought_in", told, came)


def _by_company(owner: str, hold: Hold, params: Params) -> Iterator[Seen]:
    """Who is held by one plane alone, where others are held by two: what is known of the holder
    from those others is evidence of the other plane."""
    both = hold.money.keys() & hold.access.keys()
    if len(both) < params.by_both:
        return
    told = f"the account that takes its earnings works {len(both)} others from own devices"
    yield from _under(owner, "among_operated", told, _beside(hold.money, hold.access, both))
    told = f"the account whose device it is worked on takes the earnings of {len(both)} others"
    yield from _under(owner, "among_taken", told, _beside(hold.access, hold.money, both))


def _beside(
    held: dict[str, list[Edge]], known: dict[str, list[Edge]], both: set[str]
) -> dict[str, list[Edge]]:
    """Those held by one plane alone, with what the other plane shows of the rest."""
    others = [edge for account in sorted(both) for edge in known[account]]
    return {account: [*edges, *others] for account, edges in held.items() if account not in both}


def _by_money(owner: str, hold: Hold, back: dict[tuple[str, str], list[Edge]]) -> Iterator[Seen]:
    if hold.money:
        returned = [e for held in hold.money for e in back.get((owner, held), [])]
        told = "possibly takes the earnings of {n} accounts"
        told += f", {len(returned)} payments go back" if returned else ""
        yield _over(owner, "takes_earnings", told, hold.money, returned)
        yield from _under(owner, "earnings_taken", "earnings go to another account", hold.money)
    elif hold.sessions:
        told = "guests of others' private sessions, of {n} in all, pay this one"
        yield _over(owner, "takes_earnings", told, hold.sessions)
        told = "guests of its private sessions pay another account"
        yield from _under(owner, "earnings_taken", told, hold.sessions)


def _by_access(owner: str, hold: Hold, uses: Uses) -> Iterator[Seen]:
    held = hold.access or hold.together
    if hold.wide:
        told = "own devices work {n} other accounts that earn"
        own = [first for (_, who), (first, _) in uses.edges.items() if who == owner]
        yield _over(owner, "operates_accounts", told, hold.access, own)
    elif hold.together and not hold.access:
        told = "shares devices with {n} whose guests pay this one"
        yield _over(owner, "operates_accounts", told, hold.together)
    if held:
        yield from _under(owner, "operated", "worked from a device of another account", held)


def _over(
    owner: str, sign: str, told: str, held: dict[str, list[Edge]], more: Sequence[Edge] = ()
) -> Seen:
    edges = [*(e for some in held.values() for e in some), *more]
    return seen(sign, "account", owner, told.format(n=len(held)), edges, {"performer": held})


def _under(owner: str, sign: str, told: str, held: dict[str, list[Edge]]) -> Iterator[Seen]:
    for account, edges in sorted(held.items()):
        others = len(held) - 1
        said = f"{told}, as of {others} others" if others else told
        yield seen(sign, "account", account, said, edges, {"controller": (owner,)}, anchor=owner)


SURVEY = Survey(SPEC, Params(), look)
