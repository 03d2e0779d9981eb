"""Rules that no policy can switch off (DESIGN section 8), each as one function.

    1  wording            everything says possible: `plain_ground`
    2  victim shield      `shield`, `waits`
    3  reasons, expiry, appeal by another person: `refused`, `another_person`
    4  no agency without a named person: `agency`
    5  every look at content is logged: the store's `events`, `raw_lines`
    6  no tipping off     `notice`
    7  switches by plane and country: `admissible`
    8  no host that was not configured: `adapters.capabilities.webhook`
    9  fail loud          `loud`

The stage calls them by name through this module, so that the mutation run of
`tests/unit/deciding/test_mutations.py` can take each away and see the tests fail.
"""

import unicodedata
from typing import cast

from msgspec import Struct, structs

from bantay.model.alarm import Alarm
from bantay.model.clock import DAY, HOUR
from bantay.model.decision import Ask, Decision, Notice
from bantay.model.evidence import Fault, Subject
from bantay.model.vocabulary import ActionKind, Hypothesis, Plane
from bantay.policy.deciding.actions import MONETARY, PUNISHING
from bantay.policy.deciding.limits import Switches
from bantay.policy.deciding.words import verdicts

VICTIM: tuple[Hypothesis, ...] = ("controlled_performer", "minor_at_risk")
"""The hypotheses of possible victims."""
SHIELD_DB = 5.0
"""What one plane must say for either before an account is shielded without an alarm."""
UNDONE_FOR = 90 * DAY
"""How far back automatic fines and strikes are undone when a shield rises."""
LONGEST = 365 * DAY
"""No decision lasts longer without being looked at again."""
PAUSE = HOUR
"""How long a paid live with a possible minor may be paused before a person has looked."""


class Case(Struct, frozen=True):
    """What the terms of an action depend on; `lasts` is in microseconds."""

    hypothesis: Hypothesis | None
    lasts: int
    subject: Subject
    target: Subject
    shielded: bool
    automatic: bool = True
    two_people: bool = False


class Terms(Struct, frozen=True, order=True):
    """On what terms an action may be taken: after how long, and with how many people."""

    wait: int
    needs: int


def terms(action: ActionKind, case: Case) -> Terms:
    """The terms of an action."""
    needs = 2 if case.two_people else 0 if case.automatic else 1
    needs = max(needs, agency(action), shield(action, case))
    return Terms(waits(action, case), needs)


def plain_ground(ground: str) -> str:
    """Rule 1: the clause as a person may read it. A clause that calls anybody guilty is not
    repeated: this engine only ever says possible."""
    return "" if verdicts().search(unicodedata.normalize("NFKC", ground)) else ground.strip()


def shield(action: ActionKind, case: Case) -> int:
    """Rule 2: how many people must approve because the account may be a victim's.

    A hold on somebody else's instrument is no loss to the shielded account, whose share stays
    claimable. A paid live with a possible minor may pause for an hour until a person looks.
    """
    if not case.shielded or action not in PUNISHING or not _costs(action, case):
        return 0
    return 2


def _costs(action: ActionKind, case: Case) -> bool:
    if action == "hold_payout":
        return not _of_the_controller(case)
    if action == "pause_live":
        return not (case.hypothesis == "minor_at_risk" and case.lasts <= PAUSE)
    return True


def _of_the_controller(case: Case) -> bool:
    return case.target.kind == "instrument" and case.target != case.subject


def waits(action: ActionKind, case: Case) -> int:
    """Rule 2: a step that costs money waits a day, and then the shield is looked at again. Only
    a hold where earnings would leave does not wait: nothing is taken, and shares are claimable."""
    if action == "hold_payout" and _of_the_controller(case):
        return 0
    return DAY if action in MONETARY else 0


def shielded(signs_db: float, alarms: tuple[Hypothesis, ...], reviewed: bool) -> bool:
    """Rule 2: whether an account is shielded, by findings, by an open alarm, or by review."""
    return bool(alarms) or reviewed or signs_db >= SHIELD_DB


def rests(alarm: Alarm) -> bool:
    """Rule 3: whether anything speaks for an alarm. Of one whose findings are gone, or were
    called false, no rule is asked; an ask that got here all the same is refused aloud."""
    return any([finding.counted and finding.weight_db > 0 for finding in alarm.findings])


def refused(ask: Ask, alarm: Alarm) -> str | None:
    """Rule 3: why an ask cannot be decided at all: reasons, ground, an end, or the amount of a
    fine are missing."""
    if not any(finding.counted for finding in alarm.findings):
        return "it rests on no finding"
    if not ask.ground.strip() or not ask.rule.strip():
        return "it names no ground in the terms"
    if ask.lasts <= 0:
        return "it has no end"
    if "fine" in ask.actions and ask.fine is None:
        return "its fine names no amount"
    return None


def bounded(ask: Ask) -> Ask:
    """Rule 3: nothing lasts longer than `LONGEST` without being looked at again."""
    return structs.replace(ask, lasts=min(ask.lasts, LONGEST))


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""
    return _name(one) == _name(other)


def _name(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def another_person(decision: Decision, by: str) -> bool:
    """Rule 3: whether `by` may judge an appeal: nobody judges their own decision."""
    earlier = (*decision.approved_by, decision.confirmed_by or "")
    return not any(same_person(by, name) for name in earlier if name)


def agency(action: ActionKind) -> int:
    """Rule 4: nothing leaves for an agency before a named person approved it."""
    return 1 if action == "report" else 0


def notice(reported: bool) -> Notice:
    """Rule 6: while a suspicion report is drafted or filed, telling waits for a person."""
    return "held" if reported else "sent"


def admissible(alarm: Alarm, country: str | None, switches: Switches) -> Alarm | None:
    """Rule 7: the alarm without evidence from planes that are off in the account's country;
    None when what is left is no alarm."""
    if not switches:
        return alarm
    detectors = tuple(
        f for f in alarm.findings if not switches.plane_off(_plane(f.detector), country)
    )
    if len(detectors) == len(alarm.findings):
        return alarm
    weight = round(sum(f.weight_db for f in detectors if f.counted), 1)
    score = alarm.prior_db + weight
    if score < alarm.threshold_db:
        return None
    planes = tuple(p for p in alarm.planes if not switches.plane_off(p, country))
    return structs.replace(
        alarm, findings=detectors, planes=planes, weight_db=weight, score_db=score
    )


def _plane(detector: str) -> Plane:
    return cast(Plane, detector.partition(".")[0])


def loud(faults: list[Fault], where: str, reason: str) -> None:
    """Rule 9: what could not be done is said aloud."""
    faults.append(Fault("decision", where, reason))
