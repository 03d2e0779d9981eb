"""What the demo's truth says, for the end of its tour; a store of real people has none."""

from litestar import get
from msgspec import Struct

from bantay.ports.reading import AlarmFilter
from bantay.runtime.demo import Truth, truth
from bantay.server.given import TheSite
from bantay.server.problems import Refused

MARK = "made-by-bantay-demo"


class Told(Struct, frozen=True):
    """Somebody of the invented world, what they do in it, and why they were not seen."""

    subject: str
    scenario: str
    because: str | None


class Missed(Struct, frozen=True, kw_only=True):
    """`seen` of `all` that there is to see, what was missed, and who was wrongly named."""

    seen: int
    all: int
    missed: tuple[Told, ...]
    wronged: tuple[Told, ...]


@get("/v1/demo/missed", opt={"right": "alarms.read"}, include_in_schema=False)
async def missed(site: TheSite) -> Missed:
    """The demo's own faults. 404 when this is not the demo's store."""
    if not (site.reader.directory / MARK).exists():
        raise Refused(404, "this store is not the demo's")
    found = await site.read(lambda store: store.alarms(AlarmFilter()))
    named = {(alarm.subject.id, alarm.hypothesis) for alarm in found}
    subjects = {alarm.subject.id for alarm in found}
    told = truth()
    real = [one for one in told if one.hypothesis is not None]
    lost = [one for one in real if (one.subject.id, one.hypothesis) not in named]
    wrong = [one for one in told if one.hypothesis is None and one.subject.id in subjects]
    return Missed(
        seen=len(real) - len(lost),
        all=len(real),
        missed=tuple(map(_told, lost)),
        wronged=tuple(map(_told, wrong)),
    )


def _told(one: Truth) -> Told:
    return Told(one.subject.id, one.scenario, one.missed)


HANDLERS = (missed,)
"""The handlers of this file."""
