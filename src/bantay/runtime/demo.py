"""The demo story: thirty days of an invented platform, and the truth about it.

The truth is for showing and scoring only. Detectors never see it: it is not in the story.
"""

from pathlib import Path

import msgspec
from msgspec import Struct, field

from bantay.errors import StoreError
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, Time


class Truth(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is really so about one subject.

    `hypothesis` is None for a hard negative: ordinary conduct that looks alike. `since` is
    the time of the first event that shows it. `missed` says why today's detectors are
    expected not to see it; None when they should.
    """

    hypothesis: Hypothesis | None
    subject: Subject
    scenario: str
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: Time | None = None
    missed: str | None = None


def story_path() -> Path:
    """The story's events, `story.jsonl`; raises `StoreError` when it is not installed."""
    return _shipped("story.jsonl")


def broken_path() -> Path:
    """A small file in which four of ten lines are wrong, to show the quarantine."""
    return _shipped("broken.jsonl")


def report_settings() -> list[Path]:
    """Settings under which the demo's reports go to a folder of its store, and their profile."""
    return [_shipped("reports.toml"), _shipped("goaml.toml")]


def truth() -> list[Truth]:
    """The truth about the story, in the order in which its scenes are told."""
    decoder = msgspec.json.Decoder(Truth)
    return decoder.decode_lines(_shipped("truth.jsonl").read_bytes())


def _shipped(name: str) -> Path:
    path = Path(__file__).parents[1] / "demo_data" / name
    if not path.is_file():
        raise StoreError(f"{name} is missing from the installed package: install bantay again")
    return path
