"""The calm end of a run: what was read, what was set aside, what opened, what to type next."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click

from bantay.cli.render.safe import safe
from bantay.cli.render.words import count
from bantay.ports.source import Reject

FIRST = 3
"""Rejected lines named in the summary; the rest are in `bantay quarantine`."""


class Report(Protocol):
    """What the summary reads of a run's report."""

    events: int
    accepted: int
    duplicates: int
    late: int
    rejected: int
    findings: int
    alarms_opened: int
    alarms_open: int
    decisions: int
    in_shadow: int
    dead_orders: int
    appeals: int
    faults: int
    undelivered: dict[str, int]
    seconds: float
    interrupted: bool


def summary(report: Report, rejects: Sequence[Reject], store: Path, strongest: str | None) -> str:
    """The whole summary; `rejects` are the first lines set aside, `strongest` an alarm's id."""
    lines = counted(report, rejects)
    if report.interrupted:
        kept = "everything read so far is kept; the same command goes on from there"
        lines.append(_row("resume", kept))
    elif not report.events and not report.rejected:
        lines.append(_row("nothing", "new: this store has read these files before"))
    return "\n".join([*lines, _row("next", _next(store, strongest, report))])


def counted(report: Report, rejects: Sequence[Reject] = ()) -> list[str]:
    """What was read, set aside and opened, a line each."""
    state = "stopped" if report.interrupted else "done"
    return [
        _row(state, f"{count(report.events, 'event')} in {report.seconds:.1f} s"),
        _row("accepted", f"{report.accepted:,}, {count(report.duplicates, 'duplicate')}"),
        *_late(report),
        *_rejected(report, rejects),
        _row("findings", f"{report.findings:,} new or revised"),
        _row("alarms", f"{report.alarms_opened:,} opened, {report.alarms_open:,} open now"),
        *_decided(report),
        *_appealed(report),
        *_red(report),
    ]


def brief(report: Report) -> list[str]:
    """The same in three lines, and what is wrong in red."""
    state = "stopped" if report.interrupted else "done"
    aside = f"{count(report.rejected, 'broken line')} set aside (bantay quarantine)"
    opened = f"{report.alarms_opened:,} alarms opened, {report.alarms_open:,} open now"
    return [
        _row(state, f"{count(report.events, 'event')} in {report.seconds:.1f} s; {aside}"),
        _row("found", f"{count(report.findings, 'finding')}, {opened}"),
        *_appealed(report),
        *_red(report),
    ]


def _row(name: str, value: str) -> str:
    return f"{name:<10}{value}"


def _decided(report: Report) -> list[str]:
    if not report.decisions:
        return []
    shadow = "all" if report.in_shadow == report.decisions else f"{report.in_shadow:,}"
    said = f"{report.decisions:,}, {shadow} in shadow: nothing was done about those"
    return [_row("decided", said)]


def _appealed(report: Report) -> list[str]:
    if not report.appeals:
        return []
    waits = "waits" if report.appeals == 1 else "wait"
    return [_row("appeals", f"{report.appeals:,} {waits} for a person's answer (bantay appeals)")]


def _late(report: Report) -> list[str]:
    if not report.late:
        return [_row("late", "0")]
    said = f"{report.late:,}: kept, but too late for the detectors; read older files first"
    return [click.style(_row("late", said), fg="yellow")]


def _rejected(report: Report, rejects: Sequence[Reject]) -> list[str]:
    if not report.rejected:
        return [_row("rejected", "0")]
    lines = [_row("rejected", f"{count(report.rejected, 'line')}, kept in quarantine")]
    lines += [_row("", told(reject)) for reject in rejects[:FIRST]]
    more = report.rejected - len(rejects[:FIRST])
    return [*lines, _row("", f"and {more:,} more: bantay quarantine")] if more else lines


def told(reject: Reject) -> str:
    """`chat.jsonl:17:22 field "txt": unknown field (did you mean "text"?)`."""
    column = "" if reject.column is None else f":{reject.column}"
    field = f"field {reject.field!r}: " if reject.field else ""
    near = f" (did you mean {reject.nearest!r}?)" if reject.nearest else ""
    return safe(f"{reject.file}:{reject.line}{column} {field}{reject.reason}{near}")


def _red(report: Report) -> list[str]:
    said = []
    if report.faults:
        said.append(f"{count(report.faults, 'fault')}: something could not look (bantay doctor)")
    waiting = {name: n for name, n in report.undelivered.items() if n}
    said += [f"{n:,} not delivered to {safe(name)}" for name, n in sorted(waiting.items())]
    if report.dead_orders:
        said.append(f"{count(report.dead_orders, 'order')} given up: bantay orders --status dead")
    return [click.style(_row("!", text), fg="red", bold=True) for text in said]


def _next(store: Path, strongest: str | None, report: Report) -> str:
    where = "" if str(store) == "bantay-store" else f" --store {safe(shlex.quote(str(store)))}"
    steps = [f"bantay alarms{where}"] if report.alarms_open else []
    if strongest:
        steps.append(f"bantay explain {strongest}{where}")
    if report.rejected:
        steps.append(f"bantay quarantine{where}")
    return "   ".join(steps) or f"bantay doctor{where}"
