"""Logins as the platform sees them."""

import msgspec

from bantay.world.chance import Chance
from bantay.world.person import Person
from bantay.world.sink import Sink

_json = msgspec.json.Encoder().encode


def seen_at(sink: Sink, chance: Chance, who: Person, when: int, action: str = "login") -> None:
    """One login from a device of the person's, mostly the first."""
    if sink.hides("login.seen"):
        return
    at = 0 if len(who.devices) == 1 or chance.random() < 0.7 else chance.below(len(who.devices))
    if when <= who.since:
        when = who.since + 1
    where = who.logins.get(at)
    if where is None:
        where = who.logins[at] = _where(who, at)
    sink.spelled(
        "login.seen", [when], [f'{where},"session":"s{chance.bits(48):012x}","action":"{action}"}}']
    )


def _where(who: Person, at: int) -> str:
    """The JSON of everything but the action: it is the same each time, and kept."""
    device, model = who.devices[at]
    fields = {
        "account": who.account,
        "device": device,
        "device_model": model,
        "ip": who.ip,
        "asn": who.asn,
        **({"proxy": True} if who.no % 31 == at else {}),
        "country": who.code,
        "place": who.place,
        "tz": who.country.tz,
    }
    return _json(fields).decode()[1:-1]
