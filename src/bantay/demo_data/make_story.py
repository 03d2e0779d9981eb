"""Writes the demo story: thirty days on Ilaw, an invented live-chat platform.

    python -m bantay.demo_data.make_story [DIRECTORY]

puts `story.jsonl` (events) and `truth.jsonl` (what really happened) into the directory,
by default this one. Ordinary life is drawn with a fixed seed from `people.toml` and
`phrases.toml`; what stands out is told step by step in `scenes.toml`. The same files give
the same bytes on every machine: chance is used only as fractions from one seeded source.
"""

import json
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from bantay.demo_data.cast import Story
from bantay.demo_data.ordinary import live_on
from bantay.model.events import Event

HERE = Path(__file__).parent
SOURCE = "ilaw"
Table = dict[str, Any]


def story_lines() -> list[bytes]:
    """The story, one event a line in order of time. Every line is checked as an event."""
    story = Story(_load("people"), _load("phrases"))
    live_on(story)
    for scene in _load("scenes")["scene"]:
        play(story, scene)
    lines = sorted(story.lines, key=lambda line: line[:2])
    return [_event(n, moment, fields) for n, (moment, _, fields) in enumerate(lines, 1)]


def _event(number: int, moment: datetime, fields: Table) -> bytes:
    whole = {"id": f"ev-{number:05}", "time": moment, "source": SOURCE, **fields}
    event: Event = msgspec.convert(whole, Event)
    return msgspec.json.encode(event)


def truth_lines() -> list[bytes]:
    """The truth in the shape that the bench reads; hard negatives have no hypothesis."""
    found = []
    for scene in _load("scenes")["scene"]:
        moments = [moment for moment, _ in timed(scene)]
        found += [_truth(truth, moments) for truth in scene.get("truth", [])]
    return [json.dumps(line, ensure_ascii=False).encode() for line in found]


def _truth(truth: Table, moments: list[datetime]) -> Table:
    kind, id_ = truth["subject"]
    line: Table = {"hypothesis": truth.get("hypothesis"), "subject": {"kind": kind, "id": id_}}
    if line["hypothesis"] is None:
        return {**line, "scenario": truth["scenario"]}
    since = moments[truth["since"]].strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"roles": truth.get("roles", {}), "scenario": truth["scenario"], "since": since}
    missed = {"missed": truth["missed"]} if "missed" in truth else {}
    return {**line, **told, **missed}


# --------------------------------------------------------------------------- scenes


def timed(scene: Table) -> list[tuple[datetime, Any]]:
    """Each step of a scene with its moment."""
    moment, steps = scene["at"], []
    for step in scene["steps"]:
        moment += timedelta(seconds=step[0] if isinstance(step, list) else step["after"])
        steps.append((moment, step))
        if isinstance(step, dict) and "each" in step:
            moment += timedelta(seconds=step["gap"] * len(step["each"]))
    return steps


def play(story: Story, scene: Table) -> None:
    """Add a scene's events to the story."""
    for place, (moment, step) in enumerate(timed(scene)):
        if isinstance(step, list):
            named = scene.get("name", {}).get(str(place))
            say(story, scene, moment, step[1:], named)
        elif "each" in step:
            say_to_each(story, moment, step)
        else:
            tell_again(story, moment, step)


def say(story: Story, scene: Table, moment: datetime, line: list[str], named: str | None) -> None:
    """One spoken line of a scene, in its group or in the thread of its two people."""
    who, text = line
    extra = {"message": named} if named else {}
    if "group" in scene:
        story.post(moment, who, scene["group"], text, **extra)
    else:
        other = next(person for person in scene["with"] if person != who)
        story.tell(moment, who, other, text, **extra)


def say_to_each(story: Story, moment: datetime, step: Table) -> None:
    """The same words to many people, one after the other."""
    for n, other in enumerate(step["each"]):
        text = step["say"].format(name=story.people[other].name)
        when = moment + timedelta(seconds=step["gap"] * n)
        story.tell(when, step["from"], other, text, lang=step["lang"])


def tell_again(story: Story, moment: datetime, step: Table) -> None:
    """One event, or one for each of `whom` and each of `times`, `every` so many seconds.

    `{who}` and `{n}` in its values stand for the account and the number of the time.
    """
    fields = {k: v for k, v in step.items() if k not in ("after", "whom", "times", "every")}
    for n in range(step.get("times", 1)):
        for place, who in enumerate(step.get("whom", ("",))):
            later = moment + timedelta(seconds=step.get("every", 0) * n + 60 * place)
            story.add(later, **{k: _filled(v, who, n + 1) for k, v in fields.items()})


def _filled(value: Any, who: str, number: int) -> Any:
    if isinstance(value, list):
        return [_filled(one, who, number) for one in value]
    if not isinstance(value, str):
        return value
    return value.replace("{who}", who).replace("{n}", str(number))


def _load(name: str) -> Table:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def main(arguments: list[str]) -> None:
    """Write both files into the directory named, or beside this script."""
    directory = Path(arguments[0]) if arguments else HERE
    for name, lines in (("story", story_lines()), ("truth", truth_lines())):
        (directory / f"{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
