"""Progress of a run, for three kinds of reader: a person, a log file, a program.

A bar is drawn only on a terminal and only after a second; it counts events that were
really read. Elsewhere a plain line every few seconds, or JSON lines. All on standard
error, so that standard output stays clean.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bantay.cli.render.safe import safe

Progress = Callable[[str, int, int, int], None]

PATIENCE = 1.0
"""Seconds before a bar appears: a short run needs none."""
PACE = 5.0
"""Seconds between two plain lines."""


@contextmanager
def watching(*, quiet: bool, as_json: bool) -> Iterator[Progress | None]:
    """What to hand to a run as its progress, for the reader at hand."""
    with ExitStack() as stack:
        if as_json:
            yield _json_line
        elif quiet:
            yield None
        elif sys.stderr.isatty():
            yield Bar(stack)
        else:
            yield Lines()


def _json_line(name: str, done: int, size: int, events: int) -> None:
    import msgspec

    told = {"file": name, "done": done, "size": size, "events": events}
    click.echo(msgspec.json.encode(told).decode(), err=True)


class Lines:
    """A plain line every few seconds, for logs."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._next = clock() + PATIENCE

    def __call__(self, name: str, done: int, size: int, events: int) -> None:
        """Take note; say something when it is time."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + PACE
        part = f", {done / size:.0%} of the file" if size else ""
        click.echo(f"{safe(Path(name).name)}: {events:,} events{part}", err=True)


class Bar:
    """A bar on a terminal, begun after a second of work."""

    def __init__(self, stack: ExitStack):
        self._stack, self._since = stack, time.monotonic()
        self._show: Progress | None = None

    def __call__(self, name: str, done: int, size: int, events: int) -> None:
        """Move the bar; the first call after a second draws it."""
        if self._show is None and time.monotonic() - self._since >= PATIENCE:
            self._show = self._begin()
        if self._show is not None:
            self._show(name, done, size, events)

    def _begin(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[events]} events", markup=False),
            TimeRemainingColumn(),
        )
        bars = self._stack.enter_context(Bars(*columns, console=Console(stderr=True)))
        tasks: dict[str, int] = {}

        def show(name: str, done: int, size: int, events: int) -> None:
            if name not in tasks:
                label = safe(Path(name).name)
                tasks[name] = bars.add_task(label, total=size or None, events="0")
            task = next(t for t in bars.tasks if t.id == tasks[name])
            bars.update(task.id, completed=done, events=f"{events:,}")

        return show
