"""A new detector's two files: a module that works and its cases, to be made into what is wanted."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from bantay.errors import InputError
from bantay.model.vocabulary import Plane

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")

MODULE = '''"""{title}: say in one sentence what is seen.

Sees:       the same words of one sender three times in one conversation within ten minutes.
Matters:    say what this is an early step of, and on whose authority (a typology row).
Misses:     words that differ by a letter.
Wrong when: somebody calls a name until an answer comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Quote, Spec, Window
from bantay.model.events import MessageSent

SPEC = Spec(
    id="{id}",
    title="{title}",
    version=1,
    rows=(),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(minutes=10),
    keeps=20,
    hypotheses=("scam",),
    group="{group}",
    ceiling=3.0,  # decibans: the most it may say until it is measured
    half_life=timedelta(days=7),
    anchor="the words",
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    times: int = 3  # how often the same words must come


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding for the newest words, when they came often enough."""
    words = window.events[-1].text
    same = [event for event in window.events if event.text == words]
    if words and len(same) >= params.times:
        yield Finding(
            anchor=words,
            summary=f"the same words {{len(same)}} times within ten minutes",
            quotes=tuple(Quote(event.id, "text", 0, len(words)) for event in same),
        )


DETECTOR = Detector(SPEC, Params(), look)
'''

CASES = """# A case is a short conversation and what must come of it. At least eight are asked for,
# of all four verdicts; the two known- ones hold a limit named in the docstring.

[[case]]
name = "three times within a minute"
verdict = "alarm"
lang = "en"
evidence = ["m1", "m2", "m3"]
says = "the same words 3 times"
messages = [
  {{ id = "m1", at = "0s", text = "the lamp is here" }},
  {{ id = "m2", at = "20s", text = "the lamp is here" }},
  {{ id = "m3", at = "40s", text = "the lamp is here" }},
]

[[case]]
name = "three times, but too far apart"
verdict = "silence"
lang = "en"
messages = [
  {{ id = "m1", at = "0s", text = "the lamp is here" }},
  {{ id = "m2", at = "6m", text = "the lamp is here" }},
  {{ id = "m3", at = "12m", text = "the lamp is here" }},
]

[[case]]
name = "one letter differs"
verdict = "known-miss"
lang = "en"
limit = "words that differ by a letter"
messages = [
  {{ id = "m1", at = "0s", text = "the lamp is here" }},
  {{ id = "m2", at = "20s", text = "the lamp is here!" }},
  {{ id = "m3", at = "40s", text = "the lamp is here" }},
]

[[case]]
name = "a name called three times"
verdict = "known-false-alarm"
lang = "en"
limit = "somebody calls a name until an answer comes"
evidence = ["m1", "m2", "m3"]
messages = [
  {{ id = "m1", at = "0s", text = "Ana?" }},
  {{ id = "m2", at = "20s", text = "Ana?" }},
  {{ id = "m3", at = "40s", text = "Ana?" }},
]
"""


def scaffold(id_: str, planes: Path) -> tuple[Path, Path]:
    """Write the two files; `InputError` when the name does not fit or is taken."""
    plane, _, name = id_.partition(".")
    _check(plane, name)
    room = planes / plane
    if not room.is_dir():
        raise InputError(f"there is no folder {room}: run this in the source tree, or use --into")
    module, cases = room / f"{name}.py", room / f"{name}.cases.toml"
    for path in (module, cases):
        if path.exists():
            raise InputError(f"{path} is there already: choose another name")
    title = name.replace("_", " ").capitalize()
    module.write_text(MODULE.format(id=id_, title=title, group=name.replace("_", " ")), "utf-8")
    cases.write_text(CASES.format(), "utf-8")
    return module, cases


def _check(plane: str, name: str) -> None:
    known = get_args(Plane)
    if plane not in known:
        near = get_close_matches(plane, known, 1)
        expected = f"expected PLANE.NAME with a plane of {', '.join(known)}"
        raise InputError(expected, nearest=f"{near[0]}.{name or 'NAME'}" if near else None)
    if not _NAME.fullmatch(name):
        raise InputError(f"a detector's name is lower-case letters, digits and _, not {name!r}")
