"""What a handler may ask for by name: `site`, `settings`, `visitor`, `door`, `meter`."""

from litestar.di import NamedDependency

from bantay.ports.visitor import Visitor
from bantay.runtime.serving import Site
from bantay.server.door import Door
from bantay.server.meter import Meter
from bantay.server.settings import ServerSettings

TheSite = NamedDependency[Site]
TheVisitor = NamedDependency[Visitor]
TheSettings = NamedDependency[ServerSettings]
TheDoor = NamedDependency[Door]
TheMeter = NamedDependency[Meter]
