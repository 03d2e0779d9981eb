"""How what a finding quotes was sent, and which places it names."""

from datetime import UTC, datetime

import pytest

from bantay.engine.circumstances import with_circumstances
from bantay.kit.regions.sightings import DIALLED, NAMED
from bantay.kit.text.places import places
from bantay.model.events import Event, MediaShared, MessageSent
from bantay.model.evidence import Finding, Quote

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(id: str = "m1", text: str | None = "hello", **more: object) -> MessageSent:
    return MessageSent(id=id, time=NOON, account="ann", conversation="c", text=text, **more)  # type: ignore[arg-type]


def finding(*events: str, **more: object) -> Finding:
    quotes = tuple(Quote(id, "text", 0, 1) for id in events)
    return Finding(anchor="a", summary="s", quotes=quotes, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "ways"),
    [
        (said(), ("direct",)),
        (said(group="g"), ("group",)),
        (said(channel="live"), ("live",)),
        (said(channel="broadcast", group="g"), ("broadcast",)),
        (said(forwarded_from="bob"), ("direct", "forward")),
        (MediaShared(id="m1", time=NOON, media="p", account="ann", qr="x"), ("QR code",)),
        (MediaShared(id="m1", time=NOON, media="p", account="ann"), ()),
    ],
)
def test_means_of_transmission(event: Event, ways: tuple[str, ...]) -> None:
    assert with_circumstances(finding("m1"), [event]).transmission == ways


def test_only_what_is_quoted_counts() -> None:
    events = [said("m1", "in cebu"), said("m2", "in bangkok", group="g")]
    seen = with_circumstances(finding("m1"), events)
    assert seen.transmission == ("direct",)
    assert seen.places == (("Cebu, PH", NAMED),)


@pytest.mark.parametrize(
    ("contact", "where", "ways"),
    [
        ("phone:+447700900123", (("GB", DIALLED),), ("direct",)),
        ("phone:07700900123", (), ("direct",)),
        ("phone:+999", (), ("direct",)),
        ("url:example.com/ann", (), ("direct", "link")),
        (None, (), ("direct",)),
    ],
)
def test_what_a_contact_says(contact: str | None, where: object, ways: object) -> None:
    seen = with_circumstances(finding("m1", contact=contact), [said()])
    assert (seen.places, seen.transmission) == (where, ways)


def test_what_the_detector_said_stays() -> None:
    mine = finding("m1", places=(("JP", "an advert"),), transmission=("poster",))
    seen = with_circumstances(mine, [said(text=None)])
    assert seen.places == (("JP", "an advert"),)
    assert seen.transmission == ("direct", "poster")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("from Cebu City to Hong  Kong", ("Cebu, PH", "HK")),
        ("明天去曼谷，再回馬尼拉", ("Bangkok, TH", "Manila, PH")),
        ("uuwi ako ng Pinas", ("PH",)),
        ("the philippine peso", ()),
        ("comparison", ()),
    ],
)
def test_places_named(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named
