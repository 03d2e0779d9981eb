"""`bantay demo`: the story from beginning to end, honest about what was missed."""

import re
from pathlib import Path

import pytest

from .conftest import Call


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    from click.testing import CliRunner

    from bantay.cli.main import cli

    keep = tmp_path_factory.mktemp("demo") / "kept"
    result = CliRunner().invoke(cli, ["demo", "--no-serve", "--keep", str(keep)])
    assert result.exit_code == 0, result.stderr
    return keep, result.stdout


def test_it_tells_the_story_in_order(told: tuple[Path, str]) -> None:
    heads = [
        "world     Ilaw, an invented live-chat platform",
        "4 broken lines set aside",
        "A possible boss\n  rey ",
        "  aya, bea, cora",
        "A possibly invented star, claim by claim\n  angelique ",
        "  one cluster",
        "Other alarms",
        "What the default policy would do, in shadow: nothing was done",
        "What people would work on: alarms joined into cases",
        "Left in peace: ordinary conduct that looks alike",
        "Missed, and why",
        "next      bantay explain",
    ]
    places = [told[1].find(head) for head in heads]
    assert -1 not in places and places == sorted(places), dict(zip(heads, places, strict=True))


def test_the_boss_is_named_on_two_planes_and_the_money_followed(told: tuple[Path, str]) -> None:
    boss = told[1].split("A possible boss\n")[1].split("\n\n")[0]
    assert re.search(r"^    access ", boss, re.M) and re.search(r"^    money ", boss, re.M)
    assert re.search(
        r"paid out to aya, bea, cora on i-rey,\n +[\d.]+ \(80 %\) went on to rey", boss
    )
    assert "possible victims, with alarms of their own" in boss


def test_the_star_is_explained_claim_by_claim_with_her_twins(told: tuple[Path, str]) -> None:
    star = told[1].split("claim by claim\n")[1].split("\n\n")[0]
    assert "a success dated at the age of" in star
    assert "angelique, mirabelle, seraphine share one text" in star
    assert "first shown by celine" in star


def test_agency_actress_family_and_cafe_are_named_as_left_in_peace(told: tuple[Path, str]) -> None:
    peace = told[1].split("that looks alike\n")[1].split("\n\n")[0]
    assert {line.split()[0] for line in peace.splitlines()} >= {
        "lakeview",
        "odile",
        "ben",
        "cafe-luna",
    }


def test_no_shadow_decision_would_fine_or_close_a_possible_victim(told: tuple[Path, str]) -> None:
    shadow = told[1].split("in shadow: nothing was done\n")[1].split("\n\n")[0]
    deeds = [line for line in shadow.splitlines() if re.search(r"\b(aya|bea|cora)\b", line)]
    assert deeds and all("a person would look" in line for line in deeds)


def test_nothing_that_should_be_seen_is_missed(told: tuple[Path, str]) -> None:
    assert "Missed, though it should be seen" not in told[1]


def test_quotes_are_lit_and_everything_says_possible(tmp_path: Path, call: Call) -> None:
    shown = call("demo", "--all", "--no-serve", "--keep", str(tmp_path / "kept")).stdout
    assert re.search(r"«[^»]+»", shown)
    table = shown.split("All alarms\n")[1].split("\n\n")[0].splitlines()
    assert all(" possible " in row for row in table[1:] if row.startswith("a-"))


def test_the_kept_store_answers_what_it_says_to_type_next(
    told: tuple[Path, str], call: Call
) -> None:
    keep, shown = told
    steps = re.findall(rf"bantay (\w+ (?:a-[\w-]+ )?--store {re.escape(str(keep))})", shown)
    assert [step.split()[0] for step in steps[1:]] == [
        "explain",
        "cases",
        "alarms",
        "regions",
        "decisions",
        "quarantine",
    ]
    for step in steps:
        assert call(*step.split()).exit_code == 0, step


def drawn(told: tuple[Path, str], call: Call, who: str) -> str:
    """The pictures of the alarm that the demo names for somebody."""
    found = re.search(rf"^  {who} .*: (a-[\w-]+)$", told[1], re.M)
    assert found, who
    result = call("explain", found[1], "--format", "svg", "--store", str(told[0]))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_the_boss_is_drawn_with_card_device_and_shares(told: tuple[Path, str], call: Call) -> None:
    picture = drawn(told, call, "rey")
    assert "keeps 20%" in picture, "what leaves the card is drawn from the card, once"
    assert "rey – i-rey (money)" in picture
    for performer in ("aya", "bea", "cora"):
        assert f"{performer} – d-rey (access)" in picture
        assert f"{performer} – i-rey (money)" in picture
    assert "sessions (3)" in picture and "other events" not in picture


def test_the_star_is_drawn_with_her_twins_and_no_word_of_theirs(
    told: tuple[Path, str], call: Call
) -> None:
    picture = drawn(told, call, "angelique")
    for persona in ("angelique", "mirabelle", "seraphine"):
        assert f"{persona} – one description (profiles)" in picture
    assert "celine – one picture (media)" in picture
    assert "Third Lantern" not in picture


def test_without_a_console_it_says_so_in_one_line(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantay.cli import demo_console
    from bantay.cli.demo import _next

    assert _next(Path("d"), [], no_serve=False).startswith("console   bantay serve --store d\n")
    assert "console" not in _next(Path("d"), [], no_serve=True)
    monkeypatch.setattr(demo_console, "find_spec", lambda name: None)
    assert _next(Path("d"), [], no_serve=False).startswith("console   needs more: pip install")
    assert not demo_console.wanted(no_serve=False)


def test_only_a_demos_own_directory_is_replaced(tmp_path: Path, call: Call) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    result = call("demo", "--keep", "mine")
    assert result.exit_code == 2 and "is not an earlier demo's" in result.stderr
    assert (mine / "letter.txt").read_text() == "dear"


def test_its_links_open_at_the_case_of_the_possible_boss(told: tuple[Path, str]) -> None:
    from bantay.cli import demo_console
    from bantay.cli.rooms import opened
    from bantay.model.casework import Viewer
    from bantay.runtime.cases_desk import desk_of

    with opened(told[0]) as place:
        case = demo_console.first_case(place)
        assert case is not None
        viewer = Viewer(who="a test", role="lead", purpose="a test")
        page = desk_of(place).case(case, viewer)
        ana, ada = demo_console._links(place.access, 8700, case)
    assert "rey" in {alarm.subject.id for alarm in page.alarms}
    assert f"&case={case}" in ana and "&case=" not in ada


def test_its_reports_go_to_a_folder_of_its_own(told: tuple[Path, str]) -> None:
    from bantay.runtime.report_settings import read_settings

    room = read_settings(told[0] / "reports.toml")
    assert room.said.people.approvers == ["ana"]
    for target in room.said.destination:
        plug = room.destination(target)
        assert (plug.host, plug.production) == ("", False)
