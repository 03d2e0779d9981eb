"""The operator's table of people and works, from the file to the finding."""

from pathlib import Path

import pytest

from bantay.engine.once import findings_of
from bantay.errors import InputError
from bantay.model.events import ProfileUpdated
from bantay.planes.profiles import claims_unlisted, cloned_person
from bantay.runtime.cases import BEGIN
from bantay.runtime.people_table import read_people_table, with_table

HEAD = "kind,name,year,people,complete\n"


def profile(name: str, bio: str) -> ProfileUpdated:
    return ProfileUpdated(id="p1", time=BEGIN, account="a", display_name=name, bio=bio)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(HEAD + "pageant,Miss Harbour,2018,Ann Reyes|Bea Cruz,yes\n", "utf-8")
    return path


def test_a_crown_that_others_wear_is_a_finding_and_ones_own_is_none(file: Path) -> None:
    (detector,) = with_table([claims_unlisted.DETECTOR], read_people_table(file))
    bio = "Crowned Miss Harbour 2018, new in town."
    (found,) = findings_of(detector, [profile("Vera Lim", bio)])
    assert "gives to others" in found.finding.summary
    assert findings_of(detector, [profile("Ann Reyes", bio)]) == []


def test_a_table_that_knows_all_of_a_kind_misses_two_claims(file: Path) -> None:
    bio = "Crowned Miss Winter 2019 and crowned Miss Autumn 2020."
    whole = read_people_table(file, covers=["pageant"])
    (detector,) = with_table([claims_unlisted.DETECTOR], whole)
    (found,) = findings_of(detector, [profile("Vera Lim", bio)])
    assert "2 successes" in found.finding.summary
    (partly,) = with_table([claims_unlisted.DETECTOR], read_people_table(file))
    assert findings_of(partly, [profile("Vera Lim", bio)]) == []


def test_detectors_without_a_table_are_left_as_they_are(file: Path) -> None:
    assert with_table([cloned_person.DETECTOR], read_people_table(file)) == (
        cloned_person.DETECTOR,
    )


def test_a_missing_column_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("kind,name\n", "utf-8")
    with pytest.raises(InputError, match="the column 'year' is missing; expected are kind, name"):
        read_people_table(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the table"):
        read_people_table(tmp_path / "none.csv")
