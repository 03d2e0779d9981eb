"""The operator's own detectors: small ones, written as text, never as code."""

from bantay.policy.own.make import OwnParams, detector_of
from bantay.policy.own.read import own_of
from bantay.policy.own.spec import Own

__all__ = ["Own", "OwnParams", "detector_of", "own_of"]
