"""Coop's report API, Osprey's actions and CloudEvents: what they are told, and what never is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from msgspec import structs

from bantay.adapters.bridges.coop import CoopSink, Settings, load_coop, report
from bantay.adapters.bridges.shapes import SHAPES, cloud_event, osprey_action, plain
from bantay.adapters.sources.cloudevents import is_cloud_event
from bantay.errors import ConfigError, StoreError
from bantay.model.alarm import Alarm
from bantay.ports.store import Parcel
from tests.unit.cli.toys import THE_ALARM
from tests.unit.deciding.outside import receiver

NOW = datetime(2026, 1, 10, 21, 15, tzinfo=UTC)
OPENED = structs.replace(THE_ALARM, revision=1)
FILE = """\
[coop]
url = "URL"
key_file = "coop.key"
reporter = { type = "abc", id = "bantay" }

[coop.types.account]
type = "def"
fields = { name = "subject", note = "summary", why = "hypothesis" }

[coop.policies]
controller = "ghi"
contact_evasion = "jkl"
"""


def parcel(alarm: Alarm = OPENED) -> Parcel:
    """An alarm on its way."""
    return Parcel(f"{alarm.alarm}.{alarm.revision}", "alarm", msgspec.json.encode(alarm))


def settings(folder: Path, url: str = "https://coop.example.com") -> Path:
    """A file of settings."""
    (folder / "coop.key").write_text("a key\n")
    path = folder / "coop.toml"
    path.write_text(FILE.replace("URL", url))
    return path


def made(folder: Path) -> Settings:
    """The settings as read."""
    return load_coop(settings(folder))._settings


REPORT: dict[str, Any] = {
    "type": "object",
    "required": ["reporter", "reportedAt", "reportedItem"],
    "additionalProperties": False,
    "properties": {
        "reporter": {
            "type": "object",
            "required": ["kind", "typeId", "id"],
            "properties": {"kind": {"const": "user"}},
        },
        "reportedAt": {"type": "string"},
        "reportedItem": {"type": "object", "required": ["id", "typeId", "data"]},
        "reportedForReason": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "policyId": {"type": "string"},
                "reason": {"type": "string"},
                "csam": {"const": False},
            },
        },
    },
}
"""The body as Coop's page on its report API describes it."""


def test_a_report_has_what_coop_asks_for(tmp_path: Path) -> None:
    body = report(OPENED, made(tmp_path))
    Draft202012Validator(REPORT).validate(msgspec.json.decode(msgspec.json.encode(body)))
    assert body is not None and body["reportedItem"]["id"] == OPENED.subject.id
    assert body["reportedForReason"]["reason"].startswith("possible ")


def test_only_what_opens_is_a_job(tmp_path: Path) -> None:
    assert report(structs.replace(OPENED, revision=2), made(tmp_path)) is None
    no_type = structs.replace(made(tmp_path), types={})
    assert report(OPENED, no_type) is None


def test_nothing_that_people_wrote_and_no_way_to_an_agency(tmp_path: Path) -> None:
    body = report(OPENED, made(tmp_path))
    assert body is not None and body["reportedForReason"]["csam"] is False
    assert b"quotes" not in msgspec.json.encode(body)


def test_it_is_posted_with_the_key_and_nowhere_else(tmp_path: Path) -> None:
    with receiver(201) as server:
        load_coop(settings(tmp_path, f"http://127.0.0.1:{server.server_port}")).deliver([parcel()])
    [headers], [body] = server.asked, server.bodies  # type: ignore[attr-defined]
    assert headers["X-API-KEY"] == "a key"
    assert msgspec.json.decode(body)["reportedItem"]["typeId"] == "def"


@pytest.mark.parametrize("status", [200, 400, 401, 307, 500])
def test_anything_but_created_is_a_failure_that_stays_red(tmp_path: Path, status: int) -> None:
    with receiver(status, "http://127.0.0.1:9/") as server:
        sink = load_coop(settings(tmp_path, f"http://127.0.0.1:{server.server_port}"))
        with pytest.raises(StoreError, match=str(status)):
            sink.deliver([parcel()])


def test_nobody_there_is_a_failure_without_the_key(tmp_path: Path) -> None:
    sink: CoopSink = load_coop(settings(tmp_path, "http://127.0.0.1:9"))
    with pytest.raises(StoreError) as wrong:
        sink.deliver([parcel()])
    assert "a key" not in str(wrong.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("reporter =", "reportr =", 4), ('"summary"', '"sumary"', 8), ("URL", "http://x.y", None)],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, line: int | None
) -> None:
    (tmp_path / "coop.key").write_text("a key")
    path = tmp_path / "coop.toml"
    path.write_text(FILE.replace(old, new).replace("URL", "https://coop.example.com"))
    with pytest.raises(ConfigError) as wrong:
        load_coop(path)
    assert wrong.value.place is not None and wrong.value.place.line == line


# ------------------------------------------------------------------ shapes


def test_the_shapes_are_these() -> None:
    assert list(SHAPES) == ["plain", "cloudevents", "osprey"]
    assert plain(parcel(), NOW) == parcel().body


def test_a_cloud_event_is_named_as_its_parcel() -> None:
    told = msgspec.json.decode(cloud_event(parcel(), NOW))
    assert is_cloud_event(told) and told["id"] == parcel().id
    assert told["type"] == "bantay.alarm.changed.v1" and told["specversion"] == "1.0"
    assert all("quotes" not in finding for finding in told["data"]["findings"])
    assert told["data"]["findings"]


def test_osprey_gets_an_action_that_is_the_same_twice() -> None:
    first, second = (msgspec.json.decode(osprey_action(parcel(), NOW)) for _ in range(2))
    assert first == second and set(first) == {"send_time", "data"}
    action = first["data"]
    assert action["action_name"] == "bantay_alarm" and 0 <= action["action_id"] < 1 << 63
    assert action["data"]["hypothesis"] == OPENED.hypothesis
    other = structs.replace(OPENED, revision=2)
    assert (
        msgspec.json.decode(osprey_action(parcel(other), NOW))["data"]["action_id"]
        != (action["action_id"])
    )


def test_a_fault_has_a_shape_too() -> None:
    fault = Parcel("f.1", "fault", b'{"kind":"sink","count":1}')
    assert msgspec.json.decode(cloud_event(fault, NOW))["data"]["kind"] == "sink"
    assert msgspec.json.decode(osprey_action(fault, NOW))["data"]["action_name"] == "bantay_fault"
