"""Asking an HMA, looking pictures up before the log, and what a withdrawal closes."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from bantay.adapters.hashlists.hma import HmaLookup
from bantay.adapters.hashlists.services import Service, connect, services
from bantay.cli.main import cli
from bantay.errors import ConfigError, InputError, StoreError
from bantay.model.clock import EPOCH
from bantay.model.events import MediaShared, MessageSent
from bantay.model.events.talk import Match
from bantay.runtime.hashes import looked_up

PDQ = "0f" * 32


def picture(id: str = "e", **more: object) -> MediaShared:
    return MediaShared(id=id, time=EPOCH, media="p", account="a", **more)  # type: ignore[arg-type]


class Hma(HTTPServer):
    """A loopback double of an HMA: says what it is told to, and remembers what it was asked."""

    answer: bytes = b"{}"
    status = 200
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Hma

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hma() -> Iterator[Hma]:
    server = Hma(("127.0.0.1", 0), _Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def lookup(server: Hma, **more: object) -> HmaLookup:
    url = f"http://127.0.0.1:{server.server_port}/"
    return HmaLookup(url, "ours", **more)  # type: ignore[arg-type]


def test_only_the_hash_is_sent_and_hits_are_named(hma: Hma) -> None:
    hma.answer = json.dumps(
        {"A": [{"bank_content_id": 7, "distance": "12"}], "B": [9], "C": []}
    ).encode()
    [hits] = lookup(hma).matches([picture(pdq=PDQ, pdq_quality=90)])
    assert hits == [
        Match(source="ours", list="A", id="7", kind="pdq", distance=12),
        Match(source="ours", list="B", id="9", kind="pdq"),
    ]
    [path] = hma.asked
    assert urlsplit(path).path == "/m/lookup"
    asked = parse_qs(urlsplit(path).query)
    assert (asked.pop("signal"), asked.pop("signal_type")) == ([PDQ], ["pdq"])
    assert asked == {"bypass_coinflip": ["true"]}  # no luck in whether a picture is known


def test_banks_may_have_limits_of_their_own(hma: Hma) -> None:
    hma.answer = json.dumps({b: [{"bank_content_id": 1, "distance": "12"}] for b in "AB"}).encode()
    [hits] = lookup(hma, limits={"A": 8}).matches([picture(pdq=PDQ)])
    assert [hit.list for hit in hits] == ["B"]


def test_a_poor_hash_or_none_is_not_asked_about(hma: Hma) -> None:
    assert lookup(hma).matches([picture(), picture(pdq=PDQ, pdq_quality=9)]) == [[], []]
    assert hma.asked == []


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        *((302, b"{}"), (500, b"{}"), (200, b"not json"), (200, b"[]"), (200, b'{"A": 1}')),
        (200, b'{"A": [{}]}'),
        (200, b'{"A": [{"bank_content_id": 1, "distance": "far"}]}'),
        (200, b" " * (2 << 20)),
    ],
)
def test_an_answer_that_is_none_is_never_silence(hma: Hma, status: int, answer: bytes) -> None:
    hma.status, hma.answer = status, answer
    with pytest.raises(StoreError):
        lookup(hma).matches([picture(pdq=PDQ)])


def test_nobody_there() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        HmaLookup("http://127.0.0.1:9", seconds=0.5).matches([picture(pdq=PDQ)])


@pytest.mark.parametrize("url", ["file:///etc/x", "127.0.0.1", "http://", "http://a/?x=1"])
def test_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        connect(tmp_path, Service(url=url))
    assert services(tmp_path) == []


def test_connected_services_are_asked(tmp_path: Path) -> None:
    connect(tmp_path, Service(url="http://127.0.0.1:9", source="one", within=9))
    connect(tmp_path, Service(url="http://127.0.0.1:8", source="two"))
    assert [one.name for one in services(tmp_path)] == ["one", "two"]
    (tmp_path / "hashes" / "services.toml").write_text('[[hma]]\nulr = "x"\n')
    with pytest.raises(ConfigError) as wrong:
        services(tmp_path)
    assert wrong.value.nearest == "url" and wrong.value.place is not None


# ------------------------------------------------------------------ before the log


class Lists:
    """A lookup that knows one hash, or cannot be asked."""

    name = "lists"

    def __init__(self, broken: bool = False):
        self._broken = broken

    def matches(self, pictures: list[MediaShared]) -> list[list[Match]]:
        if self._broken:
            raise StoreError("gone")
        hit = Match(source="ncmec", id="i", kind="pdq", distance=0)
        return [[hit] if one.pdq == PDQ else [] for one in pictures]


def test_pictures_carry_what_the_lists_said() -> None:
    text = MessageSent(id="m", time=EPOCH, account="a", conversation="c", text="hi")
    told, faults = looked_up([text, picture(), picture(pdq=PDQ), picture(pdq="1" * 64)], [Lists()])
    assert faults == [] and told[0] is text
    assert [len(e.matches or ()) for e in told[1:] if isinstance(e, MediaShared)] == [0, 1, 0]
    again, _ = looked_up(told, [Lists(), Lists()])
    assert again == told  # one that is known already is not doubled


def test_a_lookup_that_cannot_be_asked_is_a_fault_and_stops_nothing() -> None:
    told, faults = looked_up([picture(pdq=PDQ)], [Lists(broken=True), Lists()])
    assert [(f.kind, f.where, f.reason) for f in faults] == [("lookup", "lists", "gone")]
    assert isinstance(told[0], MediaShared) and told[0].matches


# ------------------------------------------------------------------ from end to end


def run(*words: str, code: int = 0) -> str:
    ended = CliRunner().invoke(cli, list(words))
    assert ended.exit_code == code, ended.output
    return ended.output


def test_from_a_list_to_an_alarm_and_back(tmp_path: Path) -> None:
    store, events = str(tmp_path / "store"), tmp_path / "events.jsonl"
    listed = tmp_path / "list.csv"
    listed.write_text(f"id,kind,hash,list\ni1,pdq,{PDQ},A1\n")
    assert "1 PDQ" in run("hashes", "load", str(listed), "--source", "ncmec", "--store", store)
    shared = {
        **{"type": "media.shared", "id": "e1", "time": "2026-03-01T00:00:00Z", "media": "p1"},
        **{"account": "ana", "pdq": PDQ[:-1] + "e", "pdq_quality": 80},
    }
    events.write_text(json.dumps(shared) + "\n")
    run("run", str(events), "--store", store, "-q")
    [alarm] = map(json.loads, run("alarms", "--store", store, "--format", "jsonl").splitlines())
    assert (alarm["hypothesis"], alarm["subject"]) == (
        "minor_at_risk",
        {"kind": "media", "id": "p1"},
    )
    assert alarm["roles"] == {"list entry": ["ncmec/A1/i1"], "shared by": ["ana"]}
    taken = run("decisions", "--store", store, "--format", "jsonl").splitlines()
    asked = {tuple(d["actions"]): d["automatic"] for d in map(json.loads, taken)}
    assert asked == {("remove_content",): True, ("open_case",): True, ("report",): False}
    said = run("explain", alarm["alarm"], "--store", store)
    assert PDQ[:-1] not in said and "media p1 may show a person under 18" in said
    assert "i1" in run("hashes", "check", PDQ, "--store", store, "--fail-on-match", code=1)
    listed.write_text("id,kind,hash\ni1,withdrawn,\n")
    said = run("hashes", "load", str(listed), "--source", "ncmec", "--store", store)
    assert "1 alarm rested on withdrawn entries and closed" in said
    assert not run("alarms", "--store", store, "--status", "open", "--format", "jsonl")
    run("hashes", "drop", "ncmec", "--store", store)
    assert "no hash lists" in run("hashes", "list", "--store", store)
    run("hashes", "check", PDQ, "--store", store, code=2)


def test_an_exception_never_covers_known_material(tmp_path: Path) -> None:
    from bantay.fuse.exceptions import checked
    from bantay.model.evidence import Subject
    from bantay.model.log import ExceptionGiven
    from bantay.planes.media.known_material import SPEC

    now = datetime(2026, 3, 1, tzinfo=UTC)
    for hypothesis in SPEC.hypotheses:
        given = ExceptionGiven(
            time=now,
            exception="x",
            subject=Subject("media", "p1"),
            hypothesis=hypothesis,
            reason="r",
            by="b",
            until=now.replace(day=2),
        )
        with pytest.raises(InputError, match="no exception is possible"):
            checked(given)
