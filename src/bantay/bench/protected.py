"""A Bantay that a homeserver asks: `bantay serve` as a process of its own, and its key."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bantay.bench.homeserver import free_port

POLICY = """\
version = "room-1"
rule = [{ name = "contacts in pieces", on = ["contact_evasion"], subjects = ["account"], \
step = "friction", actions = ["restrict_contact"], lasts = "1d", \
ground = "contact details stay here, where people can be helped" }]
"""
CAPABILITIES = "[answer]\n"
_UP = 90.0


class Protector:
    """`bantay serve` on a store in `folder`. It may be killed, and started again.

    `deadline` is long where what is answered counts, and not how quickly: a busy machine is no
    outage.
    """

    def __init__(self, folder: Path, policy: str = POLICY, deadline: float = 30.0):
        self.folder, self.port, self._deadline = folder, free_port(), deadline
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.toml").write_text(policy)
        (folder / "capabilities.toml").write_text(CAPABILITIES)
        self.key = folder / "key"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The base of the callbacks."""
        return f"http://127.0.0.1:{self.port}/v1/matrix"

    def start(self) -> None:
        """Start it, wait until it answers, and make its key the first time."""
        words = ("serve", "--store", "store", "--policy", "policy.toml")
        more = ["--capabilities", "capabilities.toml", "--port", str(self.port)]
        more += ["--chat-deadline", str(self._deadline)]
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bantay", *words, *more],
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._await(self._process)
        if not self.key.exists():
            named = ("--store", "store", "--scope", "events", "--name", "synapse")
            made = subprocess.run(
                [sys.executable, "-m", "bantay", "keys", "new", *named],
                cwd=self.folder,
                capture_output=True,
                check=True,
            )
            self.key.write_bytes(made.stdout.strip())

    def used(self) -> float:
        """Seconds of processor time that it has used (Linux; 0 elsewhere)."""
        if self._process is None:
            return 0.0
        try:
            said = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return 0.0
        user, system = said.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def _await(self, process: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + _UP
        while time.monotonic() < end:
            if process.poll() is not None:
                raise RuntimeError((self.folder / "output").read_text(errors="replace")[-2_000:])
            asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                asking.request("GET", "/health/live")
                if asking.getresponse().status == http.client.OK:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                asking.close()
        raise RuntimeError("bantay serve does not answer")


@contextmanager
def protector(folder: Path, policy: str = POLICY) -> Iterator[Protector]:
    """A running protector, ended at the end."""
    made = Protector(folder, policy)
    try:
        made.start()
        yield made
    finally:
        made.stop()
