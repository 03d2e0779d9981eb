"""Where a topic is: `kafka://host:port,host:port/topic?group=…&until=end`, or a TOML file.

brokers = "kafka.example.com:9093"
topics = ["chat", "payments"]
group = "bantay"

[client]                              # options of librdkafka, by its own names
"security.protocol" = "SASL_SSL"
"sasl.mechanisms" = "SCRAM-SHA-512"
"sasl.username" = "bantay"

[secret_files]                        # options whose value is a file's first line
"sasl.password" = "kafka.password"
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct, field

from bantay.adapters.bridges.shapes import SHAPES
from bantay.adapters.sources.problem import nearest
from bantay.errors import ConfigError, InputError, MissingExtra, Place
from bantay.kit.toml import read_toml

SCHEME = "kafka:/"
_ADDRESS = re.compile(r"kafka:/{1,2}(?P<brokers>[^/?]+)/(?P<topics>[^/?]+)(?:\?(?P<more>.*))?")
_BROKER = re.compile(r"(\[[0-9A-Fa-f:]+\]|[\w.-]+)(:\d{1,5})?")
_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_OURS = (
    "bootstrap.servers",
    "group.id",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "auto.offset.reset",
    "enable.partition.eof",
    "acks",
    "enable.idempotence",
)
"""Options on which it rests that nothing is lost; they are not for a file to change."""
_MORE = ("group", "until", "shape")


class Address(Struct, frozen=True, kw_only=True):
    """Brokers, topics and how to read or write them. `until` is "end" to stop where nothing is
    left; `shape` is how a sink writes (`adapters.bridges.shapes`)."""

    brokers: str
    topics: tuple[str, ...]
    group: str = "bantay"
    until: str | None = None
    shape: str = "plain"
    client: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Address({self.brokers!r}, {self.topics!r}, group={self.group!r})"

    @property
    def options(self) -> dict[str, Any]:
        """What every client of these brokers is made with. It says nothing on standard error:
        what fails is raised where it fails."""
        return {"bootstrap.servers": self.brokers, "log_level": 0, **self.client}


class _File(Struct, forbid_unknown_fields=True):
    brokers: str
    topics: list[str]
    group: str = "bantay"
    until: str | None = None
    client: dict[str, str | int | float | bool] = field(default_factory=dict)
    secret_files: dict[str, str] = field(default_factory=dict)


def is_kafka(text: str) -> bool:
    """Whether an argument names a topic; a path has lost one of the two slashes."""
    return text.startswith(SCHEME)


def is_settings(path: Path) -> bool:
    """Whether a path is a file of settings: no events are read from TOML."""
    return path.suffix == ".toml"


def address_of(text: str) -> Address:
    """The address that a text names. Raises `InputError`."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise InputError("an address such as kafka://host:9092/topic expected", Place(text))
    more = dict(parse_qsl(found["more"] or "", keep_blank_values=True))
    if unknown := [name for name in more if name not in _MORE]:
        hint = nearest(unknown[0], _MORE)
        raise InputError(f"{unknown[0]!r} means nothing here", Place(text), hint)
    made = Address(brokers=found["brokers"], topics=tuple(found["topics"].split(",")), **more)
    return _checked(made, Place(text))


def load_address(path: Path) -> Address:
    """The address in a TOML file. `ConfigError` with file and line for anything wrong in it."""
    place = Place(str(path))
    try:
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError("cannot read the settings of the stream", place) from None
    read = read_toml(raw, str(path), _File)
    for name in (*read.client, *read.secret_files):
        if name in _OURS:
            raise ConfigError(f"{name} is not for a file to change", place)
    secrets = {name: _secret(path.parent / file) for name, file in read.secret_files.items()}
    made = Address(
        brokers=read.brokers,
        topics=tuple(read.topics),
        group=read.group,
        until=read.until,
        client={**read.client, **secrets},
    )
    return _checked(made, place)


def needs_kafka() -> None:
    """MissingExtra, one sentence, when the client is not installed."""
    if find_spec("confluent_kafka") is None:
        raise MissingExtra("reading and writing topics", "kafka")


def _checked(made: Address, place: Place) -> Address:
    for broker in made.brokers.split(","):
        if not _BROKER.fullmatch(broker.strip()):
            raise InputError("brokers are host:port, with commas between", place)
    for topic in made.topics:
        if not _TOPIC.fullmatch(topic):
            raise InputError("a topic is 1 to 249 of letters, digits, dot, _ and -", place)
    if not made.topics or not made.group:
        raise InputError("a topic and a group are needed", place)
    if made.shape not in SHAPES:
        hint = nearest(made.shape, SHAPES)
        raise InputError(f"`shape` is one of {', '.join(SHAPES)}", place, hint)
    if made.until not in (None, "end"):
        raise InputError("`until` may be end, or be left out", place)
    return made


def _secret(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigError("cannot read a secret of the stream", Place(str(path))) from None
    return lines[0].strip() if lines else ""
