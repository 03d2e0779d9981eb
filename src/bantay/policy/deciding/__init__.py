"""From alarms to decisions: the ladder, the life of a decision, and the rights no policy lifts.

Pure, like every stage: no clock, no chance, no disk, no network. Read `rights.py` first.
"""

from bantay.policy.deciding.asking import Policy
from bantay.policy.deciding.desk import Desk, Desks, Ledger
from bantay.policy.deciding.limits import Limits, Switches
from bantay.policy.deciding.stage import Decider
from bantay.policy.deciding.turn import Made

__all__ = [
    "Decider",
    "Desk",
    "Desks",
    "Ledger",
    "Limits",
    "Made",
    "Policy",
    "Switches",
]
