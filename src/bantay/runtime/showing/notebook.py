"""An alarm in a notebook: its sum, and the money, ties and time behind it, as pictures.

The pictures are those of the console, the command line and the evidence bundle.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

from bantay.kit.draw.waterfall import waterfall
from bantay.model.alarm import Alarm
from bantay.model.events import Event
from bantay.ports.reading import Look
from bantay.runtime.pictures import pictures, quoted_events


class Keeps(Protocol):
    """A store, as far as drawing needs it."""

    def events(self, ids: Sequence[str], look: Look) -> Mapping[str, Event]: ...


class Drawn:
    """Pictures that a notebook shows when they are a cell's last value."""

    def __init__(self, title: str, pictures: Sequence[str]):
        self.title, self.pictures = title, tuple(pictures)

    def _repr_html_(self) -> str:
        """What notebooks ask for; SVG without script, and nothing from another host."""
        head = f"<p><b>{escape(self.title)}</b></p>"
        return head + "".join(f"<div>{picture}</div>" for picture in self.pictures)

    def __repr__(self) -> str:
        return f"{self.title} ({len(self.pictures)} pictures)"


def draw(alarm: Alarm, store: Keeps | None = None, who: str = "", why: str = "a notebook") -> Drawn:
    """An alarm's sum; with a store also what its events show. The look at them is logged under
    `who` and `why`. InputError when nobody is named."""
    drawn = [waterfall(alarm)]
    if store is not None:
        events = store.events(quoted_events(alarm), Look(who, why))
        drawn += pictures(alarm, events)
    return Drawn(f"possible {alarm.hypothesis.replace('_', ' ')}: {alarm.subject.id}", drawn)
