"""Two planes are two: what counts for a second plane, whom it may name, and hubs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bantay.kit import Seen
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    Event,
    GroupCreated,
    GroupJoined,
    LiveEnded,
    LoginSeen,
    MessageSent,
    PaymentMade,
)
from bantay.runtime.survey_cases import over
from bantay.surveys import cash_chains, control_networks, referral_rings, returning_groups

BEGIN = datetime(2026, 5, 4, tzinfo=UTC)


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def paid(hours: float, source: str | None, target: str | None, **more: Any) -> PaymentMade:
    more = {"kind": "transfer", "amount": "100", "currency": "USD", **more}
    id = f"p-{hours}-{source}-{target}"
    return PaymentMade(
        id=id, payment=id, time=at(hours), from_account=source, to_account=target, **more
    )


def wrote(hours: float, account: str, group: str = "g") -> MessageSent:
    id = f"m-{hours}-{account}"
    return MessageSent(id=id, time=at(hours), account=account, conversation="c", group=group)


def live(hours: float, host: str, guest: str) -> LiveEnded:
    id = f"l-{hours}-{host}-{guest}"
    more: dict[str, Any] = {"seconds": 600.0, "private": True}
    return LiveEnded(id=id, live=id, time=at(hours), host=host, guest=guest, **more)


def used(hours: float, account: str, device: str) -> LoginSeen:
    return LoginSeen(id=f"d-{hours}-{account}", time=at(hours), account=account, device=device)


def signs(seen: Iterable[Seen]) -> dict[tuple[str, str], str]:
    """By sign and subject, the summary."""
    return {
        (one.sign, one.finding.subject.id): one.finding.summary
        for one in seen
        if one.finding.subject
    }


def ring() -> list[Event]:
    """Three brokers who post once each, and three fees."""
    made: list[Event] = [wrote(n, who) for n, who in enumerate(("kim", "lou", "max"))]
    for day, (one, other) in enumerate((("kim", "lou"), ("lou", "max"), ("max", "kim")), 1):
        made.append(paid(24 * day, f"customer{day}", one))
        made.append(paid(24 * day + 5, one, other, amount="30"))
    return made


def test_a_group_is_a_rings_second_plane_only_while_it_is_theirs() -> None:
    own = signs(over(referral_rings.SURVEY, ring()))
    assert ("posters", "g") in own and ("posts_with_ring", "kim") in own
    crowd = [wrote(30 + n, f"member{n}") for n in range(4)]
    shared = signs(over(referral_rings.SURVEY, [*ring(), *crowd]))
    assert {sign for sign, _ in shared} == {"fees", "fee_trail"}


def came(hours: float, account: str, by: str | None = None) -> AccountRegistered:
    id = f"r-{account}"
    return AccountRegistered(id=id, time=at(hours), account=account, invited_by=by)


def house(opener: str, *brought: str) -> list[Event]:
    """A group somebody opened, and those who joined it on the invitation of `kim`."""
    made: list[Event] = [GroupCreated(id="g-new", time=at(-3), group="g", account=opener)]
    for one in brought:
        made.append(came(-5, one, "kim"))
        made.append(GroupJoined(id=f"j-{one}", time=at(-2), group="g", account=one))
    return made


def test_who_only_joined_is_not_named_and_who_writes_with_the_ring_is() -> None:
    joined = [*ring(), *house("kim", "lou", "max", "ned")]
    assert ("keeps_with_ring", "ned") not in signs(over(referral_rings.SURVEY, joined))
    said = signs(over(referral_rings.SURVEY, [*joined, wrote(4, "ned")]))
    assert ("keeps_with_ring", "ned") in said and ("brought_by_ring", "ned") in said
    assert ("fee_trail", "ned") not in said


def test_who_performs_for_pay_is_not_named_for_being_brought() -> None:
    events = [*ring(), *house("kim", "lou", "max", "ned"), wrote(4, "ned")]
    events.append(paid(50, None, "ned", kind="payout"))
    assert all(subject != "ned" for _, subject in signs(over(referral_rings.SURVEY, events)))


def test_a_place_of_work_that_somebody_else_opened_is_not_theirs() -> None:
    chatter = [wrote(30 + n, f"member{n}") for n in range(4)]
    events = [*ring(), *house("owner", "lou", "max", "ned"), wrote(4, "ned"), *chatter]
    said = {sign for sign, _ in signs(over(referral_rings.SURVEY, events))}
    assert said == {"fees", "fee_trail"}


def rented(day: int, pupil: str) -> list[Event]:
    """Three strangers pay a pupil, who hands most of it on to `kai` in two parts."""
    made: list[Event] = [paid(24 * day + n, f"stranger{n}", pupil) for n in (1, 2, 3)]
    return [*made, *(paid(24 * day + n, pupil, "kai", amount="140") for n in (8, 9))]


def test_recruits_who_pay_whoever_invited_them_are_not_called_rented() -> None:
    events = [*rented(1, "pip"), *rented(2, "quin"), *rented(3, "rob")]
    assert ("hands_on", "pip") in signs(over(cash_chains.SURVEY, events))
    said = signs(over(cash_chains.SURVEY, [came(-1, "pip", "kai"), *events]))
    assert ("fed_by_several", "kai") in said and ("hands_on", "quin") in said
    assert ("hands_on", "pip") not in said


def returned(opener_came: float, *back: str) -> list[Event]:
    """A group of four is blocked on the second day; a new one is opened on the third."""
    made: list[Event] = [GroupCreated(id="g1", time=at(0), group="g1", account="boss")]
    made += [
        GroupJoined(id=f"j1-{one}", time=at(1), group="g1", account=one)
        for one in ("ana", "bea", "cat")
    ]
    more: dict[str, Any] = {"subject_kind": "group", "subject": "g1", "kind": "block_group"}
    made.append(ActionTaken(id="x", time=at(24), action="x", **more))
    made.append(came(opener_came, "newt"))
    made.append(GroupCreated(id="g2", time=at(49), group="g2", account="newt"))
    made += [GroupJoined(id=f"j2-{one}", time=at(50), group="g2", account=one) for one in back]
    return made


def test_a_few_who_come_back_are_one_thing_and_who_opened_the_group_another() -> None:
    said = signs(over(returning_groups.SURVEY, returned(48, "ana", "bea")))
    assert {sign for sign, _ in said} == {"few_back", "new_opener"}
    assert {subject for _, subject in said} == {"g2", "newt"}
    old = signs(over(returning_groups.SURVEY, returned(0, "ana", "bea")))
    assert {sign for sign, _ in old} == {"few_back"}
    assert not over(returning_groups.SURVEY, returned(48, "ana"))


SOLD: list[Event] = [
    used(0, "elder", "d1"),
    used(1, "young", "d1"),
    *(paid(24 * n, f"guest{n % 2}", "elder") for n in range(1, 5)),
    *(live(24 * n + 1, "young", f"guest{n % 2}") for n in range(1, 5)),
]


def test_who_is_paid_beside_the_sessions_and_who_is_live_are_apart() -> None:
    seen = over(control_networks.SURVEY, SOLD)
    said = signs(seen)
    assert {key for key in said if key[1] == "elder"} == {
        ("takes_earnings", "elder"),
        ("operates_accounts", "elder"),
    }
    assert {key for key in said if key[1] == "young"} == {
        ("earnings_taken", "young"),
        ("operated", "young"),
    }
    planes = {control_networks.SPEC.sign(one.sign).plane for one in seen}
    assert planes == {"money", "access"}


def test_without_a_shared_device_there_is_one_plane() -> None:
    apart = [one for one in SOLD if not isinstance(one, LoginSeen)] + [used(0, "elder", "d1")]
    assert {sign for sign, _ in signs(over(control_networks.SURVEY, apart))} == {
        "takes_earnings",
        "earnings_taken",
    }


def test_whose_own_sessions_are_paid_to_a_third_is_no_controller() -> None:
    """Young's guests pay elder, elder's guests pay boss: elder is possibly held herself."""
    up: list[Event] = [
        *(paid(24 * n + 8, f"other{n % 2}", "boss") for n in range(1, 5)),
        *(live(24 * n + 9, "elder", f"other{n % 2}") for n in range(1, 5)),
    ]
    said = signs(over(control_networks.SURVEY, [*SOLD, *up]))
    assert ("takes_earnings", "boss") in said and ("earnings_taken", "elder") in said
    assert ("takes_earnings", "elder") not in said


@pytest.mark.parametrize("payments", [500, 501])
def test_a_guest_who_pays_hundreds_is_a_desk(payments: int) -> None:
    desk: list[Event] = [paid(30 + n / 100, "guest0", f"shop{n}") for n in range(payments - 2)]
    said = signs(over(control_networks.SURVEY, [*SOLD, *desk]))
    assert (("takes_earnings", "elder") in said) == (payments == 500)


def chain(feeds: int) -> list[Event]:
    """One gathers from three and sends one sum after the other to a helper who draws each."""
    made: list[Event] = [paid(n, f"payer{n}", "gatherer") for n in range(3)]
    for n in range(feeds):
        made.append(paid(10 + n, "gatherer", "helper", amount="50"))
        made.append(paid(10.5 + n, "helper", None, amount="49", kind="withdrawal"))
    return made


@pytest.mark.parametrize(("feeds", "seen"), [(1, True), (200, True), (201, False)])
def test_a_helper_is_a_person_and_no_desk(feeds: int, seen: bool) -> None:
    said = signs(over(cash_chains.SURVEY, chain(feeds)))
    assert (("out_at_once", "helper") in said) == seen
    assert (("fed_by_one", "helper") in said) == seen
    if seen:
        assert said["out_at_once", "helper"].startswith(f"{feeds} times")
