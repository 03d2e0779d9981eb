"""What can go wrong on a platform, one file a scenario: people, numbers, timeline, truth."""

from bantay.world.scenarios import (
    brokers,
    collectors,
    evader,
    identity,
    minor,
    money_side,
    pyramid,
    rebirth,
    scam,
    studio,
    threats,
)
from bantay.world.scenarios.kind import Scenario

SCENARIOS: dict[str, Scenario] = {
    "studio": studio.SCENARIO,
    "brokers": brokers.SCENARIO,
    "pyramid": pyramid.SCENARIO,
    "guardian": money_side.GUARDIAN,
    "abuse_payer": money_side.PAYER,
    "sextortion": threats.SCENARIO,
    "collectors": collectors.COLLECTORS,
    "cash_out": collectors.CASH_OUT,
    "rebirth": rebirth.SCENARIO,
    "identity": identity.SCENARIO,
    "evader": evader.SCENARIO,
    "minor": minor.SCENARIO,
    "scam": scam.SCENARIO,
}

__all__ = ["SCENARIOS", "Scenario"]
