"""What stands under `deploy/`: it can be read, calls what there is, and gives nothing away."""

import configparser
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from _house import ROOT
from _recipe import DEPLOY, copied, instructions
from bantay.adapters.store.keyring import SIZE, VARIABLE
from bantay.cli.main import cli
from bantay.cli.serve import PORT

STORE, USER = "/srv/bantay", "10001:10001"
UNITS = sorted(DEPLOY.glob("*.service"))


def final() -> list[tuple[str, str]]:
    """The stage that is shipped."""
    every = instructions()
    last = max(n for n, (word, _) in enumerate(every) if word == "FROM")
    return every[last:]


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit file; a key may come again, as systemd lets it, and the last is kept."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, "utf-8")
    return parser


def called() -> Iterator[tuple[str, list[str]]]:
    """Every command line of ours under `deploy/`: where, and its words after `bantay`."""
    recipe = dict(final())
    assert json.loads(recipe["ENTRYPOINT"]) == ["bantay"]
    yield "Containerfile", json.loads(recipe["CMD"])
    yield "compose.yaml", compose()["services"]["bantay"]["command"]
    for path in UNITS:
        program, *words = shlex.split(unit(path)["Service"]["ExecStart"])
        assert program == "/usr/local/lib/bantay/bin/bantay"
        yield path.name, words


def understood(words: list[str]) -> click.Context:
    """The command that words mean, its options checked, nothing run."""
    name, *rest = words
    return cli.commands[name].make_context(name, rest, parent=click.Context(cli))


@pytest.mark.parametrize(
    ("where", "words"), list(called()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_what_is_called_is_a_command_with_those_options(where: str, words: list[str]) -> None:
    if words == ["--help"]:
        return
    found = understood(words)
    assert found.info_name in ("serve", "backup")
    if found.info_name == "serve":
        assert found.params["port"] == PORT and found.params["behind_tls"]
        from bantay.cli.serve import _settings

        settings = _settings(
            found.params["host"],
            found.params["host_name"],
            (None, None),
            found.params["behind_tls"],
        )
        assert settings.secure and "bantay.example.org" in settings.hosts


def test_an_option_that_is_not_there_is_seen() -> None:
    with pytest.raises(click.NoSuchOption):
        understood(["serve", "--behind-tsl"])


def test_the_container_is_small_in_rights() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 2 and "AS build" in stages[0]
    recipe = final()
    assert [rest for word, rest in recipe if word == "USER"] == [USER]
    assert not [word for word, _ in recipe if word in ("RUN", "ADD")]
    assert all(rest.startswith("--from=build") for word, rest in recipe if word == "COPY")
    for word in ("ENTRYPOINT", "CMD", "VOLUME"):
        assert isinstance(json.loads(dict(recipe)[word]), list)  # no shell is needed
    installs = [
        rest for word, rest in instructions() if word == "RUN" and '"install", "--re' in rest
    ]
    assert len(installs) == 1 and "--require-hashes" in installs[0]


def test_the_python_of_the_container_is_one_we_are_checked_for() -> None:
    [version] = {
        re.findall(r"python:(\d\.\d+)", rest)[0] for word, rest in instructions() if word == "FROM"
    }
    assert (
        f"Programming Language :: Python :: {version}"
        in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
    )


def test_the_composed_service_is_read_only_and_agrees_with_the_recipe() -> None:
    service = compose()["services"]["bantay"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"] and service["user"] == USER
    assert service["volumes"] == [f"store:{STORE}"]
    assert dict(final())["ENV"].split("BANTAY_STORE=")[1].split()[0] == STORE
    [port] = service["ports"]
    assert port == f"127.0.0.1:{PORT}:{PORT}"  # https is the proxy's
    assert (ROOT / "deploy" / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    assert set(compose()["volumes"]) == {"store"}


def test_the_key_is_a_secret_and_outside_the_store() -> None:
    service = compose()["services"]["bantay"]
    [secret] = service["secrets"]
    assert service["environment"] == {VARIABLE: f"/run/secrets/{secret}"}
    assert compose()["secrets"][secret]["file"] == "bantay.key"
    for path in UNITS:
        said = unit(path)["Service"]
        assert said["LoadCredential"].startswith("bantay.key:/etc/")
        assert f"{VARIABLE}=%d/bantay.key" in said["Environment"]
    for path in (DEPLOY / "compose.yaml", DEPLOY / "bantay.service"):
        assert f"head -c {SIZE} /dev/urandom" in path.read_text("utf-8")


def test_no_secret_and_no_store_gets_into_the_image() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {f"!{name}" for name in copied()} == {r for r in rules if r[0] == "!"}


def test_all_that_the_container_copies_is_there() -> None:
    """That it is enough is what test_wheel.py shows: it builds the wheel from these alone."""
    assert [name for name in copied() if not (ROOT / name).exists()] == []


def test_what_builds_the_wheel_is_in_the_lock_that_the_container_installs() -> None:
    """It is built without isolation: nothing is fetched but what the lock has a hash of."""
    made = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (ROOT / "requirements/base.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.M))
    assert {re.split(r"[^a-z0-9-]", r)[0] for r in made["build-system"]["requires"]} <= pinned
    assert '"--no-build-isolation"' in str(instructions()) and "--no-deps" in str(instructions())


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened(path: Path) -> None:
    said = unit(path)["Service"]
    for key, value in {
        "DynamicUser": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
    }.items():
        assert said[key] == value, key
    assert (
        "BANTAY_STORE=/var/lib/bantay" in said["Environment"] and said["StateDirectory"] == "bantay"
    )
    network = said.get("PrivateNetwork") == "yes" or said.get("IPAddressAllow") == "localhost"
    assert network and "AF_UNIX" in said["RestrictAddressFamilies"]


def test_the_timer_starts_what_is_there() -> None:
    timer = unit(DEPLOY / "bantay-backup.timer")
    assert timer["Install"]["WantedBy"] == "timers.target" and timer["Timer"]["Persistent"] == "yes"
    assert (DEPLOY / "bantay-backup.service").is_file()
