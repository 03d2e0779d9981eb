"""`bantay lists`: what is shown, what is sent to a homeserver, and who never is."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from bantay.adapters.store import open_store
from bantay.cli.main import cli
from bantay.cli.rooms import opened
from bantay.model.alarm import Alarm, AlarmChange
from bantay.model.casework import Viewer
from bantay.model.evidence import Subject
from bantay.ports.store import Commit
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.listed import listed
from tests.unit.bridges.test_policy_lists import alarm

MALLORY, EVE, KIM = "@mallory:example.org", "@eve:example.org", "@kim:example.org"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two confirmed alarms, and one about a possible victim."""
    folder = tmp_path / "store"
    made = [
        alarm(MALLORY, "extortion", alarm="a-one"),
        alarm(EVE, "broker", alarm="a-two"),
        alarm(KIM, "controlled_performer", alarm="a-kim"),
    ]
    open_store(folder, create=True).close()
    with opened(folder) as place:
        keep(place, made, 1)
    return folder


def keep(place: Any, made: list[Alarm], wall: int) -> None:
    changes = [AlarmChange(alarm=one, heard=True) for one in made]
    empty: dict[str, Any] = {"records": [], "digests": [], "times": []}
    place.commit(Commit(first_seq=0, **empty, alarms=changes, now=wall, wall=wall))


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["lists", *words])


def entities(result: Result) -> set[str]:
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["content"].get("entity", "") for row in rows}


def test_what_a_person_confirmed_is_shown_and_no_possible_victim(store: Path) -> None:
    said = call("show", "--store", str(store), "--format", "jsonl")
    assert said.exit_code == 0, said.output
    assert entities(said) == {MALLORY, EVE}
    hashed = call("show", "--store", str(store), "--hashed", "--format", "jsonl")
    assert MALLORY not in hashed.stdout and entities(hashed) == {""}
    assert "possible extortion" in call("show", "--store", str(store)).stdout


def test_whom_a_person_calls_a_possible_victim_in_a_case_is_never_listed(store: Path) -> None:
    viewer = Viewer(who="ana", role="lead", purpose="a test")
    with opened(store) as place:
        desk = desk_of(place)
        desk.take_up()
        assert {one.content["entity"] for one in listed(place, desk, "ana")} == {MALLORY, EVE}
        rows = desk.queue(viewer)
        case = next(row.case for row in rows if "broker" in row.hypotheses)
        desk.role(case, viewer, Subject("account", EVE), "possible_victim", "she told us")
        assert {one.content["entity"] for one in listed(place, desk, "ana")} == {MALLORY}


@contextmanager
def homeserver() -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """Rooms whose state can be read and set, with a token."""
    state: dict[str, dict[str, Any]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            room = unquote(self.path.split("/")[5])
            held = state.get(room, {})
            rows = [
                {"type": key.split("|")[0], "state_key": key.split("|")[1], "content": content}
                for key, content in held.items()
            ]
            self.answer(rows)

        def do_PUT(self) -> None:
            parts = [unquote(part) for part in self.path.split("/")]
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.setdefault(parts[5], {})[f"{parts[7]}|{parts[8]}"] = body
            self.answer({"event_id": "$1"})

        def answer(self, body: Any) -> None:
            right = self.headers["authorization"] == "Bearer t0ken"
            said = json.dumps(body).encode()
            self.send_response(200 if right else 401)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", state
    server.shutdown()
    server.server_close()


def test_publishing_makes_the_rooms_hold_the_rules_and_takes_back_what_is_gone(
    store: Path, tmp_path: Path
) -> None:
    with homeserver() as (url, state):
        (tmp_path / "token").write_text("t0ken\n")
        settings = tmp_path / "lists.toml"
        rooms = '[rooms]\nextortion-confirmed = "!one:example.org"\n'
        settings.write_text(f'url = "{url}"\ntoken_file = "token"\n{rooms}')
        words = ("publish", "--settings", str(settings), "--store", str(store))
        first = call(*words, "--format", "jsonl")
        assert first.exit_code == 0, first.output
        assert entities(first) == {MALLORY}
        [(key, content)] = state["!one:example.org"].items()
        assert content["entity"] == MALLORY and key.startswith("m.policy.rule.user|bantay:")
        assert call(*words, "--format", "jsonl").stdout == "", "nothing changed"
        with opened(store) as place:
            gone = structs.replace(
                alarm(MALLORY, "extortion", alarm="a-one"), status="closed", revision=2
            )
            keep(place, [gone], 2)
        assert "taken back" in call(*words).stdout
        assert list(state["!one:example.org"].values()) == [{}]


def test_a_mistake_in_the_settings_names_line_and_column(store: Path, tmp_path: Path) -> None:
    settings = tmp_path / "lists.toml"
    settings.write_text('url = "https://example.org"\ntokn_file = "x"\n[rooms]\n')
    said = call("publish", "--settings", str(settings), "--store", str(store))
    assert said.exit_code == 2 and "lists.toml:2:1" in said.output and "token_file" in said.output
