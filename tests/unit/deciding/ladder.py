"""A ladder of many rungs as a plain table: a policy with strikes, for tests of what follows.

It is a test's own. What applies without a choice is `policy/packs/defaults.toml` alone.
"""

from typing import get_args

from msgspec import Struct

from bantay.model.clock import DAY, HOUR
from bantay.model.decision import Ask, Situation, Step, Target
from bantay.model.vocabulary import ActionKind, Hypothesis

TERMS = "platform terms, safety of people"


class Rung(Struct, frozen=True):
    """One row: asked for when the alarm stands `over_db` above its threshold and the subject
    has at least `strikes` open strikes."""

    name: str
    hypotheses: tuple[Hypothesis, ...]
    step: Step
    actions: tuple[ActionKind, ...]
    over_db: float = 0.0
    strikes: int = 0
    below_strikes: int = 1_000
    target: Target = "subject"
    lasts: int = 30 * DAY
    cool_down: int = DAY
    automatic: bool = True


_CONDUCT: tuple[Hypothesis, ...] = (
    "contact_evasion",
    "fabricated_identity",
    "return_after_block",
    "scam",
)
_GRAVE: tuple[Hypothesis, ...] = (
    "minor_at_risk",
    "controlled_performer",
    "controller",
    "broker",
    "broker_ring",
    "recruitment_pyramid",
    "extortion",
    "abuse_payer",
    "proceeds_mover",
)
RUNGS: tuple[Rung, ...] = (
    Rung("watch", get_args(Hypothesis), "watch", (), cool_down=7 * DAY),
    Rung("first warning", _CONDUCT, "nudge", ("warn", "strike"), below_strikes=1),
    Rung("again", _CONDUCT, "friction", ("restrict_contact", "strike"), strikes=1, lasts=7 * DAY),
    Rung("third time", _CONDUCT, "refer", ("open_case",), strikes=2),
    Rung("a person looks", _GRAVE, "refer", ("open_case",)),
    Rung("pause until a person looks", ("minor_at_risk",), "hold", ("pause_live",), lasts=HOUR),
    Rung("threats", ("extortion",), "friction", ("restrict_contact",), 5.0, lasts=7 * DAY),
    Rung(
        "hold on the controller's instrument",
        ("controller", "controlled_performer", "proceeds_mover"),
        "hold",
        ("hold_payout",),
        5.0,
        target="controller_instrument",
        automatic=False,
    ),
)


class Ladder(Struct, frozen=True):
    """A table of rungs as a policy."""

    rungs: tuple[Rung, ...] = RUNGS

    def asks(self, situation: Situation) -> tuple[Ask, ...]:
        """Every rung that fits; grants are the deciding stage's."""
        return tuple(_ask(rung) for rung in self.rungs if _fits(rung, situation))


LADDER = Ladder()


def _fits(rung: Rung, situation: Situation) -> bool:
    alarm = situation.alarm
    return (
        alarm.hypothesis in rung.hypotheses
        and alarm.score_db >= alarm.threshold_db + rung.over_db
        and rung.strikes <= situation.strikes < rung.below_strikes
        and _answerable(rung, situation)
    )


def _answerable(rung: Rung, situation: Situation) -> bool:
    """A rung for an instrument is asked for only when the alarm names one."""
    if rung.target != "controller_instrument":
        return True
    alarm = situation.alarm
    named = {role for role in alarm.roles if "instrument" in role}
    return alarm.subject.kind == "instrument" or bool(named)


def _ask(rung: Rung) -> Ask:
    return Ask(
        rule=rung.name,
        step=rung.step,
        actions=rung.actions,
        target=rung.target,
        lasts=rung.lasts,
        cool_down=rung.cool_down,
        ground=TERMS,
        automatic=rung.automatic,
    )
