"""What cases cannot say: the protected list, the keys under which profiles meet."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bantay.engine.once import findings_of
from bantay.engine.route import keys_of
from bantay.kit.shown import skeleton
from bantay.model.events import AccountRegistered, ListingPublished, LoginSeen, ProfileUpdated
from bantay.model.evidence import Subject
from bantay.model.keys import Domain
from bantay.planes.profiles import claims_unlisted, cloned_person, templated_text
from bantay.runtime.cases import BEGIN

BIO = "Hi, I am Ann, 22, from Cebu. I like slow walks by the sea and small gifts, write to me."


def profile(id: str, account: str, **fields: Any) -> ProfileUpdated:
    after = timedelta(hours=int(id.strip("p") or 0))
    return ProfileUpdated(id=id, time=BEGIN + after, account=account, **fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nora Fenton", "FENTON, nora"),
        ("Nora Fenton", "Nоra Fentοn"),
        ("María Reyes", "Maria Reyes"),
        ("周美玲", "周 美玲"),
    ],
)
def test_names_that_the_eye_takes_for_one(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


@pytest.mark.parametrize("name", ["Nora", "", "  ", "!!", "\u200b"])
def test_one_given_name_is_no_name_to_look_up(name: str) -> None:
    assert skeleton(name) == ""


def test_a_protected_name_is_its_own_account_only() -> None:
    params = replace(cloned_person.Params(), protected=(("Nora Fenton", "star"),))
    detector = replace(cloned_person.DETECTOR, params=params)
    (found,) = findings_of(detector, [profile("p1", "b", display_name="Nоra Fenton")])
    assert found.subject == Subject("account", "b")
    assert findings_of(detector, [profile("p1", "star", display_name="Nora Fenton")]) == []
    assert findings_of(detector, [profile("p1", "b", display_name="Vera Lim")]) == []


def test_near_copies_meet_under_a_key_and_strangers_do_not() -> None:
    def keys(bio: str) -> set[str]:
        return set(keys_of(profile("p1", "a", bio=bio), Domain.SKETCH))

    other = BIO.replace("Ann", "Bea").replace("22", "24").replace("Cebu", "Davao")
    assert keys(BIO) & keys(other)
    assert not keys(BIO) & keys("Night nurse, one son, no time for games, talk to me of bread.")
    assert keys("hello") == set()


def test_contacts_meet_however_they_are_written() -> None:
    shown = profile("p1", "a", bio="my phone: 07700-900-143")
    given = AccountRegistered(id="r", time=BEGIN, account="b", phone="07700 900143")
    listed = ListingPublished(
        id="l", time=BEGIN, account="c", listing="e", title="text ０７７００ ９００１４３"
    )
    one, other, third = (set(keys_of(e, Domain.CONTACT)) for e in (shown, given, listed))
    assert one == third and one
    assert one & other


def test_a_login_has_neither() -> None:
    login = LoginSeen(id="l", time=BEGIN, account="a", device="d", country="PH")
    assert not {*keys_of(login, Domain.SKETCH), *keys_of(login, Domain.CONTACT)}


def test_a_bought_listing_is_a_subject_of_its_own() -> None:
    text = "Starred in Harbour Lights, won the Golden Sail Award, crowned Miss Harbour 2021."
    event = ListingPublished(
        id="l", time=BEGIN, account="a", listing="e1", title="Nora", text=text, paid=True
    )
    found = {one.subject for one in findings_of(claims_unlisted.DETECTOR, [event])}
    assert found == {Subject("account", "a"), Subject("listing", "e1")}


def test_a_group_of_copies_ends_when_one_is_rewritten() -> None:
    names = ("Ann", "Bea", "Cora")
    shown = [
        profile(f"p{n}", name, display_name=name, bio=BIO.replace("Ann", name))
        for n, name in enumerate(names)
    ]
    assert {f.subject.id for f in findings_of(templated_text.DETECTOR, shown)} == set(names)
