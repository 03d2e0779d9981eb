"""Webhooks as Standard Webhooks has them, callbacks, answers, and the file that names them."""

import base64
import hashlib
import hmac
from pathlib import Path

import msgspec
import pytest

from bantay.adapters.capabilities import Answer, Callback, SimulatedPlatform, load_capabilities
from bantay.adapters.capabilities.signing import key_of, signed
from bantay.adapters.capabilities.webhook import Webhook, body_of
from bantay.errors import ConfigError
from bantay.ports.acting import CapabilityError
from tests.unit.deciding.outside import order, receiver
from tests.unit.deciding.toys import START

KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def test_the_signature_is_that_of_the_specification() -> None:
    """The worked example that the specification publishes."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_check_what_it_gets() -> None:
    with receiver() as server:
        Webhook("home", f"http://127.0.0.1:{server.server_port}/a?b=c", [KEY, b"n" * 24]).act(
            order(), START
        )
    [headers], [body] = server.asked, server.bodies  # type: ignore[attr-defined]
    assert headers["webhook-id"] == "d-1.warn"
    assert int(headers["webhook-timestamp"]) == START // 1_000_000
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    want = [
        "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        for key in (KEY, b"n" * 24)
    ]
    assert headers["webhook-signature"].split() == want
    said = msgspec.json.decode(body)
    assert (said["type"], said["data"]["kind"]) == ("action.ordered", "warn")


@pytest.mark.parametrize(("status", "final"), [(500, False), (404, False), (410, True)])
def test_what_the_receiver_refuses_is_tried_again_but_for_gone(status: int, final: bool) -> None:
    with receiver(status) as server, pytest.raises(CapabilityError) as wrong:
        Webhook("home", f"http://127.0.0.1:{server.server_port}/", [KEY]).act(order(), START)
    assert wrong.value.final is final


def test_a_redirect_on_the_same_host_is_followed_and_a_circle_ends() -> None:
    with receiver(307, "/again") as server, pytest.raises(CapabilityError, match="circles"):
        Webhook("home", f"http://127.0.0.1:{server.server_port}/", [KEY]).act(order(), START)
    assert len(server.asked) == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("nowhere", ["https://[", "http://127.0.0.1:port/", "//["])
def test_a_redirect_to_no_address_is_a_refusal_and_no_crash(nowhere: str) -> None:
    with receiver(307, nowhere) as server, pytest.raises(CapabilityError) as wrong:
        Webhook("home", f"http://127.0.0.1:{server.server_port}/", [KEY]).act(order(), START)
    assert wrong.value.final and len(server.asked) == 1  # type: ignore[attr-defined]


def test_nobody_there_is_said_without_the_address() -> None:
    with receiver() as server:
        port = server.server_port
    with pytest.raises(CapabilityError, match="cannot be reached") as wrong:
        Webhook("home", f"http://127.0.0.1:{port}/", [KEY]).act(order(), START)
    assert not wrong.value.final and str(port) not in str(wrong.value)


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "http://example.com/", "example.com", "https://["]
)
def test_an_url_is_https_or_this_machine(url: str) -> None:
    with pytest.raises(ConfigError):
        Webhook("home", url, [KEY])


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "not base64 at all"])
def test_a_secret_that_is_none_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        key_of(secret)
    assert not secret or secret not in str(wrong.value).replace("whsec_ and", "")


def test_bodies_stay_small() -> None:
    assert len(body_of(order())) < 20_000


def test_a_callback_that_raises_is_a_failure() -> None:
    def fails(order: object) -> None:
        raise ValueError("secret words")

    with pytest.raises(CapabilityError, match="ValueError") as wrong:
        Callback(fails).act(order(), START)
    assert "secret words" not in str(wrong.value)


def test_an_answer_gathers_and_begins_anew() -> None:
    answer = Answer()
    answer.act(order(), START)
    answer.act(order(), START)
    assert [one.order for one in answer.take()] == ["d-1.warn"] and answer.take() == []


FILE = """\
[[webhook]]
name = "home"
url = "https://platform.example.com/hook"
secret_file = "hook.secret"
actions = ["warn", "notice"]

[simulated]
"""


def test_a_file_names_them(tmp_path: Path) -> None:
    (tmp_path / "hook.secret").write_text(f"{SECRET}\n")
    path = tmp_path / "capabilities.toml"
    path.write_text(FILE)
    routed = load_capabilities(path)
    assert isinstance(routed.of("warn"), Webhook) and routed.real
    assert isinstance(routed.of("fine"), SimulatedPlatform)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("url =", "ulr =", 3),
        ('"warn"', '"wran"', 5),
        ("[simulated]", "[simulatd]", 7),
        ("hook.secret", "no.secret", None),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, line: int | None
) -> None:
    (tmp_path / "hook.secret").write_text(SECRET)
    path = tmp_path / "capabilities.toml"
    path.write_text(FILE.replace(old, new))
    with pytest.raises(ConfigError) as wrong:
        load_capabilities(path)
    assert wrong.value.place is not None and wrong.value.place.line == line


def test_a_file_that_names_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "capabilities.toml"
    path.write_text("# nothing\n")
    with pytest.raises(ConfigError, match="names no"):
        load_capabilities(path)
