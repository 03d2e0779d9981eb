"""Two planes are two: what counts for a second plane, whom it may name, and hubs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bantay.kit import Seen
from bantay.model.events import Event, LiveEnded, LoginSeen, MessageSent, PaymentMade
from bantay.runtime.survey_cases import over
from bantay.surveys import cash_chains, control_networks, referral_rings

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
