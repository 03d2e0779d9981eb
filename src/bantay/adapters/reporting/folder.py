"""A folder as a destination: files for a portal that people upload to, or for helpers.

A file lands whole or not at all, under a name made of the report's id and digest; the same
report twice is one file. That it lies there is no receipt: a person notes the portal's reference.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from bantay.model.clock import moment
from bantay.model.reporting import Draft, Receipt
from bantay.ports.reporting import Done, Parcel, SendError

HANDED = "handed over"
"""The last step: a person says under which reference the receiver has it."""


class Folder:
    """A directory of this machine."""

    host = ""

    def __init__(self, name: str, path: Path, production: bool = False):
        self.name, self.production, self._path = name, production, path

    def plan(self, draft: Draft) -> Sequence[str]:
        """Write the file; then a person hands it over."""
        return ["write", HANDED]

    def repeatable(self, step: str) -> bool:
        """Writing the same file again changes nothing."""
        return True

    def takes_up(self, step: str) -> bool:
        """Never needed."""
        return False

    def external(self, values: dict[str, str]) -> str | None:
        """The reference that a person noted."""
        return values.get(HANDED)

    def take(self, step: str, parcel: Parcel) -> Done:
        """Write the document and its attachments."""
        if step == HANDED:
            id, where = parcel.report.report, self._path / parcel.values.get("write", "")
            why = f"{where} waits for a person to hand it over"
            raise SendError(f"{why}, then: bantay report status {id} --reference REF", person=True)
        folder = self._path / f"{parcel.report.report}-{parcel.report.digest[:8]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / _safe(parcel.draft.name), parcel.draft.body)
            for n, file in enumerate(parcel.draft.attachments):
                if file.media is None:
                    _write(folder / f"{n:03}-{_safe(file.name)}", file.body)
        except OSError as wrong:
            raise SendError(f"the folder cannot be written: {wrong.strerror}") from None
        receipt = Receipt(
            report=parcel.report.report, step=step, time=moment(parcel.wall), code="written"
        )
        return Done(value=folder.name, receipt=receipt)


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name).lstrip(".") or "report"
