"""The access plane beyond the cases: facts between keys, order, ordinary life, hubs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.state import dump
from bantay.kit import Domain
from bantay.kit.geography import apart, country_of, spot
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    Event,
    IdentityChecked,
    InstrumentLinked,
    LoginSeen,
    RelationDeclared,
)
from bantay.planes import access
from bantay.runtime.cases import BEGIN
from bantay.runtime.catalogue import catalogue
from tests.unit.planes.playing import Play

ALL = [detector for detector in catalogue() if detector.spec.plane == "access"]


def at(minutes: float, id: str) -> dict[str, Any]:
    """Id and time of an event."""
    return {"id": id, "time": BEGIN + timedelta(minutes=minutes)}


def login(minutes: float, account: str, device: str, action: Any = None, **more: Any) -> LoginSeen:
    """A login so many minutes after the beginning."""
    id = f"{account}{device}{action}{minutes}"
    return LoginSeen(**at(minutes, id), account=account, device=device, action=action, **more)


def detectors_of(play: Play) -> set[tuple[str, str]]:
    """Which detectors found something about whom."""
    return {(detector.partition(".")[2], id) for detector, _, id, _ in play.found}


def test_the_room_says_what_it_is() -> None:
    assert access.__doc__ and len(ALL) >= 10


# ------------------------------------------------------------------ one device, many performers


def studio(performers: int = 3, days: int = 3) -> list[Event]:
    """Performers who stream daily from the device of somebody who only looks in."""
    made: list[Event] = [login(5 + 1440 * d, "boss", "d") for d in range(days)]
    for day in range(days):
        for n in range(performers):
            made.append(login(60 + 1440 * day + 90 * n, f"p{n}", "d", "stream"))
    return sorted(made, key=lambda event: event.time)


def test_controller_and_performers_are_scored_apart() -> None:
    found = detectors_of(Play(ALL).show(studio()))
    performers = {("on_shared_device", f"p{n}") for n in range(3)}
    assert found == {("many_performers", "boss"), *performers}


def test_a_performer_with_a_contract_is_left_in_peace() -> None:
    contract = RelationDeclared(
        **at(0, "r"), account="p0", other="boss", kind="agency", contract=True
    )
    found = detectors_of(Play(ALL).show([contract, *studio()]))
    assert ("on_shared_device", "p0") not in found
    assert ("on_shared_device", "p1") in found


def test_a_crowded_device_silences_what_it_said_before() -> None:
    crowd: list[Event] = [login(4400 + n, f"guest{n}", "d") for n in range(12)]
    later: list[Event] = [login(4500 + n, f"p{n}", "d", "stream") for n in range(3)]
    play = Play(ALL).show([*studio(), *crowd, *later])
    assert not any(name == "on_shared_device" for name, _ in detectors_of(play))


def test_flatmates_a_cafe_and_a_school_are_left_in_peace() -> None:
    """One router or device, many people; some stream, most do not."""
    life: list[Event] = []
    for day in range(6):
        start = 1440 * day
        for n in range(4):  # flatmates on one tablet, one of whom streams from her own device
            life.append(login(start + n, f"flat{n}", "tablet", place="Leeds", country="GB"))
        life.append(login(start + 9, "flat0", "own", "stream", place="Leeds", country="GB"))
        for n in range(30):  # a cafe with two machines
            life.append(login(start + 20 + n, f"cafe{n}", f"pc{n % 2}", country="PH"))
        for n in range(30):  # a class on the school's tablet, one of whom shows something
            life.append(login(start + 60 + n, f"pupil{n}", "class", country="PH"))
        life.append(login(start + 99, "pupil3", "class", "stream", country="PH"))
    for n in range(12):
        life.append(
            AccountRegistered(
                **at(n, f"r{n}"), account=f"cafe{n}", device="pc0", display_name=f"{chr(97 + n)}lma"
            )
        )
    life.sort(key=lambda event: (event.time, event.id))
    assert Play(ALL).show(life).found == set()


# ------------------------------------------------------------------ back after a block


def blocked(minutes: float, account: str = "old") -> ActionTaken:
    """The operator blocks an account."""
    what = {"subject_kind": "account", "subject": account, "kind": "block_account"}
    return ActionTaken(**at(minutes, f"x{account}"), action=f"x{account}", **what)


def test_device_instrument_and_papers_of_a_blocked_account_are_known_again() -> None:
    def papers(minutes: float, account: str) -> IdentityChecked:
        shown = {"method": "document", "result": "passed", "document_hash": "h"}
        return IdentityChecked(**at(minutes, f"c{account}"), account=account, **shown)

    def card(minutes: float, account: str) -> InstrumentLinked:
        return InstrumentLinked(**at(minutes, f"i{account}"), account=account, instrument="i")

    def registered(minutes: float, account: str) -> AccountRegistered:
        return AccountRegistered(**at(minutes, f"r{account}"), account=account, device="d")

    before = [registered(0, "old"), card(1, "old"), papers(2, "old"), blocked(60)]
    after = [registered(3000, "new"), card(3001, "new"), papers(3002, "new")]
    found = detectors_of(Play(ALL).show([*before, *after]))
    assert found == {
        ("return_on_device", "new"),
        ("return_on_instrument", "new"),
        ("return_with_papers", "new"),
    }


# ------------------------------------------------------------------ order


ACCOUNTS, DEVICES = ["a", "b", "c", "d"], ["d1", "d2"]


@st.composite
def anything(draw: st.DrawFn) -> list[Event]:
    """Events of a few accounts within ten minutes, each with a time of its own."""
    made: list[Event] = []
    for n in range(draw(st.integers(1, 12))):
        when = at(n * 0.7, f"e{n:02}")
        account = draw(st.sampled_from(ACCOUNTS))
        device = draw(st.sampled_from(DEVICES))
        match draw(st.sampled_from("ssslprkix")):
            case "s":
                made.append(LoginSeen(**when, account=account, device=device, action="stream"))
            case "l":
                place = draw(st.sampled_from(["London", "Manila", "Lima"]))
                made.append(LoginSeen(**when, account=account, device=device, place=place))
            case "p":
                made.append(
                    LoginSeen(**when, account=account, device=device, action="payout_change")
                )
            case "r":
                made.append(
                    AccountRegistered(
                        **when, account=account, device=device, display_name=f"marina{n}"
                    )
                )
            case "k":
                made.append(
                    RelationDeclared(
                        **when, account=account, other="z", kind="agency", contract=True
                    )
                )
            case "i":
                made.append(
                    InstrumentLinked(**when, account=account, instrument="i", device=device)
                )
            case _:
                made.append(
                    ActionTaken(
                        **when,
                        action=f"x{n}",
                        subject_kind="account",
                        subject=account,
                        kind="block_account",
                    )
                )
    return made


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_order_within_the_lateness_finds_the_same(data: st.DataObject) -> None:
    events = data.draw(anything())
    shuffled = data.draw(st.permutations(events))
    assert Play(ALL).show(shuffled).found == Play(ALL).show(events).found


# ------------------------------------------------------------------ hubs


def test_a_hub_costs_a_bounded_window_however_many_come() -> None:
    """Fifty thousand logins of a cafe's device: no window or state grows with them."""
    looked: list[int] = []
    [many] = [d for d in ALL if d.spec.id == "access.many_performers"]

    def counted(window: Any, params: Any) -> Any:
        looked.append(len(window.events))
        return many.look(window, params)

    play = Play([replace(many, look=counted)])
    play.show(login(n, f"u{n % 20_000}", "hub", "stream" if n % 2 else None) for n in range(50_000))
    assert max(looked) <= many.spec.keeps and 49_900 < len(looked) <= 50_000
    assert play.found == set()
    assert len(dump(play.shelf.key(Domain.DEVICE, "hub"))) < 200_000


# ------------------------------------------------------------------ geography


def test_distances_are_lower_bounds() -> None:
    london, manila = spot("GB", "London"), spot("PH", "Manila")
    assert london and manila and 10_000 < apart(london, manila) < 11_000
    britain = spot("GB")
    assert britain and apart(london, britain) == 0
    assert apart(london, manila) == apart(manila, london)
    assert spot("XX") is None and spot(None) is None
    assert spot("PH", "London") == spot("PH")  # a city of that name elsewhere says nothing


def test_countries_of_places() -> None:
    assert country_of("Manila") == "PH" and country_of("a room, PH") == "PH"
    assert country_of("somewhere") is None and country_of(None) is None and country_of("") is None
