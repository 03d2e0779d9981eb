"""The tools: everything a detector's author imports, and nothing that can do I/O."""

from bantay.kit.spec import CEILING_MAX, Detector, Indicators, Spec, Weighs, Window
from bantay.kit.survey import EDGES, Seen, Sign, Survey, SurveySpec
from bantay.model.evidence import Fact, Finding, Quote, Subject
from bantay.model.keys import Domain

__all__ = [
    "CEILING_MAX",
    "EDGES",
    "Detector",
    "Domain",
    "Fact",
    "Finding",
    "Indicators",
    "Quote",
    "Seen",
    "Sign",
    "Spec",
    "Subject",
    "Survey",
    "SurveySpec",
    "Weighs",
    "Window",
]
