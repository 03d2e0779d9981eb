"""The statement of reasons: what was done, on what facts and ground, for how long, and how to
have another person look again. In English, Simplified Chinese and Filipino.

Filled from closed lists, numbers, times, event ids and the operator's clause, never from a
message; it cannot see reports or cases, so it cannot speak of them (DESIGN section 8, rule 6).
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from bantay.model.decision import Decision
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding import rights
from bantay.policy.deciding.actions import SILENT

LANGUAGES = ("en", "zh", "fil")
EVENTS_NAMED = 5
_SELF = ("controlled_performer", "minor_at_risk", "contact_evasion")
"""Hypotheses under which the person told may be a possible victim: the notice says so."""

Words = dict[str, Any]


@cache
def _words() -> dict[str, Words]:
    text = files("bantay.policy.deciding").joinpath("statements.toml").read_text("utf-8")
    return tomllib.loads(text)


def statement(decision: Decision) -> dict[str, str]:
    """The notice of a decision, by language."""
    return {lang: _statement(decision, _words()[lang]) for lang in LANGUAGES}


def ended_statement(decision: Decision, back: Iterable[ActionKind]) -> dict[str, str]:
    """The notice that actions of a decision were taken back, by language."""
    back = tuple(back)
    return {lang: _ended(decision, back, _words()[lang]) for lang in LANGUAGES}


def _statement(decision: Decision, words: Words) -> str:
    clock = words["clock"]
    ground = rights.plain_ground(decision.ground)
    first = decision.first_event_time or decision.time
    lines = [
        words["opening"].format(
            target=_target(decision, words),
            time=decision.time.strftime(clock),
            actions=_actions(decision.actions, words),
        ),
        words["facts"].format(
            hypothesis=words["hypotheses"][decision.hypothesis],
            count=len(decision.findings),
            planes=_joined((words["planes"][p] for p in decision.planes), words),
            first=first.strftime(clock),
        ),
        words["events"].format(events=_joined(decision.events[:EVENTS_NAMED], words)),
        words["ground"].format(ground=ground) if ground else words["ground_plain"],
        words["automatic" if decision.automatic else "person"],
        words["until"].format(until=decision.until.strftime(clock)),
    ]
    if not decision.events:
        lines.pop(2)
    if decision.claimable:
        lines.append(words["claim"])
    lines += [words["appeal"], words["restored"]]
    if decision.hypothesis in _SELF and decision.target.kind == "account":
        lines.append(words["safe"])
    return "\n".join(lines)


def _ended(decision: Decision, back: Iterable[ActionKind], words: Words) -> str:
    return str(
        words["ended"].format(
            target=_target(decision, words),
            time=decision.time.strftime(words["clock"]),
            actions=_actions(back, words),
            why=words["ends"][decision.ended_by or "shield"],
        )
    )


def _target(decision: Decision, words: Words) -> str:
    return str(words["targets"].get(decision.target.kind, words["targets"]["other"]))


def _actions(actions: Iterable[ActionKind], words: Words) -> str:
    told = (words["actions"][a] for a in actions if a not in SILENT)
    return _joined(told, words)


def _joined(parts: Iterable[str], words: Words) -> str:
    return str(words["and"]).join(parts)
