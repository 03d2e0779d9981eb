"""What the server reads, fed with what is almost whole: an answer, or a sentence."""

import base64
import tempfile
from pathlib import Path

import msgspec
import pytest

from bantay.bench import fuzz
from bantay.bench.fuzz_parsers import Parser
from bantay.errors import BantayError
from bantay.kit.toml import read_toml
from bantay.server.hooks import receivers
from bantay.server.intake import Intake, intake
from bantay.server.provider import ProviderSettings

SAID = {
    "type": "message.sent",
    "id": "m1",
    "time": "2026-01-05T12:00:00Z",
    "account": "ann",
    "conversation": "c",
    "text": "hello",
    "channel": "direct",
}
EVENT = msgspec.json.encode(SAID)
CLOUD = msgspec.json.encode(
    {"specversion": "1.0", "id": "1", "source": "/x", "type": "message.sent", "data": SAID}
)
KINDS = ("application/json", "application/x-ndjson", "application/cloudevents+json")
PROVIDER = b"""issuer = "https://example.org"
client_id = "b"
redirect = "https://example.com/in"
roles = { admin = ["staff"] }
second_factor = ["otp"]
"""


def bodies(data: bytes) -> list[Intake]:
    return [intake(data, kind, "fuzz", {}) for kind in KINDS]


def hooks(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hooks.toml"
        path.write_bytes(data)
        (Path(folder) / "key").write_text("whsec_" + base64.b64encode(b"a" * 24).decode())
        return receivers(path)


def provider(data: bytes) -> object:
    return read_toml(data.decode("utf-8", "replace"), "fuzz", ProviderSettings)


PARSERS = (
    Parser("bodies", bodies, (EVENT, b"[" + EVENT + b"," + EVENT + b"]", CLOUD)),
    Parser("hooks", hooks, (b'[[hook]]\nname = "chat"\nsecret_files = ["key"]\n',)),
    Parser("provider", provider, (PROVIDER,)),
)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_what_is_almost_whole_ends_well(parser: Parser) -> None:
    assert {n: flaw for n in range(40) if (flaw := fuzz.one(parser, n)) is not None} == {}
    assert list(fuzz.whole(parser)) == []


def test_settings_of_webhooks_that_are_no_text_are_a_sentence() -> None:
    """They ended in a traceback."""
    with pytest.raises(BantayError, match="cannot read the settings of webhooks: it is not UTF-8"):
        hooks(b"\xff\xfe")


def test_a_secret_in_other_letters_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "hooks.toml").write_text('[[hook]]\nname = "chat"\nsecret_files = ["key"]\n')
    (tmp_path / "key").write_text("whsec_é", "utf-8")
    with pytest.raises(BantayError, match="24 to 64 bytes in base64"):
        receivers(tmp_path / "hooks.toml")
