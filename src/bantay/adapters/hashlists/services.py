"""Services that the operator connected, in `hashes/services.toml` beside the lists."""

from pathlib import Path

from msgspec import Struct

from bantay.adapters.hashlists.hma import HmaLookup
from bantay.adapters.hashlists.shelf import FOLDER
from bantay.adapters.written import text_of
from bantay.errors import InputError
from bantay.kit.pdq.bits import WITHIN
from bantay.kit.toml import read_toml
from bantay.ports.hashlists import Lookup

FILE = "services.toml"


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One HMA: its address, the name its hits carry, how long to wait, how near is near."""

    url: str
    source: str = "hma"
    seconds: float = 2.0
    within: int = WITHIN
    limits: dict[str, int] = {}


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hma: tuple[Service, ...] = ()


def services(store: Path) -> list[Lookup]:
    """The connected services. Raises `ConfigError` with the place of what is wrong."""
    path = store / FOLDER / FILE
    if not path.is_file():
        return []
    read = read_toml(text_of(path, "the connected services"), str(path), _File)
    return [HmaLookup(s.url, s.source, s.seconds, s.within, dict(s.limits)) for s in read.hma]


def connect(store: Path, service: Service) -> None:
    """Ask this service too, from now on. `InputError` when its address is none."""
    HmaLookup(service.url, service.source)
    if '"' in service.url + service.source or "\n" in service.url + service.source:
        raise InputError("an address and a name hold no quotes")
    path = store / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        file.write(
            f'[[hma]]\nurl = "{service.url}"\nsource = "{service.source}"\n'
            f"seconds = {float(service.seconds)}\nwithin = {service.within}\n\n"
        )
