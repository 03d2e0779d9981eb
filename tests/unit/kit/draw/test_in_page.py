"""Money and places for a page: named marks, no style of their own, as wide as asked for."""

from xml.etree import ElementTree

from bantay.kit.draw.live import bare
from bantay.kit.draw.regions import region_tiles
from bantay.kit.draw.sankey import Flow, flows_in_page, sankey, shares

PAID = [Flow("platform", "aya", 80.0), Flow("aya", "card", 80.0), Flow("card", "rey", 60.0)]


def names(picture: str) -> list[str]:
    """What a screen reader says of each focusable mark."""
    root = ElementTree.fromstring(picture)
    return [one.attrib["aria-label"] for one in root.iter() if one.attrib.get("tabindex") == "0"]


def test_each_flow_and_each_name_can_be_reached() -> None:
    said = names(flows_in_page("x", "Money", "USD", "rey", PAID, 500))
    assert "card to rey: 60.00 USD" in said
    assert any(one.startswith("card: 80.00 USD came, 60.00 went") for one in said)
    assert len(said) == len(PAID) + 4


def test_the_twin_says_who_keeps_which_share() -> None:
    told = {name: keeps for name, _, _, keeps in shares(PAID)}
    assert told == {"platform": None, "aya": 0.0, "card": 0.25, "rey": None}


def test_the_width_is_what_was_asked_for() -> None:
    for width in (360, 900):
        root = ElementTree.fromstring(flows_in_page("x", "Money", "USD", "rey", PAID, width))
        assert root.attrib["width"] == str(width)
        across = [float(one.attrib["x"]) for one in root.iter() if "x" in one.attrib]
        assert min(across) >= 0 and max(across) <= width


def test_a_bare_picture_has_no_style_and_is_otherwise_the_same() -> None:
    whole = sankey("x", "Money", "USD", "rey", PAID)
    assert "<style>" in whole and "<style>" not in bare(whole)
    assert bare(whole).count("<rect") == whole.count("<rect")


def test_places_are_tiles_with_names_and_the_others_stay_silent() -> None:
    picture = region_tiles("x", "Places", {"PH": (4, "4 alarms, by payment")}, 600)
    assert names(picture) == ["Philippines: 4 alarms, by payment"]
    assert picture.count("<rect") > 150
