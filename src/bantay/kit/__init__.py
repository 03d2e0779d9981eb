"""The tools: everything a detector's author imports, and nothing that can do I/O."""

from bantay.kit.spec import CEILING_MAX, Detector, Indicators, Spec, Window
from bantay.model.evidence import Fact, Finding, Quote, Subject
from bantay.model.keys import Domain

__all__ = [
    "CEILING_MAX",
    "Detector",
    "Domain",
    "Fact",
    "Finding",
    "Indicators",
    "Quote",
    "Spec",
    "Subject",
    "Window",
]
