"""What stands: from a store, from orders, until their inverse."""

import pytest
from msgspec import structs

from bantay.model.clock import moment
from bantay.model.decision import Decision, Order
from bantay.model.evidence import Subject
from bantay.runtime.standing import ON_ACCOUNT, ON_GROUP, Standing
from tests.unit.deciding.toys import START

ANN, HALL = Subject("account", "ann"), Subject("group", "hall")


def order(kind: str = "restrict_contact", target: Subject = ANN, decision: str = "d-1") -> Order:
    """An order."""
    return Order(
        order=f"{decision}.{kind}",
        decision=decision,
        kind=kind,  # type: ignore[arg-type]
        target=target,
        time=moment(START),
        automatic=True,
    )


def decision(status: str = "open", *actions: str) -> Decision:
    """A decision about ann."""
    at = moment(START)
    return Decision(
        decision="d-1",
        rule="r",
        step="friction",
        actions=tuple(actions),  # type: ignore[arg-type]
        in_force=tuple(actions),  # type: ignore[arg-type]
        subject=ANN,
        target=ANN,
        alarm="a-1",
        time=at,
        until=at,
        status=status,  # type: ignore[arg-type]
        automatic=True,
        reasons=("r",),
        ground="g",
    )


@pytest.mark.parametrize("act", ["speak", "invite", "join", "enter", "found", "look"])
@pytest.mark.parametrize("kind", ["restrict_contact", "block_account", "warn", "fine"])
def test_an_action_stops_what_it_says_and_nothing_else(kind: str, act: str) -> None:
    standing = Standing()
    standing.obey([order(kind)])
    assert standing.stops(act, "ann", "hall") == (kind in ON_ACCOUNT.get(act, ()))
    assert not standing.stops(act, "ben", "hall")


def test_who_is_restricted_reads_and_leaves_and_comes() -> None:
    standing = Standing()
    standing.obey([order()])
    assert [act for act in ON_ACCOUNT if standing.stops(act, "ann", None)] == ["speak", "invite"]


@pytest.mark.parametrize("act", ["speak", "invite", "join", "enter", "found", "look"])
def test_a_blocked_room_is_blocked_for_everybody(act: str) -> None:
    standing = Standing()
    standing.obey([order("block_group", HALL)])
    assert standing.stops(act, "ben", "hall") == (act in ON_GROUP)
    assert not standing.stops(act, "ben", "other") and not standing.stops(act, "ben", None)


def test_the_inverse_frees() -> None:
    standing = Standing()
    standing.obey([order(), order("block_account", decision="d-2")])
    back = structs.replace(order(), order="d-1.restrict_contact.back", reverses="d-1.x")
    standing.obey([back])
    assert standing.stops("speak", "ann", None)  # the other decision still does
    standing.obey([structs.replace(back, kind="block_account")])
    assert not standing.stops("speak", "ann", None)


@pytest.mark.parametrize(
    ("status", "stops"), [("open", True), ("ended", False), ("shadow", False), ("waiting", False)]
)
def test_only_what_is_open_stands(status: str, stops: bool) -> None:
    standing = Standing()
    standing.load([decision(status, "restrict_contact", "strike")])
    assert standing.stops("speak", "ann", None) is stops


def test_loading_forgets_what_ended() -> None:
    standing = Standing()
    standing.load([decision("open", "block_account")])
    standing.load([])
    assert not standing.stops("join", "ann", None)
