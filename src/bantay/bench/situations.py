"""Situations made up by chance, for policies to be asked in."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import get_args

from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Versions
from bantay.model.clock import micros
from bantay.model.decision import Situation
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Plane, SubjectKind
from bantay.policy.rules import HYPOTHESES


def situation(random: Random) -> Situation:
    """A situation of any sort: what may be unknown sometimes is."""
    time = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=random.randint(0, 10**6))
    planes = tuple(random.sample(get_args(Plane), random.randint(1, 3)))
    weights = [round(random.uniform(-9, 15), 1) for _ in range(random.randint(0, 8))]
    score = round(random.uniform(-30, 60), 1)
    return Situation(
        alarm=Alarm(
            alarm="a-made-1",
            revision=random.randint(1, 9),
            episode=1,
            status="open",
            opened=time - timedelta(hours=random.randint(0, 90)),
            closed_by=None,
            time=time,
            hypothesis=random.choice(HYPOTHESES),
            subject=Subject(random.choice(get_args(SubjectKind)), "a"),
            roles={"controller": ("b",)} if random.random() < 0.3 else {},
            score_db=score,
            prior_db=-20.0,
            weight_db=score + 20,
            threshold_db=-10.0,
            probability=None,
            calibration="made up",
            planes=planes,
            palermo=Palermo(),
            region=(),
            transmission=(),
            findings=tuple(_line(n, db, random.choice(planes)) for n, db in enumerate(weights)),
            versions=Versions("e", "w", "p"),
            first_event_time=time,
            confirmed=random.random() < 0.2,
        ),
        now=micros(time),
        shielded=random.random() < 0.2,
        strikes=random.randint(0, 4),
        earlier=random.randint(0, 9),
        account_age_days=random.choice((None, 0, 3, 900)),
        country=random.choice((None, "PH", "GB")),
        group_size=random.choice((None, 2, 500)),
        amount_30d=random.choice((None, "0", "12.50", "9" * 20)),
    )


def _line(number: int, db: float, plane: str) -> AlarmFinding:
    return AlarmFinding(
        finding=f"f-{number}",
        revision=1,
        detector=f"{plane}.made_up_{number}",
        version=1,
        group=f"g{number}",
        weight_db=db,
        counted=number % 3 > 0,
        draft=number % 2 > 0,
        summary="made up",
        quotes=(),
    )
