"""Reports that wait for their next try are looked for at intervals: none waits for a person."""

from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

PAUSE = 5.0
"""Seconds between two looks."""


class Postman:
    """Calls a round at intervals until it is stopped."""

    def __init__(self, round: Callable[[], object], pause: float = PAUSE):
        self._round, self._pause = round, pause
        self._over = Flag()
        self._thread = Thread(target=self._run, name="bantay postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End before the next round."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._pause):
            self._round()
