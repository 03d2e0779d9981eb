"""Lanes of time: counts, gaps that say so, and a name for every bar."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from bantay.kit.draw.lanes import Gap, Moment, lanes

START = datetime(2026, 3, 1, tzinfo=UTC)


def moment(day: float, lane: str, told: str = "gift of 5.00 USD") -> Moment:
    """Something on a day of March."""
    return Moment(START + timedelta(days=day), lane, told, f"e-{day}")


def names(picture: str) -> list[str]:
    """What a screen reader says of each focusable mark."""
    root = ElementTree.fromstring(picture)
    return [one.attrib["aria-label"] for one in root.iter() if one.attrib.get("tabindex") == "0"]


def test_each_bar_is_named_and_bars_close_in_time_are_one() -> None:
    some = [moment(1, "money"), moment(1.01, "money"), moment(20, "access", "login")]
    said = names(lanes("x", "When", some, ["money", "access"], (), 600))
    assert said == ["2 in money, 02 Mar 00:00 to 02 Mar 00:14", "21 Mar 00:00: login"]


def test_a_stretch_without_data_says_so_and_is_never_calm() -> None:
    some = [moment(0, "money"), moment(28, "money")]
    gap = Gap("money", START + timedelta(days=5), START + timedelta(days=15))
    picture = lanes("x", "When", some, ["money"], [gap], 700)
    assert "money: no data from 06 Mar 00:00 to 16 Mar 00:00" in names(picture)
    assert ">no data<" in picture
    assert "part of the time without data" in picture
    assert "no data" not in lanes("x", "When", some, ["money"], (), 700)


def test_a_lane_without_evidence_is_there_and_says_that() -> None:
    picture = lanes("x", "When", [moment(0, "money")], ["messages", "money"], (), 600)
    assert "messages: nothing in the evidence" in picture


def test_nothing_gives_no_picture() -> None:
    assert lanes("x", "When", [], ["money"]) == ""
