"""The settings file: tests are the default, mistakes have a place, the guide's example works."""

import re
from pathlib import Path

import pytest

from _house import ROOT
from bantay.adapters.reporting import dsa, folder, ncmec, wire
from bantay.adapters.reporting.post import Post
from bantay.errors import ConfigError
from bantay.model.report import Shown
from bantay.model.reporting import Attachment
from bantay.reports import guards
from bantay.reports.goaml_profile import read_profile
from bantay.runtime.report_settings import MediaFolder, Room, read_settings

HEAD = '[filer]\norganisation = "Example Chat"\ndomain = "example.com"\n'


def room(folder: Path, text: str) -> Room:
    """The settings of a text."""
    path = folder / "reports.toml"
    path.write_text(HEAD + text)
    return read_settings(path)


def target(format: str, **more: str) -> str:
    """One destination."""
    lines = [f'{name} = "{value}"' for name, value in more.items()]
    return "\n".join(["[[destination]]", 'name = "it"', f'format = "{format}"', *lines, ""])


@pytest.mark.parametrize(
    ("format", "host"),
    [
        ("ncmec", "exttest.cybertip.org"),
        ("dsa", "sandbox.transparency.dsa.ec.europa.eu"),
    ],
)
def test_without_an_address_it_is_the_test_endpoint(tmp_path: Path, format: str, host: str) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    found = room(tmp_path, target(format, user="u", secret_file="key"))
    plug = found.destination(found.target("it"))
    assert plug.host == host and not plug.production and host not in guards.LIVE_HOSTS


def test_tests_go_before_production(tmp_path: Path) -> None:
    live = target("ncmec", url="https://report.cybertip.org/ispws").replace("it", "live")
    found = room(tmp_path, f"{live}production = true\n{target('ncmec')}")
    assert found.first("ncmec").name == "it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (target("ncmec"), "needs a user"),
        (target("ncmec", user="u"), "needs a secret_file"),
        (target("ncmec", user="u", secret_file="none"), "cannot read the secret"),
        (target("ncmec", user="u", secret_file="empty"), "secret is empty"),
        (target("xarf"), "needs a url"),
        (target("stix"), "needs a folder"),
        (target("xarf", url="http://example.com/x"), "http is for this machine"),
    ],
)
def test_what_a_destination_lacks_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "empty").write_text("\n")
    found = room(tmp_path, text)
    with pytest.raises(ConfigError, match=said):
        found.destination(found.target("it"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[destination]]\nname = 'a'\nformat = 'fax'\n", "reports.toml:"),
        ("[people]\nfillers = []\n", "filers"),
        (target("stix", folder="a") + target("dsa", folder="b"), "two destinations"),
    ],
)
def test_mistakes_have_a_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        room(tmp_path, text)
    assert said in str(wrong.value)


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the report settings"):
        read_settings(tmp_path / "none.toml")
    found = room(tmp_path, target("goaml", folder="out", schema="unit.xsd"))
    with pytest.raises(ConfigError, match="cannot read the schema"):
        found.means(found.target("it"))
    (tmp_path / "unit.xsd").write_text("<no")
    with pytest.raises(ConfigError, match="not an XML schema"):
        found.means(found.target("it"))


def test_the_examples_of_the_guide_work(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guide" / "reports.md").read_text("utf-8")
    first, second = re.findall(r"```toml\n(.*?)```", guide, re.S)
    (tmp_path / "tips.secret").write_text("s3cret")
    path = tmp_path / "reports.toml"
    path.write_text(first)
    found = read_settings(path)
    assert isinstance(found.destination(found.target("tips")), ncmec.Cybertip)
    assert isinstance(found.destination(found.target("sar")), folder.Folder)
    assert found.said.people.approvers == ["Sam Okoye"] and found.said.filer.address is not None
    from bantay.kit.toml import read_toml
    from bantay.runtime.report_gather import Addition

    more = read_toml(second, "more.toml", Addition)
    assert more.parties[0].person is not None and more.parties[0].client


def test_the_example_of_a_profile_works() -> None:
    from bantay.reports import goaml_profile

    lines = (goaml_profile.__doc__ or "").split("\n\n", 2)[2]
    shown = "\n".join(line[4:] for line in lines.splitlines())
    profile = read_profile(shown, "profile.toml")
    assert profile.code("transmode", "transfer") == "ELCFT"
    assert profile.code("transmode", "gift") is None
    assert profile.needs("t_person_my_client", "gender")
    with pytest.raises(ConfigError, match="currency"):
        read_profile(shown.replace("currency", "curency"), "profile.toml")


# ------------------------------------------------------------------ small parts


def test_a_file_that_holds_the_mark_of_parts_is_sent_whole() -> None:
    body = b"--" + b"----bantay-part-0123456789abcdef" + b"\r\nhello"
    made, kind = wire.multipart({"id": "7"}, ('a"b\r\nc', "text/plain", body))
    mark = kind.partition("boundary=")[2].encode()
    assert mark not in body and body in made and made.count(b"--" + mark) == 3
    assert b'filename="a_b__c"' in made


def test_media_are_found_by_hash_id_or_name_and_never_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "pic").write_bytes(b"1")
    (tmp_path / "secret").write_bytes(b"2")
    shelf = MediaFolder(tmp_path / "in")

    def read(media: str) -> bytes | None:
        shown = Shown(media=media)
        return shelf.read(Attachment(name="x", mime="y", why="z", media=shown))

    assert read("pic") == b"1" and read("none") is None and read("../secret") is None
    assert shelf.read(Attachment(name="x", mime="y", why="z", body=b"3")) == b"3"


@pytest.mark.parametrize("body", [b"", b"<a", b"<!DOCTYPE a><a><b>1</b></a>", b"<a/>", b"\xff\xfe"])
def test_answers_that_say_nothing_are_no_success(body: bytes) -> None:
    assert ncmec._find(body, "responseCode") is None


def test_statements_go_in_hundreds() -> None:
    import json

    body = json.dumps({"statements": [{"puid": str(n)} for n in range(250)]}).encode()
    assert [len(some) for some in dsa.batches(body)] == [100, 100, 50]


def test_a_host_that_knows_ids_may_be_asked_again() -> None:
    plain = Post("it", "https://example.com/abuse")
    knows = Post("it", "https://example.com/abuse", knows_ids=True)
    assert not plain.repeatable("post/0") and knows.repeatable("post/0")
