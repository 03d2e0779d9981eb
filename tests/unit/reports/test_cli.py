"""`bantay report` as a person types it, from a case to a receipt."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from bantay.adapters.store import open_store
from bantay.bench.report_cases import made
from bantay.cli.main import cli
from bantay.model.report import ReportCase

from .desk import settings, with_file
from .doubles import Double, receiver


class Home:
    """A folder with a store, settings and a case file; calls commands in it."""

    def __init__(self, folder: Path, double: Double, production: str = ""):
        self.folder = folder
        open_store(folder / "store", create=True).close()
        settings(folder, double.port, production)
        self.case(with_file())

    def case(self, case: ReportCase) -> None:
        (self.folder / "case.json").write_bytes(msgspec.json.encode(case))

    def __call__(self, *words: str, by: str = "Dana Reyes") -> Result:
        place = ["--store", str(self.folder / "store")]
        where = ["--settings", str(self.folder / "reports.toml"), "--by", by]
        return CliRunner().invoke(cli, ["report", *words, *place, *where])

    def drafted(self, format: str = "ncmec") -> tuple[str, str]:
        """The id and the digest that a draft shows."""
        said = self(
            "draft", "--case-file", str(self.folder / "case.json"), "--format", format
        ).stdout
        return said.split(":")[0], said.split("digest ")[1].split()[0]


def test_from_draft_to_receipt(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        id, digest = home.drafted()
        assert "In the way" not in home("show", id).stdout
        assert home("check", id).exit_code == 0
        assert home("send", id, by="Sam Okoye").exit_code == 2 and double.calls == []
        yes = home("approve", id, "--digest", digest, by="Sam Okoye")
        assert yes.exit_code == 0 and "has not been sent" in yes.stdout and double.calls == []
        sent = home("send", id, by="Sam Okoye")
        assert sent.exit_code == 0 and "sent, 4564654" in sent.stdout
        listed = home("status", "--format", "jsonl")
        assert json.loads(listed.stdout)["external"] == "4564654"
        steps = home("status", id, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(steps.stdout)))
        assert [row["status"] for row in rows] == ["done"] * 5
        assert home("retract", id, "--why", "late", by="Sam Okoye").exit_code == 2


def test_what_stands_in_the_way_is_told_at_its_field(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        home.case(structs.replace(with_file(), minor=False, hypothesis="scam"))
        said = home("draft", "--case-file", str(tmp_path / "case.json"), "--format", "ncmec")
        assert said.exit_code == 1 and "incidentSummary/incidentType" in said.stdout
        id = said.stdout.split(":")[0]
        listed = home("check", id, "--format", "jsonl")
        found = [json.loads(line) for line in listed.stdout.splitlines()]
        assert listed.exit_code == 1 and found[0]["final"]
        assert "whether a minor" in found[0]["source"]
        assert home("approve", id, "--digest", "0" * 16, by="Sam Okoye").exit_code == 2


def test_the_preview_is_one_page_that_loads_nothing(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        home.case(structs.replace(with_file(), summary="<script>alert(1)</script>"))
        id, digest = home.drafted()
        home("show", id, "--html", str(tmp_path / "p.html"), "--raw", str(tmp_path / "r.xml"))
        page = (tmp_path / "p.html").read_text()
        assert "<script" not in page and "&amp;lt;script" in page and digest in page
        assert "src=" not in page and "href=" not in page and "default-src 'none'" in page
        assert (tmp_path / "r.xml").read_bytes().startswith(b"<?xml")


def test_a_dead_letter_is_seen_and_goes_out_again_on_a_persons_word(tmp_path: Path) -> None:
    with receiver(submit=["4100"]) as double:
        home = Home(tmp_path, double)
        id, digest = home.drafted()
        home("approve", id, "--digest", digest, by="Sam Okoye")
        dead = home("send", id, by="Sam Okoye")
        assert dead.exit_code == 1 and "4100" in dead.stdout
        assert home("status").exit_code == 1
        assert home("send", id, by="Sam Okoye").exit_code == 2
        assert home("send", id, "--again", by="Sam Okoye").exit_code == 0
        assert home("status").exit_code == 0


def test_production_is_named_twice(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double, "production = true")
        id, digest = home.drafted()
        home("approve", id, "--digest", digest, by="Sam Okoye")
        once = home("send", id, by="Sam Okoye")
        assert once.exit_code == 2 and "--production tips" in once.stderr and double.calls == []
        assert home("send", id, "--production", "tips", by="Sam Okoye").exit_code == 0


@pytest.mark.parametrize("words", [["status"], ["show", "rp-1"], ["figures", "--year", "2026"]])
def test_a_moderator_sees_nothing(tmp_path: Path, words: list[str]) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        home.drafted()
        shut = home(*words, by="a moderator")
        assert shut.exit_code == 2 and shut.stdout == "" and "not among the people" in shut.stderr


def test_mistakes_get_a_sentence(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        for words, said in (
            (["draft", "--format", "ncmec"], "name one case"),
            (["draft", "--case-file", str(tmp_path / "secret"), "--to", "tips"], "not a case"),
            (["draft", "--case", "c-1", "--to", "nowhere"], "there are: tips"),
            (["draft", "--case", "c-1", "--format", "carrier pigeon"], "there is no format"),
            (["draft", "--case", "c-1", "--format", "stix"], "no destination takes stix"),
            (["show", "rp-zz"], "no report begins"),
            (["send"], "--due"),
        ):
            wrong = home(*words)
            assert wrong.exit_code == 2 and said in wrong.stderr, wrong.stderr
        path = tmp_path / "reports.toml"
        path.write_text(path.read_text().replace('format = "ncmec"', 'format = "nmcec"'))
        wrong = home("status")
        assert wrong.exit_code == 2 and "reports.toml:" in wrong.stderr
        assert "Traceback" not in wrong.stderr


def test_the_stores_own_settings_are_read_unless_some_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `bantay serve` does: so the demo's store is ready for `bantay report`."""
    monkeypatch.chdir(tmp_path)
    words = ["report", "status", "--by", "Dana Reyes", "--store", "store"]
    open_store(tmp_path / "store", create=True).close()
    none = CliRunner().invoke(cli, words)
    assert none.exit_code == 2 and "--settings" in none.stderr
    settings(tmp_path / "store", 9)
    assert CliRunner().invoke(cli, words).exit_code == 0
    (tmp_path / "reports.toml").write_text("oops")
    assert CliRunner().invoke(cli, words).exit_code == 2, "one that lies here goes first"


