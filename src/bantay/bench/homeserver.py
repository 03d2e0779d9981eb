"""A real Matrix homeserver and a client of it, for tests and for one bar.

Synapse is installed from its own lock into an environment of its own beside the checkout, and
run as another program: it is AGPL-3.0, and nothing of it is imported here. What talks to it is a
client like any other, over HTTP.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bantay.bench.environment import environment

LOCK = Path("requirements/synapse.lock")
FOLDER = Path(".synapse")
MODULES = Path("deploy/synapse")
"""Where the modules are that come with Bantay, for Synapse to find."""
NAME = "example.org"
_UP = 90.0
"""Seconds in which a homeserver must have started."""
_SECRET = "registration"
_PASSWORD = "a password of nobody"
_FAST = {"per_second": 10_000, "burst_count": 10_000}


def installed(root: Path) -> Path:
    """The interpreter that has Synapse; installed, once, when the lock has changed."""
    return environment(root, LOCK, FOLDER)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def module(base_url: str, key: Path, **config: Any) -> dict[str, Any]:
    """The lines of the homeserver's configuration that plug Bantay in."""
    return {
        "module": "synapse_http_antispam.HTTPAntispam",
        "config": {"base_url": base_url, "authorization_path": str(key), **config},
    }


@contextmanager
def homeserver(
    python: Path, folder: Path, modules: "list[dict[str, Any]] | None" = None
) -> Iterator["Homeserver"]:
    """A homeserver that runs, with an SQLite database in `folder`; it is ended at the end."""
    port, folder = free_port(), folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "homeserver.yaml"
    config.write_text(json.dumps(_config(folder, port, modules or [])))
    seed = base64.b64encode(os.urandom(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
    (folder / "log.yaml").write_text(json.dumps(_log(folder)))
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [str(python), "-m", "synapse.app.homeserver", "-c", str(config)],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(MODULES.resolve())},
        )
    running = Homeserver(port, folder)
    try:
        _await(process, running, folder)
        yield running
    finally:
        running.close()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Homeserver:
    """A running homeserver. Accounts are made with its registration secret."""

    def __init__(self, port: int, folder: Path):
        self.port, self.folder = port, folder
        self._nobody = Client(port, "", "")
        self._clients = [self._nobody]

    def close(self) -> None:
        """Hang up all clients."""
        for client in self._clients:
            client.close()

    def answers(self) -> bool:
        """Whether it can be talked to."""
        try:
            return self._nobody.call("GET", "/_matrix/client/versions")[0] == http.client.OK
        except (OSError, http.client.HTTPException, ValueError):
            return False

    def account(self, name: str, *, admin: bool = False) -> "Client":
        """A new account, signed in."""
        nobody = self._nobody
        _, body = nobody.call("GET", "/_synapse/admin/v1/register")
        parts = (body["nonce"], name, _PASSWORD, "admin" if admin else "notadmin")
        proof = hmac.new(_SECRET.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        asked = dict(zip(("nonce", "username", "password"), parts, strict=False))
        made = {**asked, "admin": admin, "mac": proof}
        status, told = nobody.call("POST", "/_synapse/admin/v1/register", made)
        if status != 200:
            raise RuntimeError(f"the homeserver makes no account: {told}")
        self._clients.append(Client(self.port, told["user_id"], told["access_token"]))
        return self._clients[-1]

    def login(self, name: str) -> tuple[int, dict[str, Any]]:
        """A person signs in with the password."""
        who = {"type": "m.id.user", "user": name}
        asked = {"type": "m.login.password", "identifier": who, "password": _PASSWORD}
        return self._nobody.call("POST", "/_matrix/client/v3/login", asked)


class Client:
    """A Matrix client: the client-server API over one connection. Answers are (status, body)."""

    def __init__(self, port: int, user: str, token: str):
        self.user, self.token, self._port = user, token, port
        self._connection: http.client.HTTPConnection | None = None
        self._sent = 0

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """One request."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            said = None if body is None else json.dumps(body)
            self._connection.request(method, path, said, headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def upload(self, body: bytes) -> str:
        """Upload a file; its address."""
        headers = {"Content-Type": "image/png", "Authorization": f"Bearer {self.token}"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            connection.request("POST", "/_matrix/media/v3/upload?filename=a.png", body, headers)
            answer = connection.getresponse()
            return str(json.loads(answer.read()).get("content_uri"))
        finally:
            connection.close()

    def close(self) -> None:
        """Hang up; the next call connects again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def room(self, *invited: str, public: bool = True) -> str:
        """A new room's id."""
        preset = "public_chat" if public else "private_chat"
        made = self.call(
            "POST", "/_matrix/client/v3/createRoom", {"preset": preset, "invite": list(invited)}
        )
        return str(made[1].get("room_id", made))

    def join(self, room: str) -> tuple[int, dict[str, Any]]:
        """Join a room."""
        return self.call("POST", f"/_matrix/client/v3/join/{quote(room)}", {})

    def invite(self, room: str, user: str) -> tuple[int, dict[str, Any]]:
        """Invite somebody."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/invite"
        return self.call("POST", path, {"user_id": user})

    def say(self, room: str, text: str) -> tuple[int, dict[str, Any]]:
        """Send a text."""
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": text})

    def send(self, room: str, kind: str, content: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send an event of any type."""
        self._sent += 1
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/t{self._sent}"
        return self.call("PUT", path, content)

    def sees(self, room: str) -> list[str]:
        """The texts that this client gets to see in a room, oldest first."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/messages?dir=b&limit=500"
        _, body = self.call("GET", path)
        texts = [event["content"].get("body") for event in body.get("chunk", [])]
        return [text for text in reversed(texts) if text is not None]

    def report(self, room: str, event: str, reason: str) -> int:
        """Report an event; the status."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/report/{quote(event)}"
        return self.call("POST", path, {"reason": reason})[0]


def _config(folder: Path, port: int, modules: list[dict[str, Any]]) -> dict[str, Any]:
    listener = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "type": "http",
        "tls": False,
        "resources": [{"names": ["client", "media"]}],
    }
    return {
        "server_name": NAME,
        "pid_file": str(folder / "pid"),
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": _SECRET,
        "macaroon_secret_key": "macaroon",
        "form_secret": "form",
        "report_stats": False,
        "trusted_key_servers": [],
        "user_directory": {"search_all_users": True},
        "room_list_publication_rules": [{"action": "allow"}],
        "rc_message": _FAST,
        "rc_login": {"address": _FAST, "account": _FAST, "failed_attempts": _FAST},
        "rc_joins": {"local": _FAST, "remote": _FAST},
        "rc_invites": {"per_room": _FAST, "per_user": _FAST, "per_issuer": _FAST},
        "modules": modules,
    }


def _log(folder: Path) -> dict[str, Any]:
    handler = {"class": "logging.FileHandler", "filename": str(folder / "log")}
    root = {"level": "WARNING", "handlers": ["file"]}
    return {"version": 1, "handlers": {"file": handler}, "root": root}


def _await(process: "subprocess.Popen[bytes]", running: Homeserver, folder: Path) -> None:
    end = time.monotonic() + _UP
    while time.monotonic() < end:
        if process.poll() is not None:
            said = (folder / "output").read_text(errors="replace")[-2_000:]
            raise RuntimeError(f"the homeserver does not start: {said}")
        if running.answers():
            return
        time.sleep(0.1)
    raise RuntimeError("the homeserver does not answer")
