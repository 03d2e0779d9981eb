"""Quoted messages as one readable log."""

from collections.abc import Iterable

from bantay.model.report import Said
from bantay.reports.document import stamp

NOT_KEPT = "(text not kept)"


def transcript(messages: Iterable[Said]) -> str:
    """One line a message, in order of time: when, who, what."""
    ordered = sorted(messages, key=lambda said: (said.time, said.event))
    return "\n".join(
        f"[{stamp(said.time)}] {said.account}: {NOT_KEPT if said.text is None else said.text}"
        for said in ordered
    )