def test_what_waits_goes_on_when_it_is_due(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        id, digest = home.drafted("goaml")
        home("approve", id, "--digest", digest, by="Sam Okoye")
        waits = home("send", "--due", by="Sam Okoye")
        assert waits.exit_code == 0 and waits.stdout == ""
        handed = home("send", id, by="Sam Okoye")
        assert handed.exit_code == 1 and f"report status {id} --reference REF" in handed.stdout
        assert f"{tmp_path / 'out' / id}-" in handed.stdout, "it says where the file lies"
        [listed] = map(json.loads, home("status", "--format", "jsonl").stdout.splitlines())
        assert "hand it over" in listed["said"]
        noted = home("status", id, "--reference", "FIU-77", by="Sam Okoye")
        assert noted.exit_code == 0 and "FIU-77" in noted.stdout


def test_what_a_person_knows_besides_is_added(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        (tmp_path / "more.toml").write_text(
            'summary = "Told by a colleague."\n[[parties]]\naccount = "u-victim-0"\n'
            'role = "victim"\nschool = "Sample School"\n'
        )
        said = home(
            *("draft", "--case-file", str(tmp_path / "case.json"), "--format", "ncmec"),
            *("--add", str(tmp_path / "more.toml")),
        )
        text = home("show", said.stdout.split(":")[0]).stdout
        assert "Told by a colleague." in text and "<schoolName>Sample School<" in text
        (tmp_path / "more.toml").write_text('sumary = "x"\n')
        wrong = home(
            *("draft", "--case-file", str(tmp_path / "case.json"), "--format", "ncmec"),
            *("--add", str(tmp_path / "more.toml")),
        )
        assert wrong.exit_code == 2 and "summary" in wrong.stderr


def test_a_year_in_figures(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        shown = home("figures", "--year", "2026", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(shown.stdout)))
        assert {(row["of"], row["count"]) for row in rows} >= {("all", "0"), ("reversed", "0")}


def test_one_case_becomes_many_valid_reports(tmp_path: Path) -> None:
    with receiver() as double:
        home = Home(tmp_path, double)
        home.case(made(4, "maximum", "controller"))
        for format in ("ncmec", "goaml", "fincen", "dsa", "xarf", "htcds"):
            case = str(tmp_path / "case.json")
            said = home("draft", "--case-file", case, "--format", format)
            if format == "dsa":  # it waits: a report of suspicion was drafted just before
                assert said.exit_code == 1 and "restricts" in said.stdout
                continue
            assert said.exit_code == 0, said.stdout
