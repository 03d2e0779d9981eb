"""Mistakes are shown where they are; faults of ours go to a file, never to the screen.

The shape is the one linters made familiar: a code, an arrow to file, line and column, the
line with a caret, the nearest right thing. `bantay rule BT102` explains a code.
"""

import errno
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bantay.cli.render.safe import cells_of, cut, safe
from bantay.errors import (
    BantayError,
    ConfigError,
    Conflict,
    EventError,
    InputError,
    MissingExtra,
    NotPermitted,
    Place,
    PolicyError,
    StoreError,
)

FINE, ASKED, WRONG_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: fine, a flag's question answered with yes, wrong input, our fault, Ctrl-C."""

_CODES: tuple[tuple[type[BantayError], str], ...] = (
    (EventError, "BT101"),
    (ConfigError, "BT102"),
    (StoreError, "BT103"),
    (MissingExtra, "BT104"),
    (NotPermitted, "BT105"),
    (Conflict, "BT106"),
    (InputError, "BT100"),
)
_EXCERPT = 100


def guarded(run: Callable[[], Any]) -> int:
    """Run a command and give its exit code; every exception ends here, shown to its reader."""
    try:
        result = run()
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nstopped", err=True)
        return INTERRUPTED
    except click.ClickException as refused:
        refused.show()
        return refused.exit_code
    except Exception as wrong:  # the last door: nothing raw may pass it
        mistake = _mistake(wrong)
        click.echo(drawn(mistake) if mistake else _told(wrong), err=True)
        return WRONG_INPUT if mistake else FAULT
    return result if isinstance(result, int) else FINE


def _mistake(wrong: Exception) -> BantayError | None:
    """What a person can mend; None for a fault of ours."""
    if isinstance(wrong, BantayError):
        return wrong
    if isinstance(wrong, OSError) and wrong.filename is not None:
        return InputError(f"cannot be used: {wrong.strerror}", Place(str(wrong.filename)))
    if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
        return InputError("the disk is full: free some space and run again (No space left)")
    return None


def unread() -> int:
    """The reader of the pipe had enough: nothing more is written, and that is fine."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FINE


def code_of(mistake: BantayError) -> str:
    """The stable code of an error's kind; a policy's mistakes have codes of their own."""
    if isinstance(mistake, PolicyError):
        return mistake.code
    return next((code for kind, code in _CODES if isinstance(mistake, kind)), "BT100")


def drawn(mistake: BantayError) -> str:
    """An error as a person reads it, with its place and the nearest right thing."""
    code = click.style(code_of(mistake), fg="red", bold=True)
    if not isinstance(mistake, InputError):
        return f"{code} {safe(str(mistake))}"
    first, *rest = map(safe, mistake.reason.splitlines() or [""])
    lines = [f"{code} {first}"]
    if mistake.place is not None:
        lines.append(f" {click.style('-->', fg='blue')} {safe(str(mistake.place))}")
        # A line of events may hold somebody's words: it is named, not printed.
        if not isinstance(mistake, EventError):
            width = mistake.width if isinstance(mistake, PolicyError) else None
            lines += _excerpt(mistake.place, width)
    lines += rest
    if mistake.nearest is not None:
        lines.append(f"help: did you mean `{safe(mistake.nearest)}`?")
    return "\n".join(lines)


def _excerpt(place: Place, width: int | None = None) -> list[str]:
    source = _line_of(place)
    if source is None or place.line is None:
        return []
    gutter = " " * len(str(place.line))
    shown = [f"{gutter} |", f"{place.line} | {cut(safe(source), _EXCERPT)}"]
    if place.column is not None and place.column <= _EXCERPT:
        before = cells_of(safe(source[: place.column - 1]))
        rest = source[place.column - 1 : _EXCERPT]
        token = re.match(r"[\w.\-]+", rest)
        marked = rest[:width] if width is not None else token.group() if token else ""
        carets = "^" * max(1, cells_of(safe(marked)))
        shown.append(f"{gutter} | {' ' * before}{click.style(carets, fg='red')}")
    return [*shown, f"{gutter} |"]


def _line_of(place: Place) -> str | None:
    if place.line is None:
        return None
    try:
        with Path(place.file).open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if number == place.line:
                    return line.rstrip("\r\n").replace("\t", " ")
    except OSError:
        pass
    return None


def _told(fault: Exception) -> str:
    try:
        name = _written(fault)
    except OSError as full:  # a fault is told even where nothing can be written
        name = f"no file, since none could be written: {full.strerror}"
    return "\n".join(
        [
            f"{click.style('BT199', fg='red', bold=True)} a fault inside Bantay: "
            f"{type(fault).__name__}. It is not your mistake.",
            f" {click.style('-->', fg='blue')} details in {name} (only you can read it)",
            "help: run `bantay doctor`; to report the fault, send its output with that file, "
            "after looking that it holds nobody's words",
        ]
    )


def _written(fault: Exception) -> str:
    """The name of a file with the fault's details."""
    handle, name = tempfile.mkstemp(prefix="bantay-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("".join(traceback.format_exception(fault)))
    return name
