"""Who has what part in an alarm, what things it names, and by what it joins others.

An alarm names accounts by its detectors' words ("beneficiary"). Here those words become the
parts of a case. Joining is by what *controls*: the same account or ring, an instrument or
device through which somebody controls others, a bought listing and the account it is for.
Who merely paid, was written to or has the same picture joins nothing: one busy payer would
make a single case of a whole platform.
"""

from collections.abc import Iterator

from bantay.model.alarm import Alarm
from bantay.model.case import PersonRole
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, SubjectKind

ABOUT: dict[Hypothesis, PersonRole] = {
    "minor_at_risk": "possible_victim",
    "controlled_performer": "possible_victim",
    "controller": "possible_controller",
    "broker": "broker",
    "broker_ring": "broker",
    "recruitment_pyramid": "broker",
    "abuse_payer": "payer",
}
"""The part of an alarm's own account; any other hypothesis claims none (`concerned`)."""

NAMED: dict[str, PersonRole] = {
    "performer": "possible_victim",
    "threatened": "possible_victim",
    "target": "possible_victim",
    "controller": "possible_controller",
    "beneficiary": "possible_controller",
    "collector": "possible_controller",
    "holder": "possible_controller",
    "broker": "broker",
    "recruiter": "broker",
    "payer": "payer",
    "depositor": "payer",
    "account": "concerned",
    "persona": "concerned",
    "same_person": "concerned",
}
"""The part of an account that an alarm names by this word; any other word: bystander."""

_KINDS: dict[str, SubjectKind] = {
    "instrument": "instrument",
    "listing": "listing",
    "device": "device",
    "group": "group",
    "media": "media",
}
_CONTROL = frozenset(
    {"beneficiary", "controller", "collector", "holder", "broker", "recruiter"}
    | {"instrument", "device", "performer"}
)
_TIES: dict[Hypothesis, frozenset[str]] = {
    "controller": _CONTROL,
    "controlled_performer": _CONTROL,
    "broker": _CONTROL,
    "broker_ring": _CONTROL,
    "recruitment_pyramid": _CONTROL,
    "proceeds_mover": _CONTROL,
    "fabricated_identity": frozenset({"account", "persona", "same_person"}),
    "return_after_block": frozenset({"before"}),
}


def named(alarm: Alarm) -> Iterator[tuple[str, Subject]]:
    """Everybody and everything an alarm names beside its subject, with its word for it."""
    of_groups = any(one.detector.startswith("groups.") for one in alarm.findings)
    for word, ids in alarm.roles.items():
        kind: SubjectKind = _KINDS.get(word, "account")
        if word == "before" and of_groups:
            kind = "group"
        for id in ids:
            yield word, Subject(kind, id)


def parts(alarm: Alarm) -> Iterator[tuple[Subject, PersonRole, str | None]]:
    """Accounts, their part, and the alarm's word for them (None: the alarm is about it)."""
    if alarm.subject.kind == "account":
        yield alarm.subject, ABOUT.get(alarm.hypothesis, "concerned"), None
    for word, subject in named(alarm):
        if subject.kind == "account" and subject != alarm.subject:
            yield subject, NAMED.get(word, "bystander"), word


def things(alarm: Alarm) -> Iterator[tuple[Subject, str]]:
    """What is no account: the alarm's subject, or what it names, with a word for it."""
    if alarm.subject.kind != "account":
        yield alarm.subject, alarm.hypothesis
    for word, subject in named(alarm):
        if subject.kind != "account":
            yield subject, word


def ties(alarm: Alarm) -> frozenset[Subject]:
    """What an alarm joins others by: its subject, and whoever or whatever controls."""
    joining = _TIES.get(alarm.hypothesis, frozenset())
    return frozenset({alarm.subject, *(s for word, s in named(alarm) if word in joining)})
