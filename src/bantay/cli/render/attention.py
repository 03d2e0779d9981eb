"""What must not be overlooked: faults of the engine, alarms that no sink has confirmed."""

from collections.abc import Mapping, Sequence

import click

from bantay.cli.render.safe import safe
from bantay.cli.render.words import count
from bantay.ports.reading import FaultRow, Reading


def attention(reading: Reading) -> str | None:
    """One red line, or None when all is well."""
    return attention_line(reading.faults(), reading.undelivered())


def attention_line(faults: Sequence[FaultRow], undelivered: Mapping[str, int]) -> str | None:
    """The same from the numbers themselves."""
    said = []
    total = sum(row.count for row in faults)
    if total:
        places = ", ".join(sorted({safe(row.where) for row in faults})[:3])
        said.append(f"{count(total, 'fault')} in {places} (bantay doctor)")
    waiting = {name: number for name, number in undelivered.items() if number}
    if waiting:
        sinks = ", ".join(f"{safe(name)} {number:,}" for name, number in sorted(waiting.items()))
        said.append(f"not delivered: {sinks}")
    return click.style(f"! {'; '.join(said)}", fg="red", bold=True) if said else None
