"""What a rule's condition may speak of, and how each name is read off a situation.

One table: the checker, the evaluator, the reference page and the editors' schema are made
of it. Nothing here says who somebody is; a country is the law that applies, never a trait.
"""

from collections.abc import Callable
from typing import Any, get_args

from bantay.model.clock import HOUR, micros, moment
from bantay.model.decision import Situation
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind
from bantay.policy.cel.types import (
    BOOL,
    DOUBLE,
    INT,
    STRING,
    Name,
    Shape,
    Vocabulary,
    enum,
    many,
)

Read = Callable[[Situation], Any]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLANE = enum(*get_args(Plane))
_MOST = 2**53  # whole numbers stay where numbers are exact, so that a sum cannot overflow


def _amount(situation: Situation) -> float | None:
    return None if situation.amount_30d is None else float(situation.amount_30d)


_ALARM: tuple[tuple[str, Shape, str, Read], ...] = (
    (
        "alarm.hypothesis",
        enum(*get_args(Hypothesis)),
        "what is possibly the case",
        lambda s: s.alarm.hypothesis,
    ),
    ("alarm.score_db", DOUBLE, "prior and findings together", lambda s: s.alarm.score_db),
    ("alarm.prior_db", DOUBLE, "where it started", lambda s: s.alarm.prior_db),
    ("alarm.weight_db", DOUBLE, "what the findings add", lambda s: s.alarm.weight_db),
    ("alarm.threshold_db", DOUBLE, "where an alarm opens", lambda s: s.alarm.threshold_db),
    (
        "alarm.over_db",
        DOUBLE,
        "how far the score is over the threshold",
        lambda s: s.alarm.score_db - s.alarm.threshold_db,
    ),
    ("alarm.planes", many(_PLANE), "the planes that speak", lambda s: list(s.alarm.planes)),
    ("alarm.revision", INT, "1 when it is new", lambda s: s.alarm.revision),
    ("alarm.episode", INT, "how often it opened", lambda s: s.alarm.episode),
    (
        "alarm.age_hours",
        DOUBLE,
        "hours since it opened",
        lambda s: (s.now - micros(s.alarm.opened)) / HOUR,
    ),
    ("alarm.confirmed", BOOL, "a reviewer said true", lambda s: s.alarm.confirmed),
    ("alarm.second_reader", BOOL, "a reviewer was unsure", lambda s: s.alarm.second_reader),
    ("alarm.excepted", BOOL, "an exception is in force", lambda s: s.alarm.exception is not None),
    (
        "alarm.acts",
        many(STRING),
        "Palermo acts that the findings touch",
        lambda s: list(s.alarm.palermo.act),
    ),
    ("alarm.means", many(STRING), "Palermo means", lambda s: list(s.alarm.palermo.means)),
    ("alarm.purposes", many(STRING), "Palermo purposes", lambda s: list(s.alarm.palermo.purpose)),
    ("alarm.roles", many(STRING), "roles people have in it", lambda s: sorted(s.alarm.roles)),
    (
        "alarm.transmission",
        many(STRING),
        "by what means contact is made or money moves",
        lambda s: list(s.alarm.transmission),
    ),
    (
        "alarm.regions",
        many(STRING),
        "target regions the evidence names",
        lambda s: [place.place for place in s.alarm.region],
    ),
)
_SUBJECT: tuple[tuple[str, Shape, str, Read], ...] = (
    (
        "subject.kind",
        enum(*get_args(SubjectKind)),
        "what the alarm is about",
        lambda s: s.alarm.subject.kind,
    ),
    ("subject.strikes", INT, "strikes that are open", lambda s: _whole(s.strikes)),
    ("subject.earlier", INT, "decisions ever taken on it", lambda s: _whole(s.earlier)),
    ("subject.alarms_before", INT, "alarms it had before", lambda s: _whole(s.alarms_before)),
    (
        "subject.shielded",
        BOOL,
        "possible victim: the shield is up",
        lambda s: s.shielded,
    ),
    ("time.hour", INT, "hour of the day in UTC, 0 to 23", lambda s: moment(s.now).hour),
    (
        "time.weekday",
        enum(*DAYS),
        "day of the week in UTC",
        lambda s: DAYS[moment(s.now).weekday()],
    ),
)
_UNSURE: tuple[tuple[str, Shape, str, Read], ...] = (
    (
        "subject.account_age_days",
        INT,
        "days since registration",
        lambda s: s.account_age_days,
    ),
    ("subject.country", STRING, "whose law applies, such as PH", lambda s: s.country),
    ("group.size", INT, "members of the group", lambda s: s.group_size),
    ("money.amount_30d", DOUBLE, "money of 30 days, in your unit", _amount),
)


def _whole(number: int) -> int:
    return min(number, _MOST)


FINDING = Shape(
    "record",
    fields={
        name.name: name
        for name in (
            Name("detector", STRING, "which detector saw it"),
            Name("plane", _PLANE, "in which plane"),
            Name("group", STRING, "the fact it is about: one counts once"),
            Name("weight_db", DOUBLE, "what it adds, in decibans"),
            Name("counted", BOOL, "false when a stronger one of its group counts"),
            Name("draft", BOOL, "its weight is not measured yet"),
            Name("quotes", INT, "places it quotes"),
        )
    },
)
VOCABULARY = Vocabulary(
    (
        *(Name(name, shape, meaning) for name, shape, meaning, _ in (*_ALARM, *_SUBJECT)),
        *(Name(name, shape, meaning, True) for name, shape, meaning, _ in _UNSURE),
        Name("findings", many(FINDING), "the lines of the alarm's sum"),
    )
)
READS: dict[str, Read] = {name: read for name, _, _, read in (*_ALARM, *_SUBJECT, *_UNSURE)}
_PARTS: dict[str, Callable[[Any], Any]] = {
    "detector": lambda f: f.detector,
    "plane": lambda f: f.detector.partition(".")[0],
    "group": lambda f: f.group,
    "weight_db": lambda f: f.weight_db,
    "counted": lambda f: f.counted,
    "draft": lambda f: f.draft,
    "quotes": lambda f: len(f.quotes),
}


class Reading:
    """Which names some conditions use; from a situation it reads those and no others."""

    def __init__(self, names: frozenset[str]):
        split = [(n.partition("."), READS[n]) for n in sorted(names) if n in READS]
        self._reads = [(name[0], name[2], read) for name, read in split]
        self._roots = sorted({root for root, _, _ in self._reads})
        self._walks = "findings" in names
        parts = sorted(n.split(".")[1] for n in names if n.startswith("findings."))
        self._parts = [(part, _PARTS[part]) for part in parts]

    def of(self, situation: Situation) -> dict[str, Any]:
        """The values, nested as the names are; what is unknown is left out."""
        found: dict[str, Any] = {root: {} for root in self._roots}
        for root, part, read in self._reads:
            value = read(situation)
            if value is not None:
                found[root][part] = value
        if self._walks:
            found["findings"] = [
                {part: read(line) for part, read in self._parts}
                for line in situation.alarm.findings
            ]
        return found
