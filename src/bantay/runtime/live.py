"""Whether decisions may act: what is configured, and how far behind the clock events are."""

from msgspec import Struct

from bantay.model.clock import MINUTE, moment
from bantay.model.log import ActingChanged
from bantay.policy.deciding import Ledger

UNCONFIGURED = "no capability is configured"


class Acting(Struct, frozen=True):
    """What decisions may reach. `wall` is the driver's clock, microseconds UTC.

    With a real capability only events near the wall clock may act; with a simulated twin
    all may, since nothing leaves.
    """

    configured: bool = False
    real: bool = False
    wall: int = 0

    def changed(self, tick: int, ledger: Ledger, act_within: int) -> ActingChanged | None:
        """The record to append when what decisions may do changes at a tick."""
        live, why = self._now(tick, act_within)
        if (live, why) == (ledger.live, ledger.why):
            return None
        return ActingChanged(time=moment(tick), live=live, why=why)

    def _now(self, tick: int, act_within: int) -> tuple[bool, str]:
        if not self.configured:
            return False, UNCONFIGURED
        if self.real and self.wall - tick > act_within:
            minutes = act_within // MINUTE
            return False, f"events are more than {minutes} minutes behind the clock"
        return True, ""


NOTHING = Acting()
