"""What an operator sets for cases: a TOML file, checked to the line and column."""

import msgspec
from msgspec import Struct, field

from bantay.errors import ConfigError, closest
from bantay.kit.toml import place_of, read_toml
from bantay.model.vocabulary import Hypothesis

REPORT_WITHIN: dict[Hypothesis, float] = {
    "minor_at_risk": 24,
    "controlled_performer": 72,
    "controller": 72,
    "broker_ring": 72,
    "recruitment_pyramid": 72,
    "extortion": 72,
    "broker": 120,
    "abuse_payer": 120,
    "proceeds_mover": 120,
}
"""Hours from detection within which somebody should have decided whether to report. Ours, not
a law's: duties differ by country and by who reports, so an operator sets their own."""

URGENCY: dict[Hypothesis, float] = {
    "minor_at_risk": 100,
    "extortion": 80,
    "controlled_performer": 70,
    "controller": 65,
    "broker_ring": 60,
    "recruitment_pyramid": 60,
    "abuse_payer": 55,
    "broker": 50,
    "proceeds_mover": 45,
    "return_after_block": 30,
    "fabricated_identity": 25,
    "contact_evasion": 20,
    "scam": 15,
}
"""Points of the queue that a hypothesis brings: people at risk before things, an order and
no measure."""


class CaseSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How cases are worked on.

    `lease_minutes` a case stays in hand; `undo_minutes` an answer can be taken back;
    `second_look_share` of answers is looked at again, `refer` always; `second_look_hours` is
    when that is late; `remind_hours` after "not enough" somebody looks again;
    `report_hours` runs from detection, by hypothesis (0: none). `style_order` puts cases of
    possible invented persons side by side that may be written by one hand.
    """

    lease_minutes: int = 15
    undo_minutes: int = 10
    second_look_share: float = 0.1
    second_look_hours: float = 24
    remind_hours: float = 72
    style_order: bool = False
    report_hours: dict[Hypothesis, float] = field(default_factory=REPORT_WITHIN.copy)

    def report_within(self, hypothesis: Hypothesis) -> float | None:
        """Hours from detection until a report is due; None: no clock runs."""
        hours = self.report_hours.get(hypothesis, REPORT_WITHIN.get(hypothesis, 0))
        return hours or None


class _File(CaseSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's shape: names of hypotheses are checked here, to say where a wrong one stands."""

    report_hours: dict[str, float] = field(default_factory=dict)  # type: ignore[assignment]


def read_settings(raw: str, file: str) -> CaseSettings:
    """The settings of a file. ConfigError names the line of what cannot be."""
    read = read_toml(raw, file, _File)
    for name in read.report_hours:
        if name not in URGENCY:
            near = closest(name, URGENCY, 0.4)
            place = place_of(raw, file, f".report_hours.{name}")
            reason = f"report_hours: {name!r} is no hypothesis"
            raise ConfigError(reason, place, near)
    _bounded(read, raw, file)
    return msgspec.convert(msgspec.to_builtins(read), CaseSettings)


def _bounded(read: CaseSettings, raw: str, file: str) -> None:
    lease, hours = 1 <= read.lease_minutes <= 24 * 60, read.report_hours.values()
    checks = (
        ("lease_minutes", lease, "expected 1 to 1440 minutes"),
        ("undo_minutes", 0 <= read.undo_minutes <= 60, "expected 0 to 60 minutes"),
        ("second_look_share", 0 <= read.second_look_share <= 1, "expected a share, 0 to 1"),
        ("second_look_hours", read.second_look_hours > 0, "expected hours above 0"),
        ("remind_hours", read.remind_hours > 0, "expected hours above 0"),
        ("report_hours", all(h >= 0 for h in hours), "expected hours, 0 for no clock"),
    )
    for name, holds, expected in checks:
        if not holds:
            raise ConfigError(f"{name}: {expected}", place_of(raw, file, f".{name}"))
