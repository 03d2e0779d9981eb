"""The statement of reasons: what was done, on what facts and ground, for how long, and how to
have another person look again. In English, Simplified Chinese and Filipino.

Filled from closed lists, numbers, times, event ids and the operator's clause, never from a
message; it cannot see reports or cases, so it cannot speak of them (DESIGN section 8, rule 6).
"""

from collections.abc import Iterable

from bantay.model.decision import Decision
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding import rights
from bantay.policy.deciding.actions import SILENT
from bantay.policy.deciding.words import LANGUAGES, Words, words

EVENTS_NAMED = 5
_SELF = ("controlled_performer", "minor_at_risk", "contact_evasion")
"""Hypotheses under which the person told may be a possible victim: the notice says so."""


def statement(decision: Decision) -> dict[str, str]:
    """The notice of a decision, by language."""
    return {lang: _statement(decision, words()[lang]) for lang in LANGUAGES}


def ended_statement(decision: Decision, back: Iterable[ActionKind]) -> dict[str, str]:
    """The notice that actions of a decision were taken back, by language."""
    back = tuple(back)
    return {lang: _ended(decision, back, words()[lang]) for lang in LANGUAGES}


def _statement(decision: Decision, said: Words) -> str:
    clock = said["clock"]
    ground = rights.plain_ground(decision.ground)
    first = decision.first_event_time or decision.time
    lines = [
        said["opening"].format(
            target=_target(decision, said),
            time=decision.time.strftime(clock),
            actions=_actions(decision, decision.actions, said),
        ),
        said["facts"].format(
            hypothesis=said["hypotheses"][decision.hypothesis],
            count=len(decision.findings),
            planes=_joined((said["planes"][p] for p in decision.planes), said),
            first=first.strftime(clock),
        ),
        said["events"].format(events=_joined(decision.events[:EVENTS_NAMED], said)),
        said["ground"].format(ground=ground) if ground else said["ground_plain"],
        said["automatic" if decision.automatic else "person"],
        said["until"].format(until=decision.until.strftime(clock)),
    ]
    if not decision.events:
        lines.pop(2)
    if decision.claimable:
        lines.append(said["claim"])
    lines += [said["appeal"], said["restored"]]
    if decision.hypothesis in _SELF and decision.target.kind == "account":
        lines.append(said["safe"])
    return "\n".join(lines)


def _ended(decision: Decision, back: Iterable[ActionKind], said: Words) -> str:
    return str(
        said["ended"].format(
            target=_target(decision, said),
            time=decision.time.strftime(said["clock"]),
            actions=_actions(decision, back, said),
            why=said["ends"][decision.ended_by or "shield"],
        )
    )


def _target(decision: Decision, said: Words) -> str:
    return str(said["targets"].get(decision.target.kind, said["targets"]["other"]))


def _actions(decision: Decision, actions: Iterable[ActionKind], said: Words) -> str:
    """What was done, in words; of a fine also how much it took."""
    told = (_told(decision, a, said) for a in actions if a not in SILENT)
    return _joined(told, said)


def _told(decision: Decision, action: ActionKind, said: Words) -> str:
    words = str(said["actions"][action])
    if action != "fine" or decision.fine is None:
        return words
    return str(said["amount"].format(action=words, amount=decision.fine))


def _joined(parts: Iterable[str], said: Words) -> str:
    return str(said["and"]).join(parts)
