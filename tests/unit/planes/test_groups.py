"""The groups plane beyond the cases: facts between keys, order, ordinary life, hubs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.state import dump
from bantay.kit import Domain
from bantay.kit.lexicon import lexicon
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    Event,
    GroupCreated,
    GroupJoined,
    PaymentMade,
)
from bantay.planes import groups
from bantay.runtime.cases import BEGIN
from bantay.runtime.catalogue import catalogue
from tests.unit.planes.playing import Play

ALL = [detector for detector in catalogue() if detector.spec.plane == "groups"]
BY_GROUP_OR_TREE = [
    d for d in ALL if d.spec.name in ("founds_again", "invite_tree", "reborn", "referral_trail")
]


def at(minutes: float, id: str) -> dict[str, Any]:
    """Id and time of an event."""
    return {"id": id, "time": BEGIN + timedelta(minutes=minutes)}


def joined(minutes: float, group: str, account: str, by: str | None = None) -> GroupJoined:
    """Somebody joins a group."""
    id = f"j{group}{account}{minutes}"
    return GroupJoined(**at(minutes, id), group=group, account=account, invited_by=by)


def created(minutes: float, group: str, account: str) -> GroupCreated:
    """Somebody opens a group."""
    return GroupCreated(**at(minutes, f"c{group}"), group=group, account=account)


def closed(minutes: float, group: str) -> ActionTaken:
    """The operator blocks a group."""
    what = {"subject_kind": "group", "subject": group, "kind": "block_group"}
    return ActionTaken(**at(minutes, f"x{group}"), action=f"x{group}", **what)


def paid(minutes: float, payer: str, payee: str, amount: str = "10") -> PaymentMade:
    """A transfer between two accounts."""
    id = f"p{payer}{payee}{minutes}"
    money = {"payment": id, "kind": "transfer", "amount": amount, "currency": "PHP"}
    return PaymentMade(**at(minutes, id), from_account=payer, to_account=payee, **money)


def registered(minutes: float, account: str, by: str) -> AccountRegistered:
    """Somebody comes by invitation."""
    return AccountRegistered(**at(minutes, f"r{account}"), account=account, invited_by=by)


def found(play: Play) -> set[tuple[str, str, str]]:
    """Which detectors found something about what."""
    return {(detector.partition(".")[2], kind, id) for detector, kind, id, _ in play.found}


def test_the_room_says_what_it_is() -> None:
    assert groups.__doc__ and len(ALL) >= 7


def test_every_word_list_speaks_three_languages() -> None:
    for name in ("advertised", "in_private", "introduction"):
        assert lexicon("groups", name).languages() >= {"en", "fil", "zh"}
        assert lexicon("groups", name).screen == (name == "introduction")


# ------------------------------------------------------------------ a group comes back


def rebirth(back: int, fresh: int = 0) -> list[Event]:
    """A group of eight is blocked; so many of them, and so many others, join a new one."""
    made: list[Event] = [created(0, "old", "owner")]
    made += [joined(1 + n, "old", f"m{n}") for n in range(8)]
    made += [closed(60, "old"), created(3000, "new", "again")]
    made += [joined(3001 + n, "new", f"m{n}") for n in range(back)]
    made += [joined(3101 + n, "new", f"f{n}") for n in range(fresh)]
    return made


def test_a_group_and_whoever_opened_it_are_known_again() -> None:
    play = Play(ALL).show(rebirth(back=5))
    assert found(play) == {("reborn", "group", "new"), ("reborn", "account", "again")}


def test_few_among_many_are_no_return() -> None:
    assert found(Play(ALL).show(rebirth(back=3))) == set()
    assert found(Play(ALL).show(rebirth(back=4, fresh=4))) >= {("reborn", "group", "new")}
    assert found(Play(ALL).show(rebirth(back=4, fresh=5))) == set()


# ------------------------------------------------------------------ a tree


def tree() -> list[Event]:
    """A root, two recruits, two recruits of theirs; money goes up a level at a time."""
    made: list[Event] = [registered(0, "a", "root"), registered(1, "b", "root")]
    made += [registered(2, "c", "a"), registered(3, "d", "b")]
    made += [paid(10, "c", "a"), paid(11, "d", "b"), paid(12, "a", "root"), paid(13, "b", "root")]
    return made


def test_the_top_of_a_tree_is_found_and_nobody_else() -> None:
    assert found(Play(ALL).show(tree())) == {("invite_tree", "account", "root")}


def test_clubs_treasurers_and_families_are_left_in_peace() -> None:
    life: list[Event] = []
    for n in range(20):  # a club: all are invited by the treasurer and pay the fee each week
        life.append(registered(n, f"m{n}", "treasurer"))
        life.append(joined(30 + n, "club", f"m{n}", "treasurer"))
        life += [paid(100 + n + 10_080 * week, f"m{n}", "treasurer", "5") for week in range(4)]
    life += [paid(9_000 + 10_080 * week, "treasurer", "shop", "70") for week in range(4)]
    for n in range(8):  # a family sends money home, every fortnight, all of it for one household
        life.append(paid(400 + 20_160 * (n // 2) + n % 2, f"abroad{n % 2}", "mother", "200"))
        life.append(paid(900 + 20_160 * (n // 2) + n % 2, "mother", "school", "150"))
    life.sort(key=lambda event: (event.time, event.id))
    assert Play(ALL).show(life).found == set()


# ------------------------------------------------------------------ order


@st.composite
def anything(draw: st.DrawFn) -> list[Event]:
    """Events of a few accounts and groups within ten minutes, each with a time of its own."""
    made: list[Event] = []
    accounts = st.sampled_from(["a", "b", "c", "d", "e"])
    for n in range(draw(st.integers(1, 14))):
        when, one, other = n * 0.6, draw(accounts), draw(accounts)
        match draw(st.sampled_from("jjjrrpppc")):
            case "j":
                group = draw(st.sampled_from(["g", "h"]))
                made.append(joined(when, group, one, other))
            case "r":
                made.append(registered(when, one, other))
            case "p":
                made.append(paid(when, one, other, draw(st.sampled_from(["10", "100"]))))
            case _:
                made.append(created(when, draw(st.sampled_from(["g", "h"])), one))
    return list({event.id: event for event in made}.values())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_within_the_lateness_finds_the_same(data: st.DataObject) -> None:
    low = [
        replace(d, params=replace(d.params, members=1)) if d.spec.name == "reborn" else d
        for d in BY_GROUP_OR_TREE
    ]
    before = [joined(-90, "old", "a"), joined(-89, "old", "b"), closed(-60, "old")]
    events = data.draw(anything())
    shuffled = data.draw(st.permutations(events))
    assert Play(low).show([*before, *shuffled]).found == Play(low).show([*before, *events]).found


# ------------------------------------------------------------------ hubs


def test_a_hub_stays_bounded() -> None:
    """A group everybody joins, an account that invited and is paid by all: windows do not grow."""
    widest: dict[str, int] = {}

    def watched(detector: Any) -> Any:
        def look(window: Any, params: Any) -> Any:
            name = detector.spec.name
            widest[name] = max(widest.get(name, 0), len(window.events))
            return detector.look(window, params)

        return replace(detector, look=look)

    play = Play([watched(d) for d in BY_GROUP_OR_TREE])
    play.show(joined(n, "hub", f"u{n}", "desk") for n in range(5_000))
    play.show(paid(5_000 + n, f"u{n}", "desk") for n in range(2_000))
    assert all(widest.get(d.spec.name, 0) <= d.spec.keeps for d in BY_GROUP_OR_TREE)
    assert play.found == set()
    reborn = Play([watched(d) for d in ALL if d.spec.name == "reborn"])
    reborn.show(joined(n, "hub", f"u{n}") for n in range(50_000))
    assert len(dump(reborn.shelf.key(Domain.GROUP, "hub"))) < 200_000
    for domain, key in ((Domain.GROUP, "hub"), (Domain.INVITER, "desk")):
        assert len(dump(play.shelf.key(domain, key))) < 200_000
